"""All that the events of one patent tell: its stages, burdens, holders, contradictions; and its state on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhishu.rights.contradictions import contradictions
from zhishu.rights.encumbrances import Encumbrance, encumbrances
from zhishu.rights.event_values import Line, public_lines, read_lines
from zhishu.rights.holdings import Holding, holding_at, holdings
from zhishu.rights.legal_event import STAGES, VOID_FROM_START, Event, EventCode, grant_day, in_order
from zhishu.rights.legal_status import Facts, Period, legal_stages, state_at
from zhishu.rights.status_finding import StatusFinding

_NO_MEANING = "代码表里没有的事务"


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline: an event, or a day that no event announced (filing, the end of the term).

    on: from when it counts; announced_on, code: None where no event told it. lines: of its value what
    the words do not say already. before and after: the
    periods around it, equal where it changed neither state nor stage.
    """

    on: date
    announced_on: date | None
    code: str | None
    words: str
    lines: tuple[Line, ...]
    before: Period | None
    after: Period | None
    clause: str

    @property
    def changes(self) -> bool:
        """Whether the state or the stage is another one from then on."""
        return self.before != self.after


@dataclass(frozen=True)
class DayStatus:
    """A patent on a day: as it is known now, and as it could be known then.

    void: the period that made the right void from the beginning, where one later did. holding: None
    where no event tells the holders.
    """

    day: date
    now: Period | None
    then: Period | None
    void: Period | None
    encumbrances: tuple[Encumbrance, ...]
    holding: Holding | None

    @property
    def differs(self) -> bool:
        """Whether what was made known later changed the state of the day."""
        return (self.now and self.now.state) != (self.then and self.then.state)


@dataclass(frozen=True)
class PatentHistory:
    """What the days and events of one patent tell."""

    facts: Facts
    events: tuple[Event, ...]
    stages: tuple[Period, ...]
    encumbrances: tuple[Encumbrance, ...]
    holdings: tuple[Holding, ...]
    findings: tuple[StatusFinding, ...]


def read_history(
    facts: Facts, events: Sequence[Event], codes: Mapping[str, EventCode], *, holders: Sequence[str]
) -> PatentHistory:
    """The history of one patent; holders: as its newest document prints them."""
    ordered = in_order(events)
    stages = legal_stages(facts, ordered, codes)
    burdens, held, found = read_beside(facts, ordered, codes, holders=holders)
    return PatentHistory(
        facts, tuple(ordered), tuple(stages), tuple(burdens), tuple(held), tuple(found)
    )


def read_beside(
    facts: Facts,
    ordered: Sequence[Event],
    codes: Mapping[str, EventCode],
    *,
    holders: Sequence[str],
) -> tuple[list[Encumbrance], list[Holding], list[StatusFinding]]:
    """What the events of one patent, in their order, tell beside its stages: burdens, holders, contradictions."""
    granted_on = facts.granted_on or grant_day(ordered, codes)
    begun = min(
        (day for day in (facts.filed_on, facts.published_on, granted_on) if day), default=None
    )
    burdens, unmatched = encumbrances(ordered, codes)
    held, strange = holdings(ordered, codes, holders=holders, begun_on=begun, granted_on=granted_on)
    found = [*contradictions(facts, ordered, codes), *unmatched, *strange]
    found.sort(key=lambda one: one.announced_on or date.min)
    return burdens, held, found


def status_on(history: PatentHistory, day: date, codes: Mapping[str, EventCode]) -> DayStatus:
    """The status of a day, from all that is known and from what had been announced by then."""
    known = [event for event in history.events if event.announced_on <= day]
    then = legal_stages(history.facts.known_on(day), known, codes)
    now = state_at(history.stages, day)
    voided = next((one for one in history.stages if one.stage in VOID_FROM_START), None)
    granted_on = history.facts.granted_on or grant_day(history.events, codes)
    is_of_the_right = granted_on is not None and granted_on <= day
    return DayStatus(
        day,
        now,
        state_at(then, day),
        voided if is_of_the_right else None,
        tuple(one for one in history.encumbrances if one.holds_on(day)),
        holding_at(history.holdings, day),
    )


def timeline(history: PatentHistory, codes: Mapping[str, EventCode]) -> list[Moment]:
    """Every event and every turn of the right, in order of the days from which they count."""
    moments = []
    causes = {
        (one.cause_code, one.cause_on): at
        for at, one in enumerate(history.stages)
        if one.cause_code
    }
    for event in history.events:
        at = causes.pop((event.code, event.announced_on), None)
        code = codes.get(event.code)
        words = code.meaning if code else _NO_MEANING
        if at is None:
            around = state_at(history.stages, event.announced_on)
            on, before, after = event.announced_on, around, around
        else:
            after = history.stages[at]
            before = history.stages[at - 1] if at else None
            on = after.from_on
        moments.append(
            Moment(
                on,
                event.announced_on,
                event.code,
                words,
                tuple(
                    line
                    for line in read_lines(event.value)
                    if line.label or line.value not in words
                ),
                before,
                after,
                code.basis if code else "",
            )
        )
    for at, one in enumerate(history.stages):
        if one.cause_code is None:
            before = history.stages[at - 1] if at else None
            moments.append(
                Moment(one.from_on, None, None, STAGES[one.stage], (), before, one, one.clause)
            )
    return sorted(moments, key=lambda one: (one.on, one.announced_on or date.min, one.code or ""))


def for_visitors(moments: Sequence[Moment]) -> list[Moment]:
    """A timeline without the lines that visitors may not read."""
    return [replace(one, lines=tuple(public_lines(one.lines))) for one in moments]
