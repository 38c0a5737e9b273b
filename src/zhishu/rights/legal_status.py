"""The legal status of a patent as periods: from its dates, its events and the term of its kind.

专利法第四十二条 (term), 第四十四条 (ceasing), 第四十七条 (whole invalidation); 实施细则第六条 (restoration).
A lapse takes effect on the day the fee was due, a whole invalidation from the beginning; the gazette
tells neither, so the day of its announcement stands for the day of ceasing, and the reason says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
PENDING = "已申请，未授权"
UNHEARD_OF = "已授权，授权后没有法律事务数据"
EXPIRED = "期限届满"
NEVER_GRANTED = "自申请日起已满最长期限，未见授权"
Effect = Literal["grants", "ceases", "ends_filing", "restores", "extends", "none"]


@dataclass(frozen=True)
class EventCode:
    """What a code of the gazette means and what it does to the right.

    only_where: words that the event's value must hold for the effect; else it does nothing.
    """

    code: str
    meaning: str
    effect: Effect
    only_where: str = ""


class Event(Protocol):
    """An announced event: its code, its day, its value as printed."""

    @property
    def code(self) -> str: ...
    @property
    def announced_on(self) -> date: ...
    @property
    def value(self) -> str: ...


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


def effect_of(event: Event, codes: Mapping[str, EventCode]) -> Effect:
    """What an event does; an unknown code does nothing."""
    code = codes.get(event.code)
    if code is None or code.only_where not in event.value:
        return "none"
    return code.effect


def grant_day(events: Iterable[Event], codes: Mapping[str, EventCode]) -> date | None:
    """The day of the first announced grant, None when no grant was announced."""
    days = (event.announced_on for event in events if effect_of(event, codes) == "grants")
    return min(days, default=None)


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

    Pending from filing (else publication) until the grant; in force from then until a ceasing
    event, again after a restoring one, never beyond the term. A grant after which no event is
    known, or whose term cannot be counted, is `unknown` wherever it is not known to have ceased.
    """
    ordered = sorted(events, key=lambda event: (event.announced_on, event.code))
    granted_on = granted_on or grant_day(ordered, codes)
    start = min((day for day in (filed_on, published_on, granted_on) if day), default=None)
    if start is None:
        return []
    ends = add_years(filed_on, term_years) if filed_on and term_years else None
    periods = [Period("pending", start, None, PENDING)]
    waiting = ordered
    if granted_on is not None:
        before = [event for event in ordered if event.announced_on < granted_on]
        waiting = [event for event in ordered if event.announced_on >= granted_on]
        _follow(periods, before, codes, alive=periods[0])
        alive = _granted(granted_on, known=bool(waiting), termed=ends is not None)
        _turn(periods, alive)
        _follow(periods, waiting, codes, alive=alive)
    else:
        _follow(periods, waiting, codes, alive=periods[0])
    if ends is None:
        return periods
    extended = next((one for one in waiting if effect_of(one, codes) == "extends"), None)
    return _cut(periods, ends, _after_term(ends, granted=granted_on is not None, event=extended))


def _granted(granted_on: date, *, known: bool, termed: bool) -> Period:
    if not known:
        return Period("unknown", granted_on, None, UNHEARD_OF)
    if not termed:
        return Period("unknown", granted_on, None, "已授权，申请日或期限不详，不知是否届满")
    return Period("in_force", granted_on, None, "已授权，没有已知的终止事务")


def _follow(
    periods: list[Period],
    events: Sequence[Event],
    codes: Mapping[str, EventCode],
    *,
    alive: Period,
) -> None:
    """Let events end the living state (pending, in force, unknown) and bring it back."""
    for event in events:
        effect = effect_of(event, codes)
        ends = {"ceases"} | ({"ends_filing"} if alive.state == "pending" else set())
        state: State = periods[-1].state
        if effect in ends and state == alive.state:
            state = "ceased"
        elif effect == "restores" and state == "ceased":
            state = alive.state
        if state != periods[-1].state:
            reason = f"{event.code} {codes[event.code].meaning}（按公告日）"
            _turn(periods, Period(state, event.announced_on, None, reason))


def _turn(periods: list[Period], following: Period) -> None:
    """End the last period where the following one begins.

    One that lasted no day at all is gone; what then follows its own like goes on with it.
    """
    last = periods.pop()
    if last.from_on < following.from_on:
        periods.append(Period(last.state, last.from_on, following.from_on, last.reason))
        periods.append(following)
    elif periods and periods[-1].state == following.state:
        like = periods.pop()
        periods.append(Period(like.state, like.from_on, following.until_on, like.reason))
    else:
        periods.append(Period(following.state, last.from_on, following.until_on, following.reason))


def _after_term(ends: date, *, granted: bool, event: Event | None) -> Period:
    if not granted:
        return Period("ceased", ends, None, NEVER_GRANTED)
    if event is not None:
        return Period("unknown", ends, None, f"{event.code} 期限有补偿，届满日未知")
    return Period("ceased", ends, None, EXPIRED)


def _cut(periods: list[Period], ends: date, after: Period) -> list[Period]:
    """Put `after` for whatever is alive once the term is over; ceased periods that touch are one."""
    kept: list[Period] = []
    for period in periods:
        pieces = [period]
        if period.state != "ceased" and (period.until_on is None or ends < period.until_on):
            since = max(period.from_on, ends)
            pieces = [Period(after.state, since, period.until_on, after.reason)]
            if period.from_on < ends:
                pieces.insert(0, Period(period.state, period.from_on, ends, period.reason))
        for piece in pieces:
            last = kept[-1] if kept else None
            if last and last.state == piece.state == "ceased":
                kept[-1] = Period("ceased", last.from_on, piece.until_on, last.reason)
            else:
                kept.append(piece)
    return kept


def state_at(periods: Iterable[Period], day: date) -> Period | None:
    """The period that holds on a day, None before the first."""
    for period in periods:
        if period.from_on <= day and (period.until_on is None or day < period.until_on):
            return period
    return None
