"""Rows of a table of standards (对象 | 事项 | 标准): each row with a sum is a measure."""

from __future__ import annotations

import re
from dataclasses import replace

from zhishu.policy.measures.sums import PAY_NOUN, Sum, find_sums
from zhishu.policy.text.quantities import read_quantities

_WHO = re.compile(
    r"对象|主体|受益|申报单位|奖励单位|支持单位|获得者|(?:人才|企业|单位|机构)(?:层次|类别|类型|等级)?$"
)
_CAP = re.compile(r"限额|上限|封顶|最高")
_RATE = re.compile(r"比例|费率|贴息率|补贴率")
_ASKED = re.compile(
    r"条件|规模|档次|范围|收入|营收|贷款(?:额度|金额|额)|交易额|合同额|投资额|备注|说明"
)
_SUM = re.compile(rf"标准|金额|额度|{PAY_NOUN}|万元|元")
_NUMBERED = re.compile("序号|编号|项次")
# What a cell of sums looks like: 50, 15万元, 设备投资额的8%.
_PAID_CELL = re.compile(r"(?:[\d.]+(?:万元|元|%)?|[^\d]{0,16}的?[\d.]+%)(?=$|[，,。；;/])")
# A table of targets has sums that nobody is given.
_TARGETS = re.compile(r"指标|目标|属性|基数|预期性|约束性")
_UNIT = re.compile(r"[(（](?:单位[:：])?(?P<unit>万元|千元|亿元|元)[^()（）]{0,6}[)）]")
_UNIT_SAID = re.compile(r"单位[:：](?P<unit>万元|千元|亿元|元)")
_DIGIT = re.compile(r"\d")
_SIZES = {"元": 1, "千元": 1000, "万元": 10**4, "亿元": 10**8}


def is_row(line: str) -> bool:
    """Whether a line of a passage is a row of cells."""
    return "|" in line


def find_unit(sentence: str) -> str:
    """The unit of the numbers of a table, as the words above it say: 单位：万元."""
    said = _UNIT_SAID.search(sentence)
    return said["unit"] if said else ""


def read_row(
    text: str, start: int, end: int, header: list[str], paid: bool, unit: str = ""
) -> tuple[list[tuple[list[Sum], str | None, tuple[str, ...]]], list[str]]:
    """The sums of a row, with who gets them and on what conditions; and the header for the next row."""
    cells = _cells(text, start, end)
    words = [text[a:b] for a, b in cells]
    no_digit = not any(_DIGIT.search(one) for one in words)
    if paid and unit and not header:
        return [], words
    told = any(
        pattern.search(one) for one in words for pattern in (_SUM, _WHO, _CAP, _RATE, _TARGETS)
    )
    if told and no_digit:
        return [], words
    if any(_TARGETS.search(one) for one in header):
        return [], header
    who: str | None = None
    conditions: list[str] = []
    found: list[tuple[list[Sum], str | None]] = []
    titles = _titles(words, header)
    for index, (a, b) in enumerate(cells):
        title = titles[index]
        sums = _in_cell(text, a, b, title, paid)
        pays = paid or (_SUM.search(title) is not None and not _ASKED.search(title))
        if not sums and pays and unit and index and title:
            sums = _bare(text, a, b, _SIZES[unit], "")
        if sums and found and _CAP.search(title):
            found[-1][0].extend(sums)
        elif sums:
            found.append((sums, title or None))
        elif _WHO.search(title):
            who = words[index] or None
        elif words[index] and not words[index].isdecimal():
            conditions.append(words[index])
    several = len(found) > 1
    return [
        (sums, who, (*conditions, title) if several and title else tuple(conditions))
        for sums, title in found
    ], header


def _titles(words: list[str], header: list[str]) -> list[str]:
    """The header of each cell; a row may lack its last cells, and its first where those above go on.

    What has a number in a row of the second sort stands in the column of the sums.
    """
    missing = len(header) - len(words)
    if missing < 0 or not header:
        return [""] * len(words)
    first = 0
    if missing and _NUMBERED.match(header[0]) and not words[0].isdecimal():
        sums = next(
            (
                at
                for at, one in enumerate(header)
                if _SUM.search(one) and not (_WHO.search(one) or _ASKED.search(one))
            ),
            0,
        )
        told = next((at for at, one in enumerate(words) if _DIGIT.search(one)), 0)
        # 设备投资500万元以上 is what is asked and no sum.
        paid = next((at for at, one in enumerate(words) if _PAID_CELL.match(one)), told)
        first = min(max(sums - paid, 0), missing)
    return header[first : first + len(words)]


def _in_cell(text: str, start: int, end: int, title: str, paid: bool) -> list[Sum]:
    """The sums of a cell, by what its column is headed with."""
    if start >= end or (_ASKED.search(title) and not _CAP.search(title)):
        return []
    if _CAP.search(title):
        return [replace(one, kind="cap") for one in _bare(text, start, end, 1, "元")]
    paying = paid or _SUM.search(title) is not None or _RATE.search(title) is not None
    sums = [one for group in find_sums(text, start, end, paying) for one in group]
    if sums or not paying:
        return sums
    shares = _bare(text, start, end, 1, "%")
    if shares:
        return [
            Sum("rate", one.start, one.end, one.value / 100 if one.value is not None else None)
            for one in shares
        ]
    unit = _UNIT.search(title)
    return _bare(text, start, end, _SIZES[unit["unit"]], "") if unit else []


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cells: list[tuple[int, int]] = []
    at = start
    for match in re.finditer(r"\|", text[start:end]):
        cells.append((at, start + match.start()))
        at = start + match.end()
    cells.append((at, end))
    return cells


def _bare(text: str, start: int, end: int, size: int, unit: str) -> list[Sum]:
    """Numbers of a cell as they are: those whose unit stands in the header, shares, caps."""
    return [
        Sum(
            "amount", one.start, one.end, one.value * size,
            one.value_max * size if one.value_max is not None else None,
        )
        for one in read_quantities(text, start, end)
        if one.form == "quantity" and one.unit == unit and one.value is not None
    ]  # fmt: skip
