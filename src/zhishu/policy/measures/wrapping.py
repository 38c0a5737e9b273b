"""Lines that a page broke at its margin, in the middle of a sentence: told by their even width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Ends of a sentence, of a row, of a list item: nothing goes on behind them.
_ENDS = tuple("。！？!?；;：:|")
# So much prose stands before a tear.
_TORN = 6
_SHORTEST = 30
_LONGEST = 140
# How even the lines are that end at a margin, and how many of all they are.
_EVEN = 0.8
_SHARE = 0.5


def _width(line: str) -> int:
    """The width of a line as printed: a Chinese character takes two places."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line.strip())


def line_of(text: str, start: int, end: int) -> str:
    """The line that a passage ends; the passage alone where more follows on its line."""
    behind = text.find("\n", end)
    behind = behind if behind >= 0 else len(text)
    if text[end:behind].strip():
        return text[start:end]
    return text[max(text.rfind("\n", 0, start) + 1, end - _LONGEST) : end]


def find_wrap(lines: Sequence[str]) -> int:
    """The width at which a page breaks its lines; 0 where each line is a paragraph."""
    widths = [_width(line) for line in lines]
    widest = max(widths, default=0)
    if len(lines) < 4 or not _SHORTEST <= widest <= _LONGEST:
        return 0
    open_ended = sum(width >= _EVEN * widest for width in widths)
    cut = sum(is_wrapped(line, widest) for line in lines)
    return widest if open_ended >= _SHARE * len(lines) and cut >= 3 else 0


def is_wrapped(line: str, width: int) -> bool:
    """Whether a line goes on in the next: it reaches the margin, and no sentence ends there."""
    bare = line.rstrip()
    return bool(width) and _width(line) >= _EVEN * width and not bare.endswith(_ENDS)


def is_torn(text: str, end: int, start: int) -> bool:
    """Whether two passages are one, torn by a blank within a line: 缴纳地 方税收总额."""
    between = text[end:start]
    before = text[max(0, end - _TORN) : end]
    return (
        0 < len(between) <= 2
        and not between.strip(" \u3000\u00a0")
        and not before.endswith(_ENDS)
        and len(before) == _TORN
        and not re.search(r"[。！？；\s|]", before)
    )
