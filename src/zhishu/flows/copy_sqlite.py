"""Copy the portal's SQLite database while it is written to, and tell what its tables hold."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from zhishu.base.errors import DamagedDataError
from zhishu.base.sqlite_frame import BROKEN_NAMES, find_complaints
from zhishu.warehouse.durable import sync_file

# Who writes holds the database for milliseconds; the portal itself waits as long.
WAIT_SECONDS = 20

Counted = dict[str, dict[str, int | str]]


def copy_sqlite(source: Path, target: Path) -> Counted:
    """Copy a database as it is at one moment; returns rows and digest of each table of the copy."""
    target.touch(mode=0o600)
    with _open(source, "ro") as live, _open(target, "rw") as copy:
        # All pages in one step: one read transaction, which in WAL mode keeps no writer waiting.
        live.backup(copy, pages=-1)
        # One file without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    counted = count_sqlite(target)
    sync_file(target)
    return counted


def count_sqlite(path: Path) -> Counted:
    """Rows of each table and the digest of all their values, once SQLite itself finds the file sound."""
    with _open(path, "ro") as database:
        for complaint in find_complaints(database, 1):
            raise _unsound(path, complaint)
        tables = database.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        database.text_factory = bytes
        return {name: _count(database, name, sql) for name, sql in tables}


def _count(database: sqlite3.Connection, name: str, sql: str) -> dict[str, int | str]:
    quoted = name.replace('"', '""')
    digest, rows = hashlib.sha256(sql.encode()), 0
    for row in database.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid'):  # noqa: S608 - a quoted name
        rows += 1
        digest.update(b"\n")
        for value in row:
            digest.update(_plain(value))
    return {"rows": rows, "sha256": digest.hexdigest()}


def _plain(value: object) -> bytes:
    """A value with its kind and length, so that no two rows are written alike."""
    if isinstance(value, bytes):
        return b"b%d:" % len(value) + value
    return f"{type(value).__name__}:{value!r};".encode()


@contextmanager
def _open(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as database:
            yield database
    except sqlite3.DatabaseError as error:
        raise _unsound(path, str(error)) from None
    except UnicodeDecodeError:
        raise _unsound(path, BROKEN_NAMES) from None


def _unsound(path: Path, why: str) -> DamagedDataError:
    return DamagedDataError(
        f"门户的数据库读不出来：{why}", where=str(path), next_step="从最近一份完好的备份恢复"
    )
