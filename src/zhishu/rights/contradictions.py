"""What in the life of a patent contradicts itself: each is a finding for an officer, and nothing is mended.

The rule of legal_status goes on whatever the events say; this tells where they cannot all be true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from zhishu.rights.event_values import TURN_DAY, told_day
from zhishu.rights.legal_event import (
    UNKNOWN_CODE,
    VOID_FROM_START,
    Event,
    EventCode,
    Reading,
    grant_day,
    in_order,
    read_event,
)
from zhishu.rights.legal_status import Facts, State, event_day, next_state, term_end
from zhishu.rights.status_finding import StatusFinding, finding

# What can befall a granted right alone.
_OF_A_RIGHT = frozenset({"lapsed", "expired", "invalid", "revoked"})
_LIVING_ACTS = frozenset({"begins", "transfers"})
# Registers print the last day of a term or the day after it.
_SLACK = timedelta(days=1)


def contradictions(
    facts: Facts, events: Iterable[Event], codes: Mapping[str, EventCode]
) -> list[StatusFinding]:
    """The findings of one patent, in the order of its events."""
    ordered = in_order(events)
    granted_on = facts.granted_on or grant_day(ordered, codes)
    ends, lengthened = term_end(facts, ordered, codes) or (None, None)
    walk = _Walk(facts, granted_on, None if lengthened else ends)
    for event in ordered:
        walk.pass_grant(event)
        reading = read_event(event, codes)
        walk.look(event, reading, codes)
    walk.pass_grant(None)
    return walk.found


def future_events(events: Iterable[Event], today: date) -> list[StatusFinding]:
    """Events announced after today; apart from the others, for they end being strange by themselves."""
    return [
        finding("future_date", f"公告日{event.announced_on}在今天以后", event)
        for event in in_order(events)
        if event.announced_on > today
    ]


class _Walk:
    """The state as the events go by, and who ended it."""

    def __init__(self, facts: Facts, granted_on: date | None, ends: date | None) -> None:
        self.found: list[StatusFinding] = []
        self._filed_on, self._granted_on = facts.filed_on, granted_on
        self._start = min(
            (day for day in (facts.filed_on, facts.published_on, granted_on) if day),
            default=date.min,
        )
        self._ends = ends
        self._state: State = "pending"
        self._alive: State = "pending"
        self._ended_by: tuple[Event, Reading, date] | None = None

    def pass_grant(self, event: Event | None) -> None:
        """Grant what was granted by the day of the event that comes next (None: no more comes)."""
        granted_on = self._granted_on
        if self._alive != "pending" or granted_on is None:
            return
        if event is not None and event.announced_on < granted_on:
            return
        if self._state == "ceased" and self._ended_by is not None:
            words = f"{granted_on}授权，而申请此前已经终止，也没有恢复"
            self._find("granted_after_end", words, self._ended_by[0])
        self._state = self._alive = "in_force"
        self._ended_by = None

    def look(self, event: Event, reading: Reading, codes: Mapping[str, EventCode]) -> None:
        """One event."""
        if reading == UNKNOWN_CODE and event.code not in codes:
            self._find("unknown_code", f"代码{event.code}不在代码表里，不计影响", event)
        elif "unclear" in (reading.effect, reading.act):
            self._find("unclear_value", f"{codes[event.code].meaning}：事务内容没有写明", event)
        if self._filed_on and event.announced_on < self._filed_on:
            self._find(
                "before_filing", f"公告日{event.announced_on}早于申请日{self._filed_on}", event
            )
        if reading.effect == "grants" and event.announced_on != self._granted_on:
            words = f"授权公告日已知是{self._granted_on}，这里又是{event.announced_on}"
            self._find("granted_twice", words, event)
        self._live(event, reading)
        if self._state == "ceased" and reading.act in _LIVING_ACTS and self._ended_by:
            ended_on = self._ended_by[2]
            if event.announced_on > ended_on:
                self._find("dealt_after_end", f"权利已于{ended_on}终止", event)

    def _live(self, event: Event, reading: Reading) -> None:
        """Ends and revivals."""
        if reading.effect not in ("ceases", "ends_filing", "restores", "unclear"):
            return
        day, told = event_day(event, since=self._alive_since())
        written = told_day(event.value, TURN_DAY)
        if written is not None and not told:
            self._find("strange_day", f"事务内容所写{written}早于授权或申请，或晚于公告日", event)
        after = next_state(self._state, reading.effect, alive=self._alive)
        if after == self._state:
            self._unmoved(event, reading)
        else:
            self._moved(event, reading, day)
        if after == "ceased" != self._state:
            self._ended_by = event, reading, day
        self._state = after

    def _alive_since(self) -> date:
        return self._start if self._alive == "pending" else self._granted_on or self._start

    def _moved(self, event: Event, reading: Reading, day: date) -> None:
        ends = self._ends
        if self._alive == "pending" and reading.stage in _OF_A_RIGHT:
            self._find("before_grant", "这是专利权的事务，此前没有授权公告", event)
        if ends and reading.stage == "expired" and day < ends - _SLACK:
            self._find("expired_early", f"期限到{ends}才届满", event)
        if ends and reading.effect == "restores" and day >= ends:
            self._find("restored_after_term", f"期限已于{ends}届满，不能恢复", event)

    def _unmoved(self, event: Event, reading: Reading) -> None:
        """An end of what had ended, or a revival of what lives."""
        if reading.effect == "restores":
            self._find("restored_without_end", "此前没有终止的公告", event)
        elif reading.effect == "ends_filing" and self._alive != "pending":
            words = f"已于{self._granted_on}授权，申请不能再终止"
            self._find("filing_ended_after_grant", words, event)
        elif reading.effect in ("ceases", "ends_filing") and self._ended_by:
            before, earlier, ended_on = self._ended_by
            if reading.stage in VOID_FROM_START:
                self._ended_by = event, reading, event.announced_on
            elif earlier.stage in VOID_FROM_START:
                words = f"专利权已于{ended_on}被宣告全部无效，视为自始不存在"
                self._find("ended_after_invalidation", words, event)
            elif before.announced_on != event.announced_on:
                words = f"已于{ended_on}终止（{before.code}，{before.announced_on}公告），没有恢复"
                self._find("ended_twice", words, event)

    def _find(self, rule: str, words: str, event: Event) -> None:
        self.found.append(finding(rule, words, event))
