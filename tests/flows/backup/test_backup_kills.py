"""Killed for real at every named fault point, one after another: nothing is lost, a re-run finishes."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import zhishu
from forked_commands import Run
from zhishu.base.errors import BusyError, ZhishuError
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.restore_home import restore_home
from zhishu.warehouse.lock import hold_lock

State = Callable[[Path], dict[str, Any]]
LeftOver = Callable[..., list[str]]

BACKUP = (
    "backup.after_database",
    "backup.while_writing",
    "backup.before_rename",
    "backup.after_rename",
)
RESTORE = (
    "restore.after_moving",
    "restore.after_marking",
    "restore.while_writing",
    "restore.before_database",
    "restore.before_index",
    "restore.before_opening",
)


def test_every_fault_point_of_backup_and_restore_is_tried() -> None:
    source = Path(zhishu.__file__).parent
    named = set()
    for path in source.rglob("*.py"):
        named |= set(
            re.findall(r'faultpoint\("((?:backup|restore)\.\w+)"\)', path.read_text("utf-8"))
        )
    assert named == {*BACKUP, *RESTORE}


def test_a_backup_killed_anywhere_leaves_the_older_ones_and_the_home(
    city: Path, tmp_path: Path, run: Run, state: State, left_over: LeftOver
) -> None:
    folder = tmp_path / "kept"
    before = state(city)
    assert run("backup", folder, "--home", city).returncode == 0
    [first] = folder.iterdir()
    good = first.read_bytes()
    for point in BACKUP:
        done = run("backup", folder, "--home", city, "--keep", 1, ZHISHU_FAULTPOINT=point)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert first.read_bytes() == good, "the last good one stays"
        assert len(list(folder.glob("*.tar"))) == (2 if point == "backup.after_rename" else 1)
    done = run("backup", folder, "--home", city, "--keep", 1)
    assert done.returncode == 0, done.stderr
    [kept] = folder.iterdir()
    assert left_over(city, folder) == []
    restore_home(kept, tmp_path / "back")
    assert state(tmp_path / "back") == before == state(city)


def test_a_restore_killed_anywhere_leaves_the_old_home_and_is_finished_by_the_next(
    archive: Path, built_home: Path, tmp_path: Path, run: Run, state: State
) -> None:
    """The home that stood there is another one; it is moved aside first, and stays as it was."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "instance.yaml").write_text("name: 原来的\n", encoding="utf-8")
    refused = run("restore", archive, "--home", home)
    assert refused.returncode == 1 and "已有内容" in refused.stderr

    for point in RESTORE:
        done = run("restore", archive, "--home", home, "--replace", ZHISHU_FAULTPOINT=point)
        assert done.returncode == -signal.SIGKILL, done.stderr
        [old] = tmp_path.glob("home-before-*")
        assert (old / "instance.yaml").read_text("utf-8") == "name: 原来的\n"
        if home.exists():
            assert (home / "restoring").exists()
            with pytest.raises(ZhishuError, match="恢复没有做完"):
                open_warehouse(home)
    done = run("restore", archive, "--home", home)
    assert done.returncode == 0, done.stderr
    assert state(home) == state(built_home)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", old.name]
    shutil.rmtree(old)


def test_a_restore_under_way_is_not_joined_by_another(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with (
        hold_lock(home / "restoring", what="恢复", reason="恢复", wait_seconds=0),
        pytest.raises(BusyError, match="占用"),
    ):
        restore_home(archive, home)
