"""The annual fees that fall due in a region in a calendar year: by month and kind, what is unknown apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.rights.fees.annual_fees import State
from zhishu.rights.fees.fee_columns import (
    NOT_KNOWN,
    REFUSALS,
    FeeColumns,
    PatentColumns,
    fees_due_in,
)
from zhishu.rights.fees.fee_dates import fee_dates
from zhishu.rights.fees.fee_rules import KINDS, FeeRules, RightKind, fee_rules
from zhishu.rights.fees.fee_tables import EPOCH, NO_DAY, NO_MONEY, STATE_CODES, Days, day_number
from zhishu.rights.patent import CHINESE
from zhishu.rights.portfolio.payments import ANNUAL_FEES_PAID, HEARD_UNTIL
from zhishu.warehouse.warehouse import Warehouse

# A patent year that no patent has: beyond it a payment is misread, and no small number holds it.
_LARGEST_YEAR = 1000
# Granted patents of the office here, with the last year paid and whether an open licence runs on the day due.
_PATENTS = f"""
SELECT p.right_kind, p.filed_on, p.granted_on, paid.paid_through,
  licensed.number IS NOT NULL AS open_licence, s.state
FROM patents p
LEFT JOIN legal_periods s
  ON s.patent_id = p.patent_id AND s.from_on <= $as_of AND (s.until_on IS NULL OR $as_of < s.until_on)
LEFT JOIN (
  SELECT right_number AS number, least(max(patent_year), {_LARGEST_YEAR}) AS paid_through
  FROM fee_payments WHERE {ANNUAL_FEES_PAID} GROUP BY right_number
) paid ON paid.number = p.application_number
LEFT JOIN (
  SELECT DISTINCT l.right_number AS number
  FROM licences l JOIN patents f ON f.application_number = l.right_number
  WHERE l.right_type = 'patent' AND l.licence_kind = 'open'
    AND l.recorded_on <= f.filed_on + to_years($year - year(f.filed_on)::INTEGER)
    AND (l.valid_until IS NULL OR l.valid_until >= f.filed_on + to_years($year - year(f.filed_on)::INTEGER))
    AND (l.cancelled_on IS NULL OR l.cancelled_on > f.filed_on + to_years($year - year(f.filed_on)::INTEGER))
) licensed ON licensed.number = p.application_number
WHERE {CHINESE} AND p.granted_on IS NOT NULL AND ($region = '' OR starts_with(p.region_code, $region))
"""  # noqa: S608 - own texts
_CEASED = "截至日权利已终止"
_GRACE, _LAPSED = STATE_CODES.index("grace"), STATE_CODES.index("lapsed")


@dataclass(frozen=True)
class FeesOfMonth:
    """The fees of one kind and state whose last day in time lies in a month (2026-03), in yuan.

    without_amount: fees whose amount the rulebook does not carry; they are in no sum.
    """

    month: str
    kind: RightKind
    state: State
    rights: int
    amount: Decimal
    payable: Decimal
    surcharge: Decimal
    without_amount: int


@dataclass(frozen=True)
class FeesDue:
    """payments_until: the last day that the payments known speak of, None without any.

    Patents of other offices are not looked at. left_out: patents with a grant that are not asked for a fee, by
    reason. status_unknown: fees of patents of which no legal event is known since their grant: they may have
    ended.
    """

    year: int
    region: str | None
    region_name: str | None
    as_of: date
    snapshot: int
    payments_until: date | None
    rows: tuple[FeesOfMonth, ...]
    left_out: dict[str, int]
    without_fee: int
    status_unknown: int
    provisional: int
    notes: tuple[str, ...]


def sum_fees_due(
    home: Path, *, year: int, as_of: date, region: str | None = None, snapshot: int | None = None
) -> FeesDue:
    """Sums of a calendar year as of a day; InvalidValueError for a region or a year that cannot be."""
    code = RegionCode.parse(region) if region else None
    book, warehouse = open_rulebook(home), open_warehouse(home)
    at = warehouse.snapshot() if snapshot is None else snapshot
    payments_until = warehouse.query(HEARD_UNTIL, {"as_of": as_of}, snapshot=at).value()
    asked = {"as_of": as_of, "year": year, "region": code.stem if code else ""}
    patents, states = _patents(warehouse, asked, at)
    is_ceased = states == "ceased"
    kept = np.flatnonzero(~is_ceased)
    living = patents.take(kept)
    fees = _known_fees(living, year, as_of, payments_until, fee_rules(book))
    refused = Counter(REFUSALS[one] for one in fees.refused if one)
    if is_ceased.any():
        refused[_CEASED] = int(is_ceased.sum())
    return FeesDue(
        year=year,
        region=str(code) if code else None,
        region_name=book.regions().full_name(str(code)) if code else None,
        as_of=as_of,
        snapshot=at,
        payments_until=payments_until,
        rows=tuple(_by_month(living.kind[fees.row], fees)),
        left_out=dict(sorted(refused.items())),
        without_fee=int((fees.refused == 0).sum()) - len(fees.row),
        status_unknown=int((states[kept][fees.row] != "in_force").sum()),
        provisional=int(fees.provisional.sum()),
        notes=_notes(payments_until, as_of),
    )


def _patents(
    warehouse: Warehouse, asked: dict[str, Any], snapshot: int
) -> tuple[PatentColumns, npt.NDArray[np.object_]]:
    """The granted patents as columns, and their legal states on the day."""
    parts = [_part(batch) for batch in warehouse.batches(_PATENTS, asked, snapshot=snapshot)]
    if not parts:
        parts = [_part(_NOTHING)]
    columns = [np.concatenate(one) for one in zip(*parts, strict=True)]
    kind, filed, granted, licensed, paid, states = columns
    # Reductions granted are in no table: the fees are full ones.
    none = np.zeros(len(kind), np.int8)
    return PatentColumns(kind, filed, granted, none, licensed, paid), states


_NOTHING = pa.RecordBatch.from_pylist(
    [],
    pa.schema(
        [
            ("right_kind", pa.string()),
            ("filed_on", pa.date32()),
            ("granted_on", pa.date32()),
            ("paid_through", pa.int64()),
            ("open_licence", pa.bool_()),
            ("state", pa.string()),
        ]
    ),
)


def _part(batch: pa.RecordBatch) -> Iterator[npt.NDArray[Any]]:
    kinds = pc.index_in(batch.column("right_kind"), pa.array(KINDS))
    yield _filled(kinds, NOT_KNOWN).astype(np.int8)
    for name in ("filed_on", "granted_on"):
        yield _filled(batch.column(name).cast(pa.int32()), NO_DAY)
    yield _filled(batch.column("open_licence"), False)
    yield _filled(batch.column("paid_through"), NOT_KNOWN).astype(np.int16)
    yield _filled(batch.column("state"), "unknown")


def _filled(column: pa.Array, empty: Any) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = pc.fill_null(column, empty).to_numpy(zero_copy_only=False)
    return found


def _known_fees(
    patents: PatentColumns, year: int, as_of: date, payments_until: date | None, rules: FeeRules
) -> FeeColumns:
    """The fees; late is only what the payments speak of: grace on their last day, a lapse where they reach its end."""
    fees = fees_due_in(patents, year, as_of=as_of, rules=rules)
    needed = np.where(fees.state == _GRACE, day_number(as_of), NO_DAY)
    lapsed = fees.state == _LAPSED
    needed[lapsed] = _ends_of_grace(fees.lapse_on[lapsed], rules)
    doubtful = fees.row[needed > day_number(payments_until)]
    if not len(doubtful):
        return fees
    patents.paid_through[doubtful] = NOT_KNOWN
    return fees_due_in(patents, year, as_of=as_of, rules=rules)


def _ends_of_grace(lapse_on: Days, rules: FeeRules) -> Days:
    """The last day to make up for the fees for which rights ended; no reduction is known that would change it."""
    days, places = np.unique(lapse_on, return_inverse=True)
    dates = (fee_dates(EPOCH + timedelta(days=int(day)), rules, is_reduced=False) for day in days)
    ends = [day_number((one.grace_until or one.last_day).day) for one in dates]
    return np.array(ends, np.int32)[places]


def _by_month(kinds: npt.NDArray[np.int8], fees: FeeColumns) -> Iterator[FeesOfMonth]:
    """Sums by month of the last day in time, kind and state, in this order."""
    months = fees.due_on.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    keys = (months * len(KINDS) + kinds) * len(STATE_CODES) + fees.state
    found, places = np.unique(keys, return_inverse=True)

    def total(fen: npt.NDArray[np.int64]) -> list[Decimal]:
        # Fen of a whole country stay far below what a double holds exactly.
        sums = np.bincount(places, np.where(fen == NO_MONEY, 0, fen), len(found))
        return [_yuan(int(one)) for one in sums]

    counts = np.bincount(places, minlength=len(found))
    missing = np.bincount(places, fees.amount == NO_MONEY, len(found))
    sums = zip(total(fees.amount), total(fees.payable), total(fees.surcharge), strict=True)
    for key, count, lacking, (amount, payable, surcharge) in zip(
        found, counts, missing, sums, strict=True
    ):
        rest, state = divmod(int(key), len(STATE_CODES))
        month, kind = divmod(rest, len(KINDS))
        yield FeesOfMonth(
            month=str(np.datetime64(month, "M")),
            kind=KINDS[kind],
            state=STATE_CODES[state],
            rights=int(count),
            amount=amount,
            payable=payable,
            surcharge=surcharge,
            without_amount=int(lacking),
        )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2) if fen % 100 else Decimal(fen // 100)


def _notes(payments_until: date | None, as_of: date) -> tuple[str, ...]:
    notes = ["没有费用减缴的数据，金额是全额年费，只减开放许可的那一部分"]
    if payments_until is None:
        notes.append("没有缴费数据：缴费截止已过的是未知，不当作未缴")
    elif payments_until < as_of:
        notes.append(f"缴费数据到{payments_until}，以后是否缴纳未知，不当作未缴")
    return tuple(notes)
