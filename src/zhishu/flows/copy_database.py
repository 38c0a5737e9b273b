"""The portal's database of a home, SQLite or PostgreSQL by the setting: copied, put in place, counted."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhishu import settings
from zhishu.flows import copy_postgresql
from zhishu.flows.copy_sqlite import Counted, copy_sqlite, count_sqlite

SQLITE_FILE = "portal.sqlite3"
# As the engine's name stands in a backup, and the member that holds the copy.
MEMBERS = {"sqlite": SQLITE_FILE, "postgresql": "portal.pgdump"}


@dataclass(frozen=True)
class Database:
    """Where the portal of a home keeps its rows; `address` is empty for SQLite."""

    home: Path
    address: str

    @property
    def engine(self) -> str:
        return "postgresql" if self.address else "sqlite"

    @property
    def file(self) -> Path:
        """SQLite's file."""
        return self.home / SQLITE_FILE

    def exists(self) -> bool:
        """Whether there is anything to copy."""
        return bool(self.address and self.count()) or (not self.address and self.file.is_file())

    def copy_to(self, target: Path) -> Counted:
        """Copy all of one moment into a file; rows and digest of each table."""
        if self.address:
            return copy_postgresql.dump_postgresql(self.address, target)
        return copy_sqlite(self.file, target)

    def load(self, copy: Path) -> None:
        """Put a copy in place of PostgreSQL's empty database; SQLite's copy is its file already."""
        if self.address:
            copy_postgresql.load_postgresql(self.address, copy)

    def count(self) -> Counted:
        """Rows and digest of each table."""
        if self.address:
            return copy_postgresql.count_postgresql(self.address)
        return count_sqlite(self.file) if self.file.is_file() else {}


def database_of(home: Path) -> Database:
    """The database that the setting names for a home."""
    return Database(home, settings.DATABASE.value())


@contextmanager
def borrowed_database(home: Path) -> Iterator[Database]:
    """A database for a home that is only tried: a file in it, or one of its own on the same server."""
    live = database_of(home)
    if not live.address:
        yield live
        return
    name = f"zhishu_drill_{secrets.token_hex(4)}"
    with copy_postgresql.borrowed_postgresql(live.address, name) as address:
        yield Database(home, address)
