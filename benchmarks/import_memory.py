"""Peak memory of an import at 100,000, 300,000 and 1,000,000 rows, parent and child processes together.

    ./zhishu bench import_memory [--rows 100000 300000 1000000]

Each import runs in a process of its own; every 50 ms the resident memory of it and of all its descendants
is added up, shared pages counted once (PSS). Flat means: the largest needs at most 1.15 times the smallest.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from import_sources import SEED, write_csv
from record import keep

SECONDS_BETWEEN = 0.05
FLAT = 1.15


def main() -> None:
    """Measure each size, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench import_memory")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    asked = parser.parse_args()
    peaks: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        for rows in sorted(asked.rows):
            path = write_csv(Path(name) / f"{rows}.csv", rows)
            peaks[rows] = {"megabytes_of_file": path.stat().st_size >> 20, **_measure(path, rows)}
            path.unlink()
    smallest, largest = peaks[min(peaks)], peaks[max(peaks)]
    growth = round(largest["peak_megabytes"] / smallest["peak_megabytes"], 3)
    keep(
        "import_memory",
        command="./zhishu bench import_memory",
        data={"rows": sorted(peaks), "seed": SEED},
        figures={"by_rows": {str(rows): peak for rows, peak in peaks.items()}, "growth": growth},
        floors={
            f"peak memory at most {FLAT} times from the smallest to the largest": growth <= FLAT
        },
        libraries=("duckdb", "pyarrow"),
    )


def _measure(path: Path, rows: int) -> dict[str, Any]:
    """Peak of a `zhishu import`, and the seconds it took."""
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "zhishu", "import", "--home", home, "--json", str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        together = parent = 0
        while process.poll() is None:
            sizes = {pid: _memory(pid) for pid in _family(process.pid)}
            together = max(together, sum(sizes.values()))
            parent = max(parent, sizes.get(process.pid, 0))
            time.sleep(SECONDS_BETWEEN)
        assert process.stdout is not None
        told = process.stdout.read()
        assert process.returncode == 0, told
        assert f'"accepted": {rows}' in told, told[:500]
    return {
        "peak_megabytes": together >> 10,
        "peak_of_parent_megabytes": parent >> 10,
        "seconds": round(time.perf_counter() - begun, 1),
    }


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def _memory(pid: int) -> int:
    """Kilobytes of a process, pages it shares counted in part; 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
