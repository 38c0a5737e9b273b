"""SIGKILL at random times over imports, compaction, collection, rollback and index: what was lost, doubled or wrong.

Every kill hits a process that really works on a home; afterwards the home is read anew (which is timed),
recounted from the raw files, compared with the journal of what was acknowledged, and every byte of it
with its hash. The operation is then run again, in one case in five at once, else by a later turn.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from record import ROOT, keep, median, percentile

sys.path.insert(0, str(ROOT / "tests"))

from faults.children import Children, children, kill_after
from faults.operations import copy_home, journal_of, make_home, write_files
from faults.oracle import holds, orphans, searched
from zhishu.flows.open_warehouse import open_warehouse

OPERATIONS = (
    "import_many",
    "first_import",
    "compact",
    "gc",
    "sweep",
    "derive",
    "index",
    "rollback",
)
READY_SECONDS = 5.0


def lifetimes(nursery: Children, prepared: Path, files: Path, work: Path) -> dict[str, float]:
    """How long each operation runs undisturbed."""
    found = {}
    for operation in OPERATIONS:
        home = work / f"life-{operation}"
        if operation != "first_import":
            copy_home(prepared, home)
        done = nursery.run(f"faults.operations:{operation}", home, files)
        assert done["code"] == 0, operation
        found[operation] = done["seconds"]
    return found


def main() -> None:
    """Kill until enough were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20260318)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", file=sys.stderr)
    chance = random.Random(asked.seed)
    killed: Counter[str] = Counter()
    finished: Counter[str] = Counter()
    faults: list[str] = []
    ready: list[float] = []
    with tempfile.TemporaryDirectory(prefix="faults-kill-") as folder, children() as nursery:
        work = Path(folder)
        files, prepared = work / "files", work / "prepared"
        write_files(files)
        make_home(prepared, files)
        times = lifetimes(nursery, prepared, files, work)
        home = copy_home(prepared, work / "home")
        turns = 0
        while sum(killed.values()) < asked.kills:
            # A home lives through some twenty kills; what one left is what the next one finds.
            if turns % 25 == 0:
                home = copy_home(prepared, work / f"home-{turns}")
            turns += 1
            operation = chance.choice(OPERATIONS)
            target = work / f"first-{turns}" if operation == "first_import" else home
            pid = nursery.start(f"faults.operations:{operation}", target, files)
            kill_after(pid, chance.uniform(0, times[operation]))
            done = nursery.wait(pid)
            if done["signal"] == signal.SIGKILL:
                killed[operation] += 1
            elif done["code"] == 0:
                finished[operation] += 1
            else:
                faults.append(f"turn {turns}: {operation} ended with {done}")
            faults += look(turns, operation, target, ready)
            if chance.random() < 0.2 or target != home:
                again = nursery.run(f"faults.operations:{operation}", target, files)
                if again["code"] != 0:
                    faults.append(f"turn {turns}: {operation} did not finish when run again")
                faults += look(turns, operation, target, ready, swept=True)
    keep(
        "faults_kill",
        command=f"./zhishu bench faults_kill --kills {asked.kills} --seed {asked.seed}",
        data={"seed": asked.seed, "turns": turns, "operations": list(OPERATIONS)},
        figures={
            "killed": dict(killed),
            "killed_in_all": sum(killed.values()),
            "finished_before_the_kill": dict(finished),
            "lost_doubled_or_wrong": len(faults),
            "faults": faults[:20],
            "ready_again_seconds": {
                "median": round(median(ready), 3),
                "p99": round(percentile(ready, 0.99), 3),
                "longest": round(max(ready), 3),
            },
        },
        floors={
            "nothing lost, doubled or wrong": not faults,
            "ready again in 5 s": max(ready) <= READY_SECONDS,
        },
        libraries=("duckdb", "pyarrow", "tantivy"),
    )


def look(
    turn: int, operation: str, home: Path, ready: list[float], *, swept: bool = False
) -> list[str]:
    """Read a home anew; what does not hold, in words."""
    begun = time.monotonic()
    warehouse = open_warehouse(home)
    warehouse.query("SELECT count(*) FROM patents")
    ready.append(time.monotonic() - begun)
    try:
        holds(home)
        if (home / "index/current").exists():
            searched(home)
        if swept:
            warehouse.gc()
            assert orphans(home) == [], orphans(home)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and told
        return [f"turn {turn}: {operation}: {error!r} ({journal_of(home)})"]
    return []


if __name__ == "__main__":
    main()
