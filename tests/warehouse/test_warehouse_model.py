"""Any sequence of publications, compactions and collections behaves as a dictionary with a memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhishu.warehouse.table import Column, Table
from zhishu.warehouse.warehouse import Warehouse

T = Table("t", "表", (Column("key", "text", "键"), Column("value", "integer", "值")), ("key",))
KEYS = st.sampled_from("abcdef")
ROWS = st.dictionaries(KEYS, st.integers(0, 2), max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), ROWS),
        st.tuples(st.just("replace"), ROWS, st.sets(KEYS, max_size=3)),
        st.tuples(st.just("break"), ROWS),
        st.just(("compact",)),
        st.tuples(st.just("gc"), st.none() | st.integers(1, 3)),
    ),
    min_size=2,
    max_size=12,
)


def as_rows(values: dict[str, int]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in values.items()]


def take_step(warehouse: Warehouse, step: Any, known: dict[str, int]) -> dict[str, int]:
    """Do a step; what the table should hold afterwards."""
    kind, *given_values = step
    if kind == "compact":
        warehouse.compact()
        return known
    if kind == "gc":
        warehouse.gc(keep=given_values[0])
        return known
    values = given_values[0]
    removed = given_values[1] if kind == "replace" else set()
    try:
        with warehouse.publication("步", "源") as publication:
            if kind == "merge":
                report = publication.merge(T, as_rows(values), ("key", "value"))
                new = {key for key, value in values.items() if known.get(key) != value}
                assert (report.accepted, report.unchanged) == (len(new), len(values) - len(new))
            else:
                publication.replace(T, as_rows(values), [(key,) for key in removed])
            if kind == "break":
                raise RuntimeError("broken off")
    except RuntimeError:
        return known
    return {key: value for key, value in known.items() if key not in removed} | values


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_sequence(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse.open(Path(folder), (T,))
        states: dict[int, dict[str, int]] = {0: {}}
        for step in steps:
            before = warehouse.snapshot()
            after = take_step(warehouse, step, states[before])
            number = warehouse.snapshot()
            assert number in (before, before + 1)
            assert number > before or after == states[before]
            states[number] = after
        readable = [one.number for one in warehouse.snapshots()]
        for number in readable:
            rows = warehouse.query("SELECT key, value FROM t", snapshot=number).rows
            assert dict(rows) == states[number]
            assert len(rows) == len(states[number])
        assert warehouse.verify() == []
        warehouse.gc()
        assert warehouse.gc().files == 0
