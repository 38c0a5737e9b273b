"""The limits of a holder's dues as days of a calendar, the reminders before them as alarms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhishu.base.calendar_file import CalendarEvent
from zhishu.base.money import Money
from zhishu.rights.deadline_ladder import LadderStep
from zhishu.rights.portfolio.dues import Due

# Steps that only remind; each is an alarm of the next limit that somebody waits for.
_REMINDERS = ("remind_", "last_month")
_AWAITED = frozenset({"due", "expiry", "end", "grace_end"})


def is_reminder(step: LadderStep) -> bool:
    """Whether a step only says that a limit comes nearer."""
    return step.kind.startswith(_REMINDERS)


def calendar_events(dues: Iterable[Due], *, as_of: date) -> list[CalendarEvent]:
    """Every limit from a day on; what has passed is history and no entry."""
    return [event for due in dues for event in _events_of(due, as_of)]


def _events_of(due: Due, as_of: date) -> list[CalendarEvent]:
    events = []
    waiting: list[LadderStep] = []
    for step in due.ladder:
        if is_reminder(step):
            waiting.append(step)
            continue
        alarms: tuple[int, ...] = ()
        if step.kind in _AWAITED:
            alarms = tuple((step.on - one.on).days for one in waiting)
            waiting = []
        if step.on >= as_of:
            events.append(_event(due, step, alarms))
    return events


def _event(due: Due, step: LadderStep, alarms: tuple[int, ...]) -> CalendarEvent:
    right = due.right
    doubt = f"（{due.state_words}）" if due.state == "unknown" else ""
    told = [f"{right.type_name}（{right.kind}）{right.right_id}", step.words]
    if due.costs and step.kind in _AWAITED and due.payable is not None and not doubt:
        told.append(f"现在算出的应缴金额{Money(due.payable)}")
    if step.source:
        told.append(f"依据：{step.source}{step.clause}{'' if step.verified else '（未核实）'}")
    if step.calendar == "provisional":
        told.append("节假日安排没有收录，可能顺延")
    return CalendarEvent(
        key=f"{due.key}-{step.kind}",
        on=step.on,
        summary=f"{right.title}{due.words}{doubt}：{step.words}",
        description="\n".join(told),
        alarms=alarms,
    )
