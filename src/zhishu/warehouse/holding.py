"""All files of the warehouse at one moment, held so that collection takes none of them away meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhishu.warehouse.catalogue import list_files
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.scrub import kept_raws
from zhishu.warehouse.version import TableVersion, read_manifest, read_pointer, read_snapshot

WAIT_SECONDS = 60


@dataclass(frozen=True)
class Held:
    """What the readable snapshots consist of: each file with its hash, and the pointer's own bytes.

    pointer: empty where nothing was ever published.
    """

    snapshot: int
    oldest: int
    pointer: bytes
    files: dict[Path, str]


@contextlib.contextmanager
def hold_files(layout: Layout, reason: str) -> Iterator[Callable[[], Held]]:
    """Keep collection out while the block runs; what the block is given tells the state of the moment it is called."""
    with hold_lock(
        layout.writers_lock,
        what="数据仓库",
        reason=reason,
        wait_seconds=WAIT_SECONDS,
        shared=True,
    ):
        yield lambda: _held(layout)


def _held(layout: Layout) -> Held:
    """The files from the pointer down; DamagedDataError where a record is not what was written."""
    while True:
        content = layout.pointer.read_bytes() if layout.pointer.exists() else b""
        pointer = read_pointer(layout)
        # The bytes are those that were read, not those of a publication in between.
        if content == (layout.pointer.read_bytes() if layout.pointer.exists() else b""):
            break
    files: dict[Path, str] = {}
    seen: set[tuple[str, TableVersion]] = set()
    sha256 = pointer.sha256
    for number in range(pointer.snapshot, pointer.oldest - 1, -1):
        files[layout.snapshot(number)] = sha256
        snapshot = read_snapshot(layout, number, sha256)
        sha256 = snapshot.parent_sha256
        for name, version in snapshot.tables.items():
            if (name, version) not in seen:
                seen.add((name, version))
                files[layout.manifest(name, version.written_by)] = version.sha256
                files.update(list_files(layout, read_manifest(layout, name, version)))
    files.update((path, path.name) for path in kept_raws(layout))
    return Held(pointer.snapshot, pointer.oldest, content, files)
