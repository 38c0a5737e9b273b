"""Periods of patent procedure beside the fees: receipt of a document, registration, refund.

实施细则第四条 (a posted document counts as received 15 days after it was issued; an electronic one, since
2024-01-20, on the day it enters the party's system), 第五条 (counting), 第六十条 (registration), 第一百一十一条
(refund).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from zhishu.base.dates import Calendar, WorkingDay, print_date
from zhishu.base.errors import InvalidValueError
from zhishu.rules.explanation import Clause, Step, step
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

Delivery = Literal["paper", "electronic"]
DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)
Procedure = Literal["registration", "refund"]
PROCEDURES: tuple[Procedure, ...] = get_args(Procedure)
_COUNTING = Clause("第五条", "中华人民共和国专利法实施细则")


@dataclass(frozen=True)
class DeadlineRules:
    """Days until a document counts as received; months to register a grant and to claim a refund."""

    paper: Parameter
    electronic: Parameter
    registration: Parameter
    refund: Parameter
    calendar: Calendar


def deadline_rules(rulebook: Rulebook) -> DeadlineRules:
    """The figures from a rulebook."""
    return DeadlineRules(
        paper=rulebook.parameter("paper_delivery"),
        electronic=rulebook.parameter("electronic_delivery"),
        registration=rulebook.parameter("registration_window"),
        refund=rulebook.parameter("fee_refund_limit"),
        calendar=rulebook.calendar(),
    )


def received_on(issued_on: date, delivery: Delivery, rules: DeadlineRules) -> date:
    """The day a document counts as received; holidays do not move it."""
    rule = rules.paper if delivery == "paper" else rules.electronic
    return issued_on + timedelta(days=int(rule.required(issued_on).value))


def register_until(notice_received_on: date, rules: DeadlineRules) -> WorkingDay:
    """The last day to register a grant and pay the fee of its year; without it there is no grant (第一百一十四条)."""
    months = int(rules.registration.required(notice_received_on).value)
    return rules.calendar.deadline(notice_received_on, months)


def claim_refund_until(paid_on: date, rules: DeadlineRules) -> WorkingDay:
    """The last day to ask for fees paid too much, twice or in error."""
    return rules.calendar.deadline(paid_on, int(rules.refund.required(paid_on).value))


@dataclass(frozen=True)
class ProcedureDeadline:
    """begins_on: the day the period counts from, after receipt; until: the last day."""

    begins_on: date
    until: date
    calendar: Literal["known", "provisional"]
    explanation: tuple[Step, ...]


def procedure_deadline(
    procedure: Procedure, day: date, rules: DeadlineRules, *, delivery: Delivery | None = None
) -> ProcedureDeadline:
    """The last day of a step of the procedure.

    day: of the receipt of the notice (registration) or of the payment (refund); with `delivery` the day the
    notice was issued. InvalidValueError where the rule of the day is not carried or a payment is delivered.
    """
    steps: list[Step] = []
    begins = day
    if delivery is not None:
        if procedure == "refund":
            raise InvalidValueError("退费从缴费日起算，与送达无关", next_step="去掉送达方式")
        begins = received_on(day, delivery, rules)
        rule = (rules.paper if delivery == "paper" else rules.electronic).required(day)
        text = f"{print_date(day)}发出，推定{print_date(begins)}收到"
        steps.append(step("begins_on", text, rule))
    if procedure == "registration":
        found, value = register_until(begins, rules), rules.registration.required(begins)
        text = f"自收到{print_date(begins)}起{value.value}个月内办理登记、缴纳授权当年的年费"
        after = "；期满没有办理的，视为放弃取得专利权的权利"
    else:
        found, value = claim_refund_until(begins, rules), rules.refund.required(begins)
        text = f"自缴费{print_date(begins)}起{value.value}个月内可以请求退还多缴、重缴、错缴的费用"
        after = ""
    steps.append(step("until", f"{text}，到{print_date(found.day)}{after}", value))
    if found.provisional:
        text = "那年的节假日安排没有收录，只按周末顺延，这一天是暂定的"
        steps.append(step("until", text, _COUNTING))
    return ProcedureDeadline(
        begins, found.day, "provisional" if found.provisional else "known", tuple(steps)
    )
