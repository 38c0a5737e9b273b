"""Awards that were paid: to whom, for what, how much, in which year."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.funding.tables import AWARDS_PAID
from zhishu.importers.registers.dealings import amount_titles
from zhishu.importers.registers.holder_named import (
    HOLDER_TITLES,
    SUBJECT_TITLES,
    parse_year,
    read_holder,
    read_subject,
)
from zhishu.importers.registers.right_named import digest
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.party import fold_name
from zhishu.parties.place import Places


def parse_measure(text: str) -> str:
    """The number of a measure as rulebooks have it; InvalidValueError for another."""
    parts = text.strip().split("/")
    if len(parts) != 3 or not all(part and part.isascii() for part in parts):
        raise InvalidValueError(f"措施编号“{text}”读不出", next_step="应如361000/fund/9-1")
    return "/".join(parts)


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    holder = read_holder(row)
    item: str = row.needed("item", str, "项目")
    measure: str | None = row.read("measure", parse_measure)
    paid: date | None = row.day("paid_on")
    year: int | None = row.read("year", parse_year)
    if year is None and paid is None:
        raise UnusableRowError("year", "年度和兑付日期都没有", row.bare("year"))
    if year is None and paid and not row.bare("year"):
        year = paid.year
    policy, subject, number = row.text("policy"), read_subject(row), row.text("payment_number")
    about = (
        (measure, *(fold_name(one or "") for one in (policy, item, subject)), year, paid)
        if number is None
        else (number,)
    )
    return {
        "award_id": digest(holder["folded_name"], *about),
        "measure": measure,
        "policy": policy,
        "item": item,
        **holder,
        "subject": subject,
        "amount": row.yuan(),
        "year": year,
        "paid_on": paid,
        "payment_number": number,
        "region_code": places.find(row.bare("address")),
    }


AWARD_SUBJECT = Subject(
    kind="awards_paid",
    title="已兑付资金",
    table=AWARDS_PAID,
    titles={
        **HOLDER_TITLES,
        "measure": "措施编号",
        "policy": "政策依据",
        "item": "兑付项目",
        **SUBJECT_TITLES,
        **amount_titles("兑付金额"),
        "year": "兑付年度",
        "paid_on": "兑付日期",
        "payment_number": "兑付编号",
        "address": "所在地区",
    },
    telling=(
        ("holder",),
        ("item",),
        ("year", "paid_on"),
        ("amount", "amount_10k", "amount_worded"),
    ),
    carried=whole_table(AWARDS_PAID),
    read=reading(_read),
)
