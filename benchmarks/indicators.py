"""The three indicators over --rows patents, against Polars, pandas and SQLite with equal answers.

Valid inventions by county, valid inventions per 10,000 people, filings and grants by year: ours as pages
and reports ask for them, kept answers left aside; Polars and pandas over the Parquet files of the same
tables, SQLite over the same tables in a file of its own, with their keys and its default settings.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from record import keep, median, timed
from sources import AS_OF, CITY, SEED, apart, build_warehouse, segment_paths

from zhishu import settings
from zhishu.flows.measure_indicator import list_indicator_rows, measure_indicator
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.insight.figure import UNKNOWN
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.warehouse.answer_cache import AnswerCache

PREFIX = CITY[:4]
FIGURES = ("valid_inventions", "valid_inventions_per_10k", "filings_and_grants")
NARROW = {
    PATENTS: ["granted_on", "filed_on", "region_code"],
    LEGAL_PERIODS: [
        *("right_kind", "state", "from_on", "until_on", "granted_on", "filed_on", "region_code"),
    ],
}
# What a peer is asked for: figure -> {labels: (value, unknown)}, noughts left out.
Answers = dict[str, dict[str, list[Any]]]
# SQLite takes minutes to load ten million rows, and pandas joins them in more memory than there is.
LARGEST = {"sqlite": 2_000_000, "pandas": 20_000_000}


def per_10k(home: Path, count: int) -> str:
    """The quotient that a peer's count leads to."""
    found = open_rulebook(home).parameter("resident_population").at(AS_OF, CITY)
    assert found is not None
    rate = Decimal(10000 * count) / found.value
    return str(rate.quantize(Decimal("0.01"), ROUND_HALF_UP))


def ours(home: Path) -> dict[str, Callable[[], dict[str, list[Any]]]]:
    """Each figure by the flow that pages, reports and the command line call."""

    def by(name: str, *dimensions: str) -> dict[str, list[Any]]:
        figure = measure_indicator(home, name, as_of=AS_OF, region=CITY, by=dimensions)
        if not dimensions:
            return {"": [str(figure.value), figure.unknown]}
        rows = {"|".join(row.dimensions.values()): row for row in figure.rows}
        return {
            label: [int(row.value or 0), row.unknown]
            for label, row in rows.items()
            if row.value or row.unknown
        }

    return {
        "valid_inventions": lambda: by("valid_inventions", "county"),
        "valid_inventions_per_10k": lambda: by("valid_inventions_per_10k"),
        "filings_and_grants": lambda: by("filings_and_grants", "year"),
    }


def with_polars(home: Path, engine: str) -> dict[str, Callable[[], dict[str, list[Any]]]]:
    """Lazy queries over the same files; the engine is the one in memory or the streaming one."""
    import polars as pl

    patents = pl.scan_parquet(segment_paths(home, PATENTS)).select(NARROW[PATENTS])
    periods = pl.scan_parquet(segment_paths(home, LEGAL_PERIODS)).select(NARROW[LEGAL_PERIODS])
    region = pl.col("region_code")
    inside = region.str.starts_with(PREFIX)
    above = region.is_in([f"{CITY[:2]}0000", f"{CITY[:4]}00"])
    may_be_inside = region.is_null() | inside | above
    county = pl.when(region.str.slice(4, 2) != "00").then(region.str.slice(0, 6))

    def counted(ok: pl.Expr) -> list[pl.Expr]:
        return [ok.sum().alias("value"), (~ok).sum().alias("unknown")]

    def valid(by: list[pl.Expr]) -> pl.LazyFrame:
        granted = periods.filter(
            (pl.col("right_kind") == "invention")
            & (pl.col("granted_on") <= AS_OF)
            & (pl.col("from_on") <= AS_OF)
            & (pl.col("until_on").is_null() | (pl.col("until_on") > AS_OF))
            & pl.col("state").is_in(["in_force", "unknown"])
            & may_be_inside
        )
        ok = (
            inside.fill_null(False)
            & pl.col("filed_on").is_not_null()
            & (pl.col("state") == "in_force")
        )
        return granted.group_by(by).agg(counted(ok)) if by else granted.select(counted(ok))

    def filings() -> pl.LazyFrame:
        happened = pl.concat(
            [
                patents.with_columns(matter=pl.lit("filing"), on=pl.col("filed_on")),
                patents.filter(pl.col("granted_on").is_not_null()).with_columns(
                    matter=pl.lit("grant"), on=pl.col("granted_on")
                ),
            ]
        ).filter((pl.col("on") <= AS_OF).fill_null(True) & may_be_inside)
        ok = inside.fill_null(False) & pl.col("on").is_not_null()
        return happened.group_by(pl.col("on").dt.year().alias("year"), "matter").agg(counted(ok))

    def collect(frame: pl.LazyFrame) -> dict[str, list[Any]]:
        return told(frame.collect(engine=engine).rows())  # type: ignore[call-overload]

    return {
        "valid_inventions": lambda: collect(valid([county.alias("county")])),
        "valid_inventions_per_10k": lambda: rated(home, collect(valid([]))),
        "filings_and_grants": lambda: collect(filings()),
    }


def with_pandas(home: Path) -> dict[str, Callable[[], dict[str, list[Any]]]]:
    """Frames of the needed columns, filtered while they are read, then merged and grouped."""
    import pandas as pd

    def read(table: Any, filters: Any = None) -> pd.DataFrame:
        return pd.read_parquet(
            segment_paths(home, table),
            columns=NARROW[table],
            filters=filters,
            dtype_backend="pyarrow",
        )

    def inside(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
        region = frame["region_code"]
        within = region.str.startswith(PREFIX).fillna(False).astype(bool)
        above = region.isin([CITY[:2] + "0000", CITY[:4] + "00"]).astype(bool)
        kept = within | above | region.isna()
        return frame[kept], within[kept]

    def valid(by: bool) -> dict[str, list[Any]]:
        frame = read(
            LEGAL_PERIODS,
            [
                ("right_kind", "=", "invention"),
                ("granted_on", "<=", AS_OF),
                ("from_on", "<=", AS_OF),
                ("state", "in", ["in_force", "unknown"]),
            ],
        )
        frame = frame[frame["until_on"].isna() | (frame["until_on"] > AS_OF)]
        frame, within = inside(frame)
        ok = within & frame["filed_on"].notna() & (frame["state"] == "in_force")
        ok = ok.astype(bool)
        if not by:
            return told([(int(ok.sum()), int((~ok).sum()))])
        region = frame["region_code"]
        county = region.str.slice(0, 6).where(region.str.slice(4, 6) != "00")
        return grouped(pd.DataFrame({"county": county, "value": ok, "unknown": ~ok}), ["county"])

    def filings() -> dict[str, list[Any]]:
        patents, within = inside(read(PATENTS))
        parts = []
        for matter, column in (("filing", "filed_on"), ("grant", "granted_on")):
            on = patents[column]
            kept = on.isna() | (on <= AS_OF) if matter == "filing" else on <= AS_OF
            kept = kept.fillna(False).astype(bool)
            ok = (within & on.notna())[kept].astype(bool)
            year = pd.to_datetime(on[kept]).dt.year.astype("Int64")
            parts.append(
                pd.DataFrame({"year": year, "matter": matter, "value": ok, "unknown": ~ok})
            )
        return grouped(pd.concat(parts), ["year", "matter"])

    def grouped(frame: pd.DataFrame, by: list[str]) -> dict[str, list[Any]]:
        sums = frame.groupby(by, dropna=False, observed=True).sum().reset_index()
        return told(
            [
                (*(None if pd.isna(one) else one for one in row[: len(by)]), *row[len(by) :])
                for row in sums.itertuples(index=False)
            ]
        )

    return {
        "valid_inventions": lambda: valid(True),
        "valid_inventions_per_10k": lambda: rated(home, valid(False)),
        "filings_and_grants": filings,
    }


def with_sqlite(home: Path) -> dict[str, Callable[[], dict[str, list[Any]]]]:
    """The same tables in a file of its own, keys as primary keys; loading is not timed."""
    import pyarrow.parquet as pq

    file = home / "peer.sqlite3"
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = OFF")
    for table in (PATENTS, LEGAL_PERIODS):
        columns = [one.name for one in table.columns if one.kind != "texts"]
        names, key = ", ".join(columns), ", ".join(table.key)
        connection.execute(f"CREATE TABLE {table.name} ({names}, PRIMARY KEY ({key}))")
        marks = ", ".join("?" * len(columns))
        for path in segment_paths(home, table):
            for batch in pq.ParquetFile(path).iter_batches(50_000, columns=columns):
                values = [
                    [one.isoformat() if hasattr(one, "isoformat") else one for one in column]
                    for column in (batch.column(name).to_pylist() for name in columns)
                ]
                connection.executemany(
                    f"INSERT INTO {table.name} VALUES ({marks})", zip(*values, strict=True)
                )
    connection.commit()
    connection.execute("ANALYZE")
    inside = "coalesce(substr(region_code, 1, 4) = :prefix, 0)"
    may_be = f"(region_code IS NULL OR {inside} OR region_code IN (:province, :city))"
    bound = {
        "as_of": AS_OF.isoformat(),
        "prefix": PREFIX,
        "city": CITY,
        "province": f"{CITY[:2]}0000",
    }
    ok = f"{inside} AND filed_on IS NOT NULL AND state = 'in_force'"
    valid = f"""
        SELECT {{by}} sum({ok}), sum(NOT ({ok})) FROM legal_periods
        WHERE right_kind = 'invention' AND granted_on <= :as_of AND from_on <= :as_of
            AND (until_on IS NULL OR :as_of < until_on) AND state IN ('in_force', 'unknown')
            AND {may_be}"""
    county = "CASE WHEN substr(region_code, 5, 2) <> '00' THEN substr(region_code, 1, 6) END"
    happened = f"{inside} AND day IS NOT NULL"
    filings = f"""
        SELECT CAST(substr(day, 1, 4) AS INTEGER), matter, sum({happened}), sum(NOT ({happened})) FROM (
            SELECT region_code, 'filing' AS matter, filed_on AS day FROM patents
            UNION ALL
            SELECT region_code, 'grant', granted_on FROM patents WHERE granted_on IS NOT NULL
        ) WHERE (day IS NULL OR day <= :as_of) AND {may_be} GROUP BY 1, 2"""

    def run(sql: str) -> dict[str, list[Any]]:
        return told(connection.execute(sql, bound).fetchall())

    return {
        "valid_inventions": lambda: run(valid.format(by=f"{county},") + " GROUP BY 1"),
        "valid_inventions_per_10k": lambda: rated(home, run(valid.format(by=""))),
        "filings_and_grants": lambda: run(filings),
    }


def told(rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows of (labels…, value, unknown) as they are compared."""
    return {
        "|".join(UNKNOWN if one is None else str(one) for one in labels): [int(value), int(unknown)]
        for *labels, value, unknown in rows
        if value or unknown
    }


def rated(home: Path, counted: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """A count in all as the quotient by the population."""
    ((value, unknown),) = counted.values()
    return {"": [per_10k(home, value), unknown]}


PEERS: dict[str, Callable[[Path], dict[str, Callable[[], dict[str, list[Any]]]]]] = {
    "zhishu": ours,
    "polars": lambda home: with_polars(home, "auto"),
    "polars streaming": lambda home: with_polars(home, "streaming"),
    "pandas": with_pandas,
    "sqlite": with_sqlite,
}


def run_peer(name: str, home: Path, rounds: int) -> None:
    """Time one peer and print its seconds and answers."""
    # A kept answer is no measure of counting.
    AnswerCache.get = lambda self, key: None  # type: ignore[method-assign]
    work = PEERS[name](home)
    seconds: dict[str, list[float]] = {}
    answers: Answers = {}
    first: dict[str, float] = {}
    for figure in FIGURES:
        (first[figure],), answers[figure] = timed(work[figure], rounds=1)
        seconds[figure], _ = timed(work[figure], rounds=rounds)
    more = {}
    if name == "zhishu":
        begun = time.perf_counter()
        page = list_indicator_rows(home, "valid_inventions", as_of=AS_OF, region=CITY)
        more = {"rows_page_seconds": round(time.perf_counter() - begun, 3), "rows": page.total}
    print(json.dumps({"seconds": seconds, "first": first, "answers": answers, **more}))


def main() -> None:
    """Build the warehouse, run each peer apart, compare, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path, help="a warehouse built before, kept afterwards")
    parser.add_argument("--peer", choices=PEERS)
    asked = parser.parse_args()
    if asked.peer:
        run_peer(asked.peer, asked.home, asked.rounds)
        return
    folder = Path(tempfile.mkdtemp(prefix="zhishu-bench-"))
    try:
        compare(asked.home or folder / "home", asked.rows, asked.rounds)
    finally:
        shutil.rmtree(folder)


def compare(home: Path, rows: int, rounds: int) -> None:
    """Every peer over one warehouse; SystemExit when their answers differ."""
    begun = time.perf_counter()
    warehouse = open_warehouse(home)
    if not warehouse.snapshot():
        build_warehouse(home, rows)
        warehouse.compact()
        warehouse.gc(keep=1)
    built = time.perf_counter() - begun
    found: dict[str, dict[str, Any]] = {}
    left_out = {}
    for name in PEERS:
        if rows > LARGEST.get(name, rows):
            left_out[name] = f"more than {LARGEST[name]:,} rows take it too long to load"
            continue
        print(f"{name}...", file=sys.stderr)
        found[name] = apart(__file__, "--peer", name, "--home", home, "--rounds", rounds)
    for name, one in found.items():
        if one["answers"] != found["zhishu"]["answers"]:
            raise SystemExit(
                f"{name} answers otherwise: {one['answers']} {found['zhishu']['answers']}"
            )
    figures: dict[str, Any] = {"built_seconds": round(built, 1), "left_out": left_out}
    totals = {}
    for name, one in found.items():
        medians = {figure: round(median(one["seconds"][figure]), 4) for figure in FIGURES}
        totals[name] = sum(medians.values())
        figures[name] = {
            **medians,
            "three": round(totals[name], 4),
            "first_asked": round(sum(one["first"].values()), 3),
            "peak_mb": one["peak_mb"],
        }
    figures["zhishu"]["rows_page_seconds"] = found["zhishu"]["rows_page_seconds"]
    polars = min(totals["polars"], totals["polars streaming"])
    own = totals["zhishu"]
    ratios = {"polars/zhishu": polars / own}
    floors = {"within 2x of Polars": own <= 2 * polars, "goal: ahead of Polars": own < polars}
    for name, floor in (("pandas", 0.5), ("sqlite", 20.0)):
        if name in totals:
            ratios[f"{name}/zhishu"] = totals[name] / own
            label = "within 2x of pandas" if name == "pandas" else "20x ahead of SQLite"
            floors[label] = totals[name] / own >= floor
    figures["ratios"] = {name: round(ratio, 2) for name, ratio in ratios.items()}
    figures["answers"] = {name: len(one) for name, one in found["zhishu"]["answers"].items()}
    keep(
        f"indicators-{rows}",
        command=f"./zhishu bench indicators --rows {rows} --rounds {rounds}",
        data={
            "patents": rows,
            "legal_periods": warehouse.describe("legal_periods").rows,
            "seed": SEED,
            "segments": {t.name: warehouse.describe(t.name).segments for t in NARROW},
            "memory_limit": settings.MEMORY_LIMIT.value(),
        },
        figures=figures,
        floors=floors,
        libraries=("duckdb", "polars", "pandas", "pyarrow"),
        programs={"sqlite": sqlite3.sqlite_version},
    )


if __name__ == "__main__":
    main()
