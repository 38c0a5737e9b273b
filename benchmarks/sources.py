"""Made-up tables for benchmarks: patents and their legal periods as batches, from a seed, in flat memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.warehouse.arrow_kinds import ARROW_TYPES
from zhishu.warehouse.catalogue import find_manifest
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import read_pointer, read_snapshot

HERE = Path(__file__).resolve().parent

SEED = 20260101
AS_OF = date(2026, 10, 31)
CITY = "990100"
BATCH_ROWS = 100_000
LAST_DAY = (AS_OF - date(1970, 1, 1)).days
FIRST_DAY = (date(2005, 1, 4) - date(1970, 1, 1)).days
YEAR_DAYS = 365
# Codes as addresses give them: counties, a zone inside one, the city alone, another city of the
# province, the province alone, another province; the rest (None) is not known.
REGIONS = [
    "990102", "990102001", "990103", "990121", "990122", "990123", "990100", "990200", "990000",
    "340402", None,
]  # fmt: skip
REGION_SHARES = [0.18, 0.20, 0.20, 0.12, 0.10, 0.08, 0.03, 0.03, 0.02, 0.02, 0.02]
KINDS = np.array(["invention", "utility_model", "design"])
SECTIONS = np.array(list("ABCDEFGH"))
Days = npt.NDArray[np.int64]


def patent_batches(
    rows: int, seed: int = SEED, *, batch: int = BATCH_ROWS
) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """(patents, their legal periods), batch by batch; the same arguments give the same batches."""
    for number, first in enumerate(range(0, rows, batch)):
        count = min(batch, rows - first)
        yield _batch(np.random.default_rng([seed, number]), first, count)


def build_warehouse(home: Path, rows: int, *, imports: int = 1, seed: int = SEED) -> None:
    """Publish the tables through the warehouse's own door, in so many publications."""
    each = -(-rows // imports)
    waiting = patent_batches(rows, seed, batch=min(BATCH_ROWS, each))
    warehouse = open_warehouse(home)
    for number in range(imports):
        with warehouse.publication(
            f"测速数据{number + 1}", "benchmark", tables=(PATENTS, LEGAL_PERIODS)
        ) as work:
            names = {
                table: [one.name for one in table.columns] for table in (PATENTS, LEGAL_PERIODS)
            }
            with (
                work.stage(PATENTS, names[PATENTS]) as patents,
                work.stage(LEGAL_PERIODS, names[LEGAL_PERIODS]) as periods,
            ):
                for of_patents, of_periods in islice(waiting, -(-each // BATCH_ROWS)):
                    patents.add_batch(of_patents)
                    periods.add_batch(of_periods)
            work.merge_staged(patents.staged)
            work.merge_staged(periods.staged)


def _batch(
    chance: np.random.Generator, first: int, count: int
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    kind = np.searchsorted([0.45, 0.90], chance.random(count), side="right")
    filed = chance.integers(FIRST_DAY, LAST_DAY - 200, count)
    published = np.minimum(filed + chance.integers(100, 560, count), LAST_DAY)
    waits = np.where(kind == 0, chance.integers(500, 1500, count), chance.integers(100, 300, count))
    granted = filed + waits
    is_granted = (granted <= LAST_DAY) & ((kind != 0) | (chance.random(count) < 0.6))
    region = pa.array(REGIONS).take(pa.array(chance.choice(len(REGIONS), count, p=REGION_SHARES)))
    section = SECTIONS[chance.integers(0, 8, count)]
    year = np.datetime_as_string(filed.astype("datetime64[D]"), "Y")
    serial = first + np.arange(count)
    numbers = pc.binary_join_element_wise(
        pa.array(year),
        pa.array((kind + 1).astype(str)),
        pc.utf8_lpad(pa.array(serial.astype(str)), 8, "0"),
        "",
    )
    grants = pa.array(~is_granted)
    design = pa.array(kind == 2)
    columns = {
        "patent_id": numbers,
        "application_number": numbers,
        "right_kind": pa.array(KINDS[kind]),
        "title": pc.binary_join_element_wise("一种装置及其制备方法", numbers, ""),
        "abstract": pc.binary_join_element_wise(
            "本发明公开了一种装置，包括壳体、支架和传感器，所述壳体与所述支架可拆卸连接",
            numbers,
            "",
        ),
        "first_holder": pc.binary_join_element_wise(
            "云澜第", pa.array((serial * 7919 % 30_011).astype(str)), "制造有限公司", ""
        ),
        "region_code": region,
        "filed_on": _days(filed, pa.array(chance.random(count) < 0.002)),
        "published_on": _days(published, pa.array(kind != 0)),
        "granted_on": _days(granted, grants),
        "main_ipc": pc.if_else(
            design, None, pc.binary_join_element_wise(pa.array(section), "01M10/0525", "")
        ),
        "ipc_section": pc.if_else(design, None, pa.array(section)),
        "claim_count": pa.array(chance.integers(1, 20, count)),
        "cited_by_count": pa.array((chance.random(count) ** 4 * 40).astype(np.int64)),
    }
    patents = _record_batch(PATENTS, columns, count)
    return patents, _periods(chance, patents, kind, (filed, granted), is_granted)


def _periods(
    chance: np.random.Generator,
    patents: pa.RecordBatch,
    kind: npt.NDArray[np.int64],
    days: tuple[Days, Days],
    is_granted: npt.NDArray[np.bool_],
) -> pa.RecordBatch:
    """Pending until the grant, in force (or unknown) from then, ceased after a lapse or the term.

    days: of filing and of the grant.
    """
    filed, granted = days
    count = len(filed)
    term = filed + YEAR_DAYS * np.where(kind == 0, 20, 10)
    lapsed = granted + chance.integers(400, 3000, count)
    ceases = np.where(chance.random(count) < 0.35, np.minimum(lapsed, term), term)
    ceases = np.maximum(ceases, np.where(is_granted, granted, filed) + 1)
    unknown = chance.random(count) < 0.1
    every = np.arange(count)
    alive = np.where(unknown, "unknown", "in_force")
    owner = np.concatenate([every, every[is_granted], every])
    state = np.concatenate(
        [np.repeat("pending", count), alive[is_granted], np.repeat("ceased", count)]
    )
    since = np.concatenate([filed, granted[is_granted], ceases])
    until = np.concatenate(
        [np.where(is_granted, granted, ceases), ceases[is_granted], np.zeros(count, np.int64)]
    )
    order = np.lexsort((since, owner))
    copied = ("patent_id", "right_kind", "filed_on", "granted_on", "region_code", "ipc_section")
    columns = {
        **{name: patents.column(name).take(pa.array(owner[order])) for name in copied},
        "state": pa.array(state[order]),
        "from_on": _days(since[order]),
        "until_on": _days(until[order], pa.array(until[order] == 0)),
        "reason": pa.array(
            np.where(state[order] == "ceased", "期限届满", "已授权，没有已知的终止事务")
        ),
    }
    return _record_batch(LEGAL_PERIODS, columns, len(owner))


def _days(days: Days, missing: pa.Array | None = None) -> pa.Array:
    """Days since 1970 as dates, null where missing."""
    found = pa.array(days.astype(np.int32)).cast(pa.date32())
    return found if missing is None else pc.if_else(missing, None, found)


def _record_batch(table: Table, columns: dict[str, pa.Array], count: int) -> pa.RecordBatch:
    """A batch of all declared columns; those not given are null."""
    arrays = {}
    for column in table.columns:
        kind = ARROW_TYPES[column.kind]
        given = columns.get(column.name)
        arrays[column.name] = pa.nulls(count, kind) if given is None else given.cast(kind)
    return pa.record_batch(arrays)


def segment_paths(home: Path, table: Table) -> list[Path]:
    """The Parquet files that a table consists of now: what a peer reads; they hold no dead rows once compacted."""
    layout = Layout.of_home(home)
    pointer = read_pointer(layout)
    manifest = find_manifest(layout, read_snapshot(layout, pointer.snapshot, pointer.sha256), table)
    if manifest.superseded:
        raise SystemExit(f"{table.name} is not compacted: a peer would count dead rows")
    return [layout.segment(table.name, one.sha256) for one in manifest.segments]


def apart(file: str, *arguments: object) -> dict[str, Any]:
    """What `file` with some arguments prints as JSON, run in a process of its own, with its peak memory.

    The memory of one peer is not the memory of another, nor are its warm caches.
    """
    command = [sys.executable, "-c", _APART, str(HERE), file, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    *printed, peak = done.stdout.splitlines()
    return {**json.loads("\n".join(printed)), "peak_mb": int(peak) // 1024}


# Peak memory by the kernel's own count for this program: that of `getrusage` begins with the parent's.
_APART = """
import re, runpy, sys
from pathlib import Path
here, *sys.argv = sys.argv[1:]
sys.path.insert(0, here)
runpy.run_path(sys.argv[0], run_name="__main__")
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""
