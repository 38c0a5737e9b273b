"""SIGKILL at every fault point that the source names: nothing lost, doubled or wrong; a re-run finishes.

Each point has its scenario in the table; one without fails.
"""

from __future__ import annotations

import ast
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults.children import Children
from faults.operations import acknowledged, copy_home
from faults.oracle import holds, orphans, recount, searched, state
from zhishu.flows.open_warehouse import open_warehouse

SOURCE = Path(__file__).resolve().parents[2] / "src"
# The point (with `:n` the n-th pass) and the operations that are killed there. The points of other
# operations are tried beside their other tests, in the file that ELSEWHERE names.
SCENARIOS: dict[str, tuple[str, ...]] = {
    "raw.before_naming": ("import_newer",),
    "raw.after_naming": ("import_newer",),
    "import.while_reading": ("first_import",),
    "segment.before_naming": ("compact",),
    "segment.after_naming": ("first_import",),
    "segment.after_naming:3": ("import_newer",),
    "derive.before_patents": ("import_newer",),
    "derive.before_periods": ("derive",),
    "derive.before_former_names": ("import_renamed",),
    "compact.before_fold": ("compact",),
    "compact.after_fold": ("compact",),
    "publish.before_first_pointer": ("first_import",),
    "publish.before_switch": ("rollback",),
    "publish.after_manifest": ("import_renamed",),
    "publish.after_manifest:4": ("import_newer",),
    "publish.during_switch": ("first_import", "import_newer", "compact", "rollback"),
    "publish.after_switch": ("first_import", "import_newer", "compact", "rollback"),
    "gc.before_giving_up": ("gc",),
    "gc.after_giving_up": ("gc",),
    "gc.while_removing": ("gc",),
    "gc.while_removing:4": ("gc",),
    "index.before_switch": ("index",),
    "index.during_switch": ("index", "rollback"),
    "index.after_switch": ("index",),
}
ELSEWHERE = {
    "backup": "tests/flows/backup/test_backup_kills.py",
    "restore": "tests/flows/backup/test_backup_kills.py",
    "migration": "tests/flows/backup/test_upgrade_home.py",
}
CASES = [(point, name) for point, names in SCENARIOS.items() for name in names]
# After these the answers are those of before.
QUIET = {"compact", "gc", "index", "derive"}


def points_in_source() -> set[str]:
    """The names in all calls of faultpoint; one that is put together cannot be found and is refused."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "faultpoint":
                assert isinstance(node.args[0], ast.Constant), f"{path}: a name that is no literal"
                found.add(str(node.args[0].value))
    return found


def test_every_fault_point_has_a_scenario() -> None:
    found = points_in_source()
    elsewhere = {point for point in found if point.partition(".")[0] in ELSEWHERE}
    assert found - elsewhere == {point.partition(":")[0] for point in SCENARIOS}
    for point in elsewhere:
        path = SOURCE.parent / ELSEWHERE[point.partition(".")[0]]
        assert f'"{point}"' in path.read_text(encoding="utf-8"), point


@pytest.fixture(scope="session")
def finished(
    nursery: Children, prepared: Path, files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[dict[str, Any], list[Any]]]:
    """Rows and answers after an operation that nobody disturbed."""
    known: dict[str, tuple[dict[str, Any], list[Any]]] = {}

    def after(operation: str) -> tuple[dict[str, Any], list[Any]]:
        if operation not in known:
            home = tmp_path_factory.mktemp("finished") / "home"
            if operation != "first_import":
                copy_home(prepared, home)
            done = nursery.run(f"faults.operations:{operation}", home, files)
            assert done["code"] == 0
            rows = holds(home)
            known[operation] = rows, searched(home) if operation != "first_import" else []
        return known[operation]

    return after


@pytest.mark.parametrize(("point", "operation"), CASES, ids=[f"{p}-{o}" for p, o in CASES])
def test_killed_at(
    point: str,
    operation: str,
    nursery: Children,
    prepared: Path,
    files: Path,
    tmp_path: Path,
    finished: Callable[[str], tuple[dict[str, Any], list[Any]]],
) -> None:
    home = tmp_path / "home"
    if operation != "first_import":
        copy_home(prepared, home)
    before = state(home)
    after, answers = finished(operation)
    assert (before == after) == (operation in QUIET)
    run = f"faults.operations:{operation}"

    killed = nursery.run(run, home, files, ZHISHU_FAULTPOINT=point)
    assert killed["signal"] == signal.SIGKILL, "the point was not reached"
    said = [one for one in acknowledged(home) if "rolling_back" not in one]
    assert said == [], "killed before it said anything"
    assert holds(home) in (before, after)
    if point.startswith("publish.after_switch"):
        assert state(home) == after

    assert nursery.run(run, home, files)["code"] == 0
    assert holds(home) == after
    if answers:
        assert searched(home) == answers
    open_warehouse(home).gc()
    assert orphans(home) == []
    assert state(home) == after


@pytest.mark.parametrize("first", ["publish.during_switch", "segment.after_naming:2"])
def test_one_operation_killed_and_another_done_instead(
    first: str, nursery: Children, own: Path, files: Path
) -> None:
    """What a dead process left does not stand in the way of others, nor do they take it for theirs."""
    nursery.run("faults.operations:import_newer", own, files, ZHISHU_FAULTPOINT=first)
    for operation in ("import_renamed", "compact", "gc", "import_newer"):
        assert nursery.run(f"faults.operations:{operation}", own, files)["code"] == 0
    holds(own)
    open_warehouse(own).gc()
    assert orphans(own) == []


def test_the_oracle_finds_what_it_is_for(nursery: Children, own: Path, files: Path) -> None:
    """A planted orphan, a raw file of another name, a log without its rows."""
    assert orphans(own) == []
    stray = own / "warehouse/tables/patents/segments/stray.parquet"
    stray.write_bytes(b"")
    assert orphans(own) == ["warehouse/tables/patents/segments/stray.parquet"]
    stray.unlink()
    warehouse = open_warehouse(own)
    with warehouse.publication("丢一件", "测试") as work:
        [key] = warehouse.query("SELECT record_key FROM patent_publications LIMIT 1").values()
        work.replace(warehouse.table("patent_publications"), [], [(key,)])
    with pytest.raises(AssertionError, match="patent_publications"):
        recount(own)
