"""The own words of a clause as its measures are read in them: broken lines joined, cells of tables parted by bars."""

from __future__ import annotations

import re

from zhishu.policy.measures.cell_lines import find_cell_rows
from zhishu.policy.measures.sums import PAID
from zhishu.policy.measures.wrapping import is_torn, is_wrapped, line_of
from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.narrowed import Narrowed, narrow_passage

# A sentence that was taken for a heading, for it stands alone on its line.
_SENTENCE_HEADING = re.compile(r"\d|[，；]|^.{25}")
# 序号　项目　对象　标准: so many lines with wide blanks are a table.
_ROWS_OF_TABLE = 3
_LONGEST_ROW = 120
_WIDE_BLANK = re.compile(r"(?<=\S)(?:\u3000{1,12}|[ \u00a0]{3,40})(?=\S)")
_FULL = re.compile("[。；;]")
# A bullet or a label begins a line of its own: ▶ 拿多少：…
_OWN_LINE = re.compile(r"\s{0,4}[▶●◆■★►☆◇]|[\u4e00-\u9fff]{2,6}[:：]")


def passage_of(text: str, node: Node, width: int) -> Narrowed:
    """The words of a clause without its children; a sentence that was taken for its heading is read with them.

    Lines of a page that were broken at `width` are joined, and so with bars are the cells of a row.
    """
    parts = list(node.parts)
    if node.heading and PAID.search(node.heading) and _SENTENCE_HEADING.search(node.heading):
        parts.insert(0, (node.start, parts[0][0] if parts else node.end))
    spaced = sum(len(_gaps(text, *part)) > 1 for part in parts) >= _ROWS_OF_TABLE
    rows = find_cell_rows([text[start:end] for start, end in parts])
    in_row = {at for first, behind in rows for at in range(first + 1, behind)}
    behind_row = {behind for _, behind in rows}
    words: list[str] = []
    places: list[int] = []
    goes_on, last = False, 0
    for at, (start, end) in enumerate(parts):
        cells = _cells(text, start, end, spaced)
        # In a page dump a blank stands where the line was broken.
        joined = goes_on or is_torn(text, last, start)
        alone = at in behind_row or _OWN_LINE.match(text, start, end) is not None
        if places and (at in in_row or alone or not joined):
            words.append("|" if at in in_row else "\n")
            places.append(max(places[-1], start - 1))
        goes_on, last = len(cells) == 1 and is_wrapped(line_of(text, start, end), width), end
        for one in cells:
            words.append(one.text)
            places.extend(one.places)
    return Narrowed("".join(words), tuple(places))


def _gaps(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The wide blanks of a line without a full sentence: in a table that was printed they part its cells."""
    line = text[start:end]
    if len(line) > _LONGEST_ROW or _FULL.search(line):
        return []
    return [match.span() for match in _WIDE_BLANK.finditer(line)]


def _cells(text: str, start: int, end: int, spaced: bool) -> list[Narrowed]:
    """A line of prose whole; of a row the cells, parted by a bar each. spaced: wide blanks part them too."""
    line = text[start:end]
    bars = [match.span() for match in re.finditer(r"[|\t]", line)]
    if not bars or ("|" not in line and len(bars) < 2):
        bars = _gaps(text, start, end) if spaced else []
    if not bars:
        return [narrow_passage(text, start, end)]
    found: list[Narrowed] = []
    at = start
    for begin, stop in bars:
        found.append(narrow_passage(text, at, start + begin))
        found.append(Narrowed("|", (start + begin,)))
        at = start + stop
    found.append(narrow_passage(text, at, end))
    return found
