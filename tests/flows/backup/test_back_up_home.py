"""A backup holds everything of one moment, comes back elsewhere, and never costs the last good one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhishu.base.errors import BusyError, DamagedDataError, ZhishuError
from zhishu.flows.back_up_home import back_up_home
from zhishu.flows.count_home import count_tables
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.read_backup import read_backup
from zhishu.flows.restore_home import restore_home
from zhishu.flows.search_everything import search_everything
from zhishu.search.edition import read_pointer
from zhishu.warehouse.archive import read_contents, unpack_archive, write_archive
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock

State = Callable[[Path], dict[str, Any]]


def test_everything_comes_back_on_another_machine(
    archive: Path, built_home: Path, tmp_path: Path, state: State
) -> None:
    """Only the file goes over: another path, no key, an index made anew."""
    moved = shutil.copy(archive, tmp_path / "带来的备份.tar")
    home = tmp_path / "另一台" / "数据"
    report = restore_home(Path(moved), home)
    assert (report.snapshot, report.old, report.key) == (5, None, False)
    assert state(home) == state(built_home)
    answer = search_everything(home, "质押融资", as_of=None)
    assert answer.totals["policy"] >= 1 and not answer.is_behind
    assert not (home / "restoring").exists() and not (home / "secret_key").exists()
    assert stat.S_IMODE((home / "portal.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "uploads").stat().st_mode) == 0o700


def test_the_file_is_a_plain_tar_of_the_owner_alone_without_keys(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as opened:
        names = opened.getnames()
        assert names[0] == "manifest.json" and names[-1] == "seal.json"
        assert all(one.isreg() for one in opened.getmembers())
        segment = next(one for one in opened.getmembers() if one.name.endswith(".parquet"))
        stored = opened.extractfile(segment)
        assert stored is not None and stored.read(4) == b"PAR1"
    assert not [name for name in names if "secret" in name or name.startswith(("index", "static"))]
    assert {"portal.sqlite3", "instance.yaml", "warehouse/current"} <= set(names)


def test_keys_go_apart_and_come_back(city: Path, tmp_path: Path) -> None:
    (city / "secret_key").write_text("k" * 64)
    keys = tmp_path / "密钥"
    report = back_up_home(city, tmp_path / "kept", keys=keys)
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    home = tmp_path / "back"
    assert restore_home(report.file, home, keys=keys).key
    assert (home / "secret_key").read_text() == "k" * 64
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    keys.write_text("太短")
    with pytest.raises(ZhishuError, match="不像"):
        restore_home(report.file, tmp_path / "never", keys=keys)
    assert not (tmp_path / "never").exists()


def test_the_index_comes_along_when_asked(city: Path, tmp_path: Path) -> None:
    report = back_up_home(city, tmp_path / "kept", with_index=True)
    home = tmp_path / "back"
    restore_home(report.file, home)
    assert read_pointer(home / "index") == read_pointer(city / "index")
    assert not search_everything(home, "质押融资", as_of=None).is_behind


LOOP = """
import sqlite3, sys
from pathlib import Path
from zhishu.flows.import_file import import_file
home = Path(sys.argv[1])
database = sqlite3.connect(home / "portal.sqlite3", isolation_level=None, timeout=20)
for number in range(400):
    name = f"{number}.txt"
    upload = home / "uploads" / name
    upload.write_text(f"云澜市人民政府关于第{number}号事项的通知\\n云政发〔2026〕{number + 1}号\\n一、要求\\n做好工作。\\n", encoding="utf-8")
    database.execute("INSERT INTO work (name, done) VALUES (?, false)", (name,))
    import_file(home, upload, kind="policy")
    database.execute("UPDATE work SET done = true WHERE name = ?", (name,))
    upload.unlink()
    print(number, flush=True)
"""


def test_taken_while_imports_go_on_it_is_of_one_moment(city: Path, tmp_path: Path) -> None:
    """No job is lost between the portal's rows, the waiting uploads and the warehouse of a backup."""
    with sqlite3.connect(city / "portal.sqlite3") as database:
        database.execute("CREATE TABLE work (name TEXT, done BOOL)")
    database.close()
    worker = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(city)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    files = []
    try:
        for _ in range(4):
            worker.stdout.readline()
            files.append(back_up_home(city, tmp_path / "kept" / f"{len(files)}.tar").file)
        assert worker.poll() is None, "the imports went on all the while"
    finally:
        worker.kill()
        worker.communicate()
    seen = set()
    for number, file in enumerate(files):
        told = read_backup(file)
        home = tmp_path / f"back-{number}"
        restore_home(file, home)
        assert told.tables == count_tables(open_warehouse(home), told.snapshot)
        assert told.tables == count_tables(open_warehouse(city), told.snapshot)
        imported = set(open_warehouse(home).query("SELECT file_name FROM imports").values())
        with sqlite3.connect(home / "portal.sqlite3") as rows:
            work = rows.execute("SELECT name, done FROM work").fetchall()
        rows.close()
        assert work
        for name, done in work:
            assert name in imported or (not done and (home / "uploads" / name).is_file()), name
        seen.add(told.snapshot)
    assert len(seen) == 4


def test_only_the_newest_of_this_home_are_kept(
    city: Path, built_home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    other = back_up_home(built_home, folder / "of-another.tar").file
    (folder / "notes.tar").write_bytes(b"no backup")
    made = [back_up_home(city, folder / f"{number}.tar").file for number in range(3)]
    for number, path in enumerate(made):
        _redate(path, f"2026-01-0{number + 1}T00:00:00+00:00")
    report = back_up_home(city, folder, keep=2)
    assert set(report.removed) == {made[0], made[1]}
    assert sorted(folder.iterdir()) == sorted([other, folder / "notes.tar", made[2], report.file])

    _flip(next(city.glob("warehouse/tables/patents/segments/*")))
    with pytest.raises(DamagedDataError, match="patents/segments"):
        back_up_home(city, folder, keep=1)
    assert sorted(folder.iterdir()) == sorted([other, folder / "notes.tar", made[2], report.file])


def _redate(path: Path, made_at: str) -> None:
    """The same backup as if it had been made on another day, sealed anew."""
    contents = read_contents(path)
    folder = path.with_suffix(".members")
    folder.mkdir()
    paths = [(member, folder / str(number)) for number, member in enumerate(contents.members)]
    places = dict(paths)
    unpack_archive(path, lambda member: places[member].open("wb"))
    with path.open("wb") as stream:
        write_archive(stream, {**contents.told, "made_at": made_at}, paths)
    shutil.rmtree(folder)


def _flip(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_what_cannot_be_backed_up_is_named_and_nothing_is_left(
    city: Path, tmp_path: Path, left_over: Callable[..., list[str]]
) -> None:
    folder = tmp_path / "kept"
    for target in (city / "backups", city / "warehouse" / "x.tar"):
        with pytest.raises(ZhishuError, match="不能放在数据文件夹里面"):
            back_up_home(city, target)
    (city / "rulebook" / "link").symlink_to("/etc")
    with pytest.raises(ZhishuError, match="指向别处"):
        back_up_home(city, folder)
    (city / "rulebook" / "link").unlink()
    raw = next(city.glob("warehouse/raw/sha256/*/*"))
    _flip(raw)
    with pytest.raises(DamagedDataError, match=raw.name):
        back_up_home(city, folder)
    raw.unlink()
    (city / "warehouse" / "current").write_bytes(b"{}")
    with pytest.raises(DamagedDataError, match="指针"):
        back_up_home(city, folder)
    assert list(folder.iterdir()) == []
    assert left_over(city, folder) == []


def test_a_database_that_is_not_sound_is_not_backed_up(city: Path, tmp_path: Path) -> None:
    path = city / "portal.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:8192] = os.urandom(4096)
    path.write_bytes(content)
    with pytest.raises(DamagedDataError, match="数据库"):
        back_up_home(city, tmp_path / "kept")


def test_collection_waits_for_a_backup(city: Path) -> None:
    warehouse = open_warehouse(city)
    with warehouse.holding("备份") as hold:
        with pytest.raises(BusyError):
            warehouse.gc(keep=1, wait_seconds=0)
        assert all(path.exists() for path in hold().files)
    assert warehouse.gc(keep=1).snapshots == (1, 2, 3, 4)


def test_two_backups_of_a_home_do_not_mix(city: Path, tmp_path: Path) -> None:
    lock = Layout.of_home(city).root / "locks" / "backup.lock"
    with (
        hold_lock(lock, what="备份", reason="备份", wait_seconds=0),
        pytest.raises(BusyError, match="备份"),
    ):
        back_up_home(city, tmp_path / "kept")


def test_a_home_with_nothing_but_accounts_comes_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with sqlite3.connect(home / "portal.sqlite3") as database:
        database.execute("CREATE TABLE people (name TEXT)")
        database.execute("INSERT INTO people VALUES ('陈静')")
    database.close()
    report = back_up_home(home, tmp_path / "kept")
    restore_home(report.file, tmp_path / "back")
    with sqlite3.connect(tmp_path / "back" / "portal.sqlite3") as database:
        assert database.execute("SELECT name FROM people").fetchall() == [("陈静",)]
    database.close()
