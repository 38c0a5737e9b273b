"""Cells of running text in a table that may say a target: 主要任务 | 工作目标, or a column a year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.policy.targets.passages import Passage, Row, cell_passage
from zhishu.policy.targets.tables import HAN, ITEM, ONE_YEAR, PAID, cell_at

_WHEN = re.compile(r"时限|进度|完成时间|时间要求|完成期限")
_MONTH = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年)?(?:(?P<month>\d{1,2})月)?(?P<end>底|末)?(?P<before>以?前|之前)?"
)


@dataclass(frozen=True)
class GoalCell:
    """A cell that may say a target: what its row names, its words, by when; goal: its column is one of goals."""

    name: str
    words: Passage
    goal: bool
    due: str | None


def cells_with_goals(rows: list[Row], now: int | None) -> list[GoalCell]:
    """The cells of a table's tasks and goals, and of its years: 任务 | 2024年 | 2025年."""
    head = next((row for row in rows if any(ITEM.search(cell) for cell in row.cells)), None)
    if head is None or any(PAID.search(cell) for cell in head.cells):
        return []
    due_at = next((i for i, cell in enumerate(head.cells) if _WHEN.search(cell)), None)
    years = {i: cell[:4] for i, cell in enumerate(head.cells) if ONE_YEAR.match(cell)}
    found: list[GoalCell] = []
    for row in rows[rows.index(head) + 1 :]:
        if len(row.cells) != len(head.cells):
            continue
        name = ""
        for at, cell in enumerate(row.cells):
            year = years.get(at)
            if not (year or ITEM.search(head.cells[at])):
                continue
            goal = bool(year) or "目标" in head.cells[at]
            if re.search(r"\d", cell) and HAN.search(cell):
                due = year or _due(cell_at(row, due_at), now)
                found.append(GoalCell(name, cell_passage(cell, row.spans[at]), goal, due))
            elif not goal:
                name = cell
    return found


def _due(cell: str, now: int | None) -> str | None:
    """A time of completion: 2025年12月, 12月底前 of the year of issue."""
    match = _MONTH.fullmatch(cell)
    year = int(match["year"]) if match and match["year"] else now
    if match is None or year is None:
        return None
    if not match["month"]:
        return str(year)
    return f"{year}-{min(max(int(match['month']), 1), 12):02d}"
