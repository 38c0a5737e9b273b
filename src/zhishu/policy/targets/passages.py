"""Passages in which targets are looked for: a clause's words without blanks, and the rows of its tables.

Page dumps set blanks between digits (`2 0 2 3 年`), write O for 0 and break a line where it was long; a
number can be read only once that is undone. Every character keeps its place in the clean text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.policy.structure.clauses import Node

_BLANK = " \t\u00a0\u2000\u2001\u2002\u2003\u2009\u202f\u3000"
_CELL_EDGE = re.compile(r"\t|\|")
_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{2,}|[\u3000\u2003]{1,})(?=\S)")
_WIDEST = 160
_LETTER_O = str.maketrans({"O": "0", "o": "0", "Ｏ": "0", "○": "0", "〇": "0"})
_WIDE = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
# Marks between digits part no words: 1,000, 4:6.
# 二○一○年: as many signs as digits.
_YEAR_IN_WORDS = re.compile("[二一][〇○零O0o九][〇○零O0o一二三四五六七八九]{2}(?=年)")
_YEAR_SIGNS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_MARKS = re.compile(r"(?<!\d)[,:;()]|[,:](?!\d)|[;()]")
_WIDE_MARKS = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）"}
# A heading that is a whole sentence may hold a target.
_AIMS = re.compile(r"\d|翻[一两]?番|全覆盖|一半|平均水平|前列")
_SENTENCE = 14
_LONG = 4000
_DIGITS_WITH_O = re.compile(r"[0-9OoＯ○〇]{2,12}")
# Who answers for a task: its words are no indicator and part what stands on both sides.
_ANSWERS = re.compile(r"负责|牵头|配合|参与|责任|单位|部门|分工|[局委厅办]$|[局委厅办]、")


@dataclass(frozen=True)
class Passage:
    """Words without blanks; places[i] is where character i stands in the clean text.

    text has full-width marks and no brackets of bodies; printed has the marks as they stand.
    """

    text: str
    printed: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of text[start:end] in the clean text."""
        return self.places[start], self.places[max(start, end - 1)] + 1

    def as_printed(self, words: str, start: int, end: int) -> str:
        """Words taken from near text[start:end], with their marks as printed."""
        at = self.text.find(words, max(0, start - 120), end + 80)
        return self.printed[at : at + len(words)] if at >= 0 else words


@dataclass(frozen=True)
class Row:
    """A table's row: its cells, each with its place."""

    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def split_node(text: str, node: Node) -> list[Passage | list[Row]]:
    """A clause's words in order: its heading where that holds a number, running text, tables."""
    found: list[Passage | list[Row]] = []
    head_end = node.parts[0][0] if node.parts else node.end
    if node.heading and (len(node.heading) > _SENTENCE or _AIMS.search(node.heading)):
        # Behind the clause's number.
        begin = max(text.find(node.heading[:4], node.start, head_end), node.start)
        found.append(_passage(text, [(begin, head_end)]))
    running: list[tuple[int, int]] = []
    rows: list[Row] = []
    for start, end in node.parts:
        row = _row(text, start, end)
        if running and (row is not None or "\n" in text[running[-1][1] : start]):
            found.extend(_passage(text, part) for part in _cut(text, running))
            running = []
        if row is not None:
            rows.append(row)
            continue
        if rows:
            found.append(rows)
            rows = []
        running.append((start, end))
    if rows:
        found.append(rows)
    found.extend(_passage(text, part) for part in _cut(text, running))
    return found


def _cut(text: str, parts: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """A paragraph, in pieces of whole sentences where it is very long: what is done with one grows with its square."""
    pieces: list[list[tuple[int, int]]] = []
    piece: list[tuple[int, int]] = []
    size = 0
    for begin, end in parts:
        start = begin
        while size + end - start > _LONG:
            stop = text.rfind("。", start, start + _LONG - size) + 1
            stop = stop if stop > start else min(start + _LONG - size, end)
            pieces.append([*piece, (start, stop)])
            piece, size, start = [], 0, stop
        if end > start:
            piece.append((start, end))
            size += end - start
    if piece:
        pieces.append(piece)
    return pieces


def cell_passage(text: str, place: tuple[int, int]) -> Passage:
    """A table's cell as running words."""
    wide = _MARKS.sub(lambda match: _WIDE_MARKS[match.group()], text)
    step = min(len(text), place[1] - place[0])
    places = tuple(place[0] + min(index, max(step - 1, 0)) for index in range(len(text)))
    return Passage(wide, text, places or (place[0],))


def _row(text: str, start: int, end: int) -> Row | None:
    words = text[start:end]
    edges = list(_CELL_EDGE.finditer(words))
    if len(edges) < 2 and "，" not in words and len(words) < _WIDEST:
        # A table as plain text: its cells stand some blanks apart.
        edges = list(_GAP.finditer(words))
    if len(edges) < 2 or "。" in words:
        return None
    cells: list[str] = []
    spans: list[tuple[int, int]] = []
    stops = [*(edge.start() for edge in edges), len(words)]
    for at, stop in zip([0, *(edge.end() for edge in edges)], stops, strict=True):
        cell = words[at:stop]
        bare = cell.strip(_BLANK)
        lead = len(cell) - len(cell.lstrip(_BLANK))
        cells.append(re.sub(r"\s", "", bare.translate(_WIDE)))
        spans.append((start + at + lead, start + at + lead + len(bare)))
    if cells and not cells[0]:
        cells, spans = cells[1:], spans[1:]
    return Row(tuple(cells), tuple(spans))


def _passage(text: str, parts: list[tuple[int, int]]) -> Passage:
    letters: list[str] = []
    places: list[int] = []
    last_end = parts[0][0]
    for start, end in parts:
        gap = text[last_end:start]
        if letters and ("\n" in gap or letters[-1] in "。！？"):
            letters.append("\n")
            places.append(last_end)
        words = _YEAR_IN_WORDS.sub(
            lambda match: match.group().translate(_YEAR_SIGNS), text[start:end].translate(_WIDE)
        )
        words = _DIGITS_WITH_O.sub(_zeros, words)
        for index, letter in enumerate(words):
            if letter in _BLANK and not _parts_numbers(words, index):
                continue
            letters.append(letter)
            places.append(start + index)
        last_end = end
    if not letters:
        return Passage("", "", (parts[0][0],))
    printed = "".join(letters)
    wide = _MARKS.sub(lambda match: _WIDE_MARKS[match.group()], printed)
    return Passage(_without_answers(wide), printed, tuple(places))


def _zeros(match: re.Match[str]) -> str:
    found = match.group()
    return found.translate(_LETTER_O) if re.search(r"[0-9]", found) else found


def _parts_numbers(words: str, index: int) -> bool:
    """Whether a blank stands between two numbers; single digits beside blanks are one number."""
    before, after = words[max(0, index - 2) : index], words[index + 1 : index + 3]
    if not before[-1:].isdigit() or not after[:1].isdigit():
        return False
    return (before.isdigit() and len(before) == 2) or (after.isdigit() and len(after) == 2)


def _without_answers(text: str) -> str:
    """The text with brackets of bodies that answer for a task made a full stop; its length stays."""
    for _ in range(2):
        text = re.sub(r"[（(〔\[]([^（）()〔〕\[\]\n]{0,300})[)）〕\]]", _masked, text)
    # An opening bracket whose end was lost.
    return re.sub(r"[（(〔\[]([^（）()〔〕\[\]\n]{0,300})(?=\n|$)", _masked, text)


def _masked(match: re.Match[str]) -> str:
    return "。" + " " * (len(match.group()) - 1) if _ANSWERS.search(match[1]) else match.group()
