"""From the pieces and lines of printed pages to paragraphs: what the page parted is put together again.

A line that reaches the right edge goes on in the next one; a line that ends short, or a next one that is
indented, parts paragraphs. Page numbers and what recurs at the head or foot of the pages are of the page,
not of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]{0,6}+(?:第\s{0,4}+)?\d{1,4}+(?:\s{0,4}+页)?"
    r"(?:\s{0,4}+[/／,，]?\s{0,4}+共\s{0,4}+\d{1,4}+\s{0,4}+页)?[-—–－·\s]{0,6}+"
)
_MARGIN_LINES = 2  # of a page, looked at for heads and feet
_WHOLE = re.compile(r"[0-9A-Za-z.%]{1,20}")
_HAN_OR_WIDE = re.compile("[\u2e80-\uffef]")


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A printed line: its words, its page from 0, its edges and the height of its letters, in points.

    Of a line that was recognised in a picture also how sure each character is (0 to 1), and its box:
    left, top, right, bottom as shares of the page as it lies in the file. alone: a paragraph by itself.
    """

    text: str
    page: int
    left: float
    right: float
    top: float
    height: float
    sure: tuple[float, ...] = ()
    box: Box | None = None
    alone: bool = False


@dataclass(frozen=True)
class PlacedLine:
    """A line and where its words stand in the text."""

    start: int
    end: int
    line: Line


@dataclass(frozen=True)
class Printed:
    """The text of printed pages; starts: where each page begins in it; lines: what it was put together of.

    unread: pages (from 0) that are pictures and were not recognised; unreadable: page and how many
    pieces of it the recogniser could make nothing of.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[PlacedLine, ...] = ()
    unread: tuple[int, ...] = ()
    unreadable: tuple[tuple[int, int], ...] = ()


def join_pieces(pieces: list[Line]) -> list[Line]:
    """Pieces on one height as one line, parted by a blank where there is room for a letter between them."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda one: (one.top, one.left)):
        if rows and abs(rows[-1][0].top - piece.top) < 0.5 * max(rows[-1][0].height, piece.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    made = []
    for row in rows:
        row.sort(key=lambda one: one.left)
        text, edge = "", row[0].left
        sure: list[float] = []
        for piece in row:
            blank = "  " if piece.left - edge > 1.5 * piece.height else ""
            text += blank + piece.text
            sure += [1.0] * len(blank) + [*piece.sure]
            edge = piece.right
        height = max(piece.height for piece in row)
        box = box_around([piece.box for piece in row if piece.box])
        line = Line(text, row[0].page, row[0].left, edge, row[0].top, height)
        made.append(replace(line, sure=tuple(sure), box=box) if box else line)
    return made


def box_around(boxes: Sequence[Box]) -> Box | None:
    """The box around some boxes."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def put_together(lines: Sequence[Line], pages: int) -> Printed:
    """The paragraphs of all pages, a line of text each; lines come in reading order."""
    kept = _without_margins(lines)
    left, right = _edges(kept)
    text = ""
    starts: list[int] = []
    placed: list[PlacedLine] = []
    before: Line | None = None
    for line in kept:
        words = line.text.strip()
        if before is None or not _goes_on(before, line, left, right):
            text += "\n" if text else ""
        elif not (_HAN_OR_WIDE.match(words[:1]) or _HAN_OR_WIDE.match(text[-1:])):
            text += " "
        while len(starts) <= line.page:
            starts.append(len(text))
        placed.append(PlacedLine(len(text), len(text) + len(words), line))
        text += words
        before = line
    while len(starts) < pages:
        starts.append(len(text))
    return Printed(text, tuple(starts), tuple(placed))


def _without_margins(lines: Sequence[Line]) -> list[Line]:
    """Without page numbers, and without heads and feet that stand on most pages."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        if line.text.strip():
            by_page.setdefault(line.page, []).append(line)
    edges = Counter(
        re.sub(r"\d+", "#", line.text.strip())
        for some in by_page.values()
        for line in {*some[:_MARGIN_LINES], *some[-_MARGIN_LINES:]}
    )
    often = max(3, len(by_page) // 2 + 1)
    kept = []
    for some in by_page.values():
        for at, line in enumerate(some):
            at_edge = at < _MARGIN_LINES or at >= len(some) - _MARGIN_LINES
            words = line.text.strip()
            if at_edge and _PAGE_NUMBER.fullmatch(words):
                continue
            if at_edge and edges[re.sub(r"\d+", "#", words)] >= often and len(words) < 60:
                continue
            kept.append(line)
    return kept


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Where the column of text begins and ends: the edges that most full lines have."""
    if not lines:
        return 0.0, 0.0
    rights = sorted(line.right for line in lines)
    right = rights[max(0, len(rights) * 9 // 10 - 1)]
    full = [line for line in lines if line.right > right - 2.5 * line.height] or list(lines)
    lefts = Counter(round(line.left) for line in full)
    left = float(min(lefts, key=lambda at: (-lefts[at], at)))
    return left, right


def _goes_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line is the rest of the paragraph before."""
    if before.alone or line.alone:
        return False
    letter = max(before.height, line.height, 1.0)
    # A number is not broken: where it begins a line, the line before may end as much shorter.
    whole = _WHOLE.match(line.text.strip())
    room = 1.8 * letter + (0.55 * letter * len(whole[0]) if whole else 0)
    if before.right < right - room:
        return False
    if abs(before.height - line.height) > 0.35 * letter:
        return False
    return line.left < left + 1.2 * letter
