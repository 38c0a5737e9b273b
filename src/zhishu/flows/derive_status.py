"""Derive the legal status of patents: in columns what columns can say, one by one only where more is to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from zhishu.base.dates import add_years
from zhishu.rights.legal_event import EventCode, LegalEvent, in_order
from zhishu.rights.legal_status import Facts, Period, legal_periods
from zhishu.rights.legal_status_columns import FAR, CodeTable, Flags, Numbers, column_status
from zhishu.rights.patent_history import read_beside
from zhishu.rights.tables import ENCUMBRANCES, HOLDINGS, LEGAL_PERIODS, STATUS_FINDINGS
from zhishu.rules.parameter import Parameter
from zhishu.warehouse.arrow_kinds import ARROW_TYPES
from zhishu.warehouse.table import Table

STATUS_TABLES = (LEGAL_PERIODS, ENCUMBRANCES, HOLDINGS, STATUS_FINDINGS)
_EPOCH = date(1970, 1, 1)
# What the rule of the periods says, and what stands beside each of them from the patent itself.
_COPIED = ("patent_id", "right_kind", "filed_on", "granted_on", "region_code", "ipc_section")
_SAID = tuple(one.name for one in LEGAL_PERIODS.columns if one.name not in _COPIED)


class StatusDeriver:
    """The rules of legal status for batches of patents, by a rulebook's codes and terms (years by kind of right).

    A batch has patent_id, right_kind, filed_on, published_on, granted_on, holders, region_code,
    ipc_section, and its events in order as lists: codes, days, values.
    """

    def __init__(self, codes: Mapping[str, EventCode], terms: Mapping[str, Parameter]) -> None:
        self._codes, self._columns, self._terms = codes, CodeTable(codes), terms
        self._end = lru_cache(maxsize=100_000)(self._counted_end)

    def rows(self, patents: pa.RecordBatch) -> Iterator[tuple[Table, pa.RecordBatch]]:
        """The rows of STATUS_TABLES."""
        found = column_status(patents, self._ends(patents), self._columns)
        periods = [found.periods]
        if found.by_rule.any():
            periods.append(self._periods_one_by_one(patents, found.by_rule))
        yield LEGAL_PERIODS, _with_copied(patents, pa.concat_batches(periods))
        told = found.doubtful | found.dealt
        if told.any():
            yield from self._histories(patents, told)

    def _periods_one_by_one(self, patents: pa.RecordBatch, chosen: Flags) -> pa.RecordBatch:
        owners: list[int] = []
        found: list[Period] = []
        for owner, row in _rows(patents, chosen):
            facts = self._facts(row)
            own = legal_periods(
                filed_on=facts.filed_on,
                published_on=facts.published_on,
                granted_on=facts.granted_on,
                events=_events(row),
                codes=self._codes,
                term_years=facts.term_years,
            )
            owners.extend([owner] * len(own))
            found.extend(own)
        said = _batch(LEGAL_PERIODS, map(vars, found), _SAID)
        return said.add_column(0, "owner", pa.array(owners, pa.int64()))

    def _histories(
        self, patents: pa.RecordBatch, chosen: Flags
    ) -> Iterator[tuple[Table, pa.RecordBatch]]:
        """Burdens, holders and contradictions of the patents that have any."""
        rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
        for _, row in _rows(patents, chosen):
            facts, events, holders = self._facts(row), in_order(_events(row)), row["holders"] or ()
            told: tuple[Sequence[object], ...] = read_beside(
                facts, events, self._codes, holders=holders
            )
            for own, found in zip(rows, told, strict=True):
                own.extend(
                    {"patent_id": row["patent_id"], "place": place, **_values(one)}
                    for place, one in enumerate(found, 1)
                )
        for table, own in zip(STATUS_TABLES[1:], rows, strict=True):
            if own:
                yield table, _batch(table, own, [column.name for column in table.columns])

    def _facts(self, row: Mapping[str, Any]) -> Facts:
        return facts_of(row, self._terms)

    def _ends(self, patents: pa.RecordBatch) -> Numbers:
        """The day each term is over, counted once for each kind and day of filing."""
        ends = np.full(len(patents), FAR)
        filed_on = patents.column("filed_on")
        known = np.flatnonzero(filed_on.is_valid().to_numpy(zero_copy_only=False))
        kinds = patents.column("right_kind").dictionary_encode()
        names = kinds.dictionary.to_pylist()
        kind = kinds.indices.take(pa.array(known)).to_numpy().astype(np.int64)
        day = filed_on.take(pa.array(known)).cast(pa.int32()).to_numpy().astype(np.int64)
        lowest = day.min(initial=0)
        pairs, place = np.unique((day - lowest) * len(names) + kind, return_inverse=True)
        counted = [
            self._end(names[pair % len(names)], pair // len(names) + int(lowest))
            for pair in pairs.tolist()
        ]
        ends[known] = np.array(counted, np.int64)[place]
        return ends

    def _counted_end(self, kind: str, day: int) -> int:
        filed_on = date.fromordinal(_EPOCH.toordinal() + day)
        years = term_years(kind, filed_on, self._terms)
        return (add_years(filed_on, years) - _EPOCH).days if years else FAR


def facts_of(row: Mapping[str, Any], terms: Mapping[str, Parameter]) -> Facts:
    """What the status of a row of `patents` is counted from."""
    filed_on = row["filed_on"]
    years = term_years(row["right_kind"], filed_on, terms) if filed_on else None
    return Facts(filed_on, row["published_on"], row["granted_on"], years)


def term_years(kind: str, filed_on: date, terms: Mapping[str, Parameter]) -> int | None:
    """The term of a right filed on a day, None where no rule for it is carried."""
    found = terms[kind].at(filed_on)
    return int(found.value) if found else None


def _rows(patents: pa.RecordBatch, chosen: Flags) -> Iterator[tuple[int, dict[str, Any]]]:
    places = np.flatnonzero(chosen)
    rows = patents.take(pa.array(places)).to_pylist()
    yield from zip(places.tolist(), rows, strict=True)


def _events(row: Mapping[str, Any]) -> list[LegalEvent]:
    return list(map(LegalEvent, row["codes"] or (), row["days"] or (), row["values"] or ()))


def _values(one: Any) -> dict[str, Any]:
    """The fields of a value as columns: what is empty is unknown."""
    return {name: value or None for name, value in vars(one).items()}


def _with_copied(patents: pa.RecordBatch, periods: pa.RecordBatch) -> pa.RecordBatch:
    owners = periods.column("owner")
    beside = {name: patents.column(name).take(owners) for name in _COPIED}
    return pa.record_batch(beside | {name: periods.column(name) for name in _SAID})


def _batch(table: Table, rows: Iterable[Mapping[str, Any]], names: Iterable[str]) -> pa.RecordBatch:
    """Rows as a batch of some columns of a table."""
    listed = list(rows)
    return pa.record_batch(
        {
            name: pa.array([row[name] for row in listed], ARROW_TYPES[table.column(name).kind])
            for name in names
        }
    )
