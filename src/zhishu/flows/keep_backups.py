"""Which backups of a home stay in a folder: the newest, and never none."""

from __future__ import annotations

import contextlib
import fcntl
import socket
from collections.abc import Iterator
from pathlib import Path

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.warehouse.archive import read_contents
from zhishu.warehouse.durable import sync_folder


def keep_newest(folder: Path, home: Path, newest: Path, keep: int) -> tuple[Path, ...]:
    """Remove the oldest backups of this home until `keep` are left; returns those removed.

    newest: the one just made and found whole; it stays whatever its name, so that a good one is
    always left. Only files whose own manifest names this home and machine are counted or removed.
    """
    others = [path for path in backups_of(folder, home) if path != newest]
    unwanted = others[max(keep, 1) - 1 :]
    for path in unwanted:
        path.unlink(missing_ok=True)
    if unwanted:
        sync_folder(folder.absolute())
    return tuple(unwanted)


def backups_of(folder: Path, home: Path) -> list[Path]:
    """The backups of this home in a folder, newest first."""
    own = (str(home.absolute()), socket.gethostname())
    found = []
    for path in folder.glob("*.tar"):
        with contextlib.suppress(ZhishuError):
            told = read_contents(path).told
            if (told.get("home"), told.get("machine")) == own:
                found.append((str(told.get("made_at")), path.name, path))
    return [path for _, _, path in sorted(found, reverse=True)]


def newest_backup(folder: Path, home: Path) -> Path:
    """The newest backup of this home in a folder; NotFoundError when there is none."""
    found = backups_of(folder, home)
    if not found:
        raise NotFoundError(
            "文件夹里没有这个数据文件夹的备份",
            where=str(folder),
            next_step=f"先运行zhishu backup {folder}，或者写明备份文件",
        )
    return found[0]


def remove_unfinished(folder: Path, home: Path) -> None:
    """Take away what a killed backup left half written; one that is still written to holds its lock."""
    for path in folder.glob(".*.tar.part"):
        with is_free(path) as free:
            if free and path.name.startswith(f".zhishu-{home.name}-"):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def is_free(path: Path) -> Iterator[bool]:
    """Whether nobody holds the lock of a file; nobody can take it while the block runs."""
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
