"""Power cuts in the middle of imports, compaction, rollback and index on ext4 in an image: what acknowledged work was lost."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from record import ROOT, keep

sys.path.insert(0, str(ROOT / "tests"))

from faults.children import children
from faults.operations import copy_home, make_home, write_files
from faults.power import NoImagesError, cut_once, moment

OPERATIONS = ("import_many", "compact", "derive", "index", "rollback")


def main() -> int:
    """Cut so often, or say that this machine cannot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20260318)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", file=sys.stderr)
    chance = random.Random(asked.seed)
    cuts: Counter[str] = Counter()
    lost: list[str] = []
    with tempfile.TemporaryDirectory(prefix="faults-power-") as folder, children() as nursery:
        work = Path(folder)
        files, prepared = work / "files", work / "prepared"
        write_files(files)
        make_home(prepared, files)
        times = {}
        for operation in OPERATIONS:
            home = copy_home(prepared, work / f"life-{operation}")
            times[operation] = nursery.run(f"faults.operations:{operation}", home, files)["seconds"]
        for number in range(asked.cuts):
            operation = chance.choice(OPERATIONS)
            try:
                found = cut_once(
                    nursery, work, prepared, files, operation, moment(chance, times[operation])
                )
            except NoImagesError:
                print("跳过：这台机器不能挂载映像（要root和loop设备）", file=sys.stderr)
                return 1
            cuts[operation] += 1
            if found:
                lost.append(f"cut {number}: {operation}: {found}")
            if (number + 1) % 20 == 0:
                print(f"{number + 1:,} cuts, {len(lost)} lost", file=sys.stderr, flush=True)
    keep(
        "faults_power",
        command=f"./zhishu bench faults_power --cuts {asked.cuts} --seed {asked.seed}",
        data={"seed": asked.seed, "file_system": "ext4, commit=300, loop"},
        figures={
            "cuts": dict(cuts),
            "cuts_in_all": sum(cuts.values()),
            "lost_or_wrong": len(lost),
            "told": lost[:20],
        },
        floors={"nothing acknowledged is lost": not lost},
        libraries=("duckdb", "pyarrow", "tantivy"),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
