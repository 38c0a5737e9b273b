"""Which tables there are at a snapshot, and which files each consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhishu.base.errors import DamagedDataError
from zhishu.warehouse.integrity import check_file
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Manifest, Segment, Snapshot, read_manifest


@dataclass(frozen=True)
class Relation:
    """A table at one version, ready to be looked at."""

    table: Table
    segments: tuple[Segment, ...]


def list_relations(
    layout: Layout, snapshot: Snapshot, declared: Mapping[str, Table]
) -> dict[str, Relation | DamagedDataError]:
    """Every declared or published table; one whose manifest is damaged is named with its error.

    The program's declaration goes before the stored one: its newer columns are null in older rows.
    """
    found: dict[str, Relation | DamagedDataError] = {
        name: Relation(table, ()) for name, table in declared.items()
    }
    for name, version in snapshot.tables.items():
        try:
            manifest = read_manifest(layout, name, version)
        except DamagedDataError as error:
            found[name] = error
        else:
            found[name] = Relation(declared.get(name, manifest.table), manifest.segments)
    return found


def find_manifest(layout: Layout, snapshot: Snapshot, table: Table) -> Manifest:
    """The version of a table at a snapshot; without segments when it was never written."""
    version = snapshot.tables.get(table.name)
    return read_manifest(layout, table.name, version) if version else Manifest(table, ())


def list_files(layout: Layout, manifest: Manifest) -> dict[Path, str]:
    """The files of a table's version, each with its hash."""
    name = manifest.table.name
    found = {}
    for one in manifest.segments:
        found[layout.segment(name, one.sha256)] = one.sha256
        if one.dead:
            found[layout.dead(name, one.dead.sha256)] = one.dead.sha256
    return found


def check_segments(layout: Layout, name: str, segments: tuple[Segment, ...]) -> None:
    """Compare the files of a table with their hashes (DamagedDataError); remembered while unchanged."""
    for one in segments:
        check_file(layout.segment(name, one.sha256), one.sha256, one.bytes, name)
        if one.dead:
            check_file(layout.dead(name, one.dead.sha256), one.dead.sha256, one.dead.bytes, name)
