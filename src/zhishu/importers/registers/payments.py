"""Payments of fees; a row without a day of payment tells what is due and not that it was paid."""

from __future__ import annotations

import re
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow
from zhishu.importers.registers.right_named import RIGHT_FIELDS, RIGHT_TITLES, digest, read_right
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places
from zhishu.rights.tables import FEE_PAYMENTS

MOST_YEARS = 25
_YEAR = re.compile(r"第?(\d{1,2})(?:\.0{1,9})?(?:年度?)?")
# The year in the name of a fee: 发明专利第5年年费.
_YEAR_NAMED = re.compile(r"第(\d{1,2})年")


def parse_patent_year(text: str) -> int:
    """A year of a patent's life: `5`, `第5年`, `5年度`; InvalidValueError for none."""
    match = _YEAR.fullmatch(narrow(text).strip())
    if match is None or not 1 <= int(match[1]) <= MOST_YEARS:
        raise InvalidValueError(f"年度“{text}”读不出", next_step="应为专利年度，如5或第5年")
    return int(match[1])


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    kind, number = read_right(row)
    fee_kind: str = row.needed("fee_kind", str, "费用种类")
    year: int | None = row.read("patent_year", parse_patent_year)
    if year is None and (named := _YEAR_NAMED.search(narrow(fee_kind))):
        year = row.faults.read("patent_year", named[1], parse_patent_year)
    due, paid = row.day("due_on"), row.day("paid_on")
    if due is None and paid is None:
        raise UnusableRowError("paid_on", "应缴日和缴费日都没有", row.bare("paid_on"))
    return {
        "payment_id": digest(kind, number, fee_kind, year, paid),
        "right_type": kind,
        "right_number": number,
        "fee_kind": fee_kind,
        "patent_year": year,
        "due_on": due,
        "paid_on": paid,
        "amount": row.yuan(),
    }


PAYMENT_SUBJECT = Subject(
    kind="payments",
    title="缴费",
    table=FEE_PAYMENTS,
    titles={
        **RIGHT_TITLES,
        "fee_kind": "费用种类",
        "patent_year": "年度",
        "due_on": "应缴日",
        "paid_on": "缴费日",
        "amount": "缴费金额（元）",
        "amount_worded": "缴费金额（格子里写明单位）",
    },
    telling=(("fee_kind",), ("due_on", "paid_on"), RIGHT_FIELDS),
    carried=whole_table(FEE_PAYMENTS),
    read=reading(_read),
)
