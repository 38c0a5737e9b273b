"""What the doors of the warehouse hand back: plain values, native Python inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Raw:
    """A raw file kept by its hash."""

    sha256: str
    size: int
    path: Path


@dataclass(frozen=True)
class Result:
    """The answer to a query; values are str, int, bool, date, Decimal, datetime (UTC), list or None."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    snapshot: int

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries by column name."""
        return list(self)

    def first(self) -> dict[str, Any] | None:
        """The first row, None when there is none."""
        return next(iter(self), None)

    def value(self) -> Any:
        """The first column of the first row, None when there is no row."""
        return self.rows[0][0] if self.rows else None

    def values(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.rows]


@dataclass(frozen=True)
class SetAside:
    """A row that waits for an officer: its number in the file, the field at fault, why, and what stood there."""

    row: int | None
    field: str
    reason: str
    value: str


@dataclass(frozen=True)
class MergeReport:
    """What became of the rows handed to a merge; the four counts add up to `rows`.

    The keys of the accepted rows: `Publication.touched(table)` or `touched_<table>` in its SQL.
    """

    table: str
    rows: int = 0
    accepted: int = 0
    unchanged: int = 0
    superseded: int = 0
    set_aside: int = 0
    set_aside_rows: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True)
class ReplaceReport:
    """What a replace of derived rows did: rows written (new or changed), left as they were, removed."""

    table: str
    rows: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True)
class SnapshotInfo:
    """One published state of the warehouse: `tables` gives the current rows of each table in it."""

    number: int
    committed_at: datetime
    reason: str
    source: str
    tables: dict[str, int]
    written: tuple[str, ...]


@dataclass(frozen=True)
class TableInfo:
    """How a table stands at a snapshot; `snapshot` is the one that wrote it last, 0 for never."""

    name: str
    title: str
    rows: int
    segments: int
    bytes: int
    superseded: int
    snapshot: int


@dataclass(frozen=True)
class Finding:
    """A stored file that does not hold what was written: which table (empty: all), which file, what is wrong.

    is_old: only snapshots before the newest need it; today's answers do not.
    """

    table: str
    path: Path
    what: str
    is_old: bool = False


@dataclass(frozen=True)
class GcReport:
    """What a collection removed: files, bytes, and the snapshots that can no longer be read."""

    files: int = 0
    bytes: int = 0
    snapshots: tuple[int, ...] = ()
