"""Looking at this machine and at a home: each function tells one fact, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import os
import platform
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import zhishu
from zhishu import settings
from zhishu.base.database_address import DatabaseAddress
from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.base.sqlite_frame import BROKEN_NAMES, find_complaints
from zhishu.flows.machine_rules import HomeFacts, ModelFacts, StoreFacts
from zhishu.flows.open_model import open_model
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.importers.reading.recognition import is_installed
from zhishu.policy.lint.policy_rules import known_documents, policy_rules

DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
# Limits of the child that reads foreign files, each with a value that a child may give itself anywhere.
LIMITS = {
    "内存": (resource.RLIMIT_AS, 1 << 30),
    "处理器时间": (resource.RLIMIT_CPU, 600),
    "文件大小": (resource.RLIMIT_FSIZE, 1 << 30),
    "打开的文件": (resource.RLIMIT_NOFILE, 64),
}
# Tried in a child, which keeps what it gives up for itself.
_LEAVE_NETWORK = (
    "import ctypes, os, sys\n"
    "system = ctypes.CDLL(None, use_errno=True)\n"
    "sys.exit(os.strerror(ctypes.get_errno()) if system.unshare(0x50000000) else 0)"
)
_SET_LIMIT = (
    "import resource, sys\n"
    "limit, wanted = map(int, sys.argv[1:])\n"
    "hard = resource.getrlimit(limit)[1]\n"
    "wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)\n"
    "resource.setrlimit(limit, (wanted, wanted))"
)


def _lowest(folder: Path) -> Path:
    """The folder itself, or the nearest above it that exists."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def python_version() -> tuple[int, int, int]:
    """Of the Python that runs this."""
    major, minor, micro = map(int, platform.python_version_tuple()[:3])
    return major, minor, micro


def wrong_packages(lock: Path | None = None) -> dict[str, tuple[str, str | None]] | None:
    """Packages that are not installed as the run lock says; None where there is no lock to read."""
    from packaging.requirements import Requirement

    lock = lock or _locks() / "run.txt"
    if not lock.is_file():
        return None
    wrong: dict[str, tuple[str, str | None]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith((" ", "#")):
            continue
        asked = Requirement(line.rstrip("\\ "))
        if asked.marker is not None and not asked.marker.evaluate():
            continue
        locked = str(asked.specifier).removeprefix("==")
        try:
            found: str | None = metadata.version(asked.name)
        except metadata.PackageNotFoundError:
            found = None
        if found != locked:
            wrong[asked.name] = (locked, found)
    return wrong


def wrong_recogniser() -> dict[str, tuple[str, str | None]] | None:
    """Packages of the extra that are not as its lock says; None where nothing of it is installed."""
    if not is_installed():
        return None
    return wrong_packages(_locks() / "ocr.txt") or {}


def _locks() -> Path:
    return Path(zhishu.__file__).resolve().parents[2] / "locks"


def free_bytes(home: Path) -> int:
    """What may still be written where the home is."""
    return shutil.disk_usage(_lowest(home)).free


def memory_bytes() -> int:
    """The machine's memory, or what the control group of this process allows when that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            total = min(total, int(Path(path).read_text(encoding="ascii")))
    return total


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def try_home(home: Path) -> HomeFacts:
    """Write, sync, rename and lock a small file in the home, or in what would hold it."""
    exists, folder = home.is_dir(), _lowest(home)
    writable = synced = locked = False
    try:
        with tempfile.TemporaryDirectory(prefix=".zhishu-doctor-", dir=folder) as work:
            path = Path(work, "a")
            with path.open("wb") as stream:
                stream.write(b"zhishu")
                stream.flush()
                writable = True
                os.fsync(stream.fileno())
                path.replace(Path(work, "b"))
                descriptor = os.open(work, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                synced = True
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                locked = True
    except OSError as error:
        return HomeFacts(exists, writable, synced, locked, error.strerror or str(error))
    return HomeFacts(exists, writable, synced, locked)


def file_system(home: Path) -> str:
    """Kind of the file system that holds the home, as the kernel names it; empty when it does not say."""
    place = _lowest(home).stat().st_dev
    wanted = f"{os.major(place)}:{os.minor(place)}"
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
            left, _, right = line.partition(" - ")
            if left.split()[2] == wanted:
                return right.split()[0]
    return ""


def encodings() -> tuple[str, ...]:
    """Of file names, of results and of messages."""
    streams = (getattr(stream, "encoding", None) for stream in (sys.stdout, sys.stderr))
    return (sys.getfilesystemencoding(), *(one for one in streams if one))


def china_offset() -> float | None:
    """Hours that Asia/Shanghai is ahead of UTC by this machine's table; None where it has none."""
    try:
        offset = datetime.now(ZoneInfo("Asia/Shanghai")).utcoffset()
    except ZoneInfoNotFoundError:
        return None
    return offset.total_seconds() / 3600 if offset is not None else None


def last_published(home: Path) -> datetime | None:
    """When the newest snapshot was published; None when there is none, or none that can be read."""
    with contextlib.suppress(ZhishuError, OSError, ValueError, KeyError):
        newest = next(iter(open_warehouse(home).snapshots(1)), None)
        return newest.committed_at if newest else None
    return None


def holiday_years(home: Path) -> tuple[int, ...]:
    """Years whose holidays the rulebook knows; none when it cannot be read, which the next check tells."""
    try:
        return tuple(sorted(open_rulebook(home).calendar().years))
    except ZhishuError:
        return ()


def rulebook_error(home: Path) -> str:
    """What the strict loader says of the shipped rulebook with the home's own over it."""
    try:
        rulebook = open_rulebook(home)
        rulebook.calendar()
        rulebook.parameters  # noqa: B018 - reads every file
        policy_rules(rulebook)
        known_documents(rulebook)
        if (home / "rulebook").is_dir():
            rulebook.regions()
    except ZhishuError as error:
        return f"{error.what}（{error.where}）"
    return ""


def sm3_of_abc() -> str | None:
    """The SM3 digest of `abc`; None where this Python's OpenSSL has none."""
    try:
        return hashlib.new("sm3", b"abc").hexdigest()
    except ValueError:
        return None


def sqlite_version() -> tuple[int, ...]:
    """Of the library that this Python uses."""
    return sqlite3.sqlite_version_info


def sqlite_journal(home: Path) -> str:
    """The journal mode that a new database gets in the home when it asks for WAL."""
    try:
        with tempfile.TemporaryDirectory(prefix=".zhishu-doctor-", dir=_lowest(home)) as work:
            connection = sqlite3.connect(Path(work, "a.sqlite3"))
            try:
                mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
                connection.execute("CREATE TABLE a (b)")
            finally:
                connection.close()
            return str(mode)
    except (OSError, sqlite3.Error):
        return ""


def _child(*arguments: str) -> str:
    """Why a short Python program failed; empty when it did not."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", *arguments], capture_output=True, text=True, check=False
    )
    return (done.stderr.strip().splitlines() or ["失败"])[-1] if done.returncode else ""


def network_refusal() -> str:
    """Why a child cannot leave the network; empty when it can."""
    if not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "unshare"):
        return "这个系统没有命名空间"
    return _child(_LEAVE_NETWORK)


def refused_limits() -> tuple[str, ...]:
    """Limits that a child cannot set for itself."""
    return tuple(
        name
        for name, (limit, wanted) in LIMITS.items()
        if _child(_SET_LIMIT, str(limit), str(wanted))
    )


def find_programs(names: Sequence[str], folders: Sequence[Path] = ()) -> Mapping[str, str | None]:
    """Where the programs are: on the PATH, else in these folders."""
    return {
        name: shutil.which(name)
        or next((str(folder / name) for folder in folders if (folder / name).exists()), None)
        for name in names
    }


def postgresql_programs() -> Mapping[str, str | None]:
    """The server's own programs lie outside the PATH on Debian."""
    folders = sorted(DEBIAN_POSTGRESQL.glob("*/bin"), reverse=True)
    return find_programs(("initdb", "postgres", "psql", "pg_dump", "pg_restore"), folders)


def chinese_fonts() -> list[str] | None:
    """Families that print Chinese; None where nobody can be asked."""
    if shutil.which("fc-list") is None:
        return None
    asked = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    return sorted({line.partition(",")[0] for line in asked.stdout.splitlines() if line.strip()})


def port_refusal(port: int) -> str:
    """Why 127.0.0.1 does not give this port; empty when it does."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def look_at_warehouse(home: Path, *, deep: bool) -> StoreFacts:
    """The newest snapshot; deep: every byte compared with its hash."""
    step = "从备份恢复，或重新导入原件；zhishu warehouse verify列出全部"
    try:
        warehouse = open_warehouse(home)
        snapshot = warehouse.snapshot()
        if snapshot == 0:
            return StoreFacts(False, next_step="zhishu import 文件，或zhishu demo")
        rows = sum(warehouse.describe(name).rows for name in warehouse.tables())
        damaged = warehouse.verify() if deep else []
    except (ZhishuError, OSError, ValueError, KeyError) as error:
        return StoreFacts(True, damage=_told(error), next_step=step)
    if damaged:
        shown = f"{len(damaged)}个文件有损坏，如{damaged[0].path}"
        return StoreFacts(True, damage=shown, next_step=step)
    return StoreFacts(True, f"快照{snapshot}，{rows:,}行", deep=deep)


def look_at_index(home: Path, *, deep: bool) -> StoreFacts:
    """Whether the index is of the newest snapshot; deep: every byte compared with its hash."""
    from zhishu.flows.rebuild_index import index_folder, index_status
    from zhishu.search.edition import read_manifest, read_pointer

    step = "zhishu index rebuild"
    try:
        newest = open_warehouse(home).snapshot()
        manifest = read_manifest(index_folder(home), read_pointer(index_folder(home)))
        if deep:
            index_status(home)
    except NotFoundError:
        return StoreFacts(False, next_step=step)
    except (ZhishuError, OSError, ValueError, KeyError) as error:
        return StoreFacts(True, damage=_told(error), next_step=step)
    behind = ""
    if manifest.snapshot < newest:
        behind = f"建于快照{manifest.snapshot}，数据已到快照{newest}"
    return StoreFacts(True, f"快照{manifest.snapshot}", behind=behind, next_step=step, deep=deep)


def look_at_database(home: Path, *, deep: bool) -> StoreFacts:
    """The portal's database: SQLite in the home, read only, or the PostgreSQL of the setting."""
    address = settings.DATABASE.value()
    if address:
        return _look_at_postgresql(address)
    path = home / "portal.sqlite3"
    if not path.exists():
        return StoreFacts(False, next_step="zhishu serve会建立")
    if not os.access(path, os.R_OK):
        return StoreFacts(True, damage="没有读的权限", next_step="用运行门户的用户检查")
    step = "停下门户，从备份恢复"
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            found = find_complaints(connection, 3) if deep else []
        finally:
            connection.close()
    except sqlite3.Error as error:
        return StoreFacts(True, damage=f"打不开（{error}）", next_step=step)
    except UnicodeDecodeError:
        return StoreFacts(True, damage=f"打不开（{BROKEN_NAMES}）", next_step=step)
    if found:
        return StoreFacts(True, damage=f"有损坏（{found[0]}）", next_step=step)
    return StoreFacts(True, f"SQLite，{tables}张表和索引", deep=deep)


def _look_at_postgresql(text: str) -> StoreFacts:
    import psycopg

    step = "检查ZHISHU_DATABASE和数据库服务"
    try:
        address = DatabaseAddress.parse(text)
        with psycopg.connect(
            dbname=address.name,
            host=address.host or None,
            port=address.port,
            user=address.user or None,
            password=address.password or None,
            connect_timeout=5,
            **dict(address.line),
        ) as connection:
            version = connection.info.server_version
    except ZhishuError as error:
        return StoreFacts(True, damage=error.what, next_step=step)
    except psycopg.Error:  # its words may repeat the address
        return StoreFacts(True, damage="PostgreSQL连不上", next_step=step)
    return StoreFacts(True, f"PostgreSQL {version // 10_000}")


def look_at_model() -> ModelFacts:
    """The language model of the settings; it is asked for its list of models when it is on."""
    try:
        model = open_model()
        if model is None:
            return ModelFacts()
        model.probe()
    except ZhishuError as error:
        return ModelFacts(error=error.what, next_step=error.next_step)
    return ModelFacts(model.name, str(model.endpoint))


def _told(error: Exception) -> str:
    return error.what if isinstance(error, ZhishuError) else f"读不出来（{type(error).__name__}）"


def now() -> datetime:
    """The moment by the machine's clock, in UTC."""
    return datetime.now(UTC)
