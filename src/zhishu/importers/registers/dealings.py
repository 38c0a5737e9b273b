"""Pledges, licences and assignments of rights: one contract over several rights is several rows."""

from __future__ import annotations

from typing import Any

from zhishu.importers.registers.right_named import RIGHT_FIELDS, RIGHT_TITLES, digest, read_right
from zhishu.importers.registers.row_cells import RowCells, parse_known_day, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places
from zhishu.rights.tables import ASSIGNMENTS, LICENCES, PLEDGES

LICENCE_KINDS_PRINTED = {
    "独占": "exclusive",
    "排他": "sole",
    "开放": "open",
    "交叉": "cross",
    "普通": "ordinary",
}
_AMOUNTS = {
    "amount": "{}（元）",
    "amount_10k": "{}（万元）",
    "amount_worded": "{}（格子里写明单位）",
}


def amount_titles(what: str) -> dict[str, str]:
    """The fields that an amount may stand in, and what people call each."""
    return {field: title.format(what) for field, title in _AMOUNTS.items()}


def _read_pledge(row: RowCells, places: Places) -> dict[str, Any]:
    recordal: str = row.needed("recordal_number", str, "登记号")
    kind, number = read_right(row)
    registered, released = row.day("registered_on"), row.day("released_on")
    if registered and released and released < registered:
        row.faults.note("released_on", "解除日早于登记生效日", str(released))
        released = None
    return {
        "pledge_id": f"{recordal}:{kind}:{number}",
        "recordal_number": recordal,
        "right_type": kind,
        "right_number": number,
        "pledgors": row.names("pledgors"),
        "pledgees": row.names("pledgees"),
        "registered_on": registered,
        "released_on": released,
        "amount": row.yuan(),
    }


def _read_licence(row: RowCells, places: Places) -> dict[str, Any]:
    recordal: str = row.needed("recordal_number", str, "备案号")
    kind, number = read_right(row)
    begins, ends = row.term("term", "valid_from", "valid_until")
    return {
        "licence_id": f"{recordal}:{kind}:{number}",
        "recordal_number": recordal,
        "right_type": kind,
        "right_number": number,
        "licensors": row.names("licensors"),
        "licensees": row.names("licensees"),
        "licence_kind": row.word("licence_kind", LICENCE_KINDS_PRINTED),
        "recorded_on": row.day("recorded_on"),
        "valid_from": begins,
        "valid_until": ends,
        "cancelled_on": row.day("cancelled_on"),
        "amount": row.yuan(),
    }


def _read_assignment(row: RowCells, places: Places) -> dict[str, Any]:
    kind, number = read_right(row)
    effective = row.needed("effective_on", parse_known_day, "生效日")
    row.needed("assignees", str, "受让人")
    assignors, assignees = row.names("assignors"), row.names("assignees")
    parties = ("；".join(names or ()) for names in (assignors, assignees))
    return {
        "assignment_id": digest(kind, number, *parties, effective),
        "right_type": kind,
        "right_number": number,
        "assignors": assignors,
        "assignees": assignees,
        "effective_on": effective,
        "amount": row.yuan(),
    }


PLEDGE_SUBJECT = Subject(
    kind="pledges",
    title="质押登记",
    table=PLEDGES,
    titles={
        "recordal_number": "登记号",
        **RIGHT_TITLES,
        "pledgors": "出质人",
        "pledgees": "质权人",
        "registered_on": "登记生效日",
        "released_on": "解除日",
        **amount_titles("质押金额"),
    },
    telling=(("recordal_number",), RIGHT_FIELDS),
    carried=whole_table(PLEDGES),
    read=reading(_read_pledge),
)
LICENCE_SUBJECT = Subject(
    kind="licences",
    title="许可备案",
    table=LICENCES,
    titles={
        "recordal_number": "备案号",
        **RIGHT_TITLES,
        "licensors": "让与人（许可人）",
        "licensees": "受让人（被许可人）",
        "licence_kind": "许可种类",
        "recorded_on": "备案日",
        "valid_from": "许可起始日",
        "valid_until": "许可终止日",
        "term": "许可期限（起止写在一格）",
        "cancelled_on": "备案注销日",
        **amount_titles("许可费"),
    },
    telling=(("recordal_number",), RIGHT_FIELDS),
    carried=whole_table(LICENCES),
    read=reading(_read_licence),
)
ASSIGNMENT_SUBJECT = Subject(
    kind="assignments",
    title="权利转移",
    table=ASSIGNMENTS,
    titles={
        **RIGHT_TITLES,
        "assignors": "转让人",
        "assignees": "受让人",
        "effective_on": "生效日",
        **amount_titles("转让金额"),
    },
    telling=(("assignees",), ("effective_on",), RIGHT_FIELDS),
    carried=whole_table(ASSIGNMENTS),
    read=reading(_read_assignment),
)
