"""What a patent is burdened with, as intervals: pledge, licence, preservation, open licence.

民法典第四百四十四条 (a pledge exists from its registration), 专利法第十二条 and 第五十条, 实施细则第十五条 and
第一百零四条. An event counts from the day its value tells, else from its announcement. Events of one pledge or
licence are known by its number; without one, an ending event ends what alone is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from zhishu.rights.event_values import (
    BEGIN_LABELS,
    CHANGED_LABEL,
    END_LABELS,
    GIVER_LABELS,
    NUMBER_LABELS,
    TAKER_LABELS,
    Line,
    first_day,
    first_text,
    names,
    read_lines,
)
from zhishu.rights.legal_event import DEALINGS, Dealing, Event, EventCode, in_order, read_event
from zhishu.rights.status_finding import StatusFinding, finding

_KIND_LABELS = ("许可种类", "许可方式")
_CHANGED_TO = ("变更后",)


@dataclass(frozen=True)
class Encumbrance:
    """A burden from a day until (not including) another; until None is not known to have ended.

    number: of the registration or recordal, '' where it is not told. givers: pledgors, licensors;
    takers: pledgees, licensees. begun_*, ended_*: the events, with the days of their announcement.
    """

    kind: Dealing
    number: str
    givers: tuple[str, ...]
    takers: tuple[str, ...]
    licence_kind: str
    from_on: date
    until_on: date | None
    begun_code: str
    begun_on: date
    ended_code: str | None = None
    ended_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it lies on the right on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


def encumbrances(
    events: Iterable[Event], codes: Mapping[str, EventCode]
) -> tuple[list[Encumbrance], list[StatusFinding]]:
    """The burdens of one patent in the order they began, and what does not fit together."""
    found: list[Encumbrance] = []
    strange: list[StatusFinding] = []
    for event in in_order(events):
        reading = read_event(event, codes)
        if not reading.dealing or reading.dealing == "holder":
            continue
        lines = read_lines(event.value)
        if reading.act == "begins":
            found.append(_begun(reading.dealing, event, lines))
        elif reading.act in ("changes", "ends"):
            at = _open_place(found, reading.dealing, first_text(lines, NUMBER_LABELS))
            if at is None:
                strange.append(
                    _unmatched(reading.dealing, event, found, ends=reading.act == "ends")
                )
            elif reading.act == "ends":
                found[at] = _ended(found[at], event, lines)
            else:
                found[at] = _changed(found[at], lines)
    return sorted(found, key=lambda one: (one.from_on, one.kind, one.number)), strange


def _begun(kind: Dealing, event: Event, lines: list[Line]) -> Encumbrance:
    return Encumbrance(
        kind,
        first_text(lines, NUMBER_LABELS),
        names(lines, GIVER_LABELS),
        names(lines, TAKER_LABELS),
        first_text(lines, _KIND_LABELS),
        _day(event, lines, BEGIN_LABELS),
        None,
        event.code,
        event.announced_on,
    )


def _ended(one: Encumbrance, event: Event, lines: list[Line]) -> Encumbrance:
    until = max(one.from_on, _day(event, lines, END_LABELS))
    return replace(one, until_on=until, ended_code=event.code, ended_on=event.announced_on)


def _changed(one: Encumbrance, lines: list[Line]) -> Encumbrance:
    """With the other party that a change tells; a change of anything else leaves the parties."""
    changed, after = first_text(lines, (CHANGED_LABEL,)), names(lines, _CHANGED_TO)
    if changed in TAKER_LABELS and after:
        return replace(one, takers=after)
    if changed in GIVER_LABELS and after:
        return replace(one, givers=after)
    return one


def _day(event: Event, lines: list[Line], labels: tuple[str, ...]) -> date:
    told = first_day(lines, labels)
    return told if told is not None and told <= event.announced_on else event.announced_on


def _open_place(found: list[Encumbrance], kind: Dealing, number: str) -> int | None:
    """Which open burden an event is about: that of its number, else the only one it can be."""
    candidates = [at for at, one in enumerate(found) if one.kind == kind and one.until_on is None]
    if number:
        same = [at for at in candidates if found[at].number == number]
        if same:
            return same[0]
        candidates = [at for at in candidates if not found[at].number]
    return candidates[0] if len(candidates) == 1 else None


def _unmatched(
    kind: Dealing, event: Event, found: list[Encumbrance], *, ends: bool
) -> StatusFinding:
    title, act = DEALINGS[kind], "解除或注销" if ends else "变更"
    if sum(one.kind == kind and one.until_on is None for one in found) > 1:
        return finding("which_unclear", f"有多项{title}尚未结束，看不出{act}的是哪一项", event)
    return finding("never_began", f"{act}的{title}没有见到开始的公告，或者早已结束", event)
