"""Tables that a page printed cell by cell, a line each: the lines of a header, then those of the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER_CELL = re.compile(
    r"\s{0,4}(?:(?P<number>序号|编号|项次)|[\u4e00-\u9fff]{0,5}(?:项目|类别|类型|名称|事项|内容|条款|备注|说明|对象|主体|单位|"
    r"标准|金额|额度|比例|条件|上限|限额|方式|依据|要求|层次|等级|档次|等次|情形|范围))(?:[(（][^()（）\n]{1,10}[)）])?\s{0,4}"
)
_SUM_COLUMN = re.compile("标准|金额|额度|比例|上限|限额|内容")
_NOTE = re.compile(r"\s{0,4}(?:注|说明|备注)[:：]")
_FEWEST_COLUMNS = 3
_LONGEST_CELL = 80


def find_cell_rows(lines: Sequence[str]) -> list[tuple[int, int]]:
    """First and last-but-one line of the header and of each row of such tables, in order.

    With a column of numbers a row goes from its number to the next; else all rows have as many lines as the
    header, and each a figure in the column of the sums.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _HEADER_CELL.fullmatch(lines[end]):
            end += 1
        if end - at >= _FEWEST_COLUMNS and any(map(_SUM_COLUMN.search, lines[at:end])):
            numbered = _HEADER_CELL.fullmatch(lines[at])
            rows = (
                _numbered_rows(lines, end, end - at)
                if numbered and numbered["number"]
                else _even_rows(lines, at, end)
            )
            if rows:
                found += [(at, end), *rows]
                end = rows[-1][1]
        at = max(end, at + 1)
    return found


def _numbered_rows(lines: Sequence[str], start: int, width: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    at = start
    while at < len(lines) and lines[at].strip() == str(len(rows) + 1):
        end = at + 1
        following = str(len(rows) + 2)
        while end < len(lines) and end - at < width and _is_cell(lines[end], following):
            end += 1
        rows.append((at, end))
        at = end
    return rows


def _even_rows(lines: Sequence[str], header: int, start: int) -> list[tuple[int, int]]:
    width = start - header
    column = next(at for at in range(width) if _SUM_COLUMN.search(lines[header + at]))
    rows: list[tuple[int, int]] = []
    at = start
    while at + width <= len(lines) and all(_is_cell(one, "") for one in lines[at : at + width]):
        if not any(sign.isdigit() for sign in lines[at + column]):
            break
        rows.append((at, at + width))
        at += width
    return rows


def _is_cell(line: str, following: str) -> bool:
    return (
        line.strip() != following
        and len(line) <= _LONGEST_CELL
        and not line.rstrip().endswith("。")
        and not _NOTE.match(line)
    )
