"""Import of a million patents (checks, mapping, storing, deriving) beside pandas and openpyxl that only read.

    ./zhishu bench import_speed [--rows 1000000] [--xlsx-rows 200000] [--rounds 1]

Both sides read the same file; every cell stays text, for a number that became a float has lost its digits.
Our import does more than the peers were asked for: it also puts the publications together to patents and
derives their legal periods. Both figures are told: `storing_seconds` (checks, mapping, storing) is what the
floors judge, `import_seconds` is the whole.
The answers checked: the rows that the peer counts, that the report says were accepted and that the
published tables hold, and a digest over all application numbers and titles in their order.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pandas
from import_sources import HEADINGS, SEED, write_csv, write_xlsx
from record import keep, median, timed

from zhishu.flows import import_file as flow
from zhishu.flows.derive_patents import refresh_patents
from zhishu.flows.import_file import ImportReport
from zhishu.flows.open_warehouse import open_warehouse

NUMBER, TITLE = HEADINGS.index("申请号"), HEADINGS.index("名称")


def main() -> None:
    """Time both sides on CSV and on XLSX, check that they saw the same, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench import_speed")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        csv = write_csv(folder / "题录.csv", asked.rows)
        sizes = {"csv_rows": asked.rows, "csv_megabytes": csv.stat().st_size >> 20}
        ours, storing = _import(csv, folder, asked.rounds, asked.rows, _of_pandas(csv))
        text = median(timed(lambda: len(_read_text(csv)), rounds=asked.rounds)[0])
        plain = median(timed(lambda: len(pandas.read_csv(csv)), rounds=asked.rounds)[0])
        figures["csv"] = {
            "import_seconds": round(ours, 2),
            "storing_seconds": round(storing, 2),
            "pandas_text_seconds": round(text, 2),
            "pandas_guessing_seconds": round(plain, 2),
            "times_pandas_text": round(storing / text, 2),
            "whole_times_pandas_text": round(ours / text, 2),
            "whole_times_pandas_guessing": round(ours / plain, 2),
            "rows_per_second": round(asked.rows / ours),
        }
        csv.unlink()
        book = write_xlsx(folder / "题录.xlsx", asked.xlsx_rows)
        sizes |= {"xlsx_rows": asked.xlsx_rows, "xlsx_megabytes": book.stat().st_size >> 20}
        seconds, read = timed(lambda: _of_openpyxl(book), rounds=asked.rounds)
        ours, storing = _import(book, folder, asked.rounds, asked.xlsx_rows, read)
        theirs = median(seconds)
        figures["xlsx"] = {
            "import_seconds": round(ours, 2),
            "storing_seconds": round(storing, 2),
            "openpyxl_seconds": round(theirs, 2),
            "times_faster": round(theirs / storing, 2),
            "whole_times_faster": round(theirs / ours, 2),
            "rows_per_second": round(asked.xlsx_rows / ours),
        }
    keep(
        "import_speed",
        command="./zhishu bench import_speed",
        data={**sizes, "seed": SEED, "headings": len(HEADINGS), "rounds": asked.rounds},
        figures=figures,
        floors={
            "CSV within 4 times of pandas that reads text": figures["csv"]["times_pandas_text"]
            <= 4,
            "XLSX 5 times faster than openpyxl": figures["xlsx"]["times_faster"] >= 5,
        },
        libraries=("duckdb", "pyarrow", "fastexcel", "pandas", "openpyxl"),
    )


def _import(
    path: Path, folder: Path, rounds: int, rows: int, expected: tuple[int, str]
) -> tuple[float, float]:
    """Median seconds of an import into an empty home, checked against what the peer read.

    (the whole, the whole without putting patents together and deriving their periods)
    """
    home = folder / "home"
    deriving: list[float] = []

    def derive(*arguments: Any, **named: Any) -> None:
        begun = time.perf_counter()
        refresh_patents(*arguments, **named)
        deriving.append(time.perf_counter() - begun)

    flow.refresh_patents = derive  # type: ignore[attr-defined]

    def work() -> ImportReport:
        shutil.rmtree(home, ignore_errors=True)
        return flow.import_file(home, path)

    seconds, report = timed(work, rounds=rounds)
    counts = (report.rows, report.accepted, report.set_aside, report.findings)
    assert counts == (rows, rows, 0, 0), counts
    warehouse = open_warehouse(home)
    for table in ("patent_publications", "patents"):
        assert warehouse.query(f"SELECT count(*) FROM {table}").value() == rows, table
    stored = warehouse.stream(
        "SELECT application_number AS number, title FROM patent_publications ORDER BY _row"
    )
    digest = _digest((row["number"], row["title"]) for row in stored)
    assert (rows, digest) == expected, "the peer read something else"
    storing = [whole - part for whole, part in zip(seconds, deriving, strict=True)]
    return median(seconds), median(storing)


def _digest(pairs: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for number, title in pairs:
        digest.update(f"{number}\x1f{title}\x1e".encode())
    return digest.hexdigest()


def _bare(number: str) -> str:
    """CN202010000001.3 as it is stored."""
    return number.removeprefix("CN").replace(".", "")


def _read_text(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(path, dtype=str, keep_default_na=False)


def _of_pandas(path: Path) -> tuple[int, str]:
    frame = _read_text(path)
    pairs = zip(map(_bare, frame["申请号"]), frame["名称"], strict=True)
    return len(frame), _digest(pairs)


def _of_openpyxl(path: Path) -> tuple[int, str]:
    """Every cell of the sheet as openpyxl reads it in its streaming mode."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    count = 0

    def pairs() -> Iterable[tuple[str, str]]:
        nonlocal count
        for row in rows:
            count += 1
            yield _bare(str(row[NUMBER])), str(row[TITLE])

    digest = _digest(pairs())
    book.close()
    return count, digest


if __name__ == "__main__":
    main()
