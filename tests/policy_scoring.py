"""What was read of a policy beside what a person found in it: precision, recall and F1 by field.

A case is a text and a YAML of the same name (tests/policy/cases/README.md). Both sides are compared in
simplified script, without blanks, full-width forms narrowed. An item counts as found only when all that
matters of it is right: a clause its path, heading, first and last words; a task its clause and all its
units with their roles; a target its clause, value, unit, comparator, kind, deadline and an indicator in
much the same words; a measure its clause, sums, rates, cap, exclusivity and a beneficiary in much the
same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from zhishu.base.text import simplify

ALIKE = 0.5
SCALARS = (
    "title",
    "document_number",
    "issued_on",
    "published_on",
    "source",
    "effective_from",
    "effective_to",
    "trial",
    "completeness",
)
LISTS = (
    "issuing_authorities",
    "clauses",
    "citations",
    "tasks",
    "task_units",
    "targets",
    "target_values",
    "measures",
    "measure_sums",
    "stages",
    "time_limits",
    "windows",
)
FIELDS = (*SCALARS, *LISTS)
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "〔": "[", "〕": "]"})


@dataclass
class Score:
    """Counts of one field, and what was missed or made up, in words."""

    right: int = 0
    invented: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was read, the share that is right; 1 where nothing was."""
        read = self.right + self.invented
        return self.right / read if read else 1.0

    @property
    def recall(self) -> float:
        """Of what there is, the share that was read; 1 where there is nothing."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        whole = 2 * self.right + self.invented + self.missed
        return 2 * self.right / whole if whole else 1.0

    def add(self, other: Score) -> None:
        """Take the counts of another part in."""
        self.right += other.right
        self.invented += other.invented
        self.missed += other.missed
        self.errors += other.errors


@dataclass(frozen=True)
class Case:
    """A text, and what a person found in it."""

    name: str
    path: Path
    expected: Mapping[str, Any]


def load_cases(folder: Path, texts: Path | None = None) -> list[Case]:
    """Every case of a folder, by name; a text that the YAML names lies in `texts`."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        expected = _parse(path.read_text("utf-8"))
        if "text" in expected:
            text = (texts or folder) / expected["text"]
        else:
            [text] = [one for one in folder.glob(f"{path.stem}.*") if one.suffix != ".yaml"]
        found.append(Case(path.stem, text, expected))
    return found


@cache
def _parse(expected: str) -> Mapping[str, Any]:
    """A case's YAML, parsed once however many tests ask for it."""
    return YAML(typ="safe", pure=True).load(expected)  # type: ignore[no-any-return]


def plain(text: Any) -> str:
    """A text as it is compared."""
    if text is None:
        return ""
    narrow = unicodedata.normalize("NFKC", str(text)).translate(_QUOTES)
    return re.sub(r"[\s]", "", simplify(narrow)).replace("--", "—").replace("-", "—")


def alike(left: Any, right: Any) -> bool:
    """Whether two phrases say much the same: half of their pairs of characters, or one inside the other."""
    a, b = plain(left), plain(right)
    if not a or not b:
        return a == b
    if a in b or b in a:
        return True
    pairs = [Counter(pairwise(text)) for text in (a, b)]
    shared = sum((pairs[0] & pairs[1]).values())
    return 2 * shared >= ALIKE * sum(sum(one.values()) for one in pairs)


def score_case(case: Case, read: Sequence[Mapping[str, Any]]) -> dict[str, Score]:
    """The documents of a case beside those that were read."""
    scores = {name: Score() for name in FIELDS}
    for expected, found in pair_documents(case.expected["documents"], read):
        label = case.name
        for name in SCALARS:
            _score_scalar(scores[name], label, name, expected or {}, found or {})
        for name in LISTS:
            _score_list(scores[name], label, name, expected or {}, found or {})
    return scores


def pair_documents(
    expected: Sequence[Mapping[str, Any]], read: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Documents beside each other: those of one title, then in their order."""
    left = list(read)
    paired: list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]] = []
    waiting = []
    for one in expected:
        same = next((other for other in left if plain(other["title"]) == plain(one["title"])), None)
        if same is None:
            waiting.append(one)
        else:
            left.remove(same)
            paired.append((one, same))
    for one in waiting:
        paired.append((one, left.pop(0) if left else None))
    return [*paired, *((None, other) for other in left)]


def _score_scalar(
    score: Score, label: str, name: str, expected: Mapping[str, Any], found: Mapping[str, Any]
) -> None:
    want, got = plain(expected.get(name)), plain(found.get(name))
    if want == got:
        score.right += 1
        return
    score.missed += bool(want) or not got
    score.invented += bool(got) or not want
    score.errors.append(f"{label} {name}: {want or '∅'} ← {got or '∅'}")


def _score_list(
    score: Score, label: str, name: str, expected: Mapping[str, Any], found: Mapping[str, Any]
) -> None:
    items, same = _ITEMS[name]
    wanted, got = list(items(expected)), list(items(found))
    for one in list(wanted):
        match = next((other for other in got if same(one, other)), None)
        if match is not None:
            wanted.remove(one)
            got.remove(match)
            score.right += 1
    score.missed += len(wanted)
    score.invented += len(got)
    score.errors += [f"{label} {name} 缺 {_shown(one)}" for one in wanted]
    score.errors += [f"{label} {name} 多 {_shown(one)}" for one in got]


def _shown(item: Any) -> str:
    if isinstance(item, Mapping):
        return str(
            {key: value for key, value in item.items() if value not in (None, [], "", False)}
        )
    return str(item)


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _numbers(one: Mapping[str, Any], *names: str) -> tuple[float | None, ...]:
    return tuple(_number(one.get(name)) for name in names)


def _texts(name: str) -> Callable[[Mapping[str, Any]], Iterable[Hashable]]:
    return lambda document: [plain(one) for one in document.get(name) or ()]


def _rows(name: str) -> Callable[[Mapping[str, Any]], Iterable[Any]]:
    return lambda document: list(document.get(name) or ())


def path_of(one: Mapping[str, Any]) -> str:
    """The path of a clause, or of the clause that an item stands in, as it is compared."""
    # Which of two clauses of one path is meant is told by their words.
    return re.sub(r"~\d+$", "", plain(one.get("path", one.get("clause"))))


def _same_clause(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    text = plain(got["text"])
    begins, ends = plain(want.get("begins")), plain(want.get("ends"))
    return (
        path_of(want) == path_of(got)
        and plain(want.get("heading")) == plain(got.get("heading"))
        and text.startswith(begins)
        and text.endswith(ends)
        and bool(text) == bool(begins)
    )


def _same_citation(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    return all(
        plain(want.get(name)) == plain(got.get(name)) for name in ("title", "relation", "clause")
    ) and (
        not want.get("document_number")
        or plain(want["document_number"]) == plain(got.get("document_number"))
    )


def _units(one: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((plain(unit["name"]), unit["role"]) for unit in one["units"])


def _same_task(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    return path_of(want) == path_of(got) and _units(want) == _units(got)


def _task_units(document: Mapping[str, Any]) -> Iterable[Hashable]:
    return [
        (path_of(task), *unit)
        for task in document.get("tasks") or ()
        for unit in sorted(_units(task))
    ]


def _target_value(one: Mapping[str, Any]) -> Hashable:
    return (path_of(one), *_numbers(one, "value", "value_max"), plain(one.get("unit")))


def _same_target(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    relative = want["kind"] == "relative"
    return (
        (relative or _target_value(want) == _target_value(got))
        and path_of(want) == path_of(got)
        and (relative or want["comparator"] == got["comparator"])
        and want["kind"] == got["kind"]
        and plain(want.get("deadline")) == plain(got.get("deadline"))
        and alike(want["indicator"], got["indicator"])
    )


def _sums(one: Mapping[str, Any]) -> tuple[Hashable, ...]:
    return (path_of(one), *_numbers(one, "amount", "amount_max", "cap", "rate", "rate_max"))


def same_measure(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    return (
        _sums(want) == _sums(got)
        and bool(want.get("exclusivity")) == bool(got.get("exclusivity"))
        and bool(want.get("competitive")) == bool(got.get("competitive"))
        and alike(want.get("beneficiary"), got.get("beneficiary"))
    )


def _same_stage(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    return path_of(want) == path_of(got) and all(
        plain(want.get(name)) == plain(got.get(name)) for name in ("from", "to")
    )


def _equal(want: Any, got: Any) -> bool:
    return bool(want == got)


_ITEMS: dict[
    str, tuple[Callable[[Mapping[str, Any]], Iterable[Any]], Callable[[Any, Any], bool]]
] = {
    "issuing_authorities": (_texts("issuing_authorities"), _equal),
    "clauses": (_rows("clauses"), _same_clause),
    "citations": (_rows("citations"), _same_citation),
    "tasks": (_rows("tasks"), _same_task),
    "task_units": (_task_units, _equal),
    "targets": (_rows("targets"), _same_target),
    "target_values": (
        lambda document: [_target_value(one) for one in document.get("targets") or ()],
        _equal,
    ),
    "measures": (_rows("measures"), same_measure),
    "measure_sums": (
        lambda document: [_sums(one) for one in document.get("measures") or ()],
        _equal,
    ),
    "stages": (_rows("stages"), _same_stage),
    "time_limits": (
        lambda document: [
            (path_of(one), _number(one["value"]), plain(one["unit"]).removeprefix("个"))
            for one in document.get("time_limits") or ()
        ],
        _equal,
    ),
    "windows": (
        lambda document: [
            (path_of(one), plain(one["until"])) for one in document.get("windows") or ()
        ],
        _equal,
    ),
}


def items_of(name: str, document: Mapping[str, Any]) -> Iterable[Any]:
    """The items of a field of a document, as they are compared."""
    return _ITEMS[name][0](document)


def same_items(name: str, want: Any, got: Any) -> bool:
    """Whether an item that was read is the one that a person found."""
    return _ITEMS[name][1](want, got)
