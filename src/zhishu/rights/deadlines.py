"""Periods of patent procedure beside the fees: receipt of a document, registration, refund.

实施细则第四条 (a posted document counts as received 15 days after it was issued; an electronic one, since
2024-01-20, on the day it enters the party's system), 第五条 (counting), 第六十条 (registration), 第一百一十一条
(refund).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhishu.base.dates import Calendar, WorkingDay
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook

Delivery = Literal["paper", "electronic"]


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
