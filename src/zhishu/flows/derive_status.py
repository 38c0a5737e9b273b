"""Derive the legal status of patents: their periods, in columns where that is quicker than one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhishu.base.dates import add_years
from zhishu.rights.legal_event import EventCode, LegalEvent
from zhishu.rights.legal_status import Period, legal_periods
from zhishu.rights.legal_status_columns import FAR, CodeTable, Numbers, column_status
from zhishu.rights.tables import LEGAL_PERIODS
from zhishu.rules.parameter import Parameter
from zhishu.warehouse.arrow_kinds import ARROW_TYPES

_EPOCH = date(1970, 1, 1)
# What the rule of the periods says, and what stands beside each of them from the patent itself.
_COPIED = ("patent_id", "right_kind", "filed_on", "granted_on", "region_code", "ipc_section")
_SAID = tuple(one for one in LEGAL_PERIODS.columns if one.name not in _COPIED)


class StatusDeriver:
    """The rule of legal status for batches of patents (columns of derive_patents), by a rulebook's codes and terms."""

    def __init__(self, codes: Mapping[str, EventCode], terms: Mapping[str, Parameter]) -> None:
        self._codes, self._table, self._terms = codes, CodeTable(codes), terms

    def periods(self, patents: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of `legal_periods`."""
        found = column_status(patents, self._ends(patents), self._table)
        rows = found.periods
        by_rule = np.flatnonzero(found.by_rule)
        if len(by_rule):
            rows = pa.concat_batches([rows, self._one_by_one(patents, by_rule)])
        owners = rows.column("owner")
        beside = {name: patents.column(name).take(owners) for name in _COPIED}
        return pa.record_batch(beside | {one.name: rows.column(one.name) for one in _SAID})

    def _one_by_one(self, patents: pa.RecordBatch, places: Numbers) -> pa.RecordBatch:
        owners: list[int] = []
        found: list[Period] = []
        for owner, row in zip(
            places.tolist(), patents.take(pa.array(places)).to_pylist(), strict=True
        ):
            periods = legal_periods(
                filed_on=row["filed_on"],
                published_on=row["published_on"],
                granted_on=row["granted_on"],
                events=events_of(row),
                codes=self._codes,
                term_years=self._term(row["right_kind"], row["filed_on"]),
            )
            owners.extend([owner] * len(periods))
            found.extend(periods)
        columns = {
            one.name: pa.array(
                [getattr(period, one.name) for period in found], ARROW_TYPES[one.kind]
            )
            for one in _SAID
        }
        return pa.record_batch({"owner": pa.array(owners, pa.int64()), **columns})

    def _ends(self, patents: pa.RecordBatch) -> Numbers:
        """The day each term is over, counted once for each kind and day of filing."""
        ends = np.full(len(patents), FAR)
        filed_on = patents.column("filed_on")
        known = np.flatnonzero(filed_on.is_valid().to_numpy(zero_copy_only=False))
        kind = patents.column("right_kind").dictionary_encode()
        days = filed_on.take(pa.array(known)).cast(pa.int32()).to_numpy().astype(np.int64)
        kinds = kind.indices.take(pa.array(known)).to_numpy().astype(np.int64)
        pairs, place = np.unique(kinds << 32 | (days + 2**31), return_inverse=True)
        names = kind.dictionary.to_pylist()
        found = [
            _end(self._term, names[pair >> 32], (pair & 2**32 - 1) - 2**31)
            for pair in pairs.tolist()
        ]
        ends[known] = np.array(found, np.int64)[place]
        return ends

    def _term(self, kind: str, filed_on: date | None) -> int | None:
        found = self._terms[kind].at(filed_on) if filed_on else None
        return int(found.value) if found else None


def events_of(row: Mapping[str, Any]) -> list[LegalEvent]:
    """The events of a patent from its list columns."""
    return list(map(LegalEvent, row["codes"] or (), row["days"] or (), row["values"] or ()))


def _end(term: Callable[[str, date | None], int | None], kind: str, day: int) -> int:
    filed_on = date.fromordinal(_EPOCH.toordinal() + day)
    years = term(kind, filed_on)
    return (add_years(filed_on, years) - _EPOCH).days if years else FAR
