"""Making the demo city's files: rows a second, and peak memory at 100,000 and at --patents patents."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

from record import keep
from sources import apart

from zhishu.demo.files import SEED, make_demo

SMALL = 100_000


def make(patents: int) -> None:
    """Write the files, count what they hold, remove them."""
    folder = Path(tempfile.mkdtemp(prefix="zhishu-bench-"))
    try:
        begun = time.perf_counter()
        files = make_demo(folder, patents=patents)
        seconds = time.perf_counter() - begun
        rows = size = 0
        for path in files.all():
            size += path.stat().st_size
            with path.open("rb") as stream:
                rows += sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    finally:
        shutil.rmtree(folder)
    print(json.dumps({"seconds": seconds, "rows": rows, "bytes": size}))


def main() -> None:
    """Two sizes, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patents", type=int, default=1_000_000)
    parser.add_argument("--make", type=int)
    asked = parser.parse_args()
    if asked.make:
        make(asked.make)
        return
    found = {patents: apart(__file__, "--make", patents) for patents in (SMALL, asked.patents)}
    growth = found[asked.patents]["peak_mb"] / found[SMALL]["peak_mb"]
    keep(
        "demo",
        command=f"./zhishu bench demo --patents {asked.patents}",
        data={"patents": asked.patents, "seed": SEED},
        figures={
            f"{patents} patents": {
                "seconds": round(one["seconds"], 1),
                "rows": one["rows"],
                "rows_per_second": round(one["rows"] / one["seconds"]),
                "patents_per_second": round(patents / one["seconds"]),
                "bytes": one["bytes"],
                "peak_mb": one["peak_mb"],
            }
            for patents, one in found.items()
        },
        floors={"memory flat (less than 1.3 times)": growth < 1.3},
        libraries=("numpy", "pyarrow"),
    )


if __name__ == "__main__":
    main()
