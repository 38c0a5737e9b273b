"""What of an annotation can still be read of a damaged text: what stands in no clause that was hurt.

A damage tells which spans of the text are lost. A clause that one of them touches is not asked for, nor is
what hangs under it or was annotated in it; a head or tail that is touched takes its fields with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from policy_scoring import SCALARS, path_of, plain

Documents = list[dict[str, Any]]
Span = tuple[int, int]
_IN_CLAUSES = (
    *("clauses", "citations", "tasks", "targets"),
    *("measures", "stages", "time_limits", "windows"),
)
_OF_TAIL = (
    "issued_on",
    "issuing_authorities",
    "effective_from",
    "effective_to",
    "published_on",
    "source",
)
# So far in front of a clause's words its number may stand.
_NUMBER = 12


@dataclass(frozen=True)
class _Hurt:
    """What of a document is not asked for: paths of clauses, fields."""

    paths: frozenset[str]
    fields: frozenset[str]

    def touches(self, path: str) -> bool:
        """Whether a clause is hurt, or hangs under one that is, or lost what it hangs under."""
        return (
            path in self.paths
            or (bool(self.paths) and path.startswith("?"))
            or any(one and path.startswith(one) for one in self.paths)
        )


def surviving(
    expected: Documents, read: Sequence[Mapping[str, Any]], text: str, lost: Sequence[Span]
) -> tuple[Documents, Documents]:
    """Both sides without what a damage took away."""
    if not lost:
        return expected, [dict(one) for one in read]
    hurts = [_hurt(document, text, places, lost) for document, places in _placed(expected, text)]
    # Nothing says which of several documents a read one is: what is hurt in any is asked of none.
    whole = _Hurt(
        frozenset().union(*(one.paths for one in hurts)),
        frozenset().union(*(one.fields for one in hurts)),
    )
    return [_without(one, whole) for one in expected], [_without(one, whole) for one in read]


def _placed(expected: Documents, text: str) -> list[tuple[dict[str, Any], list[int]]]:
    """Each document with where its title and then its clauses begin in the text, and where it ends."""
    bare, places = _bare(text)
    at = 0
    begins: list[list[int]] = []
    for document in expected:
        found = []
        for clause in ({"heading": document["title"]}, *document["clauses"]):
            needle = plain(clause.get("heading") or clause.get("begins"))
            place = bare.find(needle, at)
            # One that is not found word for word begins where the one before it does.
            at = at if place < 0 else place
            found.append(_line_start(text, places[at]))
        begins.append(found)
    ends = [*(one[0] for one in begins[1:]), len(text)]
    return [
        (document, [*found, end])
        for document, found, end in zip(expected, begins, ends, strict=True)
    ]


def _bare(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, with the place of each character; one more for its end."""
    parts, places = [], []
    for at, one in enumerate(text):
        made = plain(one)
        parts.append(made)
        places += [at] * len(made)
    return "".join(parts), [*places, len(text)]


def _line_start(text: str, at: int) -> int:
    start = text.rfind("\n", 0, at) + 1
    return start if at - start <= _NUMBER else at


def _hurt(
    document: Mapping[str, Any], text: str, places: Sequence[int], lost: Sequence[Span]
) -> _Hurt:
    def is_lost(start: int, end: int) -> bool:
        return any(a < max(end, start + 1) and start < b for a, b in lost)

    paths, fields = set(), {"completeness"}
    spans = list(pairwise(places))
    if is_lost(*spans[0]):
        fields |= {*SCALARS, "issuing_authorities"}
    for clause, span in zip(document["clauses"], spans[1:], strict=True):
        if is_lost(*span):
            paths.add(path_of(clause))
            fields |= {"effective_from", "effective_to"}
    if is_lost(max(places[-2], places[-1] - 400), places[-1]):
        fields |= set(_OF_TAIL)
    return _Hurt(frozenset(paths), frozenset(fields))


def _without(document: Mapping[str, Any], hurt: _Hurt) -> dict[str, Any]:
    made = dict(document)
    for name in hurt.fields:
        made[name] = [] if name == "issuing_authorities" else None
    for name in _IN_CLAUSES:
        made[name] = [one for one in document.get(name) or () if not hurt.touches(path_of(one))]
    if hurt.paths:
        # 就高不重复 is said once for many, and may be what was lost.
        made["measures"] = [{**one, "exclusivity": None} for one in made["measures"]]
    return made
