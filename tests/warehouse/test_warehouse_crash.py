"""Real processes, really killed: the last good version is served, a re-run finishes the work, nothing is left over."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

FIRST = """
with warehouse.publication("第一次", "源") as publication:
    publication.merge(A, rows(0, 50), ("key", "value"))
    publication.replace(B, rows(0, 50))
"""
SECOND = """
with warehouse.publication("第二次", "源", tables=(A, B)) as publication:
    report = publication.merge(A, rows(25, 100, 2), ("key", "value"))
    publication.replace(B, publication.stream("SELECT key, value FROM a"), [("k0",)])
print(report.accepted, report.unchanged, publication.snapshot)
"""
POINTS = {
    "import.while_reading": 1,
    "publish.before_switch": 1,
    "publish.during_switch": 1,
    "publish.after_switch": 2,
}
Names = Callable[[Path], list[str]]


def state(home: Path, pair: tuple[Table, Table]) -> list[Any]:
    warehouse = Warehouse.open(home, pair)
    sql = "SELECT count(*), sum(value)::BIGINT FROM "
    return [warehouse.query(sql + name).rows[0] for name in ("a", "b")]


GOOD = {1: [(50, 50), (50, 50)], 2: [(100, 175), (100, 175)]}


@pytest.mark.parametrize(("point", "served"), POINTS.items())
def test_killed_at(
    point: str,
    served: int,
    child: Any,
    home: Path,
    tmp_path: Path,
    pair: tuple[Table, Table],
    stored_files: Names,
) -> None:
    control = tmp_path / "control"
    for folder in (home, control):
        assert child(FIRST, folder).wait() == 0
    assert child(SECOND, control).communicate()[0].split() == ["75", "0", "2"]

    assert child(SECOND, home, ZHISHU_FAULTPOINT=point).wait() == -signal.SIGKILL
    warehouse = Warehouse.open(home, pair)
    assert warehouse.snapshot() == served
    assert state(home, pair) == GOOD[served]
    assert warehouse.verify() == []

    warehouse.gc()
    assert state(home, pair) == GOOD[served]
    rerun = child(SECOND, home).communicate()[0].split()
    assert rerun == (["75", "0", "2"] if served == 1 else ["0", "75", "2"])
    assert state(home, pair) == GOOD[2] == state(control, pair)
    warehouse.gc()
    assert stored_files(home) == stored_files(control), "nothing lost, nothing left over"
    assert warehouse.verify() == []


def test_a_rerun_needs_no_collection_before_it(
    child: Any, home: Path, pair: tuple[Table, Table]
) -> None:
    assert child(FIRST, home).wait() == 0
    for point in ("publish.during_switch", "publish.before_switch"):
        assert child(SECOND, home, ZHISHU_FAULTPOINT=point).wait() == -signal.SIGKILL
    assert child(SECOND, home).communicate()[0].split() == ["75", "0", "2"]
    assert state(home, pair) == GOOD[2]


def test_killed_at_the_very_first_publication(
    child: Any, home: Path, pair: tuple[Table, Table]
) -> None:
    assert child(FIRST, home, ZHISHU_FAULTPOINT="publish.during_switch").wait() == -signal.SIGKILL
    warehouse = Warehouse.open(home, pair)
    assert (warehouse.snapshot(), warehouse.verify()) == (0, [])
    assert warehouse.query("SELECT count(*) FROM a").value() == 0
    assert child(FIRST, home).wait() == 0
    assert state(home, pair) == GOOD[1]


def test_killed_at_any_moment(child: Any, home: Path, pair: tuple[Table, Table]) -> None:
    """Publications without end, killed at four moments: each acknowledged one is there, none is half there."""
    lines = """
for n in range(warehouse.snapshot(), 10_000):
    with warehouse.publication("无尽", "源") as publication:
        publication.merge(A, rows(n, n + 1), ("key", "value"))
        publication.replace(B, rows(n, n + 1))
    print(publication.snapshot, flush=True)
"""
    acknowledged = 0
    for pause in (0.11, 0.23, 0.05, 0.31):
        process = child(lines, home)
        said = [process.stdout.readline()]
        time.sleep(pause)
        process.kill()
        said += process.communicate()[0].split()
        acknowledged = max([acknowledged, *map(int, said)])
        warehouse = Warehouse.open(home, pair)
        assert warehouse.snapshot() >= acknowledged
        (a, _), (b, _) = state(home, pair)
        assert a == b == warehouse.snapshot()
    assert acknowledged >= 4
    assert warehouse.verify() == []
    warehouse.gc()
    assert warehouse.gc().files == 0


def test_writers_in_two_processes_lose_nothing(
    child: Any, home: Path, pair: tuple[Table, Table]
) -> None:
    lines = """
for n in range(6):
    with warehouse.publication("并行", "源") as publication:
        publication.merge({table}, rows(n * 10 + {first}, n * 10 + {first} + 5), ("key", "value"))
"""
    children = [
        child(lines.format(table=table, first=first), home)
        for table, first in (("A", 0), ("A", 5), ("B", 0))
    ]
    for process in children:
        assert process.wait() == 0, process.stderr.read()
    warehouse = Warehouse.open(home, pair)
    assert warehouse.snapshot() == 18
    assert state(home, pair) == [(60, 60), (30, 30)]
    for info in warehouse.snapshots()[:-1]:
        assert len(info.written) == 1
    assert warehouse.verify() == []


def test_readers_in_another_process_see_whole_snapshots(
    child: Any, home: Path, pair: tuple[Table, Table]
) -> None:
    lines = """
print("ready", flush=True)
import time
deadline = time.monotonic() + 20
seen = set()
while time.monotonic() < deadline and 12 not in seen:
    sql = "SELECT (SELECT count(*) FROM a) AS a, (SELECT count(*) FROM b) AS b, (SELECT count(_digest) FROM a) AS c"
    ((a, b, c),) = warehouse.query(sql).rows
    assert a == b == c, (a, b, c)
    seen.add(a)
print(sorted(seen))
"""
    readers = [child(lines, home) for _ in range(2)]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    warehouse = Warehouse.open(home, pair)
    for n in range(12):
        with warehouse.publication("测试", "源") as publication:
            for table in pair:
                publication.replace(table, [{"key": f"k{n}", "value": n}])
        if n == 6:
            warehouse.compact()
    for reader in readers:
        said, complaint = reader.communicate()
        assert reader.returncode == 0, complaint
        assert "12" in said


@pytest.mark.parametrize("size", [100, 900, 1_500, 4_000, 30_000])
def test_a_disk_that_is_full_is_told_and_nothing_is_lost(
    size: int, child: Any, home: Path, pair: tuple[Table, Table], stored_files: Names
) -> None:
    """No file may grow past a size, as on a full disk: at the first write, in the middle, near the end."""
    assert child(FIRST, home).wait() == 0
    before = stored_files(home)
    full = f"""
import resource
from zhishu.base.errors import ZhishuError
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
big = [{{"key": f"k{{n * 7919 % 100003}}", "value": n}} for n in range(20_000)]
try:
    with warehouse.publication("写满", "源") as publication:
        publication.merge(A, big, ("key", "value"))
except ZhishuError as error:
    assert error.code == "storage", error
    assert error.next_step
    print("told")
"""
    said, complaint = child(full, home).communicate()
    assert said == "told\n", complaint
    assert state(home, pair) == GOOD[1]
    warehouse = Warehouse.open(home, pair)
    assert warehouse.verify() == []
    warehouse.gc()
    assert stored_files(home) == before
    assert child(SECOND, home).wait() == 0
    assert state(home, pair) == GOOD[2]


def test_a_forked_worker_reads_for_itself(
    child: Any, home: Path, pair: tuple[Table, Table]
) -> None:
    """A server that looked at the warehouse before it forked its workers."""
    lines = """
import os
sql = "SELECT count(*) FROM a JOIN b USING (key)"
assert warehouse.query(sql).value() == 50
worker = os.fork()
answer = warehouse.query(sql).value(), warehouse.query("SELECT max(value) FROM b").value()
assert answer == (50, 1)
if worker == 0:
    os._exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == 7
"""
    assert child(FIRST, home).wait() == 0
    process = child(lines, home)
    assert process.wait(timeout=60) == 0, process.stderr.read()
