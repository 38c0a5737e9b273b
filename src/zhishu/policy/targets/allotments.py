"""What is allotted to each place: 县区 | 转让许可次数（次）, a row a place, or a column a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zhishu.policy.document import Target
from zhishu.policy.targets.passages import Row
from zhishu.policy.targets.tables import (
    HAN,
    NUMBER,
    ONE_YEAR,
    SIGNS,
    UNIT,
    YEAR,
    cell_at,
    named,
    sized,
)

_PLACES = re.compile(
    r"(?:单位$|乡镇|镇街|街道|县区|区县|县（?\(?市|地区|市州|各地|城市|园区|辖区|镇街|单位名称|责任地区|区域)"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:[省市县区州旗镇乡]|街道|新城)$|(?:合计|总计|全[省市县区])$"
)
_ITEM = re.compile(r"指标|任务|项目|事项|内容")
_COUNTED = re.compile(r"([次件家户人项个])数")
# What was reached before: 2025年PM2.5实绩.
_REACHED = re.compile(r"实绩|基数|完成值|实际|现状|上年|备注|说明")


def read_allotment(path: str, rows: list[Row]) -> list[Target]:
    """The targets of a table whose rows or columns are places; of others none."""
    head = next(
        (i for i, row in enumerate(rows) if row.cells and _PLACES.match(row.cells[0])), None
    )
    if head is not None:
        below = rows[head + 1 : head + 2]
        if below and all(ONE_YEAR.match(cell) for cell in below[0].cells):
            return _by_place_and_year(path, rows[head], below[0].cells, rows[head + 2 :])
        return [one for row in rows[head + 1 :] for one in _of_place(path, rows[head], row)]
    turned = next((i for i, row in enumerate(rows) if _has_places(row)), None)
    if turned is None:
        return []
    cells = rows[turned].cells
    unit_at = next((i for i, cell in enumerate(cells) if UNIT.match(cell)), None)
    return [
        replace(one, indicator=cells[at] + one.indicator)
        for row in rows[turned + 1 :]
        for at in range(1, min(len(row.cells), len(cells)))
        if _PLACE.match(cells[at])
        for one in _target(
            path, row.cells[0], row, at, [row.cells[0]], cells[at], cell_at(row, unit_at)
        )
    ]


def _by_place_and_year(
    path: str, head: Row, years: Sequence[str], rows: Sequence[Row]
) -> list[Target]:
    """县区 | 授权量（件） | | 企业（家） | over 2024年 | 2025年 | 2024年 | 2025年."""
    titles: list[str] = []
    for title in head.cells[1 : len(years) + 1]:
        titles.append(title or (titles[-1] if titles else ""))
    titles += titles[-1:] * (len(years) - len(titles))
    return [
        replace(one, indicator=row.cells[0] + one.indicator, deadline=year[:4])
        for row in rows
        for at, (title, year) in enumerate(zip(titles, years, strict=True), 1)
        if at < len(row.cells)
        for one in _target(path, title, row, at, [title], row.cells[0])
    ]


def _has_places(row: Row) -> bool:
    """指标 | 东区 | 西区"""
    places = sum(_PLACE.match(cell) is not None for cell in row.cells[1:])
    return len(row.cells) > 2 and _ITEM.search(row.cells[0]) is not None and places >= 2


def _of_place(path: str, head: Row, row: Row) -> list[Target]:
    cells = head.cells
    if not row.cells or not HAN.search(row.cells[0]):
        return []
    return [
        replace(one, indicator=row.cells[0] + one.indicator)
        for at in range(1, min(len(row.cells), len(cells)))
        if not _REACHED.search(cells[at])
        for one in _target(path, cells[at], row, at, cells[: at + 1], row.cells[0])
    ]


def _target(
    path: str, title: str, row: Row, at: int, near: Sequence[str], place: str, unit: str = ""
) -> list[Target]:
    """The target of a cell: title names what is counted, near: the titles in which its unit may be said."""
    name, unit = named(re.sub(r"^其中[:：]?", "", title), unit)
    number = NUMBER.match(row.cells[at])
    year = YEAR.match(name)
    name = name[year.end() :].removesuffix("数") if year else name
    if number is None or not HAN.search(name):
        return []
    counted = _COUNTED.findall(" ".join(near))
    unit = unit or number["unit"] or (counted[-1] if counted else "")
    if not unit:
        return []
    value, unit = sized(number["low"], unit)
    return [
        Target(
            path, name, value, unit, SIGNS.get(number["sign"] or "", "="), "level",
            f"{place} {title} {row.cells[at]}", row.spans[at],
            deadline=year[1] if year else None, confidence=0.6,
        )
    ]  # fmt: skip
