"""What a payment register tells of the annual fees of one patent, and until when it tells it.

A fee is in grace only on the register's own last day, and the right has lapsed only where the register goes on
to the end of the grace: what was paid since, nobody knows. Of everything else it says nothing: 缴费情况未知,
never 欠费. A year told as due and not as paid says no more: the register does not say on which day it was told.
"""

# ruff: noqa: S608 - own texts
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from zhishu.base.dates import print_date
from zhishu.base.errors import InvalidValueError
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, annual_fees
from zhishu.rights.fees.fee_rules import FeeRules
from zhishu.rights.fees.patent_years import patent_year
from zhishu.rules.explanation import not_carried

# The payments of annual fees of patents, made by a day: other fees and surcharges say nothing of a year.
ANNUAL_FEES_PAID = (
    "right_type = 'patent' AND contains(fee_kind, '年费') AND NOT contains(fee_kind, '滞纳金')"
    " AND paid_on <= $as_of"
)
# Until when the register speaks.
HEARD_UNTIL = f"SELECT max(paid_on) FROM fee_payments WHERE {ANNUAL_FEES_PAID}"


def years_paid(rows: Iterable[Mapping[str, Any]], as_of: date) -> dict[str, int]:
    """The last year paid, by right number, from rows of `fee_payments`; without a payment none is told."""
    paid: dict[str, int] = {}
    for row in rows:
        year, number = row["patent_year"], row["right_number"]
        if year is not None and _is_annual_fee_paid(row, as_of):
            paid[number] = max(paid.get(number, 0), year)
    return paid


def _is_annual_fee_paid(row: Mapping[str, Any], as_of: date) -> bool:
    """What ANNUAL_FEES_PAID says in SQL."""
    kind = row["fee_kind"] or ""
    is_annual = row["right_type"] == "patent" and "年费" in kind and "滞纳金" not in kind
    return is_annual and row["paid_on"] is not None and row["paid_on"] <= as_of


def fees_told(
    patent: PatentFacts,
    year_paid: int | None,
    *,
    heard_until: date | None,
    as_of: date,
    rules: FeeRules,
) -> list[AnnualFee]:
    """The years not known to be paid; what the register does not speak of is unknown.

    year_paid: the last year paid, None where no payment is told. heard_until: the last day of the register.
    InvalidValueError for facts that contradict one another.
    """
    if year_paid is None:
        return annual_fees(patent, as_of=as_of, rules=rules)
    paid = max(year_paid, patent_year(patent.filed_on, patent.granted_on))
    rows = annual_fees(replace(patent, paid_through=paid), as_of=as_of, rules=rules)
    first = next((row for row in rows if row.state in ("grace", "lapsed")), None)
    if first is None or _speaks(first, heard_until, as_of):
        return rows
    unheard = annual_fees(patent, as_of=as_of, rules=rules)
    return [_unheard(row, heard_until) for row in unheard if row.year > paid]


def _speaks(fee: AnnualFee, heard_until: date | None, as_of: date) -> bool:
    """Whether the register goes far enough for the state of the first year that is late."""
    needed = as_of if fee.state == "grace" else fee.grace_until or fee.due_on
    return heard_until is not None and needed <= heard_until


def _unheard(fee: AnnualFee, heard_until: date | None) -> AnnualFee:
    """A year with what the register says of it in place of that there is none."""
    if fee.state != "unknown":
        return fee
    day = print_date(heard_until) if heard_until else "未知的日子"
    if heard_until is not None and fee.due_on < heard_until:
        text = f"截至缴费数据日{day}，第{fee.year}年度未缴；其后未知，也许已经补缴"
    else:
        text = f"缴费数据到{day}，没有第{fee.year}年度的记录，缴费情况未知，不视为未缴"
    return replace(fee, explanation=(*fee.explanation[:-1], not_carried("state", text)))


def patent_facts(
    row: Mapping[str, Any], *, reduction: Any = None, open_licence: bool = False
) -> PatentFacts:
    """A row of `patents` as the fees look at it; InvalidValueError where a day or the kind is missing."""
    missing = [
        words
        for name, words in (
            ("right_kind", "专利类型"),
            ("filed_on", "申请日"),
            ("granted_on", "授权公告日"),
        )
        if not row[name]
    ]
    if missing:
        raise InvalidValueError(f"{'、'.join(missing)}未知，年费算不出", next_step="补上这些数据")
    return PatentFacts(
        row["right_kind"], row["filed_on"], row["granted_on"], reduction, open_licence
    )
