"""The legal status of one patent on a day: state, cause and rule, holders, burdens, contradictions, timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.errors import NotFoundError
from zhishu.flows.derive_patents import load_event_codes, load_terms
from zhishu.flows.derive_status import facts_of
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.rights.contradictions import future_events
from zhishu.rights.legal_status import Facts
from zhishu.rights.patent import is_abroad
from zhishu.rights.patent_history import (
    DayStatus,
    Moment,
    PatentHistory,
    read_history,
    status_on,
    timeline,
)
from zhishu.rights.queries import PatentView, find_patent
from zhishu.rights.status_finding import StatusFinding
from zhishu.rules.rulebook import Rulebook

_NOTHING_KNOWN = Facts(None, None, None, None)


@dataclass(frozen=True)
class StatusView:
    """A patent's status on a day.

    holders: those of the day, empty where nobody tells; findings: those of the whole history, with
    what is announced after today. is_abroad: a patent of another office; the law here says nothing of
    its state, its events are shown as they are.
    """

    found: PatentView
    day: DayStatus
    history: PatentHistory
    holders: tuple[str, ...]
    findings: tuple[StatusFinding, ...]
    moments: tuple[Moment, ...]
    is_abroad: bool = False


def look_at_status(
    home: Path, number: str, *, as_of: date, today: date, snapshot: int | None = None
) -> StatusView:
    """The status of the patent of a number in any print; NotFoundError where there is none."""
    found = find_patent(open_warehouse(home), number, snapshot=snapshot)
    if found is None:
        raise NotFoundError(
            f"没有专利{number[:40]}", next_step="核对申请号或公开（公告）号，或用zhishu search查找"
        )
    return status_of(found, open_rulebook(home), as_of=as_of, today=today)


def status_of(found: PatentView, rulebook: Rulebook, *, as_of: date, today: date) -> StatusView:
    """The status of a patent that was found, by a rulebook's codes and terms."""
    printed = tuple(found.patent["holders"] or ())
    if is_abroad(found.patent["patent_id"]):
        history = read_history(_NOTHING_KNOWN, found.events, {}, holders=())
        day, moments = status_on(history, as_of, {}), tuple(timeline(history, {}))
        return StatusView(found, day, history, printed, (), moments, is_abroad=True)
    codes = load_event_codes(rulebook)
    history = read_history(
        facts_of(found.patent, load_terms(rulebook)), found.events, codes, holders=printed
    )
    day = status_on(history, as_of, codes)
    return StatusView(
        found,
        day,
        history,
        day.holding.holders if day.holding else printed,
        (*history.findings, *future_events(history.events, today)),
        tuple(timeline(history, codes)),
    )
