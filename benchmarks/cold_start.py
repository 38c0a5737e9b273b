"""Cold start: ./zhishu --help and ./zhishu search on a demo home, whole processes, beside named peers.

Every round starts each program once, in turn, so that what else the machine does falls on all alike;
the answers are checked before anything is timed. Floor 1 s, goal 0.3 s for each of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from record import ROOT, keep, median, percentile

FLOOR, GOAL = 1.0, 0.3
WORD = "电池"  # 750 patents of the demo city; their legal states are asked of DuckDB
OURS = ("zhishu --help", "zhishu search")


def programs(home: Path) -> dict[str, list[str]]:
    """The two of ours, launcher included, and the peers."""
    launcher = str(ROOT / "zhishu")
    found = {
        "zhishu --help": [launcher, "--help"],
        "zhishu search": [launcher, "search", WORD, "--kind", "patent", "--home", str(home)],
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "python -c 'import duckdb, tantivy'": [sys.executable, "-c", "import duckdb, tantivy"],
        "python -c 'import django'": [sys.executable, "-c", "import django"],
        "django-admin --help": [sys.executable, "-m", "django", "--help"],
        "pip --help": [sys.executable, "-m", "pip", "--help"],
    }
    if shutil.which("git"):
        found["git --version"] = ["git", "--version"]
    return found


def run(command: list[str]) -> tuple[float, float, str]:
    """Seconds from start to end, seconds of processor, and what it printed."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as for any user
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds, work, done.stdout


def answers_are_right(home: Path, command: list[str]) -> int:
    """The search of a process that starts finds what the flow finds; how many patents."""
    from datetime import date

    from zhishu.flows.search_everything import search_everything

    told = json.loads(run([*command, "--json"])[2])
    answer = search_everything(home, WORD, kind="patent", as_of=date(2026, 10, 31))
    assert told["totals"] == dict(answer.totals), (told["totals"], answer.totals)
    assert [hit["entry_id"] for hit in told["hits"]] == [hit.entry_id for hit in answer.hits]
    return answer.totals["patent"]


def main() -> None:
    """Time, print, keep."""
    parser = argparse.ArgumentParser(prog=sys.argv[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--home", type=Path, help="a demo home; made anew when it is not given")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhishu-cold-") as folder:
        home = asked.home or Path(folder)
        if asked.home is None:
            build = [str(ROOT / "zhishu"), "demo", "--no-serve", "--home", str(home)]
            subprocess.run(build, check=True, capture_output=True)
        commands = programs(home)
        found = answers_are_right(home, commands["zhishu search"])
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        work_seconds: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():  # the first start of each fills the file cache
            run(command)
        for _ in range(asked.rounds):
            for name, command in commands.items():
                wall, work, _ = run(command)
                seconds[name].append(wall)
                work_seconds[name].append(work)
    medians = {name: round(median(times), 4) for name, times in seconds.items()}
    peers = {name: value for name, value in medians.items() if name not in OURS}
    keep(
        "cold_start",
        command=f"./zhishu bench cold_start --rounds {asked.rounds}",
        data={"home": "demo", "word": WORD, "patents_found": found, "rounds": asked.rounds},
        figures={
            "median_seconds": medians,
            "median_processor_seconds": {
                name: round(median(times), 4) for name, times in work_seconds.items()
            },
            "p95_seconds": {name: round(percentile(t, 0.95), 4) for name, t in seconds.items()},
            "ratio_to_peers": {
                ours: {peer: round(medians[ours] / value, 2) for peer, value in peers.items()}
                for ours in OURS
            },
            "floor_seconds": FLOOR,
            "goal_seconds": GOAL,
            "goal_reached": {ours: medians[ours] <= GOAL for ours in OURS},
        },
        floors={f"{ours} within {FLOOR:g} s": medians[ours] <= FLOOR for ours in OURS},
        libraries=("click", "duckdb", "tantivy", "django", "pip"),
        programs={"shell": os.path.realpath("/bin/sh"), "kernel": platform.release()},
    )


if __name__ == "__main__":
    main()
