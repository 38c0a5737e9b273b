"""Awards that the parties of a batch have received, as the compiled rules count them.

A batch of rows: party (its place in the batch of facts), measure, year, amount (fen, null: not told).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.rules.columns.bits import Flags, Numbers
from zhishu.rules.columns.sums import ENDLESS, Sums
from zhishu.rules.measure import Measure

RECEIVED = pa.schema(
    [
        ("party", pa.int32()),
        ("measure", pa.string()),
        ("year", pa.int32()),
        ("amount", pa.int64()),
    ]
)


class Awards:
    """The awards received by parties, asked by measure and by group."""

    def __init__(self, rows: pa.RecordBatch | None, day: date) -> None:
        rows = pa.RecordBatch.from_pylist([], RECEIVED) if rows is None else rows.cast(RECEIVED)
        self._day = day
        self._party: Numbers = rows.column("party").to_numpy().astype(np.int64)
        self._measure = rows.column("measure")
        self._year = rows.column("year").to_numpy()
        amount = rows.column("amount")
        self._open: Flags = pc.is_null(amount).to_numpy(zero_copy_only=False).astype(np.uint8)
        self._amount: Numbers = pc.fill_null(amount, 0).to_numpy()

    def barred(self, measure: Measure) -> Numbers:
        """The parties that have had a measure which is given once, ever or in the year."""
        if not measure.is_barred_again:
            return np.zeros(0, np.int64)
        return np.unique(self._party[self._counting(measure, of_year=measure.counts_by_year)])

    def had(self, measure: Measure) -> tuple[Numbers, Sums]:
        """The parties that have had something of a measure that counts on the day, in order, and how much."""
        return self._sums(self._counting(measure, of_year=measure.counts_by_year))

    def used(self, rule: str, members: Iterable[Measure]) -> tuple[Numbers, Sums]:
        """The parties that have used something of a group's limit, in order, and how much."""
        counts = np.zeros(len(self._party), np.bool_)
        for one in members:
            of_year = rule == "cap_year" or (rule != "cap_total" and one.counts_by_year)
            counts |= self._counting(one, of_year=of_year)
        return self._sums(counts)

    def _sums(self, counts: Flags) -> tuple[Numbers, Sums]:
        parties, place = np.unique(self._party[counts], return_inverse=True)
        low = np.zeros(len(parties), np.int64)
        np.add.at(low, place, self._amount[counts])
        is_open = np.zeros(len(parties), np.uint8)
        is_open[place[self._open[counts] != 0]] = 1
        return parties, Sums(low, np.where(is_open, ENDLESS, low), is_open)

    def _counting(self, measure: Measure, *, of_year: bool) -> Flags:
        is_its = pc.equal(self._measure, measure.name)
        found: Flags = is_its.to_numpy(zero_copy_only=False)
        year = self._day.year
        found &= (self._year == year) if of_year else (self._year <= year)
        return found
