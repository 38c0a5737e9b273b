"""Step 2, pieces: the paragraphs of a clean text, whether lines or blanks part them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.base.text import HAN

_BLANK = "[ \t\u00a0\u2000-\u200a\u202f\u3000]"
# Blanks and the bars that part table cells say nothing at the ends of a paragraph.
_EDGE = " \t\r\n|•●◆\u00a0\u3000\u2002\u2003\u202f"
_HEADING_MARK = re.compile(r"^#{1,6}\s+")
_RUN = re.compile(f"{_BLANK}+")
# A source line, also inside a line: 来源:国家知识产权局 2025-04-01
SOURCE_LINE = re.compile(
    rf"(?:信息)?来{_BLANK}{{0,20}}源{_BLANK}{{0,20}}[:：]{_BLANK}{{0,40}}(?P<source>[^\s:：,，。;；|]{{0,30}}?){_BLANK}{{1,40}}"
    r"(?P<date>(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})(?!\d)(?: \d{1,2}:\d{2}(?::\d{2})?)?"
)
_MARKER = re.compile(
    r"第[一二三四五六七八九十百千零〇]+[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|——"
)
# A marker with nothing of its clause behind it yet: 第二条, 1.
_LONE_MARKER = re.compile(
    r"第[一二三四五六七八九十百千零〇]+[章条]$|(?:^|[。；;\s])(?:\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)$"
)
_SENTENCE_END = '。！？；;!?:：.”’"』」)）〕】》'


# A line longer than a title with blanks in it was a page dump: its blanks part paragraphs.
LONG_LINE = 80
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Piece:
    """A paragraph of the clean text: text[start:end] without outer blanks; line: which line it stands in."""

    start: int
    end: int
    text: str
    line: int
    first: bool  # begins its line


def split_pieces(text: str) -> list[Piece]:
    """Paragraphs in order: lines, and in a long line that was a page dump the parts between its blanks.

    A source line is a piece of its own wherever it stands: it parts documents.
    """
    pieces: list[Piece] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        for a, b in _parts_of_line(line):
            body = line[a:b]
            # A Markdown heading's marks are no part of its words.
            lead = len(body) - len(_HEADING_MARK.sub("", body.lstrip(_EDGE)))
            stripped = body[lead:].strip(_EDGE)
            if stripped:
                begin = start + a + lead
                pieces.append(
                    Piece(begin, begin + len(stripped), stripped, number, not line[:a].strip())
                )
        start += len(line) + 1
    return pieces


def _parts_of_line(line: str) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    for match in SOURCE_LINE.finditer(line):
        cuts.append((match.start(), match.start()))
        cuts.append((match.end(), match.end()))
    if len(line) > LONG_LINE:
        cuts.extend(
            (match.start(), match.end())
            for match in _RUN.finditer(line)
            if _is_break(line, match.start(), match.end())
        )
    cuts.sort()
    parts, at = [], 0
    for cut_start, cut_end in cuts:
        if cut_start >= at:
            parts.append((at, cut_start))
            at = cut_end
    parts.append((at, len(line)))
    return parts


def _is_break(line: str, start: int, end: int) -> bool:
    """Whether a run of blanks parts paragraphs: behind a sentence, before a marker, or a wide one.

    Not behind a lone marker (第二条 专项资金…), nor beside a digit (5 万元, 2023 年).
    """
    before, after = line[start - 1 : start], line[end : end + 1]
    if not before or not after:
        return True
    if _LONE_MARKER.search(line[max(0, start - 8) : start]):
        return False
    # 《教育部　科技部关于…》: a title in brackets is one whole.
    opened = line.rfind("《", max(0, start - _LONGEST_NAME), start)
    if opened >= 0 and line.find("》", opened, start) < 0 and "》" in line[end : end + 80]:
        return False
    # 2023 年 11 月: digits beside units stay together
    if (before.isdigit() and after in "年月日号%件家个万亿元") or (
        after.isdigit() and re.match(r"\d{1,4}\s*[月日年]", line[end:]) and before in "年月"
    ):
        return False
    if before in _SENTENCE_END or _MARKER.match(line, end):
        return True
    if after.isdigit() and not re.match(r"(?:19|20)\d{2}\s*年", line[end:]):
        return False
    return re.match(f"[{HAN}《“〔【(（———0-9]", after) is not None and (
        re.match(f"[{HAN}0-9]", before) is not None
    )
