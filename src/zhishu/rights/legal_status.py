"""The legal status of a patent as periods: from its dates, its events and the term of its kind.

专利法第四十二条 (term), 第四十四条 (ceasing), 第四十七条 (whole invalidation); 实施细则第六条 (restoration).
Where the announcement is all that is known of a lapse, its day stands for the day of ceasing, and the
reason says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from zhishu.base.dates import add_years

State = Literal["pending", "in_force", "ceased", "unknown"]
STATES: dict[str, str] = {
    "pending": "审中",
    "in_force": "有效",
    "ceased": "失效",
    "unknown": "未知",
}
Effect = Literal["ceases", "restores", "grants", "ends_filing", "none"]


@dataclass(frozen=True)
class EventCode:
    """What a code of the gazette means and what it does to the right."""

    code: str
    meaning: str
    effect: Effect


class Event(Protocol):
    """An announced event: its code and day."""

    @property
    def code(self) -> str: ...
    @property
    def announced_on(self) -> date: ...


@dataclass(frozen=True)
class LegalEvent:
    """An announced event of a patent."""

    code: str
    announced_on: date
    value: str = ""


@dataclass(frozen=True)
class Period:
    """A state from a day until (not including) another; until None is open."""

    state: State
    from_on: date
    until_on: date | None
    reason: str


def legal_periods(
    *,
    filed_on: date | None,
    published_on: date | None,
    granted_on: date | None,
    events: Iterable[Event],
    codes: Mapping[str, EventCode],
    term_years: int | None,
) -> list[Period]:
    """The periods of one patent, in order, without gaps from its first known day on.

    Granted without any event: nobody knows how it went on, so `unknown` until its term is over.
    A granted patent whose events are known is in force but for the time after a ceasing event,
    until a restoring one, and not beyond its term. An unknown code changes nothing.
    """
    ordered = sorted(events, key=lambda event: (event.announced_on, event.code))
    start = filed_on or published_on or granted_on
    if start is None:
        return []
    ends = add_years(filed_on, term_years) if filed_on and term_years else None
    if granted_on is None:
        return _pending(start, ordered, codes, ends)
    periods: list[Period] = []
    if start < granted_on:
        periods.append(Period("pending", start, granted_on, "已申请，未授权"))
    if not ordered:
        return _cut(
            [*periods, Period("unknown", granted_on, None, "已授权，没有法律事务数据")], ends
        )
    return _cut([*periods, *_after_grant(granted_on, ordered, codes)], ends)


def _pending(
    start: date, events: list[Event], codes: Mapping[str, EventCode], ends: date | None
) -> list[Period]:
    for event in events:
        code = codes.get(event.code)
        if code and code.effect in ("ends_filing", "ceases") and event.announced_on > start:
            return [
                Period("pending", start, event.announced_on, "已申请，未授权"),
                Period("ceased", event.announced_on, None, f"{event.code} {code.meaning}"),
            ]
    return _cut([Period("pending", start, None, "已申请，未授权")], ends)


def _after_grant(
    granted_on: date, events: list[Event], codes: Mapping[str, EventCode]
) -> list[Period]:
    periods: list[Period] = []
    state: State = "in_force"
    since, reason = granted_on, "已授权，没有已知的终止事务"
    for event in events:
        code = codes.get(event.code)
        effect = code.effect if code else "none"
        day = max(event.announced_on, granted_on)
        if state == "in_force" and effect == "ceases":
            if day > since:
                periods.append(Period("in_force", since, day, reason))
            state, since = "ceased", day
            reason = f"{event.code} {code.meaning}（按公告日）" if code else ""
        elif state == "ceased" and effect == "restores":
            if day > since:
                periods.append(Period("ceased", since, day, reason))
            state, since = "in_force", day
            reason = f"{event.code} {code.meaning}（按公告日）" if code else ""
    periods.append(Period(state, since, None, reason))
    return periods


def _cut(periods: list[Period], ends: date | None) -> list[Period]:
    """Nothing but ceased after the end of the term."""
    if ends is None:
        return periods
    kept: list[Period] = []
    for period in periods:
        if period.state == "ceased" or (period.until_on is not None and period.until_on <= ends):
            kept.append(period)
            continue
        if period.from_on < ends:
            kept.append(Period(period.state, period.from_on, ends, period.reason))
        kept.append(Period("ceased", max(period.from_on, ends), period.until_on, "期限届满"))
    return _joined(kept)


def _joined(periods: list[Period]) -> list[Period]:
    """Ceased periods that touch are one; the first reason holds."""
    joined: list[Period] = []
    for period in periods:
        last = joined[-1] if joined else None
        if last and last.state == period.state == "ceased":
            joined[-1] = Period("ceased", last.from_on, period.until_on, last.reason)
        else:
            joined.append(period)
    return joined


def state_at(periods: Iterable[Period], day: date) -> Period | None:
    """The period that holds on a day, None before the first."""
    for period in periods:
        if period.from_on <= day and (period.until_on is None or day < period.until_on):
            return period
    return None
