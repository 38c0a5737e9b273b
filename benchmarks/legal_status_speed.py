"""Legal status of ten million events: periods in columns beside a plain Python loop, and beside DuckDB.

    ./zhishu bench legal_status_speed [--events 10000000] [--batch 200000]

Patents are made batch by batch, as the warehouse hands them over (their events as lists), so that neither
side holds more than a batch. The loop asks the rule (rights.legal_status) for each patent; the columns are
what an import runs. Every period of both is compared in all its columns. DuckDB is asked less: the state on
one day alone, by the last event that moves it; its answers are compared too. `whole_seconds` are the columns
with what is told beside the periods: burdens, holders and contradictions of the patents that have any.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from record import keep

from zhishu.flows.derive_patents import load_event_codes, load_terms
from zhishu.flows.derive_status import StatusDeriver, facts_of
from zhishu.rights.legal_event import LegalEvent
from zhishu.rights.legal_status import legal_periods
from zhishu.rights.tables import LEGAL_PERIODS
from zhishu.rules.rulebook import load_rulebook
from zhishu.warehouse.arrow_kinds import ARROW_TYPES

SEED = 20261031
PER_PATENT = 2.31  # events, about
LAST = date(2026, 10, 31)
LOOP_PATENTS = 20_000  # what the loop holds as Python values at a time
KINDS = ("invention", "utility_model", "design")
SAID = ("state", "from_on", "until_on", "reason", "stage", "cause_code", "cause_on", "clause")


def main() -> None:
    """Time both sides batch by batch, compare every period, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench legal_status_speed")
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--batch", type=int, default=200_000, help="patents in a batch")
    asked = parser.parse_args()
    rulebook = load_rulebook()
    codes, terms = load_event_codes(rulebook), load_terms(rulebook)
    deriver = StatusDeriver(codes, terms)
    asker = _Duck(codes, terms)
    seconds = {"columns": 0.0, "whole": 0.0, "loop": 0.0, "duckdb": 0.0}
    counts: dict[str, int] = {"patents": 0, "events": 0}
    memory, equal = [], True
    for patents in _batches(asked.events, asked.batch):
        counts["patents"] += len(patents)
        counts["events"] += len(patents.column("codes").flatten())
        begun = time.perf_counter()
        rows = deriver.rows(patents)
        _, periods = next(rows)
        seconds["columns"] += time.perf_counter() - begun
        for table, batch in rows:
            counts[table.name] = counts.get(table.name, 0) + len(batch)
        seconds["whole"] += time.perf_counter() - begun
        counts["legal_periods"] = counts.get("legal_periods", 0) + len(periods)
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
        begun = time.perf_counter()
        states = asker.states(patents)
        seconds["duckdb"] += time.perf_counter() - begun
        equal = equal and states.equals(_states_on(periods, LAST))
        expected = []
        for first in range(0, len(patents), LOOP_PATENTS):
            part = patents.slice(first, LOOP_PATENTS)
            begun = time.perf_counter()
            found = _loop(part, codes, terms)
            seconds["loop"] += time.perf_counter() - begun
            expected.append(_columns(found))
        equal = equal and _same(periods, pa.concat_batches(expected))
    assert equal, "the answers disagree"
    figures = {
        "columns_seconds": round(seconds["columns"], 2),
        "whole_seconds": round(seconds["whole"], 2),
        "loop_seconds": round(seconds["loop"], 2),
        "duckdb_one_day_seconds": round(seconds["duckdb"], 2),
        "events_a_second": round(counts["events"] / seconds["columns"]),
        "whole_events_a_second": round(counts["events"] / seconds["whole"]),
        "loop_events_a_second": round(counts["events"] / seconds["loop"]),
        "times_faster": round(seconds["loop"] / seconds["columns"], 1),
        "periods_equal": counts["legal_periods"],
        # The peak of the process, the loop beside the columns, after the second batch and at the end.
        "peak_megabytes": {
            "second_batch": memory[min(1, len(memory) - 1)],
            "last_batch": memory[-1],
        },
    }
    keep(
        "legal_status_speed",
        command=f"./zhishu bench legal_status_speed --events {asked.events}",
        data={**counts, "seed": SEED, "batch_patents": asked.batch},
        figures=figures,
        floors={
            "every period and every state equal": equal,
            "columns 10 times faster than the loop": figures["times_faster"] >= 10,
            "memory of the last batch within 1.3 times of the second": memory[-1]
            <= 1.3 * memory[min(1, len(memory) - 1)],
        },
        libraries=("numpy", "pyarrow", "google-re2", "duckdb"),
    )


def _loop(patents: pa.RecordBatch, codes: Any, terms: Any) -> list[tuple[str, Any]]:
    """The peer: the rule asked of one patent after the other."""
    found = []
    for row in patents.to_pylist():
        facts = facts_of(row, terms)
        events = list(map(LegalEvent, row["codes"] or (), row["days"] or (), row["values"] or ()))
        periods = legal_periods(
            filed_on=facts.filed_on,
            published_on=facts.published_on,
            granted_on=facts.granted_on,
            events=events,
            codes=codes,
            term_years=facts.term_years,
        )
        found.extend((row["patent_id"], period) for period in periods)
    return found


class _Duck:
    """The other peer: the state of every patent on the last day, by SQL over its events."""

    SQL = """
    WITH events AS (
      SELECT patent_id, granted_on, unnest(codes) AS code, unnest(days) AS day FROM patents
    ), told AS (
      SELECT patent_id,
        arg_max(effect, (day, code)) FILTER (effect IN ('ceases', 'ends_filing', 'restores')) AS last,
        bool_or(day >= granted_on) AS known,
        bool_or(effect = 'extends') AS lengthened
      FROM events JOIN effects USING (code) GROUP BY patent_id
    ), termed AS (
      SELECT p.patent_id, granted_on, filed_on + to_years(years) <= $day AS is_over
      FROM patents p ASOF JOIN terms t ON p.right_kind = t.kind AND p.filed_on >= t.since
    )
    SELECT patent_id, CASE
      WHEN last IN ('ceases', 'ends_filing') THEN 'ceased'
      WHEN is_over AND granted_on IS NOT NULL AND lengthened THEN 'unknown'
      WHEN is_over THEN 'ceased'
      WHEN granted_on IS NULL THEN 'pending'
      WHEN known THEN 'in_force'
      ELSE 'unknown' END AS state
    FROM termed LEFT JOIN told USING (patent_id) ORDER BY patent_id
    """

    def __init__(self, codes: Any, terms: Any) -> None:
        self._database = duckdb.connect()
        # IP01 and the like are made only where they change nothing.
        effects = [{"code": one.code, "effect": one.effect} for one in codes.values()]
        years = [
            {"kind": kind, "since": one.since, "years": int(one.value)}
            for kind, term in terms.items()
            for one in term.series[""]
        ]
        self._database.register("effects", pa.Table.from_pylist(effects))
        self._database.register("terms", pa.Table.from_pylist(years))

    def states(self, patents: pa.RecordBatch) -> pa.Table:
        """patent_id and state, in order of the patents."""
        self._database.register("patents", pa.Table.from_batches([patents]))
        return self._database.execute(self.SQL, {"day": LAST}).to_arrow_table()


def _states_on(periods: pa.RecordBatch, day: date) -> pa.Table:
    is_on = pc.and_(
        pc.less_equal(periods.column("from_on"), day),
        pc.fill_null(pc.greater(periods.column("until_on"), day), True),
    )
    found = pa.Table.from_batches([periods.filter(is_on)]).select(["patent_id", "state"])
    return found.sort_by("patent_id").combine_chunks()


def _columns(found: list[tuple[str, Any]]) -> pa.RecordBatch:
    columns = {"patent_id": pa.array([patent for patent, _ in found], pa.string())}
    for name in SAID:
        kind = ARROW_TYPES[LEGAL_PERIODS.column(name).kind]
        columns[name] = pa.array([getattr(period, name) for _, period in found], kind)
    return pa.record_batch(columns)


def _same(periods: pa.RecordBatch, expected: pa.RecordBatch) -> bool:
    order = [("patent_id", "ascending"), ("from_on", "ascending")]
    ours = periods.select(expected.schema.names).sort_by(order)
    return bool(ours.equals(expected.sort_by(order)))


def _batches(events: int, size: int) -> Iterator[pa.RecordBatch]:
    patents = int(events / PER_PATENT)
    for number, first in enumerate(range(0, patents, size)):
        yield _made(np.random.default_rng([SEED, number]), first, min(size, patents - first))


def _made(chance: np.random.Generator, first: int, size: int) -> pa.RecordBatch:
    """Patents with the events that befall them, few of them faulty; days are counted from 1970."""
    epoch, last = date(1970, 1, 1), (LAST - date(1970, 1, 1)).days
    filed = chance.integers((date(2000, 1, 1) - epoch).days, last - 400, size)
    published = filed + chance.integers(200, 560, size)
    granted = filed + chance.integers(300, 1500, size)
    share = chance.random((12, size))
    is_granted = (share[0] < 0.8) & (granted < last)
    lapsed = granted + chance.integers(700, 4000, size)
    made: list[tuple[np.ndarray, np.ndarray, str, pa.Array | str]] = []

    def befall(flags: np.ndarray, days: np.ndarray, code: str, value: Any = "") -> None:
        at = np.flatnonzero(flags & (days < last))
        made.append((at, days[at], code, value(days[at]) if callable(value) else value))

    befall(share[1] < 0.7, published, "PB01")
    befall((share[1] < 0.5) & (published + 20 < granted), published + 20, "SE01")
    befall(~is_granted & (share[2] < 0.4), published + 300, "WD01", "视为撤回")
    befall(~is_granted & (share[2] > 0.8), published + 500, "RJ01", "驳回")
    befall(is_granted & (share[2] < 0.85), granted, "GR01", "授权")
    is_lapsed = is_granted & (share[3] < 0.4)
    is_told = share[4] < 0.6
    befall(is_lapsed & is_told, lapsed, "CF01", _told_days)
    befall(is_lapsed & ~is_told, lapsed, "CF01", "未缴年费专利权终止")
    befall(is_lapsed & (share[5] < 0.08), lapsed + 140, "RR01", "权利的恢复")
    befall(is_lapsed & (share[6] < 0.004), lapsed + 400, "CF01", "未缴年费专利权终止")
    befall(is_granted & (share[7] < 0.01), granted + 900, "IP01", "审查结论:宣告专利权部分无效")
    befall(is_granted & (share[7] > 0.995), granted + 900, "IW01", "专利权全部无效")
    befall(is_granted & (share[8] < 0.08), granted + 300, "TR01", "变更前权利人:甲 变更后权利人:乙")
    befall(is_granted & (share[9] < 0.04), granted + 200, "PE01", "登记号:Y1 出质人:甲 质权人:丙")
    befall(is_granted & (share[9] < 0.02), granted + 560, "PC01", "登记号:Y1")
    befall(is_granted & (share[10] < 0.05), granted + 250, "EE01", "合同备案号:X1 受让人:丁")
    befall(is_granted & (share[11] < 0.002), granted + 100, "TG01")
    owner = np.concatenate([one[0] for one in made])
    day = np.concatenate([one[1] for one in made])
    code = np.concatenate([np.full(len(one[0]), one[2]) for one in made])
    value = pa.concat_arrays(
        [pa.repeat(one[3], len(one[0])) if isinstance(one[3], str) else one[3] for one in made]
    )
    order = np.lexsort((code, day, owner))
    offsets = pa.array(np.searchsorted(owner[order], np.arange(size + 1)), pa.int32())
    days = pa.array(day[order].astype(np.int32)).cast(pa.date32())
    return pa.record_batch(
        {
            "patent_id": pa.array([f"P{first + at:09}" for at in range(size)]),
            "right_kind": pa.array(KINDS).take(pa.array(chance.integers(0, 3, size))),
            "filed_on": _dates(filed),
            "published_on": _dates(published),
            "granted_on": _dates(granted, ~is_granted),
            "holders": pa.repeat(pa.scalar(["甲"]), size),
            "region_code": pa.repeat("990102", size),
            "ipc_section": pa.repeat("H", size),
            "codes": pa.ListArray.from_arrays(offsets, pa.array(code[order])),
            "days": pa.ListArray.from_arrays(offsets, days),
            "values": pa.ListArray.from_arrays(offsets, value.take(pa.array(order))),
        }
    )


def _told_days(announced: np.ndarray) -> pa.Array:
    epoch = date(1970, 1, 1)
    told = (epoch + timedelta(days=int(day) - 250) for day in announced)
    return pa.array([f"终止日期:{day:%Y%m%d}" for day in told], pa.string())


def _dates(days: np.ndarray, null: np.ndarray | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=null).cast(pa.date32())


if __name__ == "__main__":
    main()
