"""The merge rule: accepted, unchanged, superseded, set aside; field by field, in any order."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidValueError
from zhishu.warehouse.report import MergeReport
from zhishu.warehouse.table import Column, Table
from zhishu.warehouse.warehouse import Warehouse

OLD, NEW, NEWER = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
ALL = ("number", "published_on", "title", "holders", "claims")


def put(warehouse: Warehouse, table: Table, rows: Any, carried: Any = ALL) -> MergeReport:
    with warehouse.publication("测试", "源") as publication:
        report = publication.merge(table, rows, carried)
    assert report.rows == (
        report.accepted + report.unchanged + report.superseded + report.set_aside
    )
    assert len(report.set_aside_rows) == report.set_aside
    return report


def shown(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.query(
        "SELECT number, published_on, title, holders, claims FROM rights_example ORDER BY number"
    ).rows


def row(number: str, on: date | None, title: str | None, **more: Any) -> dict[str, Any]:
    return {"number": number, "published_on": on, "title": title, **more}


def counted(report: MergeReport) -> tuple[int, int, int, int]:
    return report.accepted, report.unchanged, report.superseded, report.set_aside


# Files that come one after the other; the counts (accepted, unchanged, superseded, set aside) of the
# last; the table afterwards.
CASES = {
    "new": ([[row("1", OLD, "甲")]], (1, 0, 0, 0), [("1", OLD, "甲", None, None)]),
    "the same again": (
        [[row("1", OLD, "甲")], [row("1", OLD, "甲")]],
        (0, 1, 0, 0),
        [("1", OLD, "甲", None, None)],
    ),
    "a newer record supersedes": (
        [[row("1", OLD, "甲")], [row("1", NEW, "乙")]],
        (1, 0, 0, 0),
        [("1", NEW, "乙", None, None)],
    ),
    "an older record changes nothing": (
        [[row("1", NEW, "乙")], [row("1", OLD, "甲")]],
        (0, 1, 0, 0),
        [("1", NEW, "乙", None, None)],
    ),
    "an older record fills what is null": (
        [[row("1", NEW, None, claims=3)], [row("1", OLD, "甲", claims=9)]],
        (1, 0, 0, 0),
        [("1", NEW, "甲", None, 3)],
    ),
    "a newer record keeps what it does not say": (
        [[row("1", OLD, "甲", holders=["子"])], [row("1", NEW, None, claims=3)]],
        (1, 0, 0, 0),
        [("1", NEW, "甲", ["子"], 3)],
    ),
    "a carried value keeps its own date": (
        # 甲 of 2020 lives on in the record of 2022; 乙 of 2021 is newer than it.
        [[row("1", OLD, "甲")], [row("1", NEWER, None)], [row("1", NEW, "乙")]],
        (1, 0, 0, 0),
        [("1", NEWER, "乙", None, None)],
    ),
    "the same value met again later is dated later": (
        [
            [row("1", OLD, "甲")],
            [row("1", NEWER, None)],
            [row("1", NEW, "甲")],
            [row("1", date(2020, 6, 1), "乙")],
        ],
        (0, 1, 0, 0),
        [("1", NEWER, "甲", None, None)],
    ),
    "on equal dates the later import wins": (
        [[row("1", OLD, "甲")], [row("1", OLD, "乙")]],
        (1, 0, 0, 0),
        [("1", OLD, "乙", None, None)],
    ),
    "a record without a date is older than any": (
        [[row("1", OLD, "甲")], [row("1", None, "乙", claims=1)]],
        (1, 0, 0, 0),
        [("1", OLD, "甲", None, 1)],
    ),
    "twice in one file": (
        [[row("1", OLD, "甲"), row("2", OLD, "乙"), row("1", OLD, "甲")]],
        (2, 0, 1, 0),
        [("1", OLD, "甲", None, None), ("2", OLD, "乙", None, None)],
    ),
    "twice and already known": (
        [[row("1", OLD, "甲")], [row("1", OLD, "甲"), row("1", OLD, "甲")]],
        (0, 1, 1, 0),
        [("1", OLD, "甲", None, None)],
    ),
    "different content in one file": (
        [[row("1", OLD, "甲"), row("1", NEW, "乙"), row("1", OLD, "甲"), row("2", OLD, "丙")]],
        (1, 0, 0, 3),
        [("2", OLD, "丙", None, None)],
    ),
    "different content waits though the record is known": (
        [[row("1", OLD, "甲")], [row("1", OLD, "甲"), row("1", NEW, "乙")]],
        (0, 0, 0, 2),
        [("1", OLD, "甲", None, None)],
    ),
    "without a key": (
        [[row("1", OLD, "甲"), {"title": "乙"}]],
        (1, 0, 0, 1),
        [("1", OLD, "甲", None, None)],
    ),
    "an empty text and an empty list are values": (
        [[row("1", OLD, "甲", holders=["子"])], [row("1", NEW, "", holders=[])]],
        (1, 0, 0, 0),
        [("1", NEW, "", [], None)],
    ),
    "an empty file": ([[]], (0, 0, 0, 0), []),
}


@pytest.mark.parametrize("case", CASES)
def test_merge(case: str, warehouse: Warehouse, rights: Table) -> None:
    files, counts, expected = CASES[case]
    for file in files[:-1]:
        put(warehouse, rights, file)
    assert counted(put(warehouse, rights, files[-1])) == counts
    assert shown(warehouse) == expected
    before = warehouse.snapshot()
    again = put(warehouse, rights, files[-1])
    assert again.accepted == 0
    assert warehouse.snapshot() == before, "an import that accepts nothing publishes nothing"


def test_without_a_date_column_the_later_import_wins(warehouse: Warehouse, counts: Table) -> None:
    names = ("place", "year", "n")
    put(warehouse, counts, [{"place": "甲", "year": 2020, "n": 1}], names)
    put(warehouse, counts, [{"place": "甲", "year": 2020, "n": None}], names)
    put(warehouse, counts, [{"place": "甲", "year": 2021, "n": 5}], names)
    put(warehouse, counts, [{"place": "甲", "year": 2021, "n": 4}], names)
    answer = warehouse.query("SELECT place, year, n FROM counts_example ORDER BY year").rows
    assert answer == [("甲", 2020, 1), ("甲", 2021, 4)]


MISFITS = [
    ("title", "a\x00b", "空字符", "a\\x00b"),
    ("title", "\ud800", "代理项", "\\ud800"),
    ("title", 5, "文本", "5"),
    ("title", b"x", "文本", "b'x'"),
    ("holders", "甲", "列表", "甲"),
    ("holders", ["甲", None], "文本", "['甲', None]"),
    ("claims", "12", "整数", "12"),
    ("claims", True, "整数", "True"),
    ("claims", 2**63, "范围", str(2**63)),
    ("published_on", "2020-01-01", "日期", "2020-01-01"),
    ("published_on", datetime(2020, 1, 1, tzinfo=UTC), "日期", None),
    ("fee", 1.5, "小数", "1.5"),
    ("fee", Decimal("1.23456"), "4位", None),
    ("fee", Decimal(10) ** 16, "范围", None),
    ("fee", Decimal("NaN"), "范围", None),
    ("granted", "是", "是或否", "是"),
    ("granted", 1, "是或否", "1"),
    ("read_at", datetime(2020, 1, 1), "时区", None),  # noqa: DTZ001
    ("number", None, "缺少", ""),
]


@pytest.mark.parametrize(("field", "value", "reason", "raw"), MISFITS)
def test_a_value_that_does_not_fit_sets_its_row_aside(
    field: str, value: Any, reason: str, raw: str | None, warehouse: Warehouse, rights: Table
) -> None:
    good = {"number": "1", "title": "甲", "_row": 1}
    bad = {"number": "2", field: value, "_row": 2}
    report = put(warehouse, rights, [good, bad], [column.name for column in rights.columns])
    assert counted(report) == (1, 0, 0, 1)
    (aside,) = report.set_aside_rows
    assert (aside.row, aside.field) == (2, field)
    assert reason in aside.reason
    assert raw is None or aside.value == raw
    assert warehouse.query("SELECT number FROM rights_example").values() == ["1"]


def test_every_kind_comes_back_as_it_went_in(warehouse: Warehouse, rights: Table) -> None:
    china = timezone(timedelta(hours=8))
    given_row = {
        "number": "𠮷\n'\"\\",
        "published_on": date(1, 1, 1),
        "title": "",
        "holders": ["甲,乙", '"', "[]"],
        "claims": -(2**63),
        "fee": Decimal("9999999999999999.9999"),
        "granted": False,
        "read_at": datetime(2026, 1, 1, 8, 0, 0, 123456, tzinfo=china),
    }
    put(warehouse, rights, [given_row], [column.name for column in rights.columns])
    names = ", ".join(column.name for column in rights.columns)
    answer = warehouse.query(f"SELECT {names} FROM rights_example").first()
    assert answer == given_row
    assert answer is not None
    assert answer["read_at"].tzinfo == UTC
    found = warehouse.query(
        "SELECT number FROM rights_example WHERE read_at = $at AND number = $number",
        {"at": given_row["read_at"], "number": given_row["number"]},
    )
    assert found.values() == [given_row["number"]]


def test_every_row_says_where_it_came_from(warehouse: Warehouse, rights: Table) -> None:
    with warehouse.publication("导入", "甲" * 64) as publication:
        publication.merge(rights, [row("1", OLD, "甲"), row("2", OLD, "乙", _row=9)], ALL)
    put(warehouse, rights, [row("3", OLD, "丙")])
    answer = warehouse.query(
        "SELECT number, _source, _row, _snapshot, length(_digest) FROM rights_example ORDER BY ALL"
    ).rows
    assert answer == [("1", "甲" * 64, 1, 1, 64), ("2", "甲" * 64, 9, 1, 64), ("3", "源", 1, 2, 64)]


def test_a_column_that_is_not_carried_is_a_fault_of_the_importer(
    warehouse: Warehouse, rights: Table
) -> None:
    with pytest.raises(ValueError, match="not carried: title"):
        put(warehouse, rights, [row("1", OLD, "甲")], ("number", "published_on"))
    with pytest.raises(ValueError, match="no column"):
        put(warehouse, rights, [], ("number", "colour"))
    assert warehouse.snapshot() == 0


# Property: whatever is imported, in whatever order, every field has its newest value.

SMALL = Table(
    "small",
    "小表",
    (
        Column("key", "text", "键"),
        Column("on", "date", "日"),
        Column("x", "text", "甲"),
        Column("y", "integer", "乙"),
        Column("z", "texts", "丙"),
    ),
    ("key",),
    "on",
)
VALUES = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["a", "b", "c"]),
        "x": st.none() | st.sampled_from(["", "p", "q"]),
        "y": st.none() | st.integers(0, 2),
        "z": st.none() | st.lists(st.sampled_from(["s", "t"]), max_size=2),
    }
)
FILES = st.lists(
    st.tuples(
        st.lists(VALUES, max_size=4), st.sets(st.sampled_from(["x", "y", "z"])), st.booleans()
    ),
    min_size=1,
    max_size=4,
)


def newest_values(files: list[tuple[date | None, list[dict[str, Any]]]]) -> list[tuple[Any, ...]]:
    """The rule told in another way: per key and field the non-null value of the newest file."""
    known: dict[str, dict[str, tuple[date, Any]]] = {}
    for on, rows in files:
        for key in {one["key"] for one in rows}:
            same = [one for one in rows if one["key"] == key]
            if any(one != same[0] for one in same):
                continue
            record = known.setdefault(key, {})
            for field, value in {**same[0], "on": on}.items():
                at = on or date.min
                if value is not None and (field not in record or record[field][0] < at):
                    record[field] = (at, value)
    fields = ("key", "on", "x", "y", "z")
    return sorted(
        tuple(record[field][1] if field in record else None for field in fields)
        for record in known.values()
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=FILES, order=st.randoms(use_true_random=False))
def test_imports_commute(files: list[Any], order: Any) -> None:
    dated = []
    for number, (rows, carried, has_date) in enumerate(files):
        on = OLD + timedelta(days=number) if has_date or number else None
        kept = [
            {field: one[field] if field in carried or field == "key" else None for field in one}
            for one in rows
        ]
        dated.append((on, kept))
    order.shuffle(dated)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse.open(Path(folder), (SMALL,))
        names = [column.name for column in SMALL.columns]
        with warehouse.publication("测试", "源") as publication:
            for on, rows in dated:
                report = publication.merge(SMALL, [{**one, "on": on} for one in rows], names)
                assert report.rows == len(rows) == sum(counted(report))
        answer = warehouse.query('SELECT key, "on", x, y, z FROM small ORDER BY key').rows
        assert answer == newest_values(dated)
        newest = warehouse.snapshot()
        with warehouse.publication("再导入", "源") as publication:
            for on, rows in dated:
                again = publication.merge(SMALL, [{**one, "on": on} for one in rows], names)
                assert again.accepted == 0
        assert warehouse.snapshot() == newest


def test_derived_rows_that_do_not_fit_are_refused(warehouse: Warehouse, counts: Table) -> None:
    same_key = [{"place": "甲", "year": 1, "n": 1}, {"place": "甲", "year": 1, "n": 2}]
    for rows in (same_key, [{"place": "甲", "year": "1"}], [{"year": 1}]):
        with (
            pytest.raises(InvalidValueError, match="counts_example"),
            warehouse.publication("推导", "源") as publication,
        ):
            publication.replace(counts, rows)
    assert warehouse.snapshot() == 0
