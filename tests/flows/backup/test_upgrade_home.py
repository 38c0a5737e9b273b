"""A home frozen by the program before is upgraded with nothing lost, killed at every point, refused by older ones."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import tarfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import zhishu
from forked_commands import Run
from served_portal import free_port
from zhishu.base.errors import BusyError, ZhishuError
from zhishu.flows.copy_sqlite import count_sqlite
from zhishu.flows.count_home import count_tables
from zhishu.flows.measure_indicator import measure_indicator
from zhishu.flows.open_warehouse import ALL_TABLES, open_warehouse
from zhishu.flows.restore_home import restore_home
from zhishu.flows.upgrade_home import upgrade_home
from zhishu.rights import tables as rights
from zhishu.warehouse.home_version import read_upgrade, with_portal
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.version import FORMAT, encode_pointer, hash_bytes, read_pointer
from zhishu.warehouse.warehouse import Warehouse

# Made by tools/make_old_home.sh with the program of commit 70a3e00.
FROZEN = Path(__file__).resolve().parents[2] / "data/home-1.tar.xz"
MIGRATION = (
    "migration.after_backup",
    "migration.after_mark",
    "publish.during_switch",
    "migration.after_derive",
    "migration.after_stamp",
    "migration.after_portal",
    "migration.before_finish",
)
DERIVED = {table.name for table in rights.DERIVED}
INDICATORS = ("valid_inventions", "valid_inventions_per_10k", "filings_and_grants")


@pytest.fixture
def old_home(tmp_path: Path) -> Path:
    """The frozen home."""
    home = tmp_path / "home"
    with tarfile.open(FROZEN) as frozen:
        frozen.extractall(home, filter="data")
    return home


def tables_of(home: Path) -> dict[str, Any]:
    warehouse = Warehouse.open(home, ALL_TABLES)
    assert warehouse.verify() == []
    return count_tables(warehouse, warehouse.snapshot())


def periods_of(home: Path) -> list[tuple[Any, ...]]:
    """The legal periods in the columns that version 1 had of them."""
    warehouse = Warehouse.open(home, ALL_TABLES)
    sql = "SELECT patent_id, state, from_on, until_on, reason FROM legal_periods ORDER BY ALL"
    return warehouse.query(sql).rows


def people_of(home: Path) -> dict[str, list[dict[str, Any]]]:
    """What people decided: the rows of the tables that are not a library's own bookkeeping."""
    found = {}
    with sqlite3.connect(home / "portal.sqlite3") as database:
        database.row_factory = sqlite3.Row
        for name in sorted(count_sqlite(home / "portal.sqlite3")):
            if name.startswith(("accounts_", "jobs_")):
                found[name] = [dict(row) for row in database.execute(f"SELECT * FROM {name}")]
    database.close()
    return found


def is_kept(before: dict[str, list[dict[str, Any]]], home: Path) -> bool:
    """Whether every row has every value it had; the new version's own columns come beside them."""
    now = people_of(home)
    return all(
        len(rows) == len(now[name])
        and all(old.items() <= new.items() for old, new in zip(rows, now[name], strict=True))
        for name, rows in before.items()
    )


def spoil_patents(home: Path) -> None:
    """As if the rule of the version before had put the patents together otherwise."""
    warehouse = Warehouse.open(home, ALL_TABLES)
    table = warehouse.table("patents")
    columns = [column.name for column in table.columns]
    rows = warehouse.query("SELECT * FROM patents ORDER BY patent_id LIMIT 3").dicts()
    with warehouse.publication("旧规则", "旧版本") as work:
        work.replace(
            table, [{name: row[name] for name in columns} | {"title": "旧"} for row in rows]
        )
    stamp(home, 1)


def stamp(home: Path, version: int) -> None:
    """Put a version on a home, as the program of that version does."""
    layout = Layout.of_home(home)
    value = json.loads(encode_pointer(read_pointer(layout)))
    del value["self_sha256"]
    value["format"] = version

    def encode(one: dict[str, Any]) -> bytes:
        return (json.dumps(one, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()

    layout.pointer.write_bytes(encode({**value, "self_sha256": hash_bytes(encode(value))}))


def test_every_fault_point_of_the_upgrade_is_tried() -> None:
    text = (Path(zhishu.__file__).parent / "flows/upgrade_home.py").read_text("utf-8")
    named = set(re.findall(r'faultpoint\("(migration\.\w+)"\)', text))
    assert named == {one for one in MIGRATION if one.startswith("migration.")}


def test_an_old_home_is_upgraded_with_nothing_lost_wherever_it_was_killed(
    old_home: Path, tmp_path: Path, run: Run
) -> None:
    right, periods = tables_of(old_home), periods_of(old_home)
    spoil_patents(old_home)
    before, people = tables_of(old_home), people_of(old_home)
    assert len(people["accounts_user"]) == 5
    assert before["patents"] != right["patents"]
    for command in (["serve", "--port", free_port()], ["import", FROZEN], ["warehouse", "status"]):
        refused = run(*command, "--home", old_home)
        assert refused.returncode == 1 and "zhishu upgrade" in refused.stderr, refused.stderr

    for point in MIGRATION:
        done = run("upgrade", "--home", old_home, ZHISHU_FAULTPOINT=point)
        assert done.returncode == -signal.SIGKILL, f"{point}: {done.stderr}"
        with pytest.raises(ZhishuError, match="zhishu upgrade"):
            open_warehouse(old_home)
        now = tables_of(old_home)
        assert {name: now[name] for name in now if name not in DERIVED} == {
            name: before[name] for name in before if name not in DERIVED
        }
        assert is_kept(people, old_home)
    done = run("upgrade", "--home", old_home)
    assert done.returncode == 0, done.stderr
    # The periods have got columns, with them another digest, and no other content; some tables are new.
    widened = DERIVED - {"patents"}
    assert {name: one for name, one in tables_of(old_home).items() if name not in widened} == {
        name: one for name, one in right.items() if name not in widened
    }, "derived again, and nothing else changed"
    assert periods_of(old_home) == periods
    asked = "SELECT count(*) FROM legal_periods WHERE right_kind IS NULL"
    assert open_warehouse(old_home).query(asked).value() == 0
    assert is_kept(people, old_home)
    for name in INDICATORS:
        was = json.loads((old_home / f"{name}.json").read_text("utf-8"))
        now = measure_indicator(old_home, name, as_of=date(2026, 10, 31), region="990100")
        assert (str(now.value), now.unknown) == (str(was["value"]), was["unknown"])

    upgrade = read_upgrade(old_home)
    assert upgrade is not None and upgrade.finished
    back = tmp_path / "back"
    restored = restore_home(Path(upgrade.backup), back)
    assert restored.version == 1 and tables_of(back) == before, "the way back"
    again = run("upgrade", "--home", old_home)
    assert again.returncode == 0 and "不用升级" in again.stdout


def test_an_older_program_refuses_a_newer_home_and_names_the_backup(
    old_home: Path, tmp_path: Path, run: Run
) -> None:
    report = upgrade_home(old_home, backups=tmp_path / "kept", migrate_portal=lambda: None)
    assert (report.from_version, report.to_version) == (1, FORMAT)
    assert report.backup is not None and report.backup.parent == tmp_path / "kept"
    stamp(old_home, FORMAT + 1)
    for command in (["warehouse", "status"], ["upgrade"], ["serve", "--port", free_port()]):
        done = run(*command, "--home", old_home)
        assert done.returncode == 1
        assert "由更新的程序写成，本程序不能打开" in done.stderr
        assert str(report.backup) in done.stderr
        assert "Traceback" not in done.stderr


def test_a_loss_on_the_way_stops_the_upgrade(
    old_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: a migration that takes away a row it may not touch."""
    from zhishu.flows import upgrade_home as flow

    good = flow.MIGRATIONS[1]

    def lossy(home: Path) -> Any:
        warehouse = Warehouse.open(home, ALL_TABLES)
        parties = warehouse.table("parties")
        [key] = warehouse.query("SELECT party_id FROM parties LIMIT 1").values()
        with warehouse.publication("坏", "坏") as work:
            work.replace(parties, [], [(key,)])
        return good(home)

    monkeypatch.setitem(flow.MIGRATIONS, 1, lossy)
    with pytest.raises(ZhishuError, match="表parties与升级前不同"):
        upgrade_home(old_home, backups=tmp_path / "kept", migrate_portal=lambda: None)
    with pytest.raises(ZhishuError, match="升级没有做完"):
        open_warehouse(old_home)


def test_nobody_upgrades_or_replaces_a_home_whose_portal_is_open(
    old_home: Path, archive: Path, tmp_path: Path
) -> None:
    with with_portal(old_home):
        with pytest.raises(BusyError, match="门户还开着"):
            upgrade_home(old_home, migrate_portal=lambda: None)
        with pytest.raises(BusyError, match="门户还开着"):
            restore_home(archive, old_home, replace=True)
    assert not list(tmp_path.glob("home-*"))
