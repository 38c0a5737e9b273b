"""Back up a home into one file while the portal runs and imports go on.

What stands in it is of one moment: first the database, then the uploads that wait, at last the warehouse's
pointer. A job that the database still calls open has its upload in the file, or its import is in the
warehouse of the file; run again it changes nothing. Collection waits until the copy is made.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from time import monotonic

from zhishu.base.errors import DamagedDataError, ZhishuError
from zhishu.base.faultpoint import faultpoint
from zhishu.flows.copy_database import MEMBERS, SQLITE_FILE, database_of
from zhishu.flows.count_home import count_tables, measure_figures
from zhishu.flows.keep_backups import keep_newest, remove_unfinished
from zhishu.flows.open_warehouse import ALL_TABLES
from zhishu.flows.read_backup import Told
from zhishu.flows.verify_home import RECORD
from zhishu.search import edition
from zhishu.warehouse.archive import Member, check_archive, fit_mode, is_safe_name, write_archive
from zhishu.warehouse.durable import (
    hash_file,
    make_folder,
    sync_folder,
    tell_storage_errors,
)
from zhishu.warehouse.holding import Held
from zhishu.warehouse.home_version import KEY, RESTORING, home_version
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.warehouse import Warehouse

SUFFIX = ".tar"
# Remade from the rest by `index rebuild`, `serve` and `demo`; or told of this machine alone.
DERIVED = {"index", "static", "static.stamp", "demo-files", "run", "log", "logs"}
DERIVED |= {RECORD, f".{RECORD}.new"}
_OWN = {
    "warehouse",
    RESTORING,
    *(f"{SQLITE_FILE}{tail}" for tail in ("", "-wal", "-shm", "-journal")),
}
_STAGED = "backup-"


@dataclass(frozen=True)
class BackupReport:
    """A backup that was written, read again and found whole."""

    file: Path
    bytes: int
    members: int
    snapshot: int
    made_at: str
    seconds: float
    keys: Path | None
    removed: tuple[Path, ...] = ()


@dataclass(frozen=True)
class _Source:
    """A file to be put into the backup, and where its bytes lie now."""

    member: Member
    path: Path


def back_up_home(
    home: Path,
    target: Path,
    *,
    keep: int | None = None,
    with_index: bool = False,
    keys: Path | None = None,
) -> BackupReport:
    """Write a backup and read it again; on any error there is no new file and the older ones stay.

    target: a name that ends in .tar, or a folder in which the backup gets a name of its own. keep: how
    many backups of this home to leave in the folder, the new one included. keys: where the portal's
    key goes; without it the key is in no backup.
    """
    started = monotonic()
    home = home.absolute()
    made_at = datetime.now(UTC)
    _refuse(home, target)
    layout = Layout.of_home(home)
    with (
        tell_storage_errors(),
        hold_lock(
            layout.root / "locks" / "backup.lock",
            what="备份",
            reason="备份",
            wait_seconds=0,
        ),
    ):
        named = target.suffix == SUFFIX and not target.is_dir()
        folder = target.parent if named else target
        make_folder(folder.absolute())
        remove_unfinished(folder, home)
        if keys is not None:
            _write_key(home, keys)
        with (
            _staging(layout) as staging,
            Warehouse.open(home, ALL_TABLES).holding("备份") as hold,
        ):
            told, sources = _gather(home, staging, hold, made_at, with_index=with_index)
            name = f"zhishu-{home.name}-{made_at:%Y%m%dT%H%M%SZ}-s{told.snapshot}{SUFFIX}"
            file = target if named else folder / name
            size = _write(file, home, told, sources)
        removed = keep_newest(folder, home, file, keep) if keep else ()
    return BackupReport(
        file,
        size,
        len(sources),
        told.snapshot,
        told.made_at,
        round(monotonic() - started, 2),
        keys,
        removed,
    )


def _refuse(home: Path, target: Path) -> None:
    if not home.is_dir():
        raise ZhishuError("没有这个数据文件夹", where=str(home), next_step="用--home指明")
    if (home / RESTORING).exists():
        raise ZhishuError(
            "这个数据文件夹的恢复没有做完，不能备份",
            where=str(home),
            next_step="重新运行zhishu restore",
            code="unfinished_restore",
        )
    if target.resolve().is_relative_to(home.resolve()):
        raise ZhishuError(
            "备份不能放在数据文件夹里面",
            where=str(target),
            next_step="放到别处，最好是另一块磁盘",
        )


@contextlib.contextmanager
def _staging(layout: Layout) -> Iterator[Path]:
    """A folder for copies, nobody else's to read; what a killed backup left is taken away, here or by `gc`."""
    make_folder(layout.staging)
    for left in layout.staging.glob(f"{_STAGED}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = layout.staging / f"{_STAGED}{uuid.uuid4().hex}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _gather(
    home: Path,
    staging: Path,
    hold: Callable[[], Held],
    made_at: datetime,
    *,
    with_index: bool,
) -> tuple[Told, list[_Source]]:
    """What goes into the backup, pinned: copies and links in `staging`, immutable files where they lie."""
    sources: list[_Source] = []
    database, found = database_of(home), None
    if database.exists():
        copy = staging / MEMBERS[database.engine]
        counted = database.copy_to(copy)
        found = {"engine": database.engine, "member": copy.name, "tables": counted}
        sources.append(_source(copy, copy.name))
    faultpoint("backup.after_database")
    sources += _loose(home, staging)
    index = _index(home, staging) if with_index else []
    sources += index
    held = hold()
    root = Layout.of_home(home).root
    for path, sha256 in held.files.items():
        name = f"warehouse/{path.relative_to(root).as_posix()}"
        try:
            facts = path.stat()
        except FileNotFoundError:
            raise _missing(name, path) from None
        sources.append(
            _Source(Member(name, facts.st_size, sha256, fit_mode(facts.st_mode & 0o777)), path)
        )
    if held.pointer:
        pointer = staging / "current"
        pointer.write_bytes(held.pointer)
        sources.append(_source(pointer, "warehouse/current"))
    warehouse = Warehouse.open(home, ALL_TABLES)
    told = Told(
        program=metadata.version("zhishu"),
        home_version=home_version(home),
        machine=socket.gethostname(),
        home=str(home),
        made_at=made_at.isoformat(timespec="seconds"),
        snapshot=held.snapshot,
        oldest=held.oldest,
        tables=count_tables(warehouse, held.snapshot),
        database=found,
        figures=measure_figures(home, held.snapshot),
        with_index=bool(index),
    )
    return told, sources


def _loose(home: Path, staging: Path) -> list[_Source]:
    """Every file of the home that is not the warehouse's, the database's, derived, or a key.

    Uploads are never written to again and are linked; what an officer may edit is copied.
    """
    sources: list[_Source] = []
    for path in _walk(home):
        name = path.relative_to(home).as_posix()
        if not is_safe_name(name):
            raise ZhishuError("文件名不能写进备份", where=repr(name), next_step="改名后重新备份")
        kept = staging / f"loose-{len(sources)}"
        try:
            _pin(path, kept, linked=name.startswith("uploads/"))
        except FileNotFoundError:
            # An upload that was imported meanwhile: its bytes are in the warehouse.
            continue
        sources.append(_source(kept, name))
    return sources


def _walk(home: Path) -> Iterator[Path]:
    for top in sorted(home.iterdir()):
        if top.name in {*_OWN, *DERIVED, KEY} or ".log" in top.suffixes:
            continue
        if top.is_file():
            yield top
        elif top.is_dir():
            for folder, folders, files in os.walk(top):
                links = [one for one in folders if (Path(folder) / one).is_symlink()]
                if links:
                    raise ZhishuError(
                        "数据文件夹里有指向别处的文件夹，备份不跟过去",
                        where=str(Path(folder) / links[0]),
                        next_step="换成真正的文件夹，或者移走",
                    )
                folders.sort()
                yield from (
                    one for one in (Path(folder) / name for name in sorted(files)) if one.is_file()
                )


def _pin(path: Path, kept: Path, *, linked: bool) -> None:
    if linked:
        try:
            os.link(path, kept)
            return
        except FileNotFoundError:
            raise
        except OSError:
            # Another file system, or one without links.
            pass
    shutil.copyfile(path, kept)
    kept.chmod(path.stat().st_mode & 0o777)


def _index(home: Path, staging: Path) -> list[_Source]:
    """The edition of the index that is in use, linked; nothing where none is whole, for it is derived."""
    folder = home / "index"
    sources: list[_Source] = []
    try:
        shutil.copyfile(folder / edition.POINTER, staging / edition.POINTER)
        pointer = edition.read_pointer(staging)
        for name in (*edition.read_manifest(folder, pointer).files, edition.MANIFEST):
            kept = staging / f"index-{len(sources)}"
            _pin(folder / pointer.name / name, kept, linked=True)
            sources.append(_source(kept, f"index/{pointer.name}/{name}"))
    except (ZhishuError, FileNotFoundError):
        return []
    (staging / edition.POINTER).rename(staging / "index-pointer")
    return [*sources, _source(staging / "index-pointer", f"index/{edition.POINTER}")]


def _source(path: Path, name: str) -> _Source:
    facts = path.stat()
    return _Source(
        Member(name, facts.st_size, hash_file(path), fit_mode(facts.st_mode & 0o777)), path
    )


def _missing(name: str, path: Path) -> DamagedDataError:
    return DamagedDataError(
        f"{name}不见了，没有做成备份",
        where=str(path),
        next_step="从上一份备份取回这个文件，或者重新导入原件，然后重新备份",
    )


def _write(file: Path, home: Path, told: Told, sources: Sequence[_Source]) -> int:
    """Write aside, have it on the disk, read it from there, and only then give it its name."""
    part = file.with_name(f".{file.name}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream,
            hold_lock(part, what="备份", reason=f"备份{home}", wait_seconds=0, shared=True),
        ):
            pairs = [(one.member, one.path) for one in sources]
            size = write_archive(
                stream, asdict(told), pairs, halfway=lambda: faultpoint("backup.while_writing")
            )
            stream.flush()
            os.fsync(stream.fileno())
            # What is checked is what the disk holds, not what memory still remembers.
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            check_archive(part)
            faultpoint("backup.before_rename")
            part.replace(file)
            sync_folder(file.parent.absolute())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    faultpoint("backup.after_rename")
    return size


def _write_key(home: Path, keys: Path) -> None:
    """The portal's key into a file of its own, for its owner's eyes."""
    source = home / KEY
    if not source.is_file():
        raise ZhishuError(
            "这个数据文件夹里没有密钥文件",
            where=str(source),
            next_step="密钥在环境变量ZHISHU_SECRET_KEY里时，请另行保管；不用--keys重新备份",
        )
    make_folder(keys.parent.absolute())
    aside = keys.with_name(f".{keys.name}.part")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(source.read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(keys)
    sync_folder(keys.parent.absolute())
