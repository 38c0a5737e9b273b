"""What a snapshot consists of: segments, manifests, snapshot records, the pointer; all immutable but the last.

Each record is named with its hash by the one above it: the pointer names the snapshot, the snapshot
its manifests and its parent, a manifest its segments. So every byte is held by the pointer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.warehouse.integrity import damaged, read_checked
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.table import Column, Table

# Raised when a home of the version before has to be upgraded (home_version, flows.upgrade_home).
FORMAT = 3


@dataclass(frozen=True)
class DeadRows:
    """Which rows of a segment no longer count: overridden or removed by a later publication."""

    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Segment:
    """One immutable Parquet file; no two live rows of a table's segments have the same key.

    columns: name and kind of the declared columns when it was written. snapshot: the one that
    published it, None while its publication is open.
    """

    sha256: str
    bytes: int
    rows: int
    columns: tuple[tuple[str, str], ...]
    snapshot: int | None
    dead: DeadRows | None = None

    @property
    def live_rows(self) -> int:
        return self.rows - (self.dead.rows if self.dead else 0)


@dataclass(frozen=True)
class Manifest:
    """One version of a table: how it is declared and which segments it consists of."""

    table: Table
    segments: tuple[Segment, ...]

    @property
    def rows(self) -> int:
        return sum(segment.live_rows for segment in self.segments)

    @property
    def superseded(self) -> int:
        return sum(segment.dead.rows for segment in self.segments if segment.dead)

    @property
    def bytes(self) -> int:
        return sum(
            segment.bytes + (segment.dead.bytes if segment.dead else 0) for segment in self.segments
        )


@dataclass(frozen=True)
class TableVersion:
    """A snapshot's line about a table: the snapshot that wrote its manifest, and the manifest's hash."""

    written_by: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Snapshot:
    """One published state of all tables."""

    number: int
    committed_at: datetime
    reason: str
    source: str
    parent_sha256: str
    tables: dict[str, TableVersion]


@dataclass(frozen=True)
class Pointer:
    """The newest snapshot and its hash; `oldest`: the first snapshot that collection has left readable."""

    snapshot: int
    sha256: str
    oldest: int


EMPTY_POINTER = Pointer(snapshot=0, sha256="", oldest=1)
EMPTY_SNAPSHOT = Snapshot(0, datetime(1970, 1, 1, tzinfo=UTC), "", "", "", {})


def _encode(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def hash_bytes(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def encode_manifest(manifest: Manifest) -> bytes:
    """A manifest as it is stored."""
    return _encode(
        {
            "format": FORMAT,
            "table": asdict(manifest.table),
            "segments": [asdict(segment) for segment in manifest.segments],
        }
    )


def decode_manifest(content: bytes) -> Manifest:
    """A stored manifest, its hash already checked."""
    value = json.loads(content)
    table = value["table"]
    return Manifest(
        Table(
            name=table["name"],
            title=table["title"],
            columns=tuple(Column(**column) for column in table["columns"]),
            key=tuple(table["key"]),
            newer_by=table["newer_by"],
        ),
        tuple(
            Segment(
                **{
                    **segment,
                    "columns": tuple((name, kind) for name, kind in segment["columns"]),
                    "dead": DeadRows(**segment["dead"]) if segment["dead"] else None,
                }
            )
            for segment in value["segments"]
        ),
    )


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """A snapshot record as it is stored."""
    value = asdict(snapshot)
    return _encode({**value, "format": FORMAT, "committed_at": snapshot.committed_at.isoformat()})


def decode_snapshot(content: bytes) -> Snapshot:
    """A stored snapshot record, its hash already checked."""
    value = json.loads(content)
    del value["format"]
    value["committed_at"] = datetime.fromisoformat(value["committed_at"])
    value["tables"] = {name: TableVersion(**line) for name, line in value["tables"].items()}
    return Snapshot(**value)


def encode_pointer(pointer: Pointer) -> bytes:
    """The pointer as it is stored: with a hash of itself, since nothing above it holds one."""
    value = {"format": FORMAT, **asdict(pointer)}
    return _encode({**value, "self_sha256": hash_bytes(_encode(value))})


def decode_pointer(content: bytes) -> dict[str, Any] | None:
    """What a pointer says, whatever program wrote it; None where it is not what was written."""
    try:
        value = json.loads(content)
        own = value.pop("self_sha256")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    holds = hash_bytes(_encode(value)) == own and _encode({**value, "self_sha256": own}) == content
    return value if holds else None


def read_pointer(layout: Layout) -> Pointer:
    """Which snapshot is the newest; DamagedDataError when the file is not what was written."""
    try:
        content = layout.pointer.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        # The pointer is the first file a publication writes: where there are tables, one was lost.
        if layout.snapshots.is_dir() or layout.tables.is_dir():
            raise damaged(layout.pointer, "", "快照指针不见了") from None
        return EMPTY_POINTER
    value = decode_pointer(content)
    if value is None:
        raise damaged(layout.pointer, "", "快照指针与自身的摘要不符")
    if value["format"] > FORMAT:
        raise ZhishuError(
            "这个数据文件夹由更新的程序写成，本程序不能打开",
            where=str(layout.pointer),
            next_step="升级程序，或者恢复升级前的备份",
            code="newer_home",
        )
    return Pointer(value["snapshot"], value["sha256"], value["oldest"])


def read_snapshot(layout: Layout, number: int, sha256: str) -> Snapshot:
    """The record of a snapshot whose hash is known."""
    if number == 0:
        return EMPTY_SNAPSHOT
    return decode_snapshot(read_checked(layout.snapshot(number), sha256, ""))


def read_manifest(layout: Layout, name: str, version: TableVersion) -> Manifest:
    """The manifest of a table as a snapshot names it."""
    path = layout.manifest(name, version.written_by)
    return decode_manifest(read_checked(path, version.sha256, name))


def history(layout: Layout, pointer: Pointer) -> Iterator[Snapshot]:
    """The readable snapshots, newest first, each checked by the hash in the one after it."""
    sha256 = pointer.sha256
    for number in range(pointer.snapshot, pointer.oldest - 1, -1):
        snapshot = read_snapshot(layout, number, sha256)
        yield snapshot
        sha256 = snapshot.parent_sha256


def find_snapshot(layout: Layout, pointer: Pointer, number: int) -> Snapshot | None:
    """The record of one readable snapshot, checked through the chain from the newest."""
    if number == 0:
        return EMPTY_SNAPSHOT
    if not pointer.oldest <= number <= pointer.snapshot:
        return None
    return next(one for one in history(layout, pointer) if one.number == number)
