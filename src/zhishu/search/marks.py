"""Where the words sought stand in the original text, and the passage worth showing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhishu.search.index import MarkedText
from zhishu.search.query import Part
from zhishu.search.tokens import Unit, fold, fold_with_offsets, units

SNIPPET_LENGTH = 120
_SENTENCE_ENDS = frozenset("。；！？;!?\n")


def _rows(row: tuple[Unit, ...], text: list[Unit]) -> list[tuple[int, int]]:
    """Every place where the row of units stands in the text: [first, last] positions."""
    sought = [unit.text for unit in row]
    found = []
    for at, unit in enumerate(text[: len(text) - len(sought) + 1]):
        if unit.text == sought[0] and [u.text for u in text[at : at + len(sought)]] == sought:
            found.append((at, at + len(sought) - 1))
    return found


def _stands(sought: str, folded: str) -> Iterator[tuple[int, int]]:
    """Every [start, end) place of a string, those that overlap among them."""
    at = folded.find(sought)
    while at >= 0:
        yield at, at + len(sought)
        at = folded.find(sought, at + 1)


def _rows_of(parts: list[Part], text: str) -> Iterator[tuple[int, int]]:
    """Places of rows that hold Latin words, numbers or punctuation, by the units of the text."""
    folded, offsets = fold_with_offsets(text)
    offsets.append(len(text))
    row = units(folded)
    for part in parts:
        for first, last in _rows(part.units, row):
            yield offsets[row[first].start], offsets[row[last].end - 1] + 1


def find_marks(text: str, parts: Iterable[Part]) -> tuple[tuple[int, int], ...]:
    """The [start, end) places in the original text that hold a part, merged and in order."""
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    harder = []
    for part in parts:
        if not all(unit.is_break or unit.text in folded for unit in part.units):
            continue
        # Chinese characters alone are found as they stand.
        if all(unit.han for unit in part.units):
            spans.extend(_stands("".join(unit.text for unit in part.units), folded))
        else:
            harder.append(part)
    if spans and len(folded) != len(text):  # some character folds to several, or to none
        _, offsets = fold_with_offsets(text)
        spans = [(offsets[start], offsets[end - 1] + 1) for start, end in spans]
    if harder:
        spans.extend(_rows_of(harder, text))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def mark(text: str, parts: Iterable[Part]) -> MarkedText:
    """The whole text with its marks."""
    return MarkedText(text, find_marks(text, parts))


def _opening(text: str, first: int, length: int) -> int:
    """Where to begin so that the first mark is seen with the words before it."""
    earliest = max(0, first - length // 3)
    for at in range(first - 1, earliest - 1, -1):
        if text[at] in _SENTENCE_ENDS:
            return at + 1
    return earliest


def snippet(text: str, parts: Iterable[Part], *, length: int = SNIPPET_LENGTH) -> MarkedText:
    """The passage of the text with the most marks, at most `length` characters."""
    marks = find_marks(text, parts)
    start = 0
    if marks:
        reach = length - length // 3
        best = max(
            range(len(marks)),
            key=lambda i: (sum(1 for m in marks[i:] if m[1] <= marks[i][0] + reach), -i),
        )
        start = _opening(text, marks[best][0], length)
    while start < len(text) and text[start].isspace():
        start += 1
    end = min(len(text), start + length)
    inside = tuple(
        (max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start
    )
    return MarkedText(text[start:end], inside, start > 0, end < len(text))
