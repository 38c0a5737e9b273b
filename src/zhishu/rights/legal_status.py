"""The legal status of a patent as periods: from its dates, its events and the term of its kind.

专利法第四十二条 (term), 第四十四条 (ceasing), 第四十七条 (whole invalidation); 实施细则第六条 (restoration).
An event counts from the day its value tells (终止日, 恢复日, 决定日), else from the day of its
announcement, and the reason says which. A whole invalidation ends the right on that day here and is
marked as void from the beginning: see docs/decisions/0019.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from zhishu.base.dates import add_years
from zhishu.rights.event_values import TERM_DAY, TURN_DAY, told_day
from zhishu.rights.legal_event import (
    VOID_FROM_START,
    Effect,
    Event,
    EventCode,
    Reading,
    grant_day,
    in_order,
    read_event,
)

State = Literal["pending", "in_force", "ceased", "unknown"]
STATES: dict[str, str] = {
    "pending": "审中",
    "in_force": "有效",
    "ceased": "失效",
    "unknown": "未知",
}
PENDING = "已申请，未授权"
GRANTED = "已授权，没有已知的终止事务"
UNHEARD_OF = "已授权，授权后没有法律事务数据"
TERM_UNKNOWN = "已授权，申请日或期限不详，不知是否届满"
EXPIRED = "期限届满"
NEVER_GRANTED = "自申请日起已满最长期限，未见授权"
FILING_CLAUSE, GRANT_CLAUSE = "专利法第二十八条", "专利法第三十九条、第四十条"
TERM_CLAUSE = "专利法第四十二条第一款"
# Steps of the procedure before the grant, and parts of a right that goes on after it.
_BEFORE_GRANT = frozenset({"published", "examination", "examined"})
_AFTER_GRANT = frozenset({"partly_invalid", "partly_revoked", "partly_abandoned"})


@dataclass(frozen=True)
class Period:
    """A state from a day until (not including) another; until None is open.

    stage: where in its life the right stood when the period began. cause_code, cause_on: the event that began it and
    the day of its announcement, None where no event did. clause: what that rests on.
    """

    state: State
    from_on: date
    until_on: date | None
    reason: str
    stage: str = ""
    cause_code: str | None = None
    cause_on: date | None = None
    clause: str = ""


@dataclass(frozen=True)
class Facts:
    """The days and the term that a status is counted from; None where it is not known."""

    filed_on: date | None
    published_on: date | None
    granted_on: date | None
    term_years: int | None

    def known_on(self, day: date) -> Facts:
        """What of them had been made known by a day."""
        return replace(
            self,
            published_on=_by(self.published_on, day),
            granted_on=_by(self.granted_on, day),
        )


def _by(fact: date | None, day: date) -> date | None:
    return fact if fact is not None and fact <= day else None


def next_state(state: State, effect: Effect, *, alive: State) -> State:
    """The state after an event, of a right (or filing: alive is `pending`) that is `alive` or has ceased."""
    if effect == "ceases" or (effect == "ends_filing" and alive == "pending"):
        return "ceased"
    if effect == "restores" and state == "ceased":
        return alive
    if effect == "unclear" and state == "in_force":
        return "unknown"
    return state


def event_day(event: Event, *, since: date) -> tuple[date, bool]:
    """From when an event counts, and whether its value tells that day.

    A day that lies before `since` or after the announcement cannot be: then that of the announcement.
    """
    told = told_day(event.value, TURN_DAY)
    if told is None or not since <= told <= event.announced_on:
        return event.announced_on, False
    return told, True


def event_reason(code: EventCode, *, told: bool) -> str:
    """Why a period began, in words: the event and which of its days stands for it."""
    return f"{code.code} {code.meaning}（按{'事务内容所写日期' if told else '公告日'}）"


@dataclass(frozen=True)
class _Turn:
    """From a day on another state or stage; moves: the state is another one."""

    on: date
    state: State
    stage: str
    reason: str
    clause: str
    event: Event | None = None
    moves: bool = True


class _Life:
    """The turns of one patent, in order."""

    def __init__(self, first: _Turn, codes: Mapping[str, EventCode]) -> None:
        self.turns = [first]
        self._codes = codes
        self._moved_on = first.on

    def turn(self, turn: _Turn) -> None:
        """Go on from another state; a stage told meanwhile of what was then over is gone."""
        self._moved_on = max(turn.on, self._moved_on)
        while not self.turns[-1].moves and self.turns[-1].on > self._moved_on:
            self.turns.pop()
        self.turns.append(replace(turn, on=self._moved_on))

    def follow(self, events: Sequence[Event], *, alive: _Turn) -> None:
        """Let events end what is alive (a filing, or a right) and bring it back."""
        for event in events:
            reading = read_event(event, self._codes)
            state = self.turns[-1].state
            after = next_state(state, reading.effect, alive=alive.state)
            if after != state:
                day, told = event_day(event, since=alive.on)
                self.turn(self._turn(event, reading.stage, day, state=after, told=told))
            elif self._is_told(reading, alive.state):
                day = max(event.announced_on, self.turns[-1].on)
                told_turn = self._turn(event, reading.stage, day, state=state, told=False)
                self.turns.append(replace(told_turn, moves=False))

    def _is_told(self, reading: Reading, alive: State) -> bool:
        """Whether an event that leaves the state as it is tells another stage of it."""
        state, stage = self.turns[-1].state, self.turns[-1].stage
        if not reading.stage or reading.stage == stage:
            return False
        if state == "ceased":
            return reading.stage in VOID_FROM_START and alive != "pending"
        return reading.stage in (_BEFORE_GRANT if alive == "pending" else _AFTER_GRANT)

    def _turn(self, event: Event, stage: str, day: date, *, state: State, told: bool) -> _Turn:
        code = self._codes[event.code]
        return _Turn(day, state, stage, event_reason(code, told=told), code.basis, event)


def legal_periods(
    *,
    filed_on: date | None,
    published_on: date | None,
    granted_on: date | None,
    events: Iterable[Event],
    codes: Mapping[str, EventCode],
    term_years: int | None,
) -> list[Period]:
    """The periods of one patent by state, in order, without gaps from its first known day on.

    Pending from filing (else publication) until the grant; in force from then until a ceasing
    event, again after a restoring one, never beyond the term. A grant after which no event is
    known, or whose term cannot be counted, is `unknown` wherever it is not known to have ceased.
    """
    facts = Facts(filed_on, published_on, granted_on, term_years)
    return _periods(facts, in_order(events), codes, _like_state)


def legal_stages(
    facts: Facts, events: Iterable[Event], codes: Mapping[str, EventCode]
) -> list[Period]:
    """The same, a period for each stage: 公开, 实质审查, 授权, 部分无效, 恢复 and so on."""
    return _periods(facts, in_order(events), codes, _like_stage)


def _like_state(one: Period, other: Period) -> bool:
    return one.state == other.state


def _like_stage(one: Period, other: Period) -> bool:
    """Ceased is ceased, however often it is told; but what is void from the beginning is more than that."""
    if one.state == other.state == "ceased":
        return other.stage not in VOID_FROM_START or one.stage in VOID_FROM_START
    return (one.state, one.stage) == (other.state, other.stage)


_Alike = Callable[[Period, Period], bool]


def _periods(
    facts: Facts, ordered: Sequence[Event], codes: Mapping[str, EventCode], alike: _Alike
) -> list[Period]:
    granted_on = facts.granted_on or grant_day(ordered, codes)
    start = min(
        (day for day in (facts.filed_on, facts.published_on, granted_on) if day), default=None
    )
    if start is None:
        return []
    stage = "filed" if start == facts.filed_on else "published"
    first = _Turn(start, "pending", stage, PENDING, FILING_CLAUSE)
    life = _Life(first, codes)
    waiting = ordered
    if granted_on is None:
        life.follow(ordered, alive=first)
    else:
        waiting = [event for event in ordered if event.announced_on >= granted_on]
        life.follow(ordered[: len(ordered) - len(waiting)], alive=first)
        termed = facts.filed_on is not None and term_end(facts, waiting, codes) is not None
        alive = _granted(granted_on, waiting, codes, termed=termed)
        life.turn(alive)
        life.follow(waiting, alive=alive)
    turns = life.turns
    if alike is _like_state:
        turns = [turn for turn in turns if turn.moves]
    periods = _settle(turns, alike)
    return _within_term(periods, facts, waiting, codes, alike, granted=granted_on is not None)


def _granted(
    granted_on: date, waiting: Sequence[Event], codes: Mapping[str, EventCode], *, termed: bool
) -> _Turn:
    """How a right begins: alive, as far as anything is heard of it and its end can be counted."""
    if not waiting:
        return _Turn(granted_on, "unknown", "unheard_of", UNHEARD_OF, GRANT_CLAUSE)
    granting = (one for one in waiting if read_event(one, codes).effect == "grants")
    event = next((one for one in granting if one.announced_on == granted_on), None)
    state: State = "in_force" if termed else "unknown"
    reason = GRANTED if termed else TERM_UNKNOWN
    return _Turn(granted_on, state, "granted", reason, GRANT_CLAUSE, event)


def _settle(turns: Sequence[_Turn], alike: _Alike) -> list[Period]:
    """Periods from turns: of one day the last counts, and what goes on in the same way is one period."""
    kept: list[Period] = []
    for turn, following in zip(turns, (*turns[1:], None), strict=True):
        if following is not None and following.on <= turn.on:
            continue
        event = turn.event
        period = Period(
            turn.state,
            turn.on,
            None,
            turn.reason,
            turn.stage,
            event.code if event else None,
            event.announced_on if event else None,
            turn.clause,
        )
        _append(kept, period, alike)
    return kept


def _append(kept: list[Period], period: Period, alike: _Alike) -> None:
    """Add the next period, which ends the one before it; one that is alike goes on instead."""
    if kept and alike(kept[-1], period):
        kept[-1] = replace(kept[-1], until_on=period.until_on)
        return
    if kept:
        kept[-1] = replace(kept[-1], until_on=period.from_on)
    kept.append(period)


def term_end(
    facts: Facts, waiting: Sequence[Event], codes: Mapping[str, EventCode]
) -> tuple[date, Event | None] | None:
    """(the day the term is over, the event that lengthens it by nobody knows how much); None where unknown.

    waiting: the events from the grant on, all where there was none.
    """
    if not facts.filed_on or not facts.term_years:
        return None
    ends, lengthened = add_years(facts.filed_on, facts.term_years), None
    for event in waiting:
        if read_event(event, codes).effect == "extends":
            years = codes[event.code].term_years
            told = add_years(facts.filed_on, years) if years else told_day(event.value, TERM_DAY)
            lengthened = lengthened or (event if told is None else None)
            ends = max(ends, told or ends)
    return ends, lengthened


def _within_term(
    periods: list[Period],
    facts: Facts,
    waiting: Sequence[Event],
    codes: Mapping[str, EventCode],
    alike: _Alike,
    *,
    granted: bool,
) -> list[Period]:
    """Put the end of the term for whatever is alive once it is over."""
    term = term_end(facts, waiting, codes)
    if term is None:
        return periods
    ends, lengthened = term
    after = Period("ceased", ends, None, EXPIRED, "expired", clause=TERM_CLAUSE)
    if not granted:
        after = replace(after, reason=NEVER_GRANTED, stage="never_granted")
    elif lengthened is not None:
        code = codes[lengthened.code]
        after = Period(
            *("unknown", ends, None, f"{code.code} 期限有补偿，届满日未知", "extended"),
            *(code.code, lengthened.announced_on, code.basis),
        )
    kept: list[Period] = []
    for period in periods:
        pieces = [period]
        if period.state != "ceased" and (period.until_on is None or ends < period.until_on):
            since = max(period.from_on, ends)
            pieces = [replace(after, from_on=since, until_on=period.until_on)]
            if period.from_on < ends:
                pieces.insert(0, period)
        for piece in pieces:
            _append(kept, piece, alike)
    return kept


def state_at(periods: Iterable[Period], day: date) -> Period | None:
    """The period that holds on a day, None before the first."""
    for period in periods:
        if period.from_on <= day and (period.until_on is None or day < period.until_on):
            return period
    return None
