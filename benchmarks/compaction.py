"""Compaction after --imports publications of --rows patents: time, memory, and queries before and after.

Also the first question after a start, which reads every byte of the table against its hash, and the
same in a quarter of the rows: memory must not grow with the table.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from record import keep, median, timed
from sources import AS_OF, BATCH_ROWS, CITY, SEED, apart, build_warehouse, patent_batches

from zhishu import settings
from zhishu.flows.measure_indicator import measure_indicator
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.warehouse.answer_cache import AnswerCache

FIGURES = {"valid_inventions": "county", "filings_and_grants": "year"}
# The share of the patents that later imports tell of again, with another title: dead rows.
AGAIN = 0.05


def build(home: Path, rows: int, imports: int) -> None:
    """Many imports, then one that overrides some rows of every segment."""
    build_warehouse(home, rows, imports=imports)

    def corrected() -> Iterator[pa.RecordBatch]:
        for patents, _ in patent_batches(rows, batch=min(BATCH_ROWS, -(-rows // imports))):
            some = patents.slice(0, int(patents.num_rows * AGAIN))
            at = some.schema.get_field_index("title")
            title = pc.binary_join_element_wise(some.column(at), "（更正）", "")
            columns = [*some.columns[:at], title, *some.columns[at + 1 :]]
            yield pa.record_batch(columns, some.schema)

    with open_warehouse(home).publication("更正", "benchmark again") as work:
        work.replace_batches(PATENTS, corrected())
    print(json.dumps({}))


def ask(home: Path, rounds: int) -> None:
    """The first question after a start, then the same ones again."""
    # A kept answer is no measure of counting.
    AnswerCache.get = lambda self, key: None  # type: ignore[method-assign]

    def figures() -> list[Any]:
        found = [
            measure_indicator(home, name, as_of=AS_OF, region=CITY, by=(by,))
            for name, by in FIGURES.items()
        ]
        return [[(str(row.value), row.unknown) for row in one.rows] for one in found]

    (first,), answers = timed(figures, rounds=1)
    seconds, _ = timed(figures, rounds=rounds)
    tables = [open_warehouse(home).describe(table.name) for table in (PATENTS, LEGAL_PERIODS)]
    key = open_warehouse(home).query("SELECT max(patent_id) FROM patents").value()
    looked, _ = timed(
        lambda: open_warehouse(home).query(
            "SELECT * FROM patents WHERE patent_id = $key", {"key": key}
        ),
        rounds=rounds,
    )
    print(
        json.dumps(
            {
                "first": first,
                "again": median(seconds),
                "one_patent": median(looked),
                "answers": answers,
                "bytes": sum(one.bytes for one in tables),
                "segments": [one.segments for one in tables],
                "dead_rows": sum(one.superseded for one in tables),
            }
        )
    )


def compact(home: Path) -> None:
    """Compaction alone, as the command does it."""
    begun = time.perf_counter()
    open_warehouse(home).compact()
    print(json.dumps({"seconds": time.perf_counter() - begun}))


def run(rows: int, imports: int, rounds: int) -> dict[str, Any]:
    """One size: SystemExit when an answer changes."""
    home = Path(tempfile.mkdtemp(prefix="zhishu-bench-"))
    try:
        apart(__file__, "build", home, rows, imports)
        before = apart(__file__, "ask", home, rounds)
        done = apart(__file__, "compact", home)
        after = apart(__file__, "ask", home, rounds)
        again = apart(__file__, "compact", home)
    finally:
        shutil.rmtree(home)
    if before["answers"] != after["answers"]:
        raise SystemExit("compaction changed an answer")
    if after["dead_rows"]:
        raise SystemExit("compaction left dead rows")

    def shown(one: dict[str, Any]) -> dict[str, Any]:
        return {
            "first_asked_seconds": round(one["first"], 3),
            "asked_again_seconds": round(one["again"], 4),
            "one_patent_seconds": round(one["one_patent"], 4),
            **{name: one[name] for name in ("bytes", "segments", "dead_rows", "peak_mb")},
        }

    return {
        "compaction": {
            "seconds": round(done["seconds"], 2),
            "rows_per_second": round(rows / done["seconds"]),
            "peak_mb": done["peak_mb"],
            "nothing_to_do_seconds": round(again["seconds"], 2),
        },
        "before": shown(before),
        "after": shown(after),
        "faster": round(before["again"] / after["again"], 2),
    }


def main() -> None:
    """Two sizes, one result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--imports", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("step", nargs="*")
    asked = parser.parse_args()
    if asked.step:
        step, home, *more = asked.step
        {"build": build, "ask": ask, "compact": compact}[step](Path(home), *map(int, more))
        return
    small = run(asked.rows // 4, asked.imports, asked.rounds)
    large = run(asked.rows, asked.imports, asked.rounds)
    growth = large["compaction"]["peak_mb"] / small["compaction"]["peak_mb"]
    keep(
        "compaction",
        command=f"./zhishu bench compaction --rows {asked.rows} --imports {asked.imports}",
        data={
            "patents": asked.rows,
            "imports": asked.imports,
            "told_again": AGAIN,
            "seed": SEED,
            "memory_limit": settings.MEMORY_LIMIT.value(),
        },
        figures={
            f"{asked.rows // 4} rows": small,
            f"{asked.rows} rows": large,
            "memory growth at four times the rows": round(growth, 2),
        },
        floors={
            "answers unchanged": True,
            "memory flat (four times the rows, less than 1.5 times the memory)": growth < 1.5,
            "asking is no slower afterwards": large["faster"] >= 1,
        },
        libraries=("duckdb", "pyarrow"),
    )


if __name__ == "__main__":
    main()
