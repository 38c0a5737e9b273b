"""The rule of legal_status.py for many patents at once, in columns.

The states go on by the same table (`next_state`), the days by the same pattern; only the walk is another:
the first event of every patent, then the second, and so on, each step for all patents together. A property
test holds the two together. Patents whose term is lengthened are left to the rule itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.rights.event_values import TURN_DAY
from zhishu.rights.legal_event import UNKNOWN_CODE, Effect, EventCode, Reading, case_of
from zhishu.rights.legal_status import (
    EXPIRED,
    FILING_CLAUSE,
    GRANT_CLAUSE,
    GRANTED,
    NEVER_GRANTED,
    PENDING,
    TERM_CLAUSE,
    TERM_UNKNOWN,
    UNHEARD_OF,
    State,
    event_reason,
    next_state,
)

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
# A day that is not known lies behind all others.
FAR = int(np.iinfo(np.int64).max)
_STATES = get_args(State)
_PENDING, _IN_FORCE, _CEASED, _UNKNOWN = range(4)
_EFFECTS = get_args(Effect)
_NEXT = np.array(
    [
        [
            [_STATES.index(next_state(state, effect, alive=alive)) for effect in _EFFECTS]
            for state in _STATES
        ]
        for alive in _STATES
    ]
)
_MOVING: tuple[Effect, ...] = ("ceases", "ends_filing", "restores", "unclear")
# Why a period began where no event began it; events come behind, each code's reading by either day.
_FILED, _PUBLISHED, _GRANTED, _UNHEARD, _TERMLESS, _EXPIRED, _NEVER = range(7)
_PLAIN = (
    (PENDING, "filed", FILING_CLAUSE),
    (PENDING, "published", FILING_CLAUSE),
    (GRANTED, "granted", GRANT_CLAUSE),
    (UNHEARD_OF, "unheard_of", GRANT_CLAUSE),
    (TERM_UNKNOWN, "granted", GRANT_CLAUSE),
    (EXPIRED, "expired", TERM_CLAUSE),
    (NEVER_GRANTED, "never_granted", TERM_CLAUSE),
)


class CodeTable:
    """The codes as arrays: a number for each reading of each code, 0 for an unknown code."""

    def __init__(self, codes: Mapping[str, EventCode]) -> None:
        self._codes = list(codes.values())
        self.names = pa.array([code.code for code in self._codes], pa.string())
        readings: list[Reading] = [UNKNOWN_CODE]
        told = [("", "", "")] * 2
        own = [0]
        for code in self._codes:
            own.append(len(readings))
            for reading in code.readings:
                readings.append(reading)
                told += [
                    (event_reason(code, told=by_value), reading.stage, code.basis)
                    for by_value in (False, True)
                ]
        self.own = np.array(own)
        self.effect = np.array([_EFFECTS.index(one.effect) for one in readings])
        self.is_dealing = np.array([bool(one.dealing) for one in readings])
        self.is_doubtful = np.array(["unclear" in (one.effect, one.act) for one in readings])
        self.is_doubtful[0] = True
        self.is_expiry = np.array([one.stage == "expired" for one in readings])
        reasons, stages, clauses = zip(*_PLAIN, *told, strict=True)
        self.reasons, self.stages, self.clauses = map(pa.array, (reasons, stages, clauses))

    def has(self, reading: Numbers, *effects: Effect) -> Flags:
        """Which events have one of these effects."""
        found: Flags = np.isin(self.effect[reading], [_EFFECTS.index(one) for one in effects])
        return found

    def readings(self, codes: pa.Array, values: pa.Array) -> Numbers:
        """The number of each event's reading; values are looked at only where they decide."""
        place = (
            pc.fill_null(pc.index_in(codes, value_set=self.names), -1).to_numpy().astype(np.int64)
        )
        found: Numbers = self.own[place + 1]
        deciding = np.array([False, *(bool(code.by_value) for code in self._codes)])
        at = np.flatnonzero(deciding[place + 1])
        for row, value in zip(at.tolist(), values.take(pa.array(at)).to_pylist(), strict=True):
            found[row] += case_of(self._codes[place[row]], value)
        return found


class Events(NamedTuple):
    """The events of a batch of patents, patent by patent in the order of legal_event.in_order."""

    owner: Numbers
    codes: pa.Array
    day: Numbers
    values: pa.Array
    reading: Numbers

    @classmethod
    def of(cls, patents: pa.RecordBatch, table: CodeTable) -> Events:
        """From list columns `codes`, `days`, `values`; a patent without events has null or empty ones."""
        lists = patents.column("codes")
        owner = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
        codes = lists.flatten()
        values = patents.column("values").flatten()
        day = _days(patents.column("days").flatten())
        return cls(owner, codes, day, values, table.readings(codes, values))


@dataclass(frozen=True)
class ColumnStatus:
    """periods: of all patents but those `by_rule`, with their place in `owner`.

    by_rule: patents to be asked of the rule itself. doubtful: patents whose events may contradict
    one another (never fewer than those that do). dealt: patents with dealings or changes of holder.
    """

    periods: pa.RecordBatch
    by_rule: Flags
    doubtful: Flags
    dealt: Flags


def column_status(patents: pa.RecordBatch, ends: Numbers, table: CodeTable) -> ColumnStatus:
    """The periods of a batch; ends: the day the term is over, FAR where it cannot be counted.

    Columns asked: filed_on, published_on, granted_on (dates), codes, days, values (lists).
    """
    return _Walk(patents, ends, table).status()


class _Walk:
    """One batch: what is known of each patent while all go through their events together."""

    def __init__(self, patents: pa.RecordBatch, ends: Numbers, table: CodeTable) -> None:
        self.table, self.ends = table, ends
        self.events = events = Events.of(patents, table)
        self.filed = _days(patents.column("filed_on"))
        granted = _days(patents.column("granted_on"))
        grants = np.flatnonzero(table.has(events.reading, "grants"))
        announced = _first_of(events.owner[grants], events.day[grants], len(granted))
        self.granted = np.where(granted < FAR, granted, announced)
        published = _days(patents.column("published_on"))
        self.start = np.minimum.reduce([self.filed, published, self.granted])
        self.state = np.full(len(granted), _PENDING)
        self.moved_on = self.start.copy()
        self.doubtful = np.zeros(len(granted), np.bool_)
        self._turns: list[tuple[Numbers, Numbers, Numbers, Numbers, Numbers]] = []
        self._doubt_plain_faults(grants)

    def status(self) -> ColumnStatus:
        """Go through everything."""
        table, events = self.table, self.events
        lengthened = self._owners(table.has(events.reading, "extends"))
        dealt = self._owners(table.is_dealing[events.reading])
        everybody = np.flatnonzero(self.start < FAR)
        causes = np.where(self.start == self.filed, _FILED, _PUBLISHED)
        self._turn(everybody, self.start[everybody], _PENDING, causes[everybody])
        begun = self.start[events.owner] < FAR
        self.doubtful |= self._owners(~begun)  # no day at all is known of them
        moving = np.flatnonzero(table.has(events.reading, *_MOVING) & begun)
        granted = self.granted[events.owner[moving]]
        is_before = (granted == FAR) | (events.day[moving] < granted)
        self._follow(moving[is_before], np.full(len(self.state), _PENDING), self.start)
        alive = self._grant()
        self._follow(moving[~is_before], alive, self.granted)
        periods = self._periods(~lengthened)
        return ColumnStatus(periods, lengthened, self.doubtful | lengthened, dealt)

    def _owners(self, events: Flags) -> Flags:
        found = np.zeros(len(self.state), np.bool_)
        found[self.events.owner[events]] = True
        return found

    def _turn(
        self, owner: Numbers, on: Numbers, state: Any, cause: Numbers, event: Any = -1
    ) -> None:
        on = np.maximum(on, self.moved_on[owner])
        self.state[owner], self.moved_on[owner] = state, on
        whole = np.broadcast_to(state, owner.shape), np.broadcast_to(event, owner.shape)
        self._turns.append((owner, on, whole[0], cause, whole[1]))

    def _grant(self) -> Numbers:
        """Grant what was granted; returns the state each patent then is alive in."""
        events, owners = self.events, np.flatnonzero(self.granted < FAR)
        last = np.full(len(self.state), -FAR)
        last[events.owner] = events.day  # the last event of each patent remains
        known = last >= self.granted
        termed = self.ends < FAR
        alive = np.where(known & termed, _IN_FORCE, _UNKNOWN)
        cause = np.where(known, np.where(termed, _GRANTED, _TERMLESS), _UNHEARD)
        rows = np.flatnonzero(
            self.table.has(events.reading, "grants") & (events.day == self.granted[events.owner])
        )
        granting = _first_of(events.owner[rows], rows, len(self.state))
        event = np.where(granting < FAR, granting, -1)
        self.doubtful[owners] |= self.state[owners] == _CEASED
        self._turn(owners, self.granted[owners], alive[owners], cause[owners], event[owners])
        return alive

    def _follow(self, rows: Numbers, alive: Numbers, since: Numbers) -> None:
        """Let these events, in their order, end what is alive and bring it back."""
        events, table = self.events, self.table
        reading, owner = events.reading[rows], events.owner[rows]
        told = _told_days(events.values.take(pa.array(rows)))
        announced = events.day[rows]
        is_told = (told < FAR) & (since[owner] <= told) & (told <= announced)
        day = np.where(is_told, told, announced)
        self.doubtful[owner[(told < FAR) & ~is_told]] = True
        self.doubtful[owner[table.is_expiry[reading] & (day < self.ends[owner])]] = True
        self.doubtful[owner[table.has(reading, "restores") & (day >= self.ends[owner])]] = True
        for step in _steps(owner):
            at = owner[step]
            after = _NEXT[alive[at], self.state[at], table.effect[reading[step]]]
            moves = after != self.state[at]
            self.doubtful[at[~moves]] = True
            step, at, after = step[moves], at[moves], after[moves]
            cause = len(_PLAIN) + 2 * reading[step] + is_told[step]
            self._turn(at, day[step], after, cause, rows[step])

    def _doubt_plain_faults(self, grants: Numbers) -> None:
        events, table = self.events, self.table
        granted = self.granted[events.owner]
        strange = table.is_doubtful[events.reading]
        strange |= (self.filed[events.owner] < FAR) & (events.day < self.filed[events.owner])
        strange |= table.has(events.reading, "ceases") & ((granted == FAR) | (events.day < granted))
        strange[grants] |= events.day[grants] != granted[grants]
        self.doubtful |= self._owners(strange)

    def _periods(self, wanted: Flags) -> pa.RecordBatch:
        """The turns as periods: of one day the last, like and like as one, never beyond the term."""
        owner, on, state, cause, event = map(np.concatenate, zip(*self._turns, strict=True))
        keep = np.flatnonzero(wanted[owner])
        order = keep[np.argsort(owner[keep], kind="stable")]
        columns = [one[order] for one in (owner, on, state, cause, event)]
        same = _goes_on(columns[0])
        columns = _where(columns, ~(same & (columns[1] >= np.roll(columns[1], -1))))
        columns = _without_likes(columns)
        owner, on, state, cause, event = self._within_term(columns)
        is_open = ~_goes_on(owner)
        until = np.roll(on, -1)
        events = self.events
        no_event = event < 0
        cause_row = pa.array(event, mask=no_event)
        cause_at = pa.array(cause)
        return pa.record_batch(
            {
                "owner": pa.array(owner),
                "state": pa.array(_STATES).take(pa.array(state)),
                "from_on": _dates(on),
                "until_on": _dates(until, is_open),
                "reason": self.table.reasons.take(cause_at),
                "stage": self.table.stages.take(cause_at),
                "cause_code": events.codes.take(cause_row),
                "cause_on": _dates(events.day).take(cause_row),
                "clause": self.table.clauses.take(cause_at),
            }
        )

    def _within_term(self, columns: list[Numbers]) -> list[Numbers]:
        """Put the end of the term for whatever is alive once it is over."""
        owner, on, state, _, _ = columns
        ends = self.ends[owner]
        until = np.where(_goes_on(owner), np.roll(on, -1), FAR)
        is_over = (state != _CEASED) & (ends < until)
        over = np.flatnonzero(is_over)
        kept = np.flatnonzero(~is_over | (on < ends))
        granted = self.granted[owner[over]] < FAR
        added = (
            owner[over],
            np.maximum(on[over], ends[over]),
            np.full(len(over), _CEASED),
            np.where(granted, _EXPIRED, _NEVER),
            np.full(len(over), -1),
        )
        order = np.argsort(np.concatenate([2 * kept, 2 * over + 1]), kind="stable")
        return _without_likes(
            [
                np.concatenate([one[kept], other])[order]
                for one, other in zip(columns, added, strict=True)
            ]
        )


def _goes_on(owner: Numbers) -> Flags:
    """Whether the next row is of the same owner."""
    return np.append(owner[1:] == owner[:-1], False) if len(owner) else np.zeros(0, np.bool_)


def _where(columns: list[Numbers], chosen: Flags) -> list[Numbers]:
    return [one[chosen] for one in columns]


def _without_likes(columns: list[Numbers]) -> list[Numbers]:
    """Without rows that go on in the state of the row before them."""
    owner, _, state, _, _ = columns
    is_like = np.zeros(len(owner), np.bool_)
    is_like[1:] = (owner[1:] == owner[:-1]) & (state[1:] == state[:-1])
    return _where(columns, ~is_like)


def _steps(owner: Numbers) -> Iterator[Numbers]:
    """The places of the first row of every owner, then of the second, and so on; owners are sorted."""
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    counts = np.diff(np.append(first, len(owner)))
    rank = np.arange(len(owner)) - np.repeat(first, counts)
    order = np.argsort(rank, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(rank))[:-1]) if len(rank) else ()


def _first_of(owner: Numbers, value: Numbers, size: int) -> Numbers:
    """The first value of each owner, FAR where there is none; owners are sorted."""
    found = np.full(size, FAR)
    found[owner[::-1]] = value[::-1]
    return found


def _days(column: pa.Array) -> Numbers:
    """Days since 1970, FAR where null."""
    days = pc.cast(column, pa.int32()).cast(pa.int64())
    found: Numbers = pc.fill_null(days, FAR).to_numpy(zero_copy_only=False)
    return found


def _dates(days: Numbers, null: Flags | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=null).cast(pa.date32())


def _told_days(values: pa.Array) -> Numbers:
    """The days that values tell (event_values.told_day), FAR where they tell none."""
    parts = pc.extract_regex(values, TURN_DAY)
    at = pc.indices_nonzero(pc.is_valid(parts)).to_numpy()
    found = np.full(len(values), FAR)
    year, month, day = (
        pc.struct_field(parts, name).take(pa.array(at)).cast(pa.int64()).to_numpy()
        for name in ("year", "month", "day")
    )
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    first, following = ((months + one).astype("datetime64[D]").astype(np.int64) for one in (0, 1))
    told = first + day - 1
    is_day = (year > 0) & (month >= 1) & (month <= 12) & (day >= 1) & (told < following)
    found[at[is_day]] = told[is_day]
    return found
