"""A review in words: what an item says in a line, and the text with items, losses and numbers marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zhishu.policy.document import ROLES
from zhishu.policy.items import deadline_words, measure_words, target_words, time_words
from zhishu.policy.marks import find_losses
from zhishu.policy.review.decisions import Review, Standing
from zhishu.policy.review.fields import KINDS, Values, row_of_values
from zhishu.policy.review.numbers import TextNumber
from zhishu.policy.review.reading import ReadClause

_LONGEST_NAME = 40


@dataclass(frozen=True)
class Run:
    """Words of one kind: plain, lost, restored; a number nobody uses: asked (no role), open or settled."""

    kind: str
    text: str


@dataclass(frozen=True)
class Piece:
    """A run of the text; items: the keys of those whose words it is of, the nearest first.

    mark: the kind of the nearest; chip: its name where its words begin.
    """

    items: tuple[str, ...]
    mark: str
    chip: str
    runs: list[Run]


@dataclass(frozen=True)
class ShownClause:
    """A clause of the source: its paragraphs in pieces."""

    path: str
    paragraphs: list[list[Piece]]


def describe(kind: str, values: Values) -> tuple[str, str]:
    """What an item is about, and what it says."""
    if kind == "task":
        units = "、".join(f"{name}（{ROLES[role]}）" for name, role in values.get("units") or ())
        return _opening(values.get("text")), units or "责任单位未写明"
    row = row_of_values(kind, values)
    if kind == "target":
        return _opening(row["indicator"]), f"{target_words(row)}，期限{deadline_words(row)}"
    if kind == "measure":
        conditions = "；".join(row["conditions"] or ())
        return row["beneficiary"] or "受益者未写明", "。".join(
            part for part in (measure_words(row), conditions) if part
        )
    return _opening(row["matter"]), time_words(row)


def _opening(text: Any) -> str:
    first = str(text or "").split("\n", 1)[0]
    return first if len(first) <= _LONGEST_NAME else f"{first[:_LONGEST_NAME]}…"


def name_items(items: Iterable[Standing]) -> dict[str, str]:
    """Key -> 任务9: the items counted by kind."""
    counts: dict[str, int] = {}
    names = {}
    for one in items:
        counts[one.kind] = counts.get(one.kind, 0) + 1
        names[one.key] = f"{KINDS[one.kind]}{counts[one.kind]}"
    return names


def show_source(
    review: Review, losses: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> list[ShownClause]:
    """The clauses of the text with what stands where."""
    items: dict[str, list[Standing]] = {}
    for one in review.items:
        if one.holds and one.place:
            items.setdefault(one.clause, []).append(one)
    numbers: dict[str, list[TextNumber]] = {}
    for number in review.unused:
        numbers.setdefault(number.clause, []).append(number)
    return [
        ShownClause(
            clause.path,
            _paragraphs(
                clause,
                sorted(items.get(clause.path, ()), key=_length),
                numbers.get(clause.path, ()),
                find_losses(clause.words, _losses_of(clause, losses)),
                review,
                names,
            ),
        )
        for clause in review.reading.clauses
    ]


def _length(item: Standing) -> int:
    assert item.place is not None
    return item.place[1] - item.place[0]


def _losses_of(
    clause: ReadClause, losses: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str, str | None]]:
    begin, end = clause.span
    return [
        (loss["what"], loss["found"], loss["restored_to"])
        for loss in losses
        if loss["count"] == 1 and begin <= loss["span_start"] < end
    ]


def _paragraphs(
    clause: ReadClause,
    items: Sequence[Standing],
    numbers: Sequence[TextNumber],
    losses: Sequence[tuple[int, int, str, str]],
    review: Review,
    names: Mapping[str, str],
) -> list[list[Piece]]:
    """The lines of a clause, each cut wherever something begins or ends."""
    words = clause.words
    ranges = [
        *(one.place for one in items if one.place),
        *(one.place for one in numbers),
        *((start, end) for start, end, _, _ in losses),
    ]
    lines = [index for index, letter in enumerate(words) if letter == "\n"]
    breaks = {at for index in lines for at in (index, index + 1)}
    cuts = sorted({0, len(words), *breaks, *(at for one in ranges for at in one)})
    paragraphs: list[list[Piece]] = [[]]
    begun: set[str] = set()
    for start, end in [*pairwise(cuts), (len(words), len(words))]:
        over = [one for one in items if one.place and one.place[0] <= start < one.place[1]]
        runs = [Run("lost", said) for at, _, kind, said in losses if kind == "lost" and at == start]
        if words[start:end] == "\n":
            paragraphs[-1] += [Piece((), "", "", runs)] if runs else []
            paragraphs.append([])
            continue
        if end > start:
            number = next((one for one in numbers if one.place[0] <= start < one.place[1]), None)
            runs.append(Run(_kind(start, number, losses, review), words[start:end]))
        keys = tuple(one.key for one in over)
        before = paragraphs[-1][-1] if paragraphs[-1] else None
        if before is not None and before.items == keys:
            before.runs.extend(runs)
        elif runs:
            chip = names[keys[0]] if over and keys[0] not in begun else ""
            begun.update(keys[:1])
            paragraphs[-1].append(Piece(keys, over[0].kind if over else "", chip, runs))
    return [one for one in paragraphs if one]


def _kind(
    at: int,
    number: TextNumber | None,
    losses: Sequence[tuple[int, int, str, str]],
    review: Review,
) -> str:
    if number is not None:
        if number.key in review.roles:
            return "settled"
        return "open" if number.role else "asked"
    restored = any(a <= at < b for a, b, kind, _ in losses if kind == "restored")
    return "restored" if restored else "plain"
