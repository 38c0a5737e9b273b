"""What a payment register tells of the annual fees of one patent, and until when it tells it.

A register speaks of a year when it has a row for it, paid or told as due, or when the year's last day lies
before the register's own last day. Of any other year it says nothing: 缴费情况未知, never 欠费.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhishu.base.dates import print_date
from zhishu.base.errors import InvalidValueError
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, annual_fees
from zhishu.rights.fees.fee_rules import FeeRules
from zhishu.rights.fees.patent_years import patent_year
from zhishu.rules.explanation import not_carried

_ANNUAL_FEE = "年费"


@dataclass(frozen=True)
class PaymentRecord:
    """Of one patent: the last year paid (0: none told), and the years that have a row."""

    paid_through: int
    told: frozenset[int]


def payment_records(rows: Iterable[Mapping[str, Any]], as_of: date) -> dict[str, PaymentRecord]:
    """By right number, from rows of `fee_payments`; a payment after the day is not yet made."""
    paid: dict[str, int] = {}
    told: dict[str, set[int]] = {}
    for row in rows:
        year, number = row["patent_year"], row["right_number"]
        if year is None or _ANNUAL_FEE not in (row["fee_kind"] or ""):
            continue
        told.setdefault(number, set()).add(year)
        if row["paid_on"] is not None and row["paid_on"] <= as_of:
            paid[number] = max(paid.get(number, 0), year)
    return {
        number: PaymentRecord(paid.get(number, 0), frozenset(years))
        for number, years in told.items()
    }


def fees_told(
    patent: PatentFacts,
    record: PaymentRecord | None,
    *,
    heard_until: date | None,
    as_of: date,
    rules: FeeRules,
) -> list[AnnualFee]:
    """The years not known to be paid; what the register does not speak of is unknown.

    heard_until: the last day of the register. InvalidValueError for facts that contradict one another.
    """
    if record is None:
        return annual_fees(patent, as_of=as_of, rules=rules)
    granted_year = patent_year(patent.filed_on, patent.granted_on)
    paid = max(record.paid_through, granted_year)
    rows = annual_fees(replace(patent, paid_through=paid), as_of=as_of, rules=rules)
    first = rows[0] if rows else None
    if (
        first is None
        or first.state not in ("grace", "lapsed")
        or _speaks(record, first, heard_until)
    ):
        return rows
    day = print_date(heard_until) if heard_until else "未知的日子"
    text = f"缴费数据到{day}，没有第{first.year}年度的记录，缴费情况未知，不视为未缴"
    unheard = annual_fees(patent, as_of=as_of, rules=rules)
    return [
        replace(row, explanation=(*row.explanation[:-1], not_carried("state", text)))
        if row.year == first.year
        else row
        for row in unheard
        if row.year > paid
    ]


def _speaks(record: PaymentRecord, fee: AnnualFee, heard_until: date | None) -> bool:
    return fee.year in record.told or (heard_until is not None and fee.due_on <= heard_until)


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
