"""A request to restore a patent that ended for an unpaid annual fee: until when, what it costs, what is not carried.

实施细则第六条. The day the fee was due rules its grace; the day of the notice (or of the end of the obstacle)
rules the request. After force majeure no fee for the request is due; whether the surcharge is, the texts at
hand do not say, so that its total is not told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from zhishu.base.dates import WorkingDay, print_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, annual_fees
from zhishu.rights.fees.fee_rules import FeeRules
from zhishu.rights.fees.patent_years import year_begins
from zhishu.rights.fees.reductions import percent
from zhishu.rights.fees.restoration import (
    RestorationRules,
    cost_of_restoration,
    restore_after_obstacle_until,
    restore_with_reason_until,
)
from zhishu.rules.explanation import Clause, Step, not_carried, step

MissedLimit = Literal["annual_fee", "novelty_grace", "priority", "term", "limitation_of_actions"]
MISSED_LIMITS: tuple[MissedLimit, ...] = get_args(MissedLimit)
_LIMIT_NAMES: dict[MissedLimit, str] = {
    "annual_fee": "年费",
    "novelty_grace": "不丧失新颖性的宽限期",
    "priority": "优先权期限",
    "term": "专利权的期限",
    "limitation_of_actions": "诉讼时效",
}
_BARRED = Clause("第六条第五款", "中华人民共和国专利法实施细则", verified=False)


@dataclass(frozen=True)
class RestorationRequest:
    """until: the last day to ask; state: open until then, over after it; money in yuan, None where not carried."""

    reason: Literal["good_reason", "force_majeure"]
    year: int
    limit_missed: date
    until: date
    calendar: Literal["known", "provisional"]
    state: Literal["open", "over"]
    request_fee: Decimal
    annual_fee: Decimal | None
    surcharge: Decimal | None
    total: Decimal | None
    explanation: tuple[Step, ...]


def restoration_request(
    patent: PatentFacts,
    year: int,
    *,
    as_of: date,
    fees: FeeRules,
    rules: RestorationRules,
    notice_received_on: date | None = None,
    obstacle_ended_on: date | None = None,
    missed: MissedLimit = "annual_fee",
) -> RestorationRequest:
    """What restoring takes after the fee of a patent year was not paid.

    Exactly one of the notice and the end of the obstacle is given. InvalidValueError where the limit cannot be
    restored, the right had not ended by then, or a rule of that day is not carried.
    """
    if missed != "annual_fee":
        raise InvalidValueError(
            f"{_LIMIT_NAMES[missed]}耽误了不能请求恢复",
            where=f"{_BARRED.source}{_BARRED.clause}",
            next_step="只有耽误其他期限的可以请求恢复",
        )
    if (notice_received_on is None) == (obstacle_ended_on is None):
        raise InvalidValueError(
            "收到通知日和障碍消除日要写一个，只写一个",
            next_step="有正当理由的写前者，不可抗拒的写后者",
        )
    fee = _fee_of(patent, year, fees)
    limit = fee.grace_until or fee.due_on
    told = notice_received_on or obstacle_ended_on
    assert told is not None
    if told <= limit:
        raise InvalidValueError(
            f"{told}时补缴期还没有满（到{limit}），权利没有丧失，不用恢复",
            next_step="在补缴期内补缴",
        )
    if notice_received_on is not None:
        return _with_reason(fee, limit, notice_received_on, as_of, rules)
    return _after_obstacle(fee, limit, told, as_of, rules)


def _fee_of(patent: PatentFacts, year: int, rules: FeeRules) -> AnnualFee:
    """The fee of the year, before anything was late."""
    fees = annual_fees(replace(patent, paid_through=None), as_of=patent.granted_on, rules=rules)
    found = next((one for one in fees if one.year == year), None)
    if found is None:
        years = f"{fees[0].year}至{fees[-1].year}" if fees else "授权当年以后"
        raise InvalidValueError(
            f"第{year}年度没有要补缴的年费：授权当年的在登记时缴，期限以外的没有",
            next_step=f"写{years}之间的专利年度",
        )
    if found.lapse_on is None:
        due = year_begins(patent.filed_on, year)
        rules.grace.required(due)
        rules.surcharge.required(due)
    return found


def _with_reason(
    fee: AnnualFee, limit: date, notice: date, as_of: date, rules: RestorationRules
) -> RestorationRequest:
    window, request = rules.window.required(notice), rules.fee.required(notice)
    until = restore_with_reason_until(notice, rules)
    bands = rules.surcharge.required(notice)
    highest = max(bands.figures)
    surcharge = None if fee.amount is None else fee.amount * highest
    text = f"有正当理由的，自收到通知{print_date(notice)}起{window.value}个月内请求"
    steps = [step("until", f"{text}，到{print_date(until.day)}", window)]
    steps.append(step("request_fee", f"恢复权利请求费{Money(request.value)}", request))
    steps.extend(_of_the_fee(fee))
    if surcharge is not None:
        text = f"滞纳金按全额年费的{percent(highest)}，{Money(surcharge)}"
        steps.append(step("surcharge", text, bands))
    total = None
    if fee.amount is not None and fee.payable is not None:
        total = cost_of_restoration(
            notice, full_fee=fee.amount, reduced_fee=fee.payable, rules=rules
        )
        steps.append(step("total", f"三项合计{Money(total)}", window))
    costs = _Costs(request.value, fee.payable, surcharge, total)
    return _told("good_reason", fee.year, limit, until, as_of, costs, steps)


def _after_obstacle(
    fee: AnnualFee, limit: date, ended: date, as_of: date, rules: RestorationRules
) -> RestorationRequest:
    window, farthest = rules.window.required(ended), rules.limit.required(ended)
    until = restore_after_obstacle_until(ended, limit, rules)
    text = f"因不可抗拒的事由，自障碍消除{print_date(ended)}起{window.value}个月内请求"
    steps = [
        step("until", text, window),
        step(
            "until",
            f"且不超过原期限届满后{farthest.value}个月，到{print_date(until.day)}",
            farthest,
        ),
        step("request_fee", "因不可抗拒的事由请求恢复的，不缴恢复权利请求费", window),
        *_of_the_fee(fee),
        not_carried("surcharge", "因不可抗拒的事由恢复的，是否仍缴滞纳金没有收录，合计未知"),
    ]
    costs = _Costs(Decimal(0), fee.payable, None, None)
    return _told("force_majeure", fee.year, limit, until, as_of, costs, steps)


def _of_the_fee(fee: AnnualFee) -> list[Step]:
    """The steps that explain the annual fee itself, as those of this answer."""
    return [
        Step("annual_fee", one.text, one.clause, one.source, one.verified)
        for one in fee.explanation
        if one.about in ("amount", "payable")
    ]


@dataclass(frozen=True)
class _Costs:
    request: Decimal
    fee: Decimal | None
    surcharge: Decimal | None
    total: Decimal | None


def _told(
    reason: Literal["good_reason", "force_majeure"],
    year: int,
    limit: date,
    until: WorkingDay,
    as_of: date,
    costs: _Costs,
    steps: list[Step],
) -> RestorationRequest:
    return RestorationRequest(
        reason=reason,
        year=year,
        limit_missed=limit,
        until=until.day,
        calendar="provisional" if until.provisional else "known",
        state="open" if as_of <= until.day else "over",
        request_fee=costs.request,
        annual_fee=costs.fee,
        surcharge=costs.surcharge,
        total=costs.total,
        explanation=tuple(steps),
    )
