"""Short answers are kept for a snapshot; damage, other parameters and other snapshots are still seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhishu.base.errors import DamagedDataError
from zhishu.warehouse.answer_cache import AnswerCache
from zhishu.warehouse.engine import QueryLimitError
from zhishu.warehouse.report import Result
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

SQL = "SELECT place, n FROM counts_example WHERE year = $year ORDER BY place"


def publish(warehouse: Warehouse, counts: Table, n: int) -> None:
    with warehouse.publication("测试", "源") as publication:
        publication.replace(
            counts, [{"place": place, "year": year, "n": n} for place in "甲乙" for year in (1, 2)]
        )


def test_the_same_question_has_the_same_answer_with_a_list_of_its_own(
    warehouse: Warehouse, counts: Table
) -> None:
    publish(warehouse, counts, 5)
    first = warehouse.query(SQL, {"year": 1})
    first.rows.clear()
    again = warehouse.query(SQL, {"year": 1})
    assert again.rows == [("乙", 5), ("甲", 5)] and again.columns == ("place", "n")


def test_parameters_and_snapshots_are_told_apart(warehouse: Warehouse, counts: Table) -> None:
    publish(warehouse, counts, 5)
    assert warehouse.query(SQL, {"year": 3}).rows == []
    publish(warehouse, counts, 6)
    assert warehouse.query(SQL, {"year": 1}).values() == ["乙", "甲"]
    for snapshot, n in ((1, 5), (2, 6), (1, 5)):
        rows = warehouse.query(SQL, {"year": 1}, snapshot=snapshot).rows
        assert rows == [("乙", n), ("甲", n)]
    kinds = [
        warehouse.query("SELECT $x AS x", {"x": x}).value()
        for x in (1, "1", True, date(2026, 1, 1))
    ]
    assert kinds == [1, "1", True, date(2026, 1, 1)]


def test_a_kept_answer_does_not_pass_the_limit_of_rows(warehouse: Warehouse, counts: Table) -> None:
    publish(warehouse, counts, 5)
    assert len(warehouse.query(SQL, {"year": 1})) == 2
    with pytest.raises(QueryLimitError):
        warehouse.query(SQL, {"year": 1}, max_rows=1)


def test_damage_is_an_outage_of_a_kept_answer_too(
    warehouse: Warehouse, counts: Table, home: Path
) -> None:
    publish(warehouse, counts, 5)
    assert len(warehouse.query(SQL, {"year": 1})) == 2
    (segment,) = (home / "warehouse/tables/counts_example/segments").iterdir()
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.chmod(0o644)
    segment.write_bytes(content)
    with pytest.raises(DamagedDataError):
        warehouse.query(SQL, {"year": 1})


def test_answers_are_bounded_by_their_rows() -> None:
    answers = AnswerCache(rows=10, rows_each=4)

    def result(rows: int) -> Result:
        return Result(("n",), [(n,) for n in range(rows)], 1)

    answers.keep("long", result(5))
    for number in range(20):
        answers.keep(number, result(3))
    assert [key for key in ("long", *range(20)) if answers.get(key)] == [18, 19]
    for number in range(100, 200):
        answers.keep(number, result(0))
    assert sum(answers.get(number) is not None for number in range(200)) == 10
