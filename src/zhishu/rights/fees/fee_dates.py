"""The days of one annual fee: the last to pay in time, the first of a surcharge, the last of grace, the end of the right.

专利法实施细则第五条 and 第一百一十五条. Everything counts from the day the fee is due, the anniversary of the
filing, and every period that ends on a holiday ends on the first working day after it; the right of a fee not
paid ends as from the anniversary itself. An announced postponement has its own last day and no grace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhishu.base.dates import WorkingDay, print_date
from zhishu.rights.fees.fee_rules import FeeRules
from zhishu.rights.fees.postponements import Postponement, postponed
from zhishu.rights.fees.surcharge import surcharge_begins
from zhishu.rules.explanation import Clause, Step, not_carried, step
from zhishu.rules.parameter import Value
from zhishu.rules.scale import Bands

_YEARS = Clause("第五部分第九章", "专利审查指南")
PERIODS = Clause("第五条", "中华人民共和国专利法实施细则")


@dataclass(frozen=True)
class FeeDates:
    """due: the anniversary; last_day: the last to pay in time; the rest None where it is not to be had.

    grace and bands: the rules in force on the day due, None where they are not carried; then neither
    grace nor end is known. lapse_on: as from when the right ends if the fee is not paid.
    """

    due: date
    last_day: WorkingDay
    surcharge_from: date | None
    grace_until: WorkingDay | None
    lapse_on: date | None
    grace: Value | None
    bands: Bands | None
    postponement: Postponement | None


def fee_dates(due: date, rules: FeeRules, *, is_reduced: bool) -> FeeDates:
    """The days of a fee due on an anniversary; is_reduced: a 费用减缴 covers it."""
    grace, bands, calendar = rules.grace.at(due), rules.surcharge.at(due), rules.calendar
    postponement = postponed(rules.postponements, due, is_reduced=is_reduced)
    if postponement is not None:
        last_day = calendar.roll(postponement.until)
        return FeeDates(due, last_day, None, None, due, grace, bands, postponement)
    last_day = calendar.roll(due)
    if grace is None or bands is None:
        return FeeDates(due, last_day, None, None, None, None, None, None)
    begins = surcharge_begins(due, bands, calendar)
    until = calendar.deadline(due, int(grace.value))
    return FeeDates(due, last_day, begins, until, due, grace, bands, None)


def explain_dates(year: int, dates: FeeDates, rules: FeeRules) -> list[Step]:
    """Why the days are what they are."""
    due = print_date(dates.due)
    text = f"第{year}年度自{due}起，年费应在上一年度期满前缴纳，缴费期限届满日为{due}"
    steps = [step("due_on", text, dates.grace or _YEARS)]
    if dates.grace is None:
        first = print_date(rules.grace.series[""][0].since)
        text = f"{first}以前的滞纳金和补缴期限规则没有收录"
        steps.append(not_carried("surcharge_from", text))
    nominal = dates.due
    if dates.postponement is not None:
        nominal = dates.postponement.until
        text = f"缴费期限延长到{print_date(nominal)}，不收滞纳金；到期未缴的，专利权自{due}起终止"
        steps.append(step("due_on", f"{dates.postponement.name}：{text}", dates.postponement))
    if dates.last_day.day != nominal:
        rolled = print_date(dates.last_day.day)
        text = f"{print_date(nominal)}是休假日，顺延到其后第一个工作日{rolled}"
        steps.append(step("due_on", text, PERIODS))
    if dates.last_day.provisional:
        steps.append(_provisional("calendar", dates.last_day, "这一天"))
    if dates.surcharge_from is not None and dates.bands is not None:
        begins = print_date(dates.surcharge_from)
        text = f"{begins}起补缴按全额年费加收滞纳金，此前补缴不加收"
        steps.append(step("surcharge_from", text, dates.bands))
    if dates.grace is not None and dates.grace_until is not None:
        last = print_date(dates.grace_until.day)
        text = f"期满后{dates.grace.value}个月内可以补缴，最后一天是{last}"
        steps.append(step("grace_until", text, dates.grace))
        if dates.grace_until.provisional:
            steps.append(_provisional("grace_until", dates.grace_until, "补缴的最后一天"))
        steps.append(step("lapse_on", f"补缴期满仍未缴的，专利权自{due}起终止", dates.grace))
    return steps


def _provisional(about: str, found: WorkingDay, what: str) -> Step:
    text = f"{found.day.year}年的节假日安排没有收录，只按周末顺延，{what}是暂定的"
    return step(about, text, PERIODS)
