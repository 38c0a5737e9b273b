"""A home with everything that a home holds, and the command line that backs it up and restores it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from forked_commands import Run, forked_commands
from small_city import INSTANCE, write_city
from zhishu.cli.serve import prepare_portal, set_up_portal
from zhishu.flows.back_up_home import back_up_home
from zhishu.flows.copy_sqlite import count_sqlite
from zhishu.flows.count_home import count_tables, measure_figures
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import ALL_TABLES
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.warehouse.home_version import in_hand
from zhishu.warehouse.warehouse import Warehouse

LOOSE = {
    "instance.yaml": INSTANCE,
    "rulebook/990100/本市 说明.txt": "由本市填写",
    "uploads/0123456789abcdef": "等待导入的文件",
}


def add_rows(home: Path) -> None:
    """A person and an upload that waits, as the portal writes them."""
    with sqlite3.connect(home / "portal.sqlite3") as database:
        _insert(database, "accounts_user", username="陈静", password="x", role="city_officer")
        _insert(
            database, "jobs_job",
            user_id=1, stored_name="0123456789abcdef", file_name="专利.csv", state="waiting",
        )  # fmt: skip
    database.close()


def _insert(database: sqlite3.Connection, table: str, **values: Any) -> None:
    """A row with the values given, and something that fits in every other column."""
    columns = database.execute(
        f"SELECT name, type, pk FROM pragma_table_info('{table}')"
    ).fetchall()
    row = {
        name: values.get(name, 0 if kind in ("bigint", "bool", "integer") else "2026-11-01")
        for name, kind, pk in columns
        if not pk
    }
    marks = ", ".join(f":{name}" for name in row)
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with its portal's tables, made once; to be copied."""
    home = tmp_path_factory.mktemp("backup") / "home"
    for path in write_city(home.parent / "files"):
        import_file(home, path, synthetic=True)
    for name, text in LOOSE.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    rebuild_index(home)
    set_up_portal(home, prepare_portal(home), only_tables=True)
    add_rows(home)
    return home


@pytest.fixture
def city(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the small city under a path of its own."""
    home = tmp_path / "office" / "home"
    shutil.copytree(built_home, home)
    return home


@pytest.fixture(scope="session")
def archive(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the small city; read only."""
    return back_up_home(built_home, tmp_path_factory.mktemp("kept") / "city.tar").file


State = dict[str, Any]


def state_of(home: Path) -> State:
    """Everything that must come back: tables, rows, figures, files, whole by every hash."""
    with in_hand(home):
        warehouse = Warehouse.open(home, ALL_TABLES)
        assert warehouse.verify() == []
        snapshot = warehouse.snapshot()
        return {
            "snapshots": [(one.number, one.committed_at) for one in warehouse.snapshots()],
            "tables": count_tables(warehouse, snapshot),
            "figures": measure_figures(home, snapshot),
            "rows": count_sqlite(home / "portal.sqlite3"),
            "raws": sorted(path.name for path in home.glob("warehouse/raw/sha256/*/*")),
            "loose": {name: (home / name).read_text(encoding="utf-8") for name in LOOSE},
        }


@pytest.fixture
def state() -> Callable[[Path], State]:
    return state_of


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """The command line for real: run("backup", FOLDER, ZHISHU_FAULTPOINT=...)."""
    with forked_commands() as run:
        yield run


def leftovers(*folders: Path) -> list[str]:
    """Files that a run left half done: staging, parts, temporary homes."""
    found = []
    for folder in folders:
        found += [str(path) for path in folder.rglob("*") if path.name.endswith(".part")]
        found += [str(path) for path in folder.rglob("zhishu-drill-*")]
        found += [str(path) for path in folder.glob("warehouse/staging/backup-*")]
    return found


@pytest.fixture
def left_over() -> Callable[..., list[str]]:
    return leftovers
