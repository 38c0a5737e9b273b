"""Folding in ranges of keys: bounded parts, no key twice, the same answers, nothing done twice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhishu.warehouse import fold
from zhishu.warehouse.table import Column, Kind, Table
from zhishu.warehouse.warehouse import Warehouse
from zhishu.warehouse.workshop import ROW_GROUP_ROWS

ROWS = 6 * ROW_GROUP_ROWS
KEYS: dict[Kind, Any] = {
    "text": [f"k{n:06d}" for n in range(ROWS)],
    "integer": list(range(ROWS)),
    "date": [date(1900, 1, 1) + timedelta(days=n) for n in range(ROWS)],
}
TYPES = {"text": pa.string(), "integer": pa.int64(), "date": pa.date32()}


def publish(warehouse: Warehouse, table: Table, keys: list[Any], value: int) -> None:
    kind = TYPES[table.column("key").kind]
    batch = pa.record_batch(
        {"key": pa.array(keys, kind), "value": pa.array([value] * len(keys), pa.int64())}
    )
    with warehouse.publication("测试", "源") as work:
        work.replace_batches(table, [batch])


@pytest.mark.parametrize("kind", KEYS)
def test_compaction_makes_segments_whose_keys_follow_one_another(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(fold, "SEGMENT_BYTES", 1 << 20)
    table = Table(
        "a", "甲", (Column("key", kind, "键"), Column("value", "integer", "值")), ("key",)
    )
    warehouse = Warehouse.open(home, (table,))
    for part in range(3):
        publish(warehouse, table, KEYS[kind][part::3], part)
    publish(warehouse, table, KEYS[kind][:10], 9)
    everything = "SELECT key, value, _source, _snapshot, _digest FROM a ORDER BY key"
    before = warehouse.query(everything).rows
    warehouse.compact("a")
    assert warehouse.query(everything).rows == before
    after = warehouse.describe("a")
    assert (after.rows, after.superseded) == (ROWS, 0)
    assert 2 <= after.segments <= 6
    folder = home / "warehouse/tables/a/segments"
    newest = sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
    bounds = sorted(
        (keys[0], keys[-1])
        for path in newest[-after.segments :]
        if (keys := pq.read_table(path)["key"].to_pylist())
    )
    assert all(one[1] < following[0] for one, following in pairwise(bounds))
    assert warehouse.compact("a") == warehouse.snapshot() == 5, "nothing left to fold"


def test_large_segments_are_left_alone_when_a_table_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(
        "a", "甲", (Column("key", "text", "键"), Column("value", "integer", "值")), ("key",)
    )
    warehouse = Warehouse.open(home, (table,))
    monkeypatch.setattr(fold, "SEGMENT_BYTES", 1)
    for n in range(20):
        publish(warehouse, table, [f"k{n}"], n)
    assert warehouse.describe("a").segments == 20
    monkeypatch.setattr(fold, "SEGMENT_BYTES", 24 << 20)
    publish(warehouse, table, ["k99"], 99)
    assert warehouse.describe("a").segments <= 10
    assert warehouse.query("SELECT count(*), sum(value)::BIGINT FROM a").rows == [(21, 289)]
