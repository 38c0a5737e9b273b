"""滞纳金: what paying an annual fee late costs, by the months that have passed since it was due.

专利法实施细则第一百一十五条, 专利审查指南 第五部分第九章: within the first month nothing, then one band a
month, of the full fee of that year whatever was reduced. Months count from the day on which the fee is due,
as it stands before any holiday; the end of each is rolled past holidays by rule 5, as lists of fees in use
show (decision 0018), and belongs to the month that ends.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from zhishu.base.dates import Calendar
from zhishu.rights.fees.patent_years import full_months_passed
from zhishu.rules.scale import Bands


def months_late(due: date, paid_on: date, calendar: Calendar) -> int:
    """Whole months that a payment lies beyond the day due; 0 in the first month and when in time."""
    months = max(full_months_passed(due, paid_on), 0)
    if months and paid_on <= calendar.deadline(due, months).day:
        months -= 1
    return months


def surcharge_rate(due: date, paid_on: date, bands: Bands, calendar: Calendar) -> Decimal:
    """The share of the full fee that a payment within the grace period bears.

    A grace period that a holiday prolongs stays in its last band.
    """
    months = min(months_late(due, paid_on, calendar), bands.up_to)
    return bands.figure(months) or Decimal(0)


def surcharge_begins(due: date, bands: Bands, calendar: Calendar) -> date | None:
    """The first day on which a payment bears a surcharge; None where no band has one."""
    for months, rate in zip(bands.starts, bands.figures, strict=True):
        if rate > 0:
            return calendar.deadline(due, months).day + timedelta(days=1)
    return None


def surcharge_left(full_fee: Decimal, rate: Decimal, paid: Decimal) -> Decimal:
    """What is left to pay when a surcharge was paid in part: the band of the later payment holds for all of it."""
    return max(full_fee * rate - paid, Decimal(0))
