"""Import of a million patents (checks, mapping, storing, deriving) beside pandas and openpyxl that only read.

    ./zhishu bench import_speed [--rows 1000000] [--xlsx-rows 200000] [--rounds 3] [--only csv|xlsx]

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
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pandas
from import_sources import HEADINGS, SEED, write_csv, write_xlsx
from record import keep, median, timed

from zhishu.flows import import_file as flow
from zhishu.flows.derive_patents import refresh_patents
from zhishu.flows.open_warehouse import open_warehouse

Read = tuple[int, str]  # how many rows, a digest over their numbers and titles
NUMBER, TITLE = HEADINGS.index("申请号"), HEADINGS.index("名称")


Seconds = tuple[float, float]  # of an import: the whole, and what it took to check, map and store


def main() -> None:
    """Time both sides on CSV and on XLSX, check that they saw the same, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench import_speed")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3, help="a round: the peer, then ours")
    parser.add_argument("--only", choices=("csv", "xlsx"))
    parser.add_argument(
        "--workbook",
        type=Path,
        help="one of that many rows, written before: a million take minutes",
    )
    asked = parser.parse_args()
    sizes: dict[str, int] = {}
    figures: dict[str, Any] = {}
    floors: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.only != "xlsx":
            csv = write_csv(folder / "题录.csv", asked.rows)
            sizes |= {"csv_rows": asked.rows, "csv_megabytes": csv.stat().st_size >> 20}
            figures["csv"] = found = _csv(csv, asked.rows, folder, asked.rounds)
            floors["CSV within 4 times of pandas that reads text"] = found["times_pandas_text"] <= 4
            csv.unlink()
        if asked.only != "csv":
            book = asked.workbook or write_xlsx(folder / "题录.xlsx", asked.xlsx_rows)
            sizes |= {"xlsx_rows": asked.xlsx_rows, "xlsx_megabytes": book.stat().st_size >> 20}
            figures["xlsx"] = found = _xlsx(book, asked.xlsx_rows, folder, asked.rounds)
            floors["XLSX 5 times faster than openpyxl"] = found["times_faster"] >= 5
    keep(
        "import_speed",
        command=" ".join(("./zhishu bench import_speed", *sys.argv[1:])),
        data={**sizes, "seed": SEED, "headings": len(HEADINGS), "rounds": asked.rounds},
        figures=figures,
        floors=floors,
        libraries=("duckdb", "pyarrow", "fastexcel", "pandas", "openpyxl"),
    )


def _csv(csv: Path, rows: int, folder: Path, rounds: int) -> dict[str, Any]:
    ours, theirs = _in_turn(csv, folder, rounds, _of_pandas)
    plain = median(timed(lambda: len(pandas.read_csv(csv)), rounds=rounds)[0])
    return {
        **_told(ours, rows),
        "pandas_text_seconds": round(median(theirs), 2),
        "pandas_guessing_seconds": round(plain, 2),
        "times_pandas_text": _ratio([one[1] for one in ours], theirs),
        "whole_times_pandas_text": _ratio([one[0] for one in ours], theirs),
        "whole_times_pandas_guessing": round(median([one[0] for one in ours]) / plain, 2),
    }


def _xlsx(book: Path, rows: int, folder: Path, rounds: int) -> dict[str, Any]:
    ours, theirs = _in_turn(book, folder, rounds, _of_openpyxl)
    return {
        **_told(ours, rows),
        "openpyxl_seconds": round(median(theirs), 2),
        "times_faster": _ratio(theirs, [one[1] for one in ours]),
        "whole_times_faster": _ratio(theirs, [one[0] for one in ours]),
    }


def _in_turn(
    path: Path, folder: Path, rounds: int, peer: Callable[[Path], tuple[float, Read]]
) -> tuple[list[Seconds], list[float]]:
    """The seconds of each import and of the peer that reads the same file, in turn: machines drift."""
    ours, theirs = list[Seconds](), list[float]()
    for _ in range(rounds):
        seconds, expected = peer(path)
        theirs.append(seconds)
        ours.append(_import(path, folder, expected))
    return ours, theirs


def _told(ours: list[Seconds], rows: int) -> dict[str, Any]:
    whole, storing = (median(list(one)) for one in zip(*ours, strict=True))
    return {
        "import_seconds": round(whole, 2),
        "storing_seconds": round(storing, 2),
        "rows_per_second": round(rows / whole),
    }


def _ratio(these: list[float], others: list[float]) -> float:
    """The median of the ratios, round by round."""
    return round(median([one / other for one, other in zip(these, others, strict=True)]), 2)


def _import(path: Path, folder: Path, expected: Read) -> Seconds:
    """Import into an empty home, checked against what the peer read."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    deriving: list[float] = []

    def derive(*arguments: Any, **named: Any) -> None:
        begun = time.perf_counter()
        refresh_patents(*arguments, **named)
        deriving.append(time.perf_counter() - begun)

    flow.refresh_patents = derive  # type: ignore[attr-defined]
    [seconds], report = timed(lambda: flow.import_file(home, path), rounds=1)
    rows, _ = expected
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
    return seconds, seconds - sum(deriving)


def _digest(pairs: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for number, title in pairs:
        digest.update(f"{number}\x1f{title}\x1e".encode())
    return digest.hexdigest()


def _bare(number: str) -> str:
    """CN202010000001.3 as it is stored."""
    return number.removeprefix("CN").replace(".", "")


def _of_pandas(path: Path) -> tuple[float, Read]:
    [seconds], frame = timed(
        lambda: pandas.read_csv(path, dtype=str, keep_default_na=False), rounds=1
    )
    pairs = zip(map(_bare, frame["申请号"]), frame["名称"], strict=True)
    return seconds, (len(frame), _digest(pairs))


def _of_openpyxl(path: Path) -> tuple[float, Read]:
    """Every cell of the sheet as openpyxl reads it in its streaming mode."""

    def read() -> list[tuple[str, str]]:
        book = openpyxl.load_workbook(path, read_only=True)
        rows = book.worksheets[0].iter_rows(min_row=2, values_only=True)
        pairs = [(str(row[NUMBER]), str(row[TITLE])) for row in rows]
        book.close()
        return pairs

    [seconds], pairs = timed(read, rounds=1)
    return seconds, (len(pairs), _digest((_bare(number), title) for number, title in pairs))


if __name__ == "__main__":
    main()
