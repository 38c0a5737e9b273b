"""Tables of tasks: what is to be done, and columns of who leads, takes part or answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.policy.document import Role
from zhishu.policy.structure.clauses import Node
from zhishu.policy.tasks.bodies import Body
from zhishu.policy.tasks.claims import Claim
from zhishu.policy.tasks.parties import read_labelled, settle

_OFFICE_COLUMN = re.compile("(?:成员|工作|参与|有关|各)?(?:单位|部门|科室|处室)(?:名称)?")
_TASK_COLUMN = re.compile("任务|职责|分工|事项|举措|措施|内容|工作|项目|重点|目标")
_LEAD_COLUMN = re.compile("(?:牵头|主责|主办|第一责任)")
_PART_COLUMN = re.compile("(?:配合|参与|参加|协办|协同|协助)")
_ANSWER_COLUMN = re.compile("(?:责任|承办|负责|落实|实施|分工)(?:单位|部门|主体|处室|科室|司局)")


@dataclass(frozen=True)
class Columns:
    """What the columns of a table of tasks hold."""

    count: int
    task: int  # the first that says what is to be done; -1 where none does
    last: int
    roles: tuple[tuple[int, Role], ...]
    numbered: bool
    start: int


def read_rows(text: str, node: Node, columns: Columns | None) -> tuple[list[Claim], Columns | None]:
    """Rows of a table whose head names who leads, takes part or answers; the head holds until other text."""
    claims: list[Claim] = []
    at = node.start
    for line in text[node.start : node.end].split("\n"):
        start, at = at, at + len(line) + 1
        if "|" not in line and line.count("\t") < 2:
            if line.strip() and len(line) > 60:
                columns = None
            continue
        cells = _cells(line, start)
        if all(not words.strip(" -—:|") for words, _, _ in cells):
            continue
        head = _head(cells)
        if head is not None:
            columns = head
            continue
        claim = _row(cells, columns) if columns else None
        if claim is None:
            continue
        if columns and columns.task < 0 and claims and claims[-1].passage is None:
            # Rows of figures that the same bodies answer for are one task.
            same = claims[-1].bodies == claim.bodies
            claims[-1].end = claim.end
            if not same:
                claims[-1].bodies += claim.bodies
                claims[-1].roles += claim.roles
        else:
            if claim.passage is None and columns and columns.start >= node.start:
                claim.start = columns.start
            claims.append(claim)
    return claims, columns


def _cells(line: str, start: int) -> list[tuple[str, int, int]]:
    found = []
    at = start
    for cell in line.split("|" if "|" in line else "\t"):
        found.append((cell.strip(), at, at + len(cell)))
        at += len(cell) + 1
    if len(found) > 2 and not found[0][0]:
        found = found[1:]
        if not found[-1][0]:
            found.pop()
    return found


def _head(cells: list[tuple[str, int, int]]) -> Columns | None:
    roles: list[tuple[int, Role]] = []
    task = last = -1
    while len(cells) > 2 and not cells[-1][0]:
        cells = cells[:-1]
    for index, (raw, _, _) in enumerate(cells):
        words = re.sub(r"\s", "", raw)
        if len(words) > 12:
            return None
        if _LEAD_COLUMN.match(words):
            roles.append((index, "lead"))
        elif _PART_COLUMN.match(words):
            roles.append((index, "participant"))
        elif _ANSWER_COLUMN.match(words):
            roles.append((index, "responsible"))
        elif _TASK_COLUMN.search(words) and not re.search("序号|类别|时限|时间", words):
            task, last = (index if task < 0 else task), index
    if not roles and 2 <= len(cells) <= 4 and task > 0:
        # 部门 | 职责: who stands before what it does.
        before = re.sub(r"\s", "", cells[task - 1][0])
        roles = [(task - 1, "responsible")] if _OFFICE_COLUMN.fullmatch(before) else []
    if not roles:
        return None
    numbered = re.sub(r"\s", "", cells[0][0]) in ("序号", "编号", "号")
    return Columns(len(cells), task, last, tuple(roles), numbered, cells[0][1])


def _row(cells: list[tuple[str, int, int]], columns: Columns) -> Claim | None:
    """One row; cells that stand for several rows are missing on the left, empty ones on the right."""
    while len(cells) > columns.count and not cells[-1][0]:
        cells = cells[:-1]
    missing = columns.count - len(cells)
    if missing < 0:
        return None
    left = columns.numbered and re.fullmatch(r"[\d.、]{1,4}", cells[0][0]) is not None
    shift = 0 if left or not missing else missing
    found: list[tuple[Body, Role]] = []
    for index, role in columns.roles:
        place = index - shift
        if 0 <= place < len(cells) and cells[place][0].strip(" -—/无"):
            parts = read_labelled(cells[place][0], role)
            found += parts or []
    if not found:
        return None
    bodies, roles = settle(found)
    if columns.task < 0:
        return Claim(cells[0][1], cells[-1][2], bodies, roles, 0.7)
    words = [
        cell
        for cell in cells[max(0, columns.task - shift) : max(0, columns.last - shift + 1)]
        if re.search("[\u4e00-\u9fff]{2}", cell[0])
    ]
    if not words:
        return None
    passage = (words[0][1], words[-1][2])
    return Claim(cells[0][1], cells[-1][2], bodies, roles, 0.85, passage)
