"""Reading every stored byte: what is damaged, what is left over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from zhishu.base.errors import DamagedDataError
from zhishu.warehouse.catalogue import list_files
from zhishu.warehouse.durable import hash_file
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.report import Finding
from zhishu.warehouse.version import (
    Manifest,
    Pointer,
    Snapshot,
    TableVersion,
    decode_snapshot,
    read_manifest,
    read_pointer,
    read_snapshot,
)


def find_damage(layout: Layout) -> list[Finding]:
    """Compare every file with the hash that names it, remembering nothing; raw files too.

    From the pointer down the chain of snapshots; where the chain is broken the rest is still read.
    """
    findings: list[Finding] = []
    versions: dict[tuple[str, TableVersion], bool] = {}
    for age, snapshot in enumerate(_snapshots(layout, findings)):
        for name, version in snapshot.tables.items():
            versions.setdefault((name, version), age > 0)
    checked: set[Path] = set()
    # Those of the newest snapshot come first: what it shares with older ones is its own.
    for (name, version), is_old in versions.items():
        manifest = _manifest(layout, name, version, findings, is_old)
        for path, sha256 in list_files(layout, manifest).items() if manifest else ():
            if path not in checked:
                checked.add(path)
                findings.extend(_compare(path, sha256, name, is_old))
    for path in kept_raws(layout):
        findings.extend(_compare(path, path.name, "", is_old=False))
    return findings


def _snapshots(layout: Layout, findings: list[Finding]) -> Iterator[Snapshot]:
    try:
        pointer = read_pointer(layout)
    except DamagedDataError as error:
        findings.append(_finding(error, "", layout.pointer, is_old=False))
        yield from _unchained(layout)
        return
    sha256 = pointer.sha256
    for number in range(pointer.snapshot, pointer.oldest - 1, -1):
        try:
            snapshot = read_snapshot(layout, number, sha256)
        except DamagedDataError as error:
            is_old = number < pointer.snapshot
            findings.append(_finding(error, "", layout.snapshot(number), is_old))
            yield from _unchained(layout, below=number)
            return
        yield snapshot
        sha256 = snapshot.parent_sha256


def _unchained(layout: Layout, below: int | None = None) -> Iterator[Snapshot]:
    """Snapshots that nothing whole vouches for, as far as they can be read."""
    for path in sorted(layout.snapshots.glob("*.json")):
        if below is not None and int(path.stem) >= below:
            continue
        try:
            yield decode_snapshot(path.read_bytes())
        except (ValueError, KeyError, TypeError, AttributeError):
            continue


def _manifest(
    layout: Layout, name: str, version: TableVersion, findings: list[Finding], is_old: bool
) -> Manifest | None:
    try:
        return read_manifest(layout, name, version)
    except DamagedDataError as error:
        path = layout.manifest(name, version.written_by)
        findings.append(_finding(error, name, path, is_old))
        return None


def _compare(path: Path, sha256: str, table: str, is_old: bool) -> Iterator[Finding]:
    try:
        if hash_file(path) != sha256:
            # Who found it whole before and remembers that is to look again, and to refuse it.
            with contextlib.suppress(OSError):
                os.utime(path)
            yield Finding(table, path, "与登记的摘要不符", is_old)
    except OSError as error:
        yield Finding(table, path, f"读不出来：{error.strerror}", is_old)


def _finding(error: DamagedDataError, table: str, path: Path, is_old: bool) -> Finding:
    return Finding(table, path, error.what.partition("：")[2] or error.what, is_old)


def kept_raws(layout: Layout) -> list[Path]:
    """Every kept raw file."""
    return sorted(path for path in layout.raws.glob("sha256/*/*") if path.is_file())


def needed_files(layout: Layout, pointer: Pointer) -> set[Path]:
    """Every file that a readable snapshot consists of; DamagedDataError when that cannot be known."""
    needed: set[Path] = set()
    seen: set[tuple[str, TableVersion]] = set()
    sha256 = pointer.sha256
    for number in range(pointer.snapshot, pointer.oldest - 1, -1):
        snapshot = read_snapshot(layout, number, sha256)
        sha256 = snapshot.parent_sha256
        needed.add(layout.snapshot(number))
        for name, version in snapshot.tables.items():
            if (name, version) not in seen:
                seen.add((name, version))
                needed.add(layout.manifest(name, version.written_by))
                needed.update(list_files(layout, read_manifest(layout, name, version)))
    return needed
