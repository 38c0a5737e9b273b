"""Restore a home from a backup: everything is verified before anything is touched.

The home is closed to everybody by the file `restoring` until all of it is in place, on the disk and
checked again; a restore that was killed is recognised by it and done anew by the next one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from zhishu.base.errors import DamagedDataError, InvalidFileError, ZhishuError
from zhishu.base.faultpoint import faultpoint
from zhishu.flows.copy_database import MEMBERS, Database, database_of
from zhishu.flows.copy_postgresql import put_aside_postgresql
from zhishu.flows.read_backup import Told, read_backup
from zhishu.flows.rebuild_index import index_status, rebuild_index
from zhishu.warehouse.archive import Member, check_archive, unpack_archive
from zhishu.warehouse.durable import make_folder, move_file, sync_folder, tell_storage_errors
from zhishu.warehouse.home_version import KEY, RESTORING, home_version, in_hand, without_portal
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.version import FORMAT
from zhishu.warehouse.warehouse import Warehouse

Say = Callable[[str], None]
LARGEST_KEY = 4096


@dataclass(frozen=True)
class RestoreReport:
    """A home that was restored, checked and opened.

    old: where what stood there before was put; version: less than this program's means that
    `zhishu upgrade` comes next.
    """

    home: Path
    file: Path
    made_at: str
    snapshot: int
    members: int
    version: int
    key: bool
    old: Path | None
    seconds: float


def restore_home(
    file: Path,
    home: Path,
    *,
    keys: Path | None = None,
    replace: bool = False,
    database: Database | None = None,
    say: Say = lambda message: None,
) -> RestoreReport:
    """Restore a backup into an empty home; with `replace` what stands there is moved aside first.

    keys: the file that `backup --keys` wrote; without it the portal makes a new key and everybody logs
    in anew. database: where the portal's rows go, by default what the setting names.
    """
    started = monotonic()
    home, database = home.absolute(), database or database_of(home.absolute())
    # All of it, before anything is touched; the key too.
    told = read_backup(file)
    _refuse_unfit(file, told, database)
    say("正在核对备份的每一个字节……")
    contents = check_archive(file)
    key = _read_key(keys) if keys else None
    with tell_storage_errors():
        old = _make_room(home, database, replace)
        with _closed(home):
            faultpoint("restore.after_marking")
            _unpack(file, home, len(contents.members) // 2)
            if key is not None:
                _put_key(home, key)
            faultpoint("restore.before_database")
            _load_database(home, database, told)
            say("正在核对恢复的文件，重建索引……")
            _check(home)
            faultpoint("restore.before_index")
            version = home_version(home)
            if version == FORMAT:
                _bring_up_index(home)
            _sync_all(home)
            faultpoint("restore.before_opening")
    return RestoreReport(
        home,
        file,
        told.made_at,
        told.snapshot,
        len(contents.members),
        version,
        key is not None,
        old,
        round(monotonic() - started, 2),
    )


def _refuse_unfit(file: Path, told: Told, database: Database) -> None:
    """Refuse what this program or this machine's setting cannot take."""
    if told.home_version > FORMAT:
        raise ZhishuError(
            f"这份备份由更新的程序（{told.program}）写成，本程序不能恢复",
            where=str(file),
            next_step="升级程序后再恢复",
            code="newer_backup",
        )
    if told.database and told.database["engine"] != database.engine:
        raise ZhishuError(
            f"备份里门户的数据库是{told.database['engine']}，本机设置的是{database.engine}",
            where=str(file),
            next_step="改设置ZHISHU_DATABASE，使两者相同",
            code="other_database",
        )


def _read_key(keys: Path) -> bytes:
    try:
        key = keys.read_bytes()
    except OSError as error:
        raise InvalidFileError(
            "密钥文件打不开", where=f"{keys}：{error.strerror}", next_step="检查文件名和读取权限"
        ) from None
    if not 32 <= len(key.strip()) <= LARGEST_KEY or not key.isascii():
        raise InvalidFileError(
            "这不像zhishu backup --keys写成的密钥文件",
            where=str(keys),
            next_step="选对文件；没有密钥也能恢复，只是人人要重新登录",
        )
    return key


def _make_room(home: Path, database: Database, replace: bool) -> Path | None:
    """An empty home and an empty database; what stood there is moved aside whole, or this is refused."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    unfinished = (home / RESTORING).exists()
    stands = home.exists() and not unfinished and any(home.iterdir())
    rows = bool(database.address and database.count()) and not unfinished
    if (stands or rows) and not replace:
        raise (
            _not_empty("数据文件夹", str(home))
            if stands
            else _not_empty("数据库", "ZHISHU_DATABASE")
        )
    old = None
    if stands:
        old = home.with_name(f"{home.name}-before-{stamp}")
        try:
            with without_portal(home):
                home.rename(old)
        except OSError as error:
            raise ZhishuError(
                f"现有的数据文件夹移不开：{error.strerror}",
                where=f"{home} → {old}",
                next_step="停止门户，检查上级文件夹的权限，或者自己把它移走后重新运行",
                code="storage",
            ) from None
        sync_folder(home.parent)
    if rows:
        put_aside_postgresql(database.address, stamp.lower())
    faultpoint("restore.after_moving")
    make_folder(home)
    return old


def _not_empty(what: str, where: str) -> ZhishuError:
    return ZhishuError(
        f"{what}里已有内容，没有恢复",
        where=where,
        next_step="另指一个空的，或者加--replace（先把现有的整个移到旁边）",
        code="not_empty",
    )


@contextlib.contextmanager
def _closed(home: Path) -> Iterator[None]:
    """Keep the home closed by its marker while the block runs; on an exception it stays closed.

    What an unfinished restore left is taken away first. Nothing else ever is: a marker that is not
    the one seen before its lock was had means that another restore came to its end meanwhile.
    """
    marker = home / RESTORING
    seen = marker.stat().st_ino if marker.exists() else None
    with (
        hold_lock(marker, what=f"数据文件夹{home}", reason="恢复", wait_seconds=0),
        in_hand(home),
    ):
        left = [one for one in home.iterdir() if one != marker]
        if left and marker.stat().st_ino != seen:
            marker.unlink()
            raise _not_empty("数据文件夹", str(home))
        sync_folder(home)
        for one in left:
            shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
        yield
        marker.unlink()
        sync_folder(home)


def _unpack(file: Path, home: Path, halfway: int) -> None:
    """Write every member where its name says; this second reading checks it again."""
    seen = 0

    def take(member: Member) -> BinaryIO:
        nonlocal seen
        if seen == halfway:
            faultpoint("restore.while_writing")
        seen += 1
        path = home / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        stream = os.fdopen(os.open(path, flags, 0o600), "wb")
        os.fchmod(stream.fileno(), member.mode)
        return stream

    unpack_archive(file, take)
    uploads = home / "uploads"
    uploads.mkdir(mode=0o700, exist_ok=True)
    uploads.chmod(0o700)


def _put_key(home: Path, key: bytes) -> None:
    part = home / f"{KEY}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(stream.fileno())
    move_file(part, home / KEY)


def _load_database(home: Path, database: Database, told: Told) -> None:
    """Put the rows in place and compare each table with the digest of the backup."""
    found = told.database
    if not found:
        return
    copy = home / MEMBERS[found["engine"]]
    if database.address:
        # An unfinished restore may have loaded it: all of it or nothing.
        if not database.count():
            database.load(copy)
        copy.unlink()
    counted = database.count()
    for name in sorted({*counted, *found["tables"]}):
        if counted.get(name) != found["tables"].get(name):
            raise DamagedDataError(
                f"恢复的数据库中表{name}与备份时不同",
                where="ZHISHU_DATABASE" if database.address else str(database.file),
                next_step="换一份备份恢复；数据库里原来有别的内容时，先清空",
            )


def _check(home: Path) -> None:
    """Compare what the disk holds with the warehouse's own hashes."""
    for finding in Warehouse.open(home).verify():
        raise DamagedDataError(
            f"恢复的文件{finding.what}",
            where=str(finding.path),
            next_step="检查磁盘后重新运行zhishu restore",
        )


def _bring_up_index(home: Path) -> None:
    """The index of the backup where it came along and is whole; else a new one."""
    try:
        if not index_status(home).is_behind:
            return
    except ZhishuError:
        pass
    rebuild_index(home)


def _sync_all(home: Path) -> None:
    """Have every name on the disk; the files' bytes are."""
    for folder, _, _ in os.walk(home):
        sync_folder(Path(folder))
