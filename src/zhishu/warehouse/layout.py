"""Where everything lies in the warehouse's folder; the only place that joins these paths.

raw/sha256/ab/<hash>                     raw files, named by what they hold
tables/<table>/segments/<hash>.parquet   immutable rows
tables/<table>/dead/<hash>.parquet       row numbers of a segment that a later publication overrode
tables/<table>/manifests/<n>.json        what the table consists of, as written by snapshot n
snapshots/<n>.json                       which manifest of every table is current in snapshot n
current                                  which snapshot is the newest: replacing it is the switch
locks/ staging/ spill/                   locks; files not yet named; what queries put out of memory
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The paths of one warehouse."""

    root: Path

    @classmethod
    def of_home(cls, home: Path) -> Layout:
        """The warehouse of a home folder."""
        return cls(home.absolute() / "warehouse")

    @property
    def pointer(self) -> Path:
        return self.root / "current"

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def raws(self) -> Path:
        return self.root / "raw"

    @property
    def tables(self) -> Path:
        return self.root / "tables"

    @property
    def staging(self) -> Path:
        return self.root / "staging"

    @property
    def spill(self) -> Path:
        return self.root / "spill"

    def snapshot(self, number: int) -> Path:
        return self.snapshots / f"{number}.json"

    def manifest(self, table: str, number: int) -> Path:
        return self.tables / table / "manifests" / f"{number}.json"

    def segment(self, table: str, sha256: str) -> Path:
        return self.tables / table / "segments" / f"{sha256}.parquet"

    def dead(self, table: str, sha256: str) -> Path:
        return self.tables / table / "dead" / f"{sha256}.parquet"

    def raw(self, sha256: str) -> Path:
        return self.raws / "sha256" / sha256[:2] / sha256

    def table_lock(self, table: str) -> Path:
        return self.root / "locks" / f"table-{table}.lock"

    @property
    def switch_lock(self) -> Path:
        return self.root / "locks" / "switch.lock"

    @property
    def writers_lock(self) -> Path:
        return self.root / "locks" / "writers.lock"
