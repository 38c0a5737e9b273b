"""What is reviewed: the words of a document's clauses, the items read in them, their places.

The key of an item is made of what it says, so it survives a re-reading that finds the same again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhishu.policy.review.fields import Values, values_of_row
from zhishu.policy.text.quantities import Quantity, read_quantities

Rows = Sequence[Mapping[str, Any]]
Range = tuple[int, int]
# So much of the beginning of a passage finds it where its end was tidied.
_LEAST = 8


@dataclass(frozen=True)
class ReadClause:
    """A clause as it is reviewed: words are its heading and its text; span in the decoded file."""

    path: str
    words: str
    span: Range
    position: int

    @cached_property
    def digest(self) -> str:
        """Tells whether a decision was made on these words."""
        return _digest([self.path, self.words])

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Every number of the words."""
        return tuple(read_quantities(self.words))


@dataclass(frozen=True)
class ReadItem:
    """An item that the program read; place: where in the words of its clause, None when not told."""

    key: str
    kind: str
    values: Values
    confidence: float
    place: Range | None
    order: tuple[int, int]

    @property
    def clause(self) -> str:
        return str(self.values["clause"])


@dataclass(frozen=True)
class Reading:
    """A document as it lies before an officer."""

    document_id: str
    title: str
    clauses: tuple[ReadClause, ...]
    items: tuple[ReadItem, ...]

    @cached_property
    def by_path(self) -> dict[str, ReadClause]:
        """The clauses by their path."""
        return {one.path: one for one in self.clauses}

    @cached_property
    def text_digest(self) -> str:
        """Tells whether a review was of these words."""
        return text_digest((one.path, one.words) for one in self.clauses)


def _digest(told: object) -> str:
    content = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:32]


def text_digest(clauses: Iterable[tuple[str, str]]) -> str:
    """The digest of a text, given as path and words of its clauses."""
    return _digest([list(one) for one in clauses])


def clause_words(heading: str | None, text: str) -> str:
    """Heading and text of a clause as one passage, as tasks quote it."""
    if not heading:
        return text
    return f"{heading}。{text}" if text else heading


def item_key(kind: str, values: Values) -> str:
    """The key of what an item says."""
    return f"{kind}-{_digest(values)[:12]}"


def read_items(
    clauses: Sequence[ReadClause],
    *,
    tasks: Rows,
    task_units: Rows,
    targets: Rows,
    measures: Rows,
    times: Rows,
) -> tuple[ReadItem, ...]:
    """The items of a document in the order of its text; of two that say the same the second is 2."""
    by_path = {one.path: one for one in clauses}
    units: dict[int, list[Mapping[str, Any]]] = {}
    for unit in task_units:
        units.setdefault(unit["task"], []).append(unit)
    found: list[ReadItem] = []
    met: dict[str, int] = {}
    groups = (("task", tasks), ("target", targets), ("measure", measures), ("time", times))
    for kind, rows in groups:
        for row in rows:
            values = values_of_row(kind, row, units.get(row["position"], ()))
            key = item_key(kind, values)
            met[key] = met.get(key, 0) + 1
            if met[key] > 1:
                key += f".{met[key]}"
            clause = by_path.get(row["clause"])
            place = _place(clause, kind, values, row["span_start"]) if clause else None
            order = (clause.position if clause else len(clauses), row["span_start"])
            found.append(ReadItem(key, kind, values, float(row["confidence"]), place, order))
    return tuple(sorted(found, key=lambda one: (one.order, one.kind)))


def _place(clause: ReadClause, kind: str, values: Values, span_start: int) -> Range | None:
    if kind == "time":
        return _place_of_time(clause, values, span_start)
    return find_passage(clause.words, str(values.get("text") or ""))


def find_passage(words: str, text: str) -> Range | None:
    """Where a passage stands in the words of a clause; its first line counts where it goes on below."""
    first = text.split("\n", 1)[0]
    if not first:
        return None
    at = words.find(first)
    if at >= 0:
        return (at, at + len(first)) if first == text else (at, len(words))
    at = words.find(first[:_LEAST]) if len(first) >= _LEAST else -1
    return (at, min(len(words), at + len(first))) if at >= 0 else None


def _place_of_time(clause: ReadClause, values: Values, span_start: int) -> Range | None:
    """Of the numbers that a time may be made of, the nearest to where it was read."""
    likely = [one for one in clause.quantities if may_be_time(one, clause.words, values)]
    if not likely:
        return None
    begin, end = clause.span
    expected = (span_start - begin) / max(1, end - begin) * len(clause.words)
    nearest = min(likely, key=lambda one: abs(one.start - expected))
    return nearest.start, nearest.end


def may_be_time(number: Quantity, words: str, values: Values) -> bool:
    """Whether a number is the length of a time, or its first or last day."""
    if number.form == "quantity":
        return number.value is not None and values.get("value") == f"{number.value.normalize():f}"
    if number.form not in ("date", "year"):
        return False
    printed = words[number.start : number.end]
    return any(is_day(printed, day) for day in (values.get("starts"), values.get("ends")) if day)


def is_day(printed: str, day: str) -> bool:
    """Whether 2024年3月1日, 3月1日, 2024年 or 3月 may be the printed form of an ISO day, month or year."""
    numbers = _digits(printed)
    parts = [int(one) for one in day.split("-") if one.isdecimal()]
    return bool(numbers) and any(
        parts[at : at + len(numbers)] == numbers for at in range(len(parts))
    )


def _digits(printed: str) -> list[int]:
    found, run = [], ""
    for character in f"{printed} ":
        if character.isascii() and character.isdecimal():
            run += character
        elif run:
            found.append(int(run[:9]))
            run = ""
    return found
