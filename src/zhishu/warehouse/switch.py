"""The switch: manifests, the snapshot's record, and at last the pointer, whose replacement publishes all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from zhishu.base.faultpoint import faultpoint
from zhishu.warehouse.durable import make_folder, move_file, put_file, write_file
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.version import (
    EMPTY_POINTER,
    Manifest,
    Pointer,
    Snapshot,
    TableVersion,
    encode_manifest,
    encode_pointer,
    encode_snapshot,
    hash_bytes,
    read_pointer,
    read_snapshot,
)

# The switch itself takes milliseconds; who waits this long waits for a process that hangs.
SWITCH_SECONDS = 60


def ensure_pointer(layout: Layout, staging: Path) -> None:
    """Write the pointer of an empty warehouse, so that later a missing pointer is known to be lost."""
    if read_pointer(layout) == EMPTY_POINTER and not layout.pointer.exists():
        with hold_lock(
            layout.switch_lock, what="快照指针", reason="建立数据仓库", wait_seconds=SWITCH_SECONDS
        ):
            if not layout.pointer.exists():
                faultpoint("publish.before_first_pointer")
                put_file(encode_pointer(EMPTY_POINTER), layout.pointer, staging)


def switch(
    layout: Layout, manifests: Iterable[Manifest], *, reason: str, source: str, staging: Path
) -> int:
    """Publish new versions of tables as one snapshot on top of the newest; returns its number.

    The newest snapshot is read again under the lock: a publication of other tables that came
    first stays. Before the pointer is replaced nobody can see any of it, afterwards everybody all.
    """

    def tables_of(newest: Snapshot) -> dict[str, TableVersion]:
        tables = dict(newest.tables)
        for manifest in manifests:
            written = _put_manifest(layout, manifest, newest.number + 1, staging)
            tables[manifest.table.name] = written
        return tables

    return _put_snapshot(layout, tables_of, reason=reason, source=source, staging=staging)


def switch_back(layout: Layout, older: Snapshot, *, reason: str, source: str, staging: Path) -> int:
    """Publish the state of an older snapshot as a new one on top of the newest; returns its number."""
    return _put_snapshot(
        layout, lambda newest: dict(older.tables), reason=reason, source=source, staging=staging
    )


def _put_snapshot(
    layout: Layout,
    tables_of: Callable[[Snapshot], dict[str, TableVersion]],
    *,
    reason: str,
    source: str,
    staging: Path,
) -> int:
    """Write the snapshot that follows the newest and switch to it, under the switch lock."""
    faultpoint("publish.before_switch")
    with hold_lock(layout.switch_lock, what="快照指针", reason=reason, wait_seconds=SWITCH_SECONDS):
        pointer = read_pointer(layout)
        newest = read_snapshot(layout, pointer.snapshot, pointer.sha256)
        number = newest.number + 1
        tables = tables_of(newest)
        record = encode_snapshot(
            Snapshot(number, datetime.now(UTC), reason, source, pointer.sha256, tables)
        )
        put_file(record, layout.snapshot(number), staging)
        replace_pointer(layout, Pointer(number, hash_bytes(record), pointer.oldest), staging)
    faultpoint("publish.after_switch")
    return number


def replace_pointer(layout: Layout, pointer: Pointer, staging: Path) -> None:
    """The one moment in which what is published changes; called under the switch lock."""
    temporary = staging / "current"
    make_folder(staging)
    write_file(temporary, encode_pointer(pointer))
    faultpoint("publish.during_switch")
    move_file(temporary, layout.pointer)


def _put_manifest(layout: Layout, manifest: Manifest, number: int, staging: Path) -> TableVersion:
    segments = tuple(
        replace(one, snapshot=number) if one.snapshot is None else one for one in manifest.segments
    )
    content = encode_manifest(Manifest(manifest.table, segments))
    put_file(content, layout.manifest(manifest.table.name, number), staging)
    faultpoint("publish.after_manifest")
    return TableVersion(number, hash_bytes(content), manifest.rows)
