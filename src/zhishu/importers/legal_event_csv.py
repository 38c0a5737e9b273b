"""Legal events of patents as CSV: application number, event code, announcement date, value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from zhishu.base.errors import InvalidValueError
from zhishu.importers.format import Faults, Row, SetAside, TabularFormat
from zhishu.importers.patents import checked_number, parse_day
from zhishu.parties.place import Places
from zhishu.rights.tables import LEGAL_EVENTS

# CF01, and the shorter and longer ones of older gazettes: C17, EXPY.
_CODE = re.compile(r"[A-Z][A-Z0-9]{2,3}")


def event_key(application_number: str, code: str, announced_on: date, value: str) -> str:
    """The identity of an event: a digest of its four parts."""
    text = "\x1f".join((application_number, code, announced_on.isoformat(), value))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read_row(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    """One event; without its patent, code or day it says nothing and is set aside."""
    faults = Faults()
    try:
        application = checked_number(cells["申请号"])
    except InvalidValueError as error:
        return SetAside(number, "application_number", error.what, cells["申请号"])
    code = cells["事务代码"].strip().upper()
    if not _CODE.fullmatch(code):
        return SetAside(number, "code", "事务代码应为3至4位字母和数字，如CF01", cells["事务代码"])
    announced: date | None = faults.read("announced_on", cells["公告日"], parse_day)
    if announced is None:
        reason = faults.found[0].reason if faults.found else "缺公告日"
        return SetAside(number, "announced_on", reason, cells["公告日"])
    value = cells.get("事务内容", "").strip()
    return Row(
        number,
        {
            "event_key": event_key(application, code, announced, value),
            "application_number": application,
            "code": code,
            "announced_on": announced,
            "value": value or None,
        },
    )


LEGAL_EVENT_CSV = TabularFormat(
    name="legal_event_csv",
    title="专利法律事务（CSV）",
    kind="events",
    table=LEGAL_EVENTS,
    required=("申请号", "事务代码", "公告日"),
    optional=("事务内容",),
    carried=lambda headings: frozenset(column.name for column in LEGAL_EVENTS.columns),
    read=read_row,
    aliases={
        "法律状态代码": "事务代码",
        "事件代码": "事务代码",
        "法律状态公告日": "公告日",
        "公告日期": "公告日",
        "法律状态信息": "事务内容",
        "法律状态": "事务内容",
    },
)
