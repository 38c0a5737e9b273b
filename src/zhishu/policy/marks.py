"""Damage shown in its place: a clause's text cut into plain, lost and restored passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishu.policy.identity.metadata import tidy

_LEAST = 4


@dataclass(frozen=True)
class Passage:
    """A run of text: `plain`, `lost` (the words say what is known of it) or `restored`."""

    kind: str
    text: str


def place_losses(text: str, losses: Sequence[tuple[str, str, str | None]]) -> list[list[Passage]]:
    """The paragraphs of a clause with each loss (what, found, restored_to) where its words stand.

    A lost place is marked behind the words that stand before it; a place that cannot be found in
    the text is left to the list of losses.
    """
    places = find_losses(text, losses)
    return [_paragraph(line, start, places) for line, start in _lines(text) if line.strip()]


def find_losses(
    text: str, losses: Sequence[tuple[str, str, str | None]]
) -> list[tuple[int, int, str, str]]:
    """(start, end, kind, words) of each loss whose words stand in the text; a lost place has no length."""
    places: list[tuple[int, int, str, str]] = []
    for what, found, restored in losses:
        if what == "restored" and restored:
            at = text.find(restored)
            if at >= 0 and text.count(restored) == 1:
                places.append((at, at + len(restored), "restored", restored))
        elif what == "lost":
            end = _end_of_words_before(text, tidy(found))
            if end is not None:
                places.append((end, end, "lost", "原文此处有缺失"))
    return places


def _end_of_words_before(text: str, found: str) -> int | None:
    """Where the longest beginning of `found` that stands in the text ends."""
    for length in range(len(found), _LEAST - 1, -1):
        at = text.find(found[:length])
        if at >= 0:
            return at + length
    return None


def _lines(text: str) -> list[tuple[str, int]]:
    lines: list[tuple[str, int]] = []
    start = 0
    for line in text.split("\n"):
        lines.append((line, start))
        start += len(line) + 1
    return lines


def _paragraph(line: str, start: int, places: list[tuple[int, int, str, str]]) -> list[Passage]:
    passages: list[Passage] = []
    at = 0
    for begin, end, kind, words in sorted(set(places)):
        a, b = begin - start, end - start
        if not at <= a <= b <= len(line):
            continue
        if a > at:
            passages.append(Passage("plain", line[at:a]))
        passages.append(Passage(kind, words))
        at = b
    if at < len(line):
        passages.append(Passage("plain", line[at:]))
    return passages
