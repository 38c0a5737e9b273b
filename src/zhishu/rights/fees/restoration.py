"""恢复权利: until when a lapsed right can be brought back, and what that costs.

实施细则第六条. With good reason: two months from the notice of the loss; the fee for the request, the fee not
paid and the highest surcharge of its full amount. After force majeure: two months from the end of the obstacle
and within two years of the limit missed; without the fee for the request. Neither is open for the novelty
grace, priority, the term itself or the limitation of actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhishu.base.dates import Calendar, WorkingDay
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Scale


@dataclass(frozen=True)
class RestorationRules:
    """Months to ask, months after the limit missed that nothing outlasts, the request's fee, the surcharges."""

    window: Parameter
    limit: Parameter
    fee: Parameter
    surcharge: Scale
    calendar: Calendar


def restoration_rules(rulebook: Rulebook) -> RestorationRules:
    """The figures from a rulebook."""
    return RestorationRules(
        window=rulebook.parameter("restoration_window"),
        limit=rulebook.parameter("restoration_limit"),
        fee=rulebook.parameter("restoration_fee"),
        surcharge=rulebook.scale("late_payment_surcharge"),
        calendar=rulebook.calendar(),
    )


def restore_with_reason_until(notice_received_on: date, rules: RestorationRules) -> WorkingDay:
    """The last day to ask with good reason."""
    months = int(rules.window.required(notice_received_on).value)
    return rules.calendar.deadline(notice_received_on, months)


def restore_after_obstacle_until(
    obstacle_ended_on: date, limit_missed: date, rules: RestorationRules
) -> WorkingDay:
    """The last day to ask after force majeure: the earlier of both periods."""
    window = int(rules.window.required(obstacle_ended_on).value)
    limit = int(rules.limit.required(obstacle_ended_on).value)
    ends = (
        rules.calendar.deadline(obstacle_ended_on, window),
        rules.calendar.deadline(limit_missed, limit),
    )
    return min(ends, key=lambda end: end.day)


def cost_of_restoration(
    notice_received_on: date, *, full_fee: Decimal, reduced_fee: Decimal, rules: RestorationRules
) -> Decimal:
    """What restoring with good reason costs for one annual fee not paid: request, fee, highest surcharge.

    InvalidValueError for a day before the surcharges carried.
    """
    highest = max(rules.surcharge.required(notice_received_on).figures)
    return rules.fee.required(notice_received_on).value + reduced_fee + full_fee * highest
