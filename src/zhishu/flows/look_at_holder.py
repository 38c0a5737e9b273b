"""权利人空间: all rights of one party in one query, what they cost next, what to do for each, how well they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.calendar_file import make_calendar
from zhishu.base.dates import add_months
from zhishu.base.errors import InvalidValueError
from zhishu.flows.find_holdings import FoundRows, Names, find_holdings, names_of
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.parties.queries import Party, find_party, find_party_by_name
from zhishu.rights.fees.annual_fees import AnnualFee
from zhishu.rights.fees.patent_years import year_begins
from zhishu.rights.fees.reductions import ReductionKind
from zhishu.rights.patent import is_abroad
from zhishu.rights.portfolio.dues import (
    Due,
    DueRules,
    MonthSum,
    Sum,
    add_up,
    by_month,
    due_rules,
    end_due,
    fee_dues,
    late,
    renewal_due,
)
from zhishu.rights.portfolio.events import calendar_events
from zhishu.rights.portfolio.health import HealthFigure, Portfolio, health_of
from zhishu.rights.portfolio.history import Dealings, Moment, history_of
from zhishu.rights.portfolio.holding import (
    RIGHT_TYPES,
    Holding,
    HoldingRules,
    RightType,
    holding_rules,
    make_holding,
)
from zhishu.rights.portfolio.next_step import SOON_MONTHS, NextStep, next_step
from zhishu.rights.portfolio.payments import fees_told, patent_facts, years_paid
from zhishu.warehouse.warehouse import Warehouse

# Terms and their ladders reach beyond the day by at most the longest term there is.
_LAST_YEAR = 9000
_ABROAD = "别国的专利，不按中国的法律计算"


@dataclass(frozen=True)
class Line:
    """A right with what it asks for and what to do next; trouble: why its fees cannot be told."""

    right: Holding
    dues: tuple[Due, ...]
    next: NextStep
    trouble: str = ""


@dataclass(frozen=True)
class HolderView:
    """All that is known of a party's rights on a day.

    party: None where the registry does not know the name. reduction: the 费用减缴 the holder states, None
    where nothing was stated. heard_until: the last day of the payment data, None without any. known_at: when the
    snapshot was published.
    """

    name: str
    party: Party | None
    names: Names
    lines: tuple[Line, ...]
    rows: FoundRows
    reduction: ReductionKind | None
    as_of: date
    snapshot: int
    known_at: datetime

    @property
    def heard_until(self) -> date | None:
        return self.rows.heard_until

    @cached_property
    def dues(self) -> list[Due]:
        """Everything asked for, in the order of days."""
        found = [due for line in self.lines for due in line.dues]
        return sorted(found, key=lambda due: (due.on, due.key))

    @cached_property
    def months(self) -> list[MonthSum]:
        return by_month(self.dues, as_of=self.as_of)

    @property
    def soon(self) -> date:
        """Until when a day is soon."""
        return add_months(self.as_of, SOON_MONTHS)

    @property
    def coming(self) -> Sum:
        """What the coming twelve months ask for, late fees aside."""
        return add_up(due for due in self.dues if due.on >= self.as_of)

    @property
    def late(self) -> list[Due]:
        return late(self.dues)

    @property
    def late_sum(self) -> Sum:
        return add_up(self.late)

    @property
    def lapsed(self) -> list[Due]:
        """What ended its right by the payment data, while no end was announced."""
        return [due for due in self.dues if due.state == "lapsed"]

    @property
    def unheard(self) -> list[Due]:
        """What has passed without anybody knowing whether it was paid."""
        return [due for due in self.dues if due.state == "unknown"]

    def counts(self) -> dict[RightType, dict[str, int]]:
        """How many rights of each kind are in each state; `all` is their number."""
        found: dict[RightType, dict[str, int]] = {
            name: {"all": 0, "in_force": 0, "pending": 0, "ceased": 0, "unknown": 0}
            for name in RIGHT_TYPES
        }
        for line in self.lines:
            counts = found[line.right.right_type]
            counts["all"] += 1
            counts[line.right.state] += 1
        return found

    @cached_property
    def pledged(self) -> set[str]:
        """The numbers of the rights that are pledged."""
        registered = _running(self.rows.pledges, "registered_on", "released_on", self.as_of)
        return registered | self._burdened("pledge")

    @cached_property
    def licensed(self) -> set[str]:
        """The numbers of the rights under a recorded licence."""
        recorded = _running(self.rows.licences, "recorded_on", "cancelled_on", self.as_of)
        return recorded | self._burdened("licence")

    @property
    def preserved(self) -> set[str]:
        """The numbers of the patents that a court holds."""
        return self._burdened("preservation")

    def _burdened(self, kind: str) -> set[str]:
        return {row["patent_id"] for row in self.rows.encumbrances if row["kind"] == kind}

    @cached_property
    def health(self) -> list[HealthFigure]:
        """How well the portfolio stands."""
        return health_of(
            Portfolio(
                [(line.right, line.dues) for line in self.lines],
                self.pledged,
                self.licensed,
                self.preserved,
                self.names.former_name,
                self.as_of,
            )
        )

    def calendar(self, name: str) -> bytes:
        """The limits ahead as a calendar file."""
        events = calendar_events(self.dues, as_of=self.as_of)
        return make_calendar(name, events, made_at=self.known_at)

    def line(self, right_type: str, row_id: str) -> Line | None:
        """The right that a key of its kind names."""
        return next(
            (
                line
                for line in self.lines
                if (line.right.right_type, line.right.row_id) == (right_type, row_id)
            ),
            None,
        )

    def history(self, line: Line) -> list[Moment]:
        """What happened to a right, and what lies ahead."""
        right = line.right

        def of_right(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            own = (right.right_type, right.right_id)
            return [row for row in rows if (row["right_type"], row["right_number"]) == own]

        rows = self.rows
        dealings = Dealings(
            *map(of_right, (rows.payments, rows.pledges, rows.licences, rows.assignments))
        )
        return history_of(right, dealings, line.dues, as_of=self.as_of)

    def due(self, key: str) -> Due | None:
        """What a key names."""
        return next((due for due in self.dues if due.key == key), None)


@dataclass(frozen=True)
class _Rules:
    holding: HoldingRules
    dues: DueRules


def look_at_holder(
    home: Path,
    name: str,
    *,
    as_of: date,
    credit_code: str = "",
    reduction: ReductionKind | None = None,
    snapshot: int | None = None,
) -> HolderView:
    """The rights of the party of a credit code, else of a name; reduction: what the holder states of itself.

    InvalidValueError for a day that leaves no room for the months ahead.
    """
    if as_of.year > _LAST_YEAR:
        raise InvalidValueError(f"截至日{as_of}太远，算不出以后的期限", next_step="给近一些的日期")
    at = snapshot if snapshot is not None else open_warehouse(home).snapshot()
    return _look(home, name, credit_code, as_of, reduction, at, _stamp(home))


def _stamp(home: Path) -> float:
    """What changes when the home's own rules do."""
    paths = [home / "rulebook", *(home / "rulebook").rglob("*.yaml")]
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0)


# A portfolio may be large, and every day asked for makes another.
@lru_cache(maxsize=8)
def _look(
    home: Path,
    name: str,
    credit_code: str,
    as_of: date,
    reduction: ReductionKind | None,
    snapshot: int,
    stamp: float,
) -> HolderView:
    warehouse = open_warehouse(home)
    party = _party(warehouse, name, credit_code, snapshot)
    names = names_of(warehouse, party, name, snapshot=snapshot)
    rows = find_holdings(warehouse, names, as_of=as_of, snapshot=snapshot)
    rules = _rules(home, stamp)
    lines = tuple(_lines(rows, names, reduction, as_of, rules))
    known_at = _known_at(warehouse, snapshot)
    return HolderView(name, party, names, lines, rows, reduction, as_of, snapshot, known_at)


def _known_at(warehouse: Warehouse, snapshot: int) -> datetime:
    found = (one.committed_at for one in warehouse.snapshots() if one.number == snapshot)
    return next(found, datetime(2000, 1, 1, tzinfo=UTC))


@lru_cache(maxsize=4)
def _rules(home: Path, stamp: float) -> _Rules:
    rulebook = open_rulebook(home)
    return _Rules(holding_rules(rulebook), due_rules(rulebook))


def _party(warehouse: Warehouse, name: str, credit_code: str, snapshot: int) -> Party | None:
    if credit_code:
        return find_party(warehouse, credit_code, snapshot=snapshot)
    return find_party_by_name(warehouse, name, snapshot=snapshot)


def _lines(
    rows: FoundRows, names: Names, reduction: ReductionKind | None, as_of: date, rules: _Rules
) -> Iterator[Line]:
    heard = _Heard(
        years_paid(rows.payments, as_of), _open_licences(rows.licences, as_of), rows.heard_until
    )
    for right_type, found in rows.rights.items():
        for row in found:
            right = make_holding(right_type, row, as_of=as_of, rules=rules.holding)
            if right.is_later_than(as_of):
                continue
            dues: list[Due] = []
            trouble = ""
            if right_type == "patent" and right.is_live:
                try:
                    fees = _fees(right, heard, reduction, as_of, rules)
                except InvalidValueError as error:
                    trouble = error.what
                else:
                    dues.extend(
                        fee_dues(right, fees, as_of=as_of, rules=rules.dues, reduction=reduction)
                    )
            others = (
                renewal_due(right, as_of=as_of, rules=rules.dues),
                end_due(right, as_of=as_of, rules=rules.dues),
            )
            dues.extend(due for due in others if due is not None)
            step = next_step(
                right,
                dues,
                as_of=as_of,
                rules=rules.dues,
                former_name=names.former_name(right.holders),
            )
            yield Line(right, tuple(dues), step, trouble)


@dataclass(frozen=True)
class _Heard:
    """What payments and open licences tell of fees: the last year paid and the licences, by right number."""

    paid: Mapping[str, int]
    licences: Mapping[str, Sequence[Mapping[str, Any]]]
    until: date | None


def _fees(
    right: Holding,
    heard: _Heard,
    reduction: ReductionKind | None,
    as_of: date,
    rules: _Rules,
) -> list[AnnualFee]:
    """The fees not known to be paid; InvalidValueError where they cannot be told."""
    if is_abroad(right.row_id):
        raise InvalidValueError(_ABROAD)

    def told(open_licence: bool) -> list[AnnualFee]:
        return fees_told(
            patent_facts(right.facts, reduction=reduction, open_licence=open_licence),
            heard.paid.get(right.right_id),
            heard_until=heard.until,
            as_of=as_of,
            rules=rules.dues.fees,
        )

    full = told(False)
    licences = heard.licences.get(right.right_id)
    if not licences or right.filed_on is None:
        return full
    days = (year_begins(right.filed_on, fee.year) for fee in full)
    return [
        with_licence if _is_offered(licences, day) else without
        for day, without, with_licence in zip(days, full, told(True), strict=True)
    ]


def _open_licences(
    licences: Iterable[Mapping[str, Any]], as_of: date
) -> dict[str, list[Mapping[str, Any]]]:
    """The open licences recorded by a day."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in licences:
        recorded = row["recorded_on"]
        if row["licence_kind"] == "open" and recorded is not None and recorded <= as_of:
            found.setdefault(row["right_number"], []).append(row)
    return found


def _is_offered(licences: Iterable[Mapping[str, Any]], day: date) -> bool:
    """Whether one of the open licences runs on a day, the one on which a fee is due."""
    running = [row for row in licences if row["valid_until"] is None or day <= row["valid_until"]]
    return bool(_running(running, "recorded_on", "cancelled_on", day))


def _running(
    dealings: Iterable[Mapping[str, Any]], since: str, until: str, as_of: date
) -> set[str]:
    """The rights of dealings that have begun and are not over."""
    return {
        row["right_number"]
        for row in dealings
        if row[since] is not None
        and row[since] <= as_of
        and (row[until] is None or as_of < row[until])
    }
