"""Going back to an older snapshot: its state anew, all tables at once, nothing deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhishu.base.errors import DamagedDataError, InvalidValueError, NotFoundError
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

SQL = "SELECT (SELECT sum(value)::BIGINT FROM a), (SELECT count(*) FROM b)"


@pytest.fixture
def filled(warehouse: Warehouse, pair: tuple[Table, Table]) -> Warehouse:
    """Snapshots 1 to 3: `a` overridden in each, `b` written first in the second."""
    a, b = pair
    for n in range(1, 4):
        with warehouse.publication(f"第{n}次", "源") as writing:
            writing.replace(a, [{"key": f"k{i}", "value": n} for i in range(n, n + 5)])
            if n > 1:
                writing.replace(b, [{"key": f"k{n}", "value": n}])
    return warehouse


def answers(warehouse: Warehouse) -> list[tuple[int, int]]:
    return [warehouse.query(SQL, snapshot=n).rows[0] for n in range(1, warehouse.snapshot() + 1)]


def test_the_older_state_is_the_newest_and_every_other_stays(filled: Warehouse) -> None:
    before = answers(filled)
    assert before == [(5, 0), (11, 1), (18, 2)]
    assert filled.roll_back(2, reason=" 导错了文件 ") == 4
    assert answers(filled) == [*before, before[1]]
    newest = filled.snapshots(1)[0]
    assert newest.reason == "回退到第2个快照：导错了文件"
    assert newest.tables == {"a": 6, "b": 1}
    assert filled.verify() == []
    assert filled.roll_back(3, reason="又回来") == 5
    assert answers(filled)[4] == before[2]


def test_a_table_that_was_not_there_yet_is_empty_again(filled: Warehouse) -> None:
    filled.roll_back(1, reason="试")
    assert filled.query(SQL).rows == [(5, 0)]


def test_what_is_imported_after_it_builds_on_the_older_state(
    filled: Warehouse,
    pair: tuple[Table, Table],
    stored_files: Callable[[Path], list[str]],
    home: Path,
) -> None:
    filled.roll_back(1, reason="试")
    with filled.publication("再导入", "源") as writing:
        report = writing.merge(
            pair[0], [{"key": "k1", "value": 1}, {"key": "k9", "value": 9}], ("key", "value")
        )
    assert (report.accepted, report.unchanged) == (1, 1)
    filled.gc(keep=1)
    assert filled.query(SQL).rows == [(14, 0)]
    assert filled.verify() == []
    assert filled.gc().files == 0


def test_collection_keeps_what_a_rollback_brought_back(filled: Warehouse) -> None:
    filled.roll_back(1, reason="试")
    filled.gc(keep=1)
    assert filled.query(SQL).rows == [(5, 0)]
    assert filled.verify() == []
    with pytest.raises(NotFoundError, match="没有第2个快照"):
        filled.roll_back(2, reason="试")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(filled: Warehouse, reason: str) -> None:
    with pytest.raises(InvalidValueError, match="原因"):
        filled.roll_back(1, reason=reason)
    assert filled.snapshot() == 3


def test_the_same_state_is_not_published_again(filled: Warehouse) -> None:
    filled.roll_back(2, reason="试")
    for number in (2, 4):
        with pytest.raises(InvalidValueError, match="相同"):
            filled.roll_back(number, reason="试")
    assert filled.snapshot() == 4


def test_a_damaged_older_state_is_not_published(filled: Warehouse, home: Path) -> None:
    manifest = home / "warehouse/tables/a/manifests/1.json"
    content = manifest.read_bytes()
    manifest.write_bytes(content.replace(b'"rows"', b'"rowz"'))
    with pytest.raises(DamagedDataError, match="表a"):
        filled.roll_back(1, reason="试")
    manifest.write_bytes(content)
    assert filled.roll_back(1, reason="试") == 4


def test_damage_among_what_is_given_up_does_not_keep_it(filled: Warehouse, home: Path) -> None:
    """An officer who gives old snapshots up may do so because they are damaged."""
    (home / "warehouse/tables/a/manifests/1.json").write_bytes(b"{}")
    with pytest.raises(DamagedDataError):
        filled.gc()
    assert [one.is_old for one in filled.verify()] == [True]
    assert filled.gc(keep=2).snapshots == (1,)
    assert filled.verify() == []
