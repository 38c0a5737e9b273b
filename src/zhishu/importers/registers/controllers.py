"""Who controls a party; of how to reach it only a digest under the home's key is kept, to see who shares one."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow
from zhishu.funding.tables import CONTROLLERS
from zhishu.importers.format import Row, SetAside, TabularFormat
from zhishu.importers.registers.holder_named import HOLDER_TITLES, party_key, read_holder
from zhishu.importers.registers.right_named import digest
from zhishu.importers.registers.row_cells import RowCells, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.party import fold_name
from zhishu.parties.place import Places
from zhishu.warehouse.home_version import home_key

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)(%?)")
_NO_DIGIT = re.compile(r"\D")
_SHORTEST, _MOBILE = 7, 11


def parse_share(text: str) -> Decimal:
    """A share in percent: `51%`, `51`; InvalidValueError for one that may be a fraction: `0.51`."""
    match = _SHARE.fullmatch(narrow(text).replace(" ", ""))
    share = Decimal(match[1]) if match else Decimal(-1)
    if match is None or share > 100 or (share <= 1 and not match[2]):
        raise InvalidValueError(f"持股比例“{text}”读不出", next_step="应写明百分号，如51%")
    return share


def fold_contact(text: str) -> str:
    """A telephone number or e-mail address without differences of writing; InvalidValueError for neither."""
    bare = narrow(text).strip().casefold()
    if "@" in bare:
        return bare
    digits = _NO_DIGIT.sub("", bare).removeprefix("00")
    if digits.startswith("86") and len(digits) == _MOBILE + 2:
        digits = digits[2:]
    if len(digits) < _SHORTEST:
        raise InvalidValueError("联系方式读不出", next_step="应为电话号码或电子邮箱")
    return digits


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    holder = read_holder(row)
    controller: str = row.needed("controller", str, "控制人")
    since, until = row.term("term", "since", "until")
    contact: str | None = row.read("contact", fold_contact)
    return {
        "control_id": digest(party_key(holder), fold_name(controller)),
        **holder,
        "controller": controller,
        "share": row.read("share", parse_share),
        "since": since,
        "until": until,
        "contact_key": digest("contact", contact) if contact else None,
    }


def under_key(entry: TabularFormat, home: Path) -> TabularFormat:
    """A format whose digests of contacts are under the key of a home; any other format as it is.

    There are few telephone numbers: a digest without a key is found by trying them all.
    """
    if entry.table.name != CONTROLLERS.name:
        return entry
    key = home_key(home).encode()

    def read(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
        row = entry.read(number, cells, places)
        if isinstance(row, SetAside) or not (told := row.values.get("contact_key")):
            return row
        keyed = hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:32]
        return replace(row, values={**row.values, "contact_key": keyed})

    return replace(entry, read=read)


CONTROLLER_SUBJECT = Subject(
    kind="controllers",
    title="控制人",
    table=CONTROLLERS,
    titles={
        **HOLDER_TITLES,
        "controller": "控制人",
        "share": "持股比例",
        "since": "起始日期",
        "until": "终止日期",
        "term": "期限（起止写在一格）",
        "contact": "联系方式（只留摘要）",
    },
    telling=(("holder",), ("controller",)),
    carried=whole_table(CONTROLLERS),
    read=reading(_read),
)
