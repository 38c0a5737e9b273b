"""Snapshots: each stays readable, one switch for all tables, nothing on an exception; compaction, collection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from zhishu.base.errors import BusyError, InvalidFileError, NotFoundError, ZhishuError
from zhishu.warehouse.table import Column, Table
from zhishu.warehouse.warehouse import Warehouse

Pair = tuple[Table, Table]
NAMES = ("key", "value")


def rows(first: int, last: int, value: int = 1) -> list[dict[str, Any]]:
    return [{"key": f"k{n:04d}", "value": value} for n in range(first, last)]


def publish(warehouse: Warehouse, table: Table, *batches: list[dict[str, Any]]) -> int:
    with warehouse.publication("测试", "源") as publication:
        for batch in batches:
            publication.merge(table, batch, NAMES)
    return publication.snapshot


def totals(warehouse: Warehouse, snapshot: int | None = None, table: str = "a") -> tuple[int, int]:
    sql = f"SELECT count(*), coalesce(sum(value), 0) FROM {table}"
    (answer,) = warehouse.query(sql, snapshot=snapshot).rows
    return answer[0], int(answer[1])


def test_an_empty_home_has_empty_tables_and_nothing_is_written(
    warehouse: Warehouse, home: Path
) -> None:
    assert warehouse.snapshot() == 0
    assert warehouse.snapshots() == []
    assert totals(warehouse) == (0, 0)
    result = warehouse.query("SELECT * FROM a")
    assert result.columns == ("key", "value", "_source", "_row", "_snapshot", "_digest")
    assert warehouse.describe("a").rows == 0
    assert warehouse.verify() == []
    assert warehouse.gc().files == 0
    assert not home.exists()


def test_each_snapshot_stays_readable(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    assert publish(warehouse, a, rows(0, 10)) == 1
    assert publish(warehouse, a, rows(5, 15, 2)) == 2
    assert publish(warehouse, b, rows(0, 3)) == 3
    assert [totals(warehouse, n) for n in (0, 1, 2, 3, None)] == [
        (0, 0),
        (10, 10),
        (15, 25),
        (15, 25),
        (15, 25),
    ]
    assert [totals(warehouse, n, "b") for n in (1, 2, 3)] == [(0, 0), (0, 0), (3, 3)]
    newest, middle, _ = warehouse.snapshots()
    assert (newest.number, newest.tables, newest.written) == (3, {"a": 15, "b": 3}, ("b",))
    assert (middle.reason, middle.source, middle.tables) == ("测试", "源", {"a": 15})
    assert middle.committed_at <= newest.committed_at <= datetime.now(UTC)
    assert [one.number for one in warehouse.snapshots(1)] == [3]
    with pytest.raises(NotFoundError, match="没有第4个快照"):
        totals(warehouse, 4)


def test_one_switch_for_all_tables_or_none(
    warehouse: Warehouse, pair: Pair, home: Path, stored_files: Callable[[Path], list[str]]
) -> None:
    a, b = pair
    publish(warehouse, a, rows(0, 10))
    before = stored_files(home)
    with (
        pytest.raises(RuntimeError, match="halfway"),
        warehouse.publication("测试", "源") as publication,
    ):
        publication.merge(a, rows(0, 20, 3), NAMES)
        publication.replace(b, rows(0, 5))
        assert publication.query("SELECT count(*) FROM a JOIN b USING (key)").value() == 5
        assert totals(warehouse) == (10, 10), "pending rows are seen by nobody else"
        raise RuntimeError("halfway")
    assert (warehouse.snapshot(), totals(warehouse)) == (1, (10, 10))
    assert stored_files(home) == before


def test_a_publication_sees_what_is_pending_in_it(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    publish(warehouse, a, rows(0, 4))
    with warehouse.publication("测试", "源", tables=(a, b)) as publication:
        publication.merge(a, rows(2, 6, 7), NAMES)
        assert list(publication.touched(a)) == [(f"k{n:04d}",) for n in range(2, 6)]
        derived = publication.stream(
            "SELECT key, value * 10 AS value FROM a WHERE key IN (SELECT key FROM touched_a)"
        )
        report = publication.replace(b, derived)
        assert (report.rows, report.written) == (4, 4)
        assert publication.query("SELECT sum(value) FROM b").value() == 280
        publication.merge(a, rows(0, 1, 9), NAMES)
        assert len(list(publication.touched(a))) == 5
        assert list(publication.touched(b)) == [(f"k{n:04d}",) for n in range(2, 6)]
    assert totals(warehouse, table="b") == (4, 280)
    assert warehouse.query("SELECT count(*) FROM a WHERE _snapshot = 2").value() == 5


def test_what_is_asked_in_a_publication_ends_on_the_rows_it_began_with(
    warehouse: Warehouse, pair: Pair
) -> None:
    """Also when they are overridden meanwhile; what is asked then sees the new ones."""
    a, _ = pair
    publish(warehouse, a, rows(0, 9_000))
    with warehouse.publication("测试", "源") as publication:
        running = publication.stream("SELECT value FROM a")
        seen = [next(running)["value"]]
        for value in (2, 3):
            publication.replace(a, rows(0, 9_000, value), [("k8999",)])
            newest = publication.query("SELECT DISTINCT value FROM a")
            assert newest.rows == [(value,)]
        seen += [row["value"] for row in running]
    assert (len(seen), set(seen)) == (9_000, {1})


def test_replacing_nothing_by_nothing_is_no_change(warehouse: Warehouse, pair: Pair) -> None:
    a, _ = pair
    for known in ([], rows(0, 2)):
        publish(warehouse, a, known)
        before = warehouse.snapshot()
        with warehouse.publication("测试", "源") as publication:
            told = publication.replace(a, [], [])
        assert (told.rows, told.written, told.unchanged, told.removed) == (0, 0, 0, 0)
        assert warehouse.snapshot() == before
        assert totals(warehouse) == (len(known), len(known))


def test_replace_writes_what_changed_and_removes(warehouse: Warehouse, pair: Pair) -> None:
    a, _ = pair
    publish(warehouse, a, rows(0, 10))
    with warehouse.publication("推导", "源") as publication:
        report = publication.replace(
            a,
            [*rows(0, 5), {"key": "k0005", "value": None}, *rows(0, 1)],
            [("k0009",), ("k0000",), ("nobody",)],
        )
    assert (report.rows, report.written, report.unchanged, report.removed) == (7, 1, 5, 1)
    assert totals(warehouse) == (9, 8)
    assert totals(warehouse, 1) == (10, 10)
    with warehouse.publication("推导", "源") as publication:
        assert publication.replace(a, rows(0, 5), [("k0009",)]).removed == 0
    assert publication.snapshot == 2, "nothing changed, nothing published"
    publish(warehouse, a, rows(9, 10, 4))
    assert totals(warehouse) == (10, 12)


def test_several_tables_are_replaced_in_one_pass(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    publish(warehouse, a, rows(0, 4))
    publish(warehouse, b, rows(0, 4))

    def batches() -> Iterator[tuple[Table, pa.RecordBatch]]:
        for table, first in ((a, 2), (b, 3), (a, 3)):
            yield table, pa.RecordBatch.from_pylist(rows(first, first + 1, 7))

    with warehouse.publication("测试", "源") as publication:
        old = [("k0000",), ("k0002",)]
        reports = publication.replace_together(batches(), {a: old, b: []})
    assert [(one.table, one.written, one.removed) for one in reports] == [("a", 2, 1), ("b", 1, 0)]
    assert totals(warehouse) == (3, 1 + 7 + 7)
    assert totals(warehouse, table="b") == (4, 3 + 7)


def test_all_rows_of_a_table_can_be_removed(warehouse: Warehouse, pair: Pair) -> None:
    a, _ = pair
    publish(warehouse, a, rows(0, 3))
    with warehouse.publication("推导", "源") as publication:
        assert publication.replace(a, [], [(f"k{n:04d}",) for n in range(3)]).removed == 3
    assert totals(warehouse) == (0, 0)
    assert warehouse.describe("a").segments == 0
    assert totals(warehouse, 1) == (3, 3)
    assert warehouse.verify() == []


def test_many_small_publications_are_folded(warehouse: Warehouse, pair: Pair) -> None:
    a, _ = pair
    with warehouse.publication("测试", "源") as publication:
        publication.merge(a, rows(0, 100), NAMES)
    for n in range(20):
        publish(warehouse, a, rows(n, n + 2, n + 2))
    expected = dict.fromkeys(range(100), 1) | {n: n + 2 for n in range(20)} | {20: 21}
    assert totals(warehouse) == (100, sum(expected.values()))
    assert warehouse.describe("a").segments <= 17
    found = warehouse.query("SELECT key, value, _snapshot FROM a ORDER BY key LIMIT 21").rows
    assert found == [(f"k{n:04d}", n + 2, n + 2) for n in range(20)] + [("k0020", 21, 21)]
    for snapshot in (1, 5, 16, 18):
        assert totals(warehouse, snapshot)[0] == 100
    assert warehouse.verify() == []


def test_compaction_keeps_answers_and_old_snapshots(
    warehouse: Warehouse, pair: Pair, home: Path, stored_files: Callable[[Path], list[str]]
) -> None:
    a, b = pair
    for n in range(5):
        publish(warehouse, a, rows(n, n + 10, n))
    publish(warehouse, b, rows(0, 3))
    everything = "SELECT * FROM a ORDER BY key"
    before = warehouse.query(everything).rows
    assert warehouse.compact("a") == 7
    assert warehouse.query(everything).rows == before
    info = warehouse.describe("a")
    assert (info.segments, info.superseded, info.rows) == (1, 0, 14)
    assert [totals(warehouse, n)[0] for n in range(1, 6)] == [10, 11, 12, 13, 14]
    assert warehouse.compact() == 7, "nothing left to merge"

    assert warehouse.gc().files == 0
    report = warehouse.gc(keep=1)
    assert report.snapshots == (1, 2, 3, 4, 5, 6)
    assert report.files > 5
    assert warehouse.query(everything).rows == before
    assert totals(warehouse, table="b") == (3, 3)
    with pytest.raises(NotFoundError, match="可读的是第7至第7个"):
        totals(warehouse, 6)
    left = stored_files(home)
    assert sum("segments" in name for name in left) == 2
    assert warehouse.verify() == []
    assert warehouse.gc(keep=1).files == 0


def test_collection_removes_what_a_dead_process_left(
    warehouse: Warehouse, pair: Pair, home: Path
) -> None:
    a, _ = pair
    publish(warehouse, a, rows(0, 3))
    root = home / "warehouse"
    left = [
        root / "staging/abc/x.parquet",
        root / "tables/a/segments" / f"{'0' * 64}.parquet",
        root / "tables/a/manifests/9.json",
        root / "snapshots/2.json",
        root / "spill/duckdb_temp_4194305_0_owner",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left over")
    assert warehouse.gc().files == len(left)
    assert not any(path.exists() for path in left)
    assert totals(warehouse) == (3, 3)


def test_a_column_added_later_is_null_in_older_rows(home: Path, pair: Pair) -> None:
    a, _ = pair
    publish(Warehouse.open(home, (a,)), a, rows(0, 3))
    wider = Table("a", "甲", (*a.columns, Column("note", "text", "注")), ("key",))
    warehouse = Warehouse.open(home, (wider,))
    assert warehouse.query("SELECT count(*) - count(note) FROM a").value() == 3
    with warehouse.publication("测试", "源") as publication:
        report = publication.merge(wider, rows(0, 3), NAMES)
        assert report.unchanged == 3, "a column that nobody fills changes no record"
        publication.merge(wider, [{"key": "k0001", "note": "新"}], ("key", "note"))
    found = warehouse.query("SELECT key, value, note FROM a ORDER BY key").rows
    assert found == [("k0000", 1, None), ("k0001", 1, "新"), ("k0002", 1, None)]
    warehouse.compact()
    assert warehouse.query("SELECT key, value, note FROM a ORDER BY key").rows == found
    assert Warehouse.open(home).query("SELECT key, value, note FROM a ORDER BY key").rows == found
    assert Warehouse.open(home).table("a").column("note").title == "注"


def test_another_key_is_another_table(home: Path, pair: Pair) -> None:
    a, _ = pair
    publish(Warehouse.open(home, (a,)), a, rows(0, 3))
    other = Table("a", "甲", a.columns, ("key", "value"))
    with pytest.raises(ZhishuError, match="键与已发布的不同"):
        publish(Warehouse.open(home, (other,)), other, rows(0, 3))


def test_a_table_is_written_by_one_at_a_time(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    with warehouse.publication("导入专利", "源", tables=(a,)):
        with (
            pytest.raises(BusyError, match="导入专利"),
            warehouse.publication("另一个", "源", tables=(a,), wait_seconds=0.05),
        ):
            pass
        publish(warehouse, b, rows(0, 2))
        with pytest.raises(BusyError, match="数据仓库"):
            warehouse.gc(wait_seconds=0.05)
    assert publish(warehouse, a, rows(0, 1)) == 2


def test_publications_of_different_tables_both_stay(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    with warehouse.publication("一", "源") as first:
        first.merge(a, rows(0, 2), NAMES)
        with warehouse.publication("二", "源") as second:
            second.merge(b, rows(0, 3), NAMES)
    assert (second.snapshot, first.snapshot) == (1, 2)
    assert totals(warehouse) == (2, 2)
    assert totals(warehouse, table="b") == (3, 3)
    assert totals(warehouse, 1) == (0, 0)


def test_a_table_locked_late_is_read_as_it_is_then(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    with warehouse.publication("一", "源") as first:
        first.merge(b, rows(0, 1), NAMES)
        publish(warehouse, a, rows(0, 10))
        assert first.merge(a, rows(0, 12), NAMES).accepted == 2
    assert totals(warehouse) == (12, 12)


def test_a_reader_keeps_its_snapshot_during_a_switch(warehouse: Warehouse, pair: Pair) -> None:
    a, _ = pair
    publish(warehouse, a, rows(0, 5000))
    reading = warehouse.stream("SELECT value FROM a")
    seen = [next(reading)["value"]]
    publish(warehouse, a, rows(0, 5000, 2))
    warehouse.compact()
    seen += [one["value"] for one in reading]
    assert seen == [1] * 5000
    assert totals(warehouse) == (5000, 10000)


def test_many_threads_read_while_one_writes(warehouse: Warehouse, pair: Pair) -> None:
    a, b = pair
    publish(warehouse, a, rows(0, 5))
    wrong: list[Any] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                (counts,) = warehouse.query(
                    "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)"
                ).rows
            except ZhishuError as error:
                wrong.append(error)
            else:
                if counts[0] - counts[1] != 5:
                    wrong.append(counts)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(5):
        with warehouse.publication("测试", "源") as publication:
            publication.merge(a, rows(5 + n, 6 + n), NAMES)
            publication.merge(b, rows(n, n + 1), NAMES)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert totals(warehouse) == (10, 10)


def test_raw_files_are_kept_once_by_their_hash(warehouse: Warehouse, tmp_path: Path) -> None:
    source = tmp_path / "原件.csv"
    source.write_bytes("甲,乙\r\n".encode("gb18030") * 200_000)
    first, second = warehouse.keep_raw(source), warehouse.keep_raw(source)
    assert first == second
    assert first.size == source.stat().st_size
    assert warehouse.raw(first.sha256).read_bytes() == source.read_bytes()
    assert warehouse.gc().files == 0
    for name in ("0" * 64, "../../../etc/passwd", "", first.sha256.upper()):
        with pytest.raises(NotFoundError):
            warehouse.raw(name)
    with pytest.raises(InvalidFileError, match="没有这个文件"):
        warehouse.keep_raw(tmp_path / "没有")
    with pytest.raises(InvalidFileError, match="不是文件"):
        warehouse.keep_raw(tmp_path)


def test_a_damaged_raw_file_is_healed_by_keeping_it_again(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    source = tmp_path / "原件"
    source.write_bytes(b"one")
    kept = warehouse.keep_raw(source)
    kept.path.chmod(0o644)
    kept.path.write_bytes(b"two")
    (finding,) = warehouse.verify()
    assert finding.path == kept.path
    with pytest.raises(ZhishuError, match="摘要不符"):
        warehouse.raw(kept.sha256)
    assert warehouse.keep_raw(source) == kept
    assert warehouse.raw(kept.sha256).read_bytes() == b"one"
    assert warehouse.verify() == []


def test_a_home_with_odd_characters_in_its_name(tmp_path: Path, pair: Pair) -> None:
    a, _ = pair
    warehouse = Warehouse.open(tmp_path / "数 据'\"[1]*?{a}$;", (a,))
    publish(warehouse, a, rows(0, 4))
    publish(warehouse, a, rows(2, 6, 3))
    assert totals(warehouse) == (6, 14)
    warehouse.compact()
    assert totals(warehouse) == (6, 14)
    assert warehouse.verify() == []
