"""Figures of a party for a year: people, turnover, taxable income, research, premises."""

from __future__ import annotations

from typing import Any

from zhishu.funding.tables import PARTY_FIGURES
from zhishu.importers.registers.dealings import amount_titles
from zhishu.importers.registers.holder_named import (
    HOLDER_TITLES,
    parse_count,
    parse_number,
    parse_year,
    party_key,
    read_holder,
)
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places

_MONEY = {
    "turnover": "营业收入",
    "taxable_income": "应纳税所得额",
    "rd_expense": "研发费用",
}
_AMOUNTS = {
    f"{field}{unit.removeprefix('amount')}": title
    for field, what in _MONEY.items()
    for unit, title in amount_titles(what).items()
}


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    holder = read_holder(row)
    year: int = row.needed("year", parse_year, "年度")
    figures = {
        "employees": row.read("employees", parse_count),
        "turnover": row.yuan("turnover"),
        "taxable_income": row.yuan("taxable_income", signed=True),
        "rd_expense": row.yuan("rd_expense"),
        "premises_area": row.read("premises_area", parse_number),
    }
    if all(value is None for value in figures.values()):
        raise UnusableRowError("employees", "没有一个读得出的数", row.bare("employees"))
    return {"figures_id": f"{party_key(holder)}:{year}", **holder, "year": year, **figures}


PARTY_FIGURES_SUBJECT = Subject(
    kind="party_figures",
    title="年度数据",
    table=PARTY_FIGURES,
    titles={
        **HOLDER_TITLES,
        "year": "年度",
        "employees": "从业人数",
        **_AMOUNTS,
        "premises_area": "经营场所面积（平方米）",
    },
    telling=(("holder",), ("year",), ("employees", *_AMOUNTS, "premises_area")),
    carried=whole_table(PARTY_FIGURES),
    read=reading(_read),
)
