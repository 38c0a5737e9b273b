"""补偿期年费: the fee of a compensated term, in one sum before the term of the law ends.

财税〔2024〕23号, 国家知识产权局公告第五九四号: so much for each full year; part of a year is not charged.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhishu.base.dates import add_years
from zhishu.rules.parameter import Parameter


def compensation_fee(term_ends_on: date, compensated_until: date, rule: Parameter) -> Decimal:
    """The sum in yuan; InvalidValueError for a term that ends before the rule."""
    years = 0
    while add_years(term_ends_on, years + 1) <= compensated_until:
        years += 1
    return rule.required(term_ends_on).value * years
