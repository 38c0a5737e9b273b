"""Random damage by the hundred thousand to each kind of file: crashes, hangs, lost rows, growth; slow patterns.

    ./zhishu bench hostile_long --mutations 100000 [--importer NAME] [--first SEED]
    ./zhishu bench hostile_long --patterns
    ./zhishu bench hostile_long --gigabyte

No peer: what is measured is that nothing happens. Every seed makes the same file again (tests/hostile/mutations.py).
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from hostile.mutations import IMPORTERS, run
from hostile.patterns import attacks, find_patterns
from zhishu.importers.door import Door
from zhishu.importers.tabular import CellBatch

# One process reads so many: growth is seen in it, and a crash costs little to find.
CHUNK = 10_000
GROWTH_MB = 32
PATTERN_LENGTH = 100_000


def damage(importer: str, first: int, mutations: int) -> dict[str, Any]:
    """The counts of one importer."""
    begun = time.perf_counter()
    total: dict[str, Any] = dict.fromkeys(
        ("tried", "read", "refused", "crashed", "hung", "rows", "rows_lost"), 0
    )
    traces: list[str] = []
    growth = 0
    for at in range(first, first + mutations, CHUNK):
        told = run(importer, at, min(CHUNK, first + mutations - at))
        for name in total:
            total[name] += told.get(name, 0)
        traces += told.get("traces", [])
        if told.get("memory_mb_before"):
            growth = max(growth, told["memory_mb_after"] - told["memory_mb_before"])
        print(f"{importer}: {total['tried']:,}", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - begun
    return {
        **total,
        "memory_growth_mb": growth,
        "a_second": round(total["tried"] / seconds, 1),
        "traces": traces[:20],
    }


def patterns() -> dict[str, Any]:
    """The slowest pattern on texts of 100,000 characters, and how many texts there were."""
    slowest, place, tried = 0.0, "", 0
    found = find_patterns()
    for one in found:
        source = one.pattern.pattern
        text_of = source.decode() if isinstance(source, bytes) else source
        for attack in attacks(text_of, one.pattern.flags):
            text = attack.text(PATTERN_LENGTH)
            begun = time.process_time()
            one.use(text.encode() if isinstance(source, bytes) else text)
            seconds = time.process_time() - begun
            tried += 1
            if seconds > slowest:
                slowest, place = seconds, one.place
    return {
        "patterns": len(found),
        "texts": tried,
        "slowest_seconds": round(slowest, 3),
        "slowest": place,
    }


def gigabyte() -> dict[str, Any]:
    """A table of 1 GB through the door: rows, seconds, and the most memory of the child and of this process."""
    line = f"公司,,{'类' * 160}\n".encode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "大.csv"
        with file.open("wb") as stream:
            stream.write("企业名称,统一社会信用代码,企业类型\n".encode())
            written = 0
            while stream.tell() < 1 << 30:
                stream.write(line * 10_000)
                written += 10_000
        begun = time.perf_counter()
        child = rows = 0
        with Door() as door, door.table(file) as table:
            helper = door.process_id
            for part in table.batches():
                rows += len(part) if isinstance(part, CellBatch) else 1
                child = max(child, *map(_most_memory, _children(helper)))
        return {
            "bytes": file.stat().st_size,
            "rows_written": written,
            "rows": rows,
            "seconds": round(time.perf_counter() - begun, 1),
            "child_mb": child,
            "parent_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        }


def _children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(one) for one in told.split()] or [process]


def _most_memory(process: int) -> int:
    told = Path(f"/proc/{process}/status").read_text("ascii")
    return int(told.split("VmHWM:")[1].split()[0]) >> 10


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutations", type=int, default=100_000)
    parser.add_argument("--importer", choices=IMPORTERS)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--patterns", action="store_true")
    parser.add_argument("--gigabyte", action="store_true")
    asked = parser.parse_args()
    command = f"./zhishu bench hostile_long {' '.join(sys.argv[1:])}".strip()
    if asked.patterns:
        figures = patterns()
        keep(
            "hostile_patterns",
            command=command,
            data={"characters": PATTERN_LENGTH},
            figures=figures,
            floors={"every pattern within 1 s": figures["slowest_seconds"] <= 1},
        )
        return
    if asked.gigabyte:
        figures = gigabyte()
        keep(
            "hostile_gigabyte",
            command=command,
            data={"bytes": figures["bytes"]},
            figures=figures,
            floors={
                "every row": figures["rows"] == figures["rows_written"],
                "child within 512 MB": figures["child_mb"] <= 512,
                "parent within 512 MB": figures["parent_mb"] <= 512,
            },
            libraries=("pyarrow",),
        )
        return
    importers = [asked.importer] if asked.importer else list(IMPORTERS)
    figures = {name: damage(name, asked.first, asked.mutations) for name in importers}
    keep(
        "hostile_long",
        command=command,
        data={"mutations": asked.mutations, "first_seed": asked.first},
        figures=figures,
        floors={
            f"no {what}": all(one[name] == 0 for one in figures.values())
            for name, what in (("crashed", "crash"), ("hung", "hang"), ("rows_lost", "row lost"))
        }
        | {
            "no growth": all(one["memory_growth_mb"] <= GROWTH_MB for one in figures.values()),
            "all tried": all(one["tried"] == asked.mutations for one in figures.values()),
        },
        libraries=("pyarrow", "fastexcel"),
    )


if __name__ == "__main__":
    main()
