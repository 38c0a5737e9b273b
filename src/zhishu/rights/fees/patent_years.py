"""专利年度: the years of a patent's life, counted from its filing.

Year n runs from the (n-1)th anniversary of the filing date to the day before the nth; priority and grant
do not matter (专利审查指南 第五部分第九章). The fee of year n is due on the day that year n begins.
"""

from __future__ import annotations

from datetime import date

from zhishu.base.dates import add_months, add_years


def year_begins(filed_on: date, year: int) -> date:
    """The first day of a patent year (1-based), which is the day its fee is due, before any holiday."""
    return add_years(filed_on, year - 1)


def patent_year(filed_on: date, day: date) -> int:
    """The patent year that a day falls in; 0 or less before the filing."""
    passed = day.year - filed_on.year
    return passed + (year_begins(filed_on, passed + 1) <= day)


def full_months_passed(since: date, day: date) -> int:
    """How many whole months a day lies beyond another: the corresponding day itself is not beyond it.

    31 March + 2 months is 31 May: on 31 May one month is passed, on 1 June two.
    """
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if day > add_months(since, months) else months - 1
