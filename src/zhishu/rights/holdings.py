"""Who holds a patent (or its filing) on which day, from transfers and changes of name.

专利法第十条第三款: a transfer counts from its registration; the value tells that day, else the day of the
announcement stands for it. Whom nothing tells is unknown, never the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from zhishu.base.text import narrow
from zhishu.rights.event_values import (
    AFTER_LABELS,
    BEFORE_LABELS,
    TRANSFER_LABELS,
    first_day,
    names,
    read_lines,
)
from zhishu.rights.legal_event import Act, Event, EventCode, in_order, read_event
from zhishu.rights.status_finding import StatusFinding, finding


@dataclass(frozen=True)
class Holding:
    """Holders from a day until (not including) another; no holders: nobody tells who they are.

    act: transfers or renames, '' for the first. cause_*: the event, with the day of its announcement.
    """

    holders: tuple[str, ...]
    from_on: date | None
    until_on: date | None
    act: Act | Literal[""] = ""
    cause_code: str | None = None
    cause_on: date | None = None


@dataclass(frozen=True)
class _Change:
    """A change of holders as its event tells it."""

    event: Event
    act: Act | Literal[""]
    on: date
    before: tuple[str, ...]
    after: tuple[str, ...]


def holdings(
    events: Iterable[Event],
    codes: Mapping[str, EventCode],
    *,
    holders: Sequence[str],
    begun_on: date | None,
    granted_on: date | None,
) -> tuple[list[Holding], list[StatusFinding]]:
    """The holders of one patent in order, and what does not fit together; none where no event changes them.

    holders: as the newest document prints them, so those before a change that was announced later.
    begun_on: the first known day of the patent.
    """
    told = (_change(event, codes) for event in in_order(events))
    changes = [change for change in told if change is not None]
    if not changes:
        return [], []
    strange: list[StatusFinding] = []
    found = [Holding(_first(changes[0], tuple(holders), granted_on), begun_on, None)]
    for change in changes:
        current = found[-1].holders
        if current and not _names(change.before) <= _names(current):
            words = (
                f"变更前写的是{'、'.join(change.before)}，此前所知的权利人是{'、'.join(current)}"
            )
            strange.append(finding("not_from_holder", words, change.event))
        since = max(change.on, found[-1].from_on or change.on)
        found[-1] = replace(found[-1], until_on=since)
        if found[-1].from_on == since:
            found.pop()
        event = change.event
        after = _after(current, change)
        found.append(Holding(after, since, None, change.act, event.code, event.announced_on))
    return found, strange


def _change(event: Event, codes: Mapping[str, EventCode]) -> _Change | None:
    reading = read_event(event, codes)
    if reading.dealing != "holder":
        return None
    lines = read_lines(event.value)
    before, after = names(lines, BEFORE_LABELS), names(lines, AFTER_LABELS)
    if reading.act == "renames" and not after:
        return None  # an address alone
    told = first_day(lines, TRANSFER_LABELS)
    on = told if told is not None and told <= event.announced_on else event.announced_on
    return _Change(event, reading.act, on, before, after)


def _first(change: _Change, printed: tuple[str, ...], granted_on: date | None) -> tuple[str, ...]:
    """Who held it before the first change: as its event tells, completed from the documents where these agree."""
    if not change.before:
        is_later = granted_on is not None and change.event.announced_on >= granted_on
        return printed if is_later else ()
    return printed if _names(change.before) <= _names(printed) else change.before


def _after(current: tuple[str, ...], change: _Change) -> tuple[str, ...]:
    """Who holds it then: of several holders those stay of whom the change does not speak."""
    if not change.after or not _names(change.before) < _names(current) or not change.before:
        return change.after
    gone = _names(change.before)
    staying = tuple(name for name in current if _name(name) not in gone)
    return tuple(dict.fromkeys((*change.after, *staying)))


def _names(names: Iterable[str]) -> set[str]:
    return set(map(_name, names))


def _name(name: str) -> str:
    """A name without width, case and blanks, which registers print one way or another."""
    return "".join(narrow(name).lower().split())


def holding_at(found: Iterable[Holding], day: date) -> Holding | None:
    """The holding of a day, None before the first."""
    for one in found:
        if (one.from_on is None or one.from_on <= day) and (
            one.until_on is None or day < one.until_on
        ):
            return one
    return None
