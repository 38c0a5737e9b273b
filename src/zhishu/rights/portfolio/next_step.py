"""What to do next for one right, with the reason: the most pressing of what its dues and its state ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhishu.base.dates import add_months, print_date
from zhishu.base.money import Money
from zhishu.rights.fees.fee_dates import fee_dates
from zhishu.rights.fees.patent_years import patent_year, year_begins
from zhishu.rights.portfolio.dues import Due, DueRules
from zhishu.rights.portfolio.holding import Holding

Urgency = Literal["bad", "soon", "unknown", "info", "ok", "plain"]
# What the reason of an end says when a fee was not paid.
_UNPAID = "未缴年费"
# In how many months something is soon.
SOON_MONTHS = 3


@dataclass(frozen=True)
class NextStep:
    """What to do, why, by which day; due: what it is about, where it is about one."""

    words: str
    reason: str
    urgency: Urgency
    on: date | None = None
    due: Due | None = None


def next_step(
    right: Holding,
    dues: Sequence[Due],
    *,
    as_of: date,
    rules: DueRules,
    former_name: str | None = None,
) -> NextStep:
    """The one thing to do next. former_name: the name no longer borne that the right stands under."""
    if right.state == "ceased":
        return _after_the_end(right, as_of, rules)
    if right.state == "pending":
        return NextStep("等审查结果", right.reason, "plain")
    ordered = sorted(dues, key=lambda due: due.on)
    for due in ordered:
        if due.state == "lapsed":
            return _look_into_lapse(right, due)
        if due.state == "grace":
            return _make_up(due)
    for due in ordered:
        if due.state == "unknown":
            what = "续展" if due.matter == "renewal" else "缴纳"
            reason = f"{print_date(due.on)}已过，{due.state_words}"
            return NextStep(f"核对{due.words}是否已经{what}", reason, "unknown", due.on, due)
    soon = add_months(as_of, SOON_MONTHS)
    for due in ordered:
        if due.matter == "renewal" and due.state == "due":
            reason = f"专用期到{print_date(due.on)}，现在可以续展"
            return NextStep("办理续展", reason, "soon", due.on, due)
        if due.matter == "annual_fee" and due.on <= soon:
            amount = "" if due.payable is None else Money(due.payable)
            reason = f"最迟{print_date(due.on)}，过期加收滞纳金"
            return NextStep(f"缴{due.words}{amount}", reason, "soon", due.on, due)
    if former_name is not None:
        reason = f"登记在曾用名“{former_name}”名下，与现名不一致"
        return NextStep("办理著录项目（名义）变更", reason, "info")
    if ordered:
        due = ordered[0]
        what = "期限届满，不能续展" if due.matter == "term_end" else f"下一项是{due.words}"
        return NextStep("暂时不用做什么", f"{print_date(due.on)}{what}", "ok", due.on, due)
    if right.state == "unknown":
        return NextStep("核对这项权利是否仍然有效", right.reason, "unknown")
    return NextStep("暂时不用做什么", right.reason, "ok")


def _make_up(due: Due) -> NextStep:
    amount = "" if due.payable is None else Money(due.payable)
    late = due.late_until
    until = f"最迟{print_date(late)}，仍不缴的，权利终止" if late else "补缴期限没有收录"
    reason = f"{print_date(due.on)}已过，{until}"
    return NextStep(f"尽快补缴{due.words}{amount}", reason, "bad", late, due)


def _look_into_lapse(right: Holding, due: Due) -> NextStep:
    """By the payment data the right is over, and no gazette says so."""
    assert right.filed_on is not None
    ended = print_date(year_begins(right.filed_on, due.number))
    reason = f"按缴费数据补缴期已满，应自{ended}终止，尚未见公告"
    return NextStep(f"核对{due.words}是否已经缴纳，看能否恢复权利", reason, "bad", None, due)


def _after_the_end(right: Holding, as_of: date, rules: DueRules) -> NextStep:
    """A right lost for a fee may be brought back; the notice that the period counts from is not in any data."""
    nothing = NextStep("不用做什么", right.reason, "plain")
    ended = right.facts.get("state_since")
    if ended is None or _UNPAID not in right.reason:
        return nothing
    restoration = rules.restoration
    window, limit = restoration.window.at(ended), restoration.limit.at(ended)
    if window is None or limit is None:
        return nothing
    # The limit missed is the end of the grace, as for a request to restore.
    filed = right.filed_on or ended
    due = year_begins(filed, patent_year(filed, ended))
    dates = fee_dates(due, rules.fees, is_reduced=False)
    missed = (dates.grace_until or dates.last_day).day
    if as_of > restoration.calendar.deadline(missed, int(limit.value)).day:
        return nothing
    reason = (
        f"{print_date(right.facts.get('state_told') or ended)}公告终止；有正当理由的，收到通知之日起{window.value}个月内可以请求恢复，"
        f"因不可抗力的，障碍消除之日起{window.value}个月内、最迟自补缴期满{limit.value}个月内"
    )
    return NextStep("看是否还能请求恢复权利", reason, "info")
