"""注册商标的有效期: the running term of a mark, the window to renew it, and the grace after it.

商标法第三十九条, 第四十条 (2019), their successors from 2027-01-01; the law in force on the day a term ends
rules its renewal. 商标法实施条例第十二条: a term counts from its first day and ends the day before the
corresponding day, or with the month where that day is missing; it does not move for holidays. The grace is a
period of ordinary counting: its end is rolled to a working day. A renewed term begins the day after the last.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhishu.base.dates import Calendar, add_months, add_years, print_date
from zhishu.rules.explanation import Clause, Step, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

RenewalState = Literal["in_term", "renewable", "grace", "over"]
RENEWAL_STATES: dict[RenewalState, str] = {
    "in_term": "有效期内",
    "renewable": "可以续展",
    "grace": "宽展期内",
    "over": "宽展期已满",
}
_COUNTING = Clause("第十二条", "中华人民共和国商标法实施条例", verified=False)
_REGISTER = Clause("", "商标登记数据")


@dataclass(frozen=True)
class TrademarkRules:
    """Years of a term, months of the renewal window before its end and of the grace after it."""

    term: Parameter
    window: Parameter
    grace: Parameter
    calendar: Calendar


@dataclass(frozen=True)
class TrademarkTerm:
    """One term, first and last day included; renewal from `renew_from`, at the latest on `grace_until`."""

    begins_on: date
    ends_on: date
    renew_from: date
    grace_until: date
    calendar: Literal["known", "provisional"]
    explanation: tuple[Step, ...]


def trademark_rules(rulebook: Rulebook) -> TrademarkRules:
    """The figures from a rulebook."""
    return TrademarkRules(
        term=rulebook.parameter("trademark_term"),
        window=rulebook.parameter("trademark_renewal_window"),
        grace=rulebook.parameter("trademark_renewal_grace"),
        calendar=rulebook.calendar(),
    )


def trademark_term(
    registered_on: date, rules: TrademarkRules, *, renewals: int = 0
) -> TrademarkTerm:
    """The term after so many renewals (0: the first); InvalidValueError before the laws carried."""
    begins = registered_on
    for _ in range(renewals):
        begins = _ends(begins, rules) + timedelta(days=1)
    ends = _ends(begins, rules)
    told = step("ends_on", "自第一日起算，相应日的前一日届满，不因休假日顺延", _COUNTING)
    return _term(begins, ends, rules, told)


def trademark_term_until(ends_on: date, rules: TrademarkRules) -> TrademarkTerm:
    """The term of which a register says that it ends on a day; InvalidValueError before the laws carried.

    Its first day is counted back from there: what was registered late, or renewed, began on no day that is printed.
    """
    years = int(rules.term.required(ends_on).value)
    begins = add_years(ends_on + timedelta(days=1), -years)
    counted = step("ends_on", "届满日是登记数据所写，起始日由此倒推", _REGISTER)
    return _term(begins, ends_on, rules, counted)


def _term(begins: date, ends: date, rules: TrademarkRules, counted: Step) -> TrademarkTerm:
    """A term by its first and last day; counted: where its last day comes from."""
    term, window, grace = (
        rules.term.required(begins), rules.window.required(ends), rules.grace.required(ends)
    )  # fmt: skip
    renew_from = add_months(ends + timedelta(days=1), -int(window.value))
    last = rules.calendar.deadline(ends, int(grace.value))
    told = f"有效期{term.value}年，{print_date(begins)}至{print_date(ends)}"
    return TrademarkTerm(
        begins,
        ends,
        renew_from,
        last.day,
        "provisional" if last.provisional else "known",
        (
            step("ends_on", told, term),
            counted,
            step(
                "renew_from", f"期满前{window.value}个月内续展，{print_date(renew_from)}起", window
            ),
            step(
                "grace_until",
                f"宽展期{grace.value}个月，到{print_date(last.day)}；仍未续展的，注销注册商标",
                grace,
            ),
        ),
    )


def renewal_state(term: TrademarkTerm, day: date) -> RenewalState:
    """Where a day from the term's beginning on stands, as far as the term was not renewed."""
    if day < term.renew_from:
        return "in_term"
    if day <= term.ends_on:
        return "renewable"
    return "grace" if day <= term.grace_until else "over"


def _ends(begins: date, rules: TrademarkRules) -> date:
    """The day before the corresponding day; the month's last where there is no such day."""
    years = int(rules.term.required(begins).value)
    year = begins.year + years
    if begins.day > (last := calendar.monthrange(year, begins.month)[1]):
        return date(year, begins.month, last)
    return date(year, begins.month, begins.day) - timedelta(days=1)
