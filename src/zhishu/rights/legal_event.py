"""What an announced event of a patent does: to the life of the right, to who holds it, to what it is burdened with.

The table of codes (rulebook, legal_event_codes.yaml) says it; where one code stands for several things,
the words of the event's value decide, and where they do not the effect is unclear and said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

Effect = Literal["grants", "ceases", "ends_filing", "restores", "extends", "unclear", "none"]
Dealing = Literal["pledge", "licence", "preservation", "open_licence", "holder"]
Act = Literal["begins", "changes", "ends", "transfers", "renames", "unclear"]
DEALINGS: dict[str, str] = {
    "pledge": "质押",
    "licence": "许可备案",
    "preservation": "保全",
    "open_licence": "开放许可",
    "holder": "权利人",
}
# Where in its life a right stands; finer than the four states.
STAGES: dict[str, str] = {
    "filed": "已申请",
    "published": "公开",
    "examination": "实质审查",
    "examined": "审定公告",
    "withdrawn_deemed": "视为撤回",
    "withdrawn": "主动撤回",
    "rejected": "驳回",
    "filing_ended": "申请终止",
    "never_granted": "满最长期限未授权",
    "granted": "授权",
    "unheard_of": "授权后没有数据",
    "partly_invalid": "部分无效，其余继续有效",
    "partly_revoked": "部分撤销，其余继续有效",
    "partly_abandoned": "部分放弃，其余继续有效",
    "restored": "恢复",
    "lapsed": "未缴年费终止",
    "abandoned": "放弃",
    "double_patenting": "避免重复授权放弃",
    "expired": "期限届满",
    "ceased": "终止",
    "invalid": "全部无效",
    "revoked": "全部撤销",
    "unclear": "是否终止不明",
    "extended": "期限有补偿，届满日未知",
}
# These right never existed, so the law (专利法第四十七条第一款; before 2001 第四十四条 of revocation).
VOID_FROM_START = frozenset({"invalid", "revoked"})


@dataclass(frozen=True)
class ValueCase:
    """What an event does when its value holds these words; an empty act is that of its code."""

    where: str
    effect: Effect
    stage: str = ""
    act: Act | Literal[""] = ""


@dataclass(frozen=True)
class EventCode:
    """What a code of the gazette means, what it does to the right and on which clause that rests.

    by_value: cases looked at in order before the code's own effect. term_years: the term it sets,
    counted from filing. event_class: the letter of the international list.
    """

    code: str
    meaning: str
    effect: Effect
    stage: str = ""
    event_class: str = ""
    dealing: Dealing | Literal[""] = ""
    act: Act | Literal[""] = ""
    basis: str = ""
    term_years: int | None = None
    by_value: tuple[ValueCase, ...] = ()

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What events of this code may do: its own reading, then those of its cases."""
        cases = (
            Reading(case.effect, case.stage, self.dealing, case.act or self.act)
            for case in self.by_value
        )
        return (Reading(self.effect, self.stage, self.dealing, self.act), *cases)


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


class Reading(NamedTuple):
    """What one event does, its value considered."""

    effect: Effect
    stage: str
    dealing: Dealing | Literal[""]
    act: Act | Literal[""]


UNKNOWN_CODE = Reading("none", "", "", "")


def read_event(event: Event, codes: Mapping[str, EventCode]) -> Reading:
    """What an event does; an unknown code does nothing."""
    code = codes.get(event.code)
    return UNKNOWN_CODE if code is None else code.readings[case_of(code, event.value)]


def case_of(code: EventCode, value: str) -> int:
    """Which of the readings of a code holds for a value: 0 its own, n that of its n-th case."""
    for place, case in enumerate(code.by_value, 1):
        if case.where in value:
            return place
    return 0


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events as they were announced; those of one day by code and value, so that no order of arrival matters."""
    return sorted(events, key=lambda event: (event.announced_on, event.code, event.value))


def grant_day(events: Iterable[Event], codes: Mapping[str, EventCode]) -> date | None:
    """The day of the first announced grant, None when no grant was announced."""
    days = (event.announced_on for event in events if read_event(event, codes).effect == "grants")
    return min(days, default=None)
