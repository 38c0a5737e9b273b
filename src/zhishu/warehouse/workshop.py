"""Where new segments are made: an engine with the run of the warehouse's own folder, for its own SQL only."""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are bound or staged
from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from zhishu.base.faultpoint import faultpoint
from zhishu.warehouse.durable import hash_file, make_folder, move_file, sync_file
from zhishu.warehouse.engine import connect, translate_errors
from zhishu.warehouse.kinds import CARRIED_TYPE, literal, quote
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.relation import dead_rows_sql, relation_sql
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import DeadRows, Segment

# Rows of a segment lie sorted by key, so statistics lead to the few row groups that hold one; smaller
# groups find a key faster, larger ones count faster (200,000 rows, a key: 7 ms here, 53 at 122,880).
ROW_GROUP_ROWS = 8_192
# The engine sorts and writes one segment with one core.
AT_ONCE = 2

T = TypeVar("T")
U = TypeVar("U")


class Workshop:
    """A folder and a connection for one publication; `new_files` are those that it put into the tables."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.folder = layout.staging / uuid.uuid4().hex
        make_folder(self.folder)
        self.new_files: list[Path] = []
        self._connection = connect(self.folder / "spill")
        self._own = threading.local()

    def close(self) -> None:
        """Leave nothing behind in the staging folder."""
        self._connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, suffix: str) -> Path:
        """A fresh name in the staging folder."""
        return self.folder / f"{uuid.uuid4().hex}{suffix}"

    def run(self, sql: str) -> list[Any]:
        """Run the warehouse's own SQL; each thread of `beside` does so with a cursor of its own."""
        with translate_errors():
            return getattr(self._own, "cursor", self._connection).execute(sql).fetchall()

    def beside(self, work: Callable[[T], U], things: Iterable[T]) -> list[U]:
        """Do some work on each of some things, a few at once; the answers in the order of the things."""

        def begin() -> None:
            self._own.cursor = self._connection.cursor()

        with ThreadPoolExecutor(AT_ONCE, initializer=begin) as pool:
            return list(pool.map(work, things))

    def show_known(self, table: Table, segments: Sequence[Segment]) -> None:
        """Have the current rows of a table as the relation `known`."""
        self.run("CREATE OR REPLACE TABLE dead (segment BIGINT, row BIGINT)")
        if (dead_rows := dead_rows_sql(self.layout, table.name, segments)) is not None:
            self.run(f"INSERT INTO dead {dead_rows}")
        sql = relation_sql(self.layout, table, segments, dead_relation="dead", inner=True)
        self.run(f"CREATE OR REPLACE VIEW known AS {sql}")

    def write_segment(self, table: Table, rows_sql: str) -> Segment | None:
        """Write rows (declared columns, `_source`, `_row`, `_snapshot`, `_digest`, `_carried`) as a segment."""
        declared = [quote(column.name) for column in table.columns]
        system = f"_source, _row::BIGINT AS _row, _snapshot::BIGINT AS _snapshot, _digest, _carried::{CARRIED_TYPE} AS _carried"
        keys = ", ".join(quote(name) for name in table.key)
        path = self.path(".parquet")
        [(rows,)] = self.run(
            f"COPY (SELECT {', '.join(declared)}, {system} FROM ({rows_sql}) ORDER BY {keys}) TO {literal(str(path))}"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
        )
        if rows == 0:
            path.unlink()
            return None
        columns = tuple((column.name, column.kind) for column in table.columns)
        sha256, size = self._keep(path, lambda sha256: self.layout.segment(table.name, sha256))
        return Segment(sha256, size, rows, columns, snapshot=None)

    def write_dead(self, table: Table, rows_sql: str) -> DeadRows:
        """Write the row numbers of a segment that no longer count."""
        path = self.path(".parquet")
        [(rows,)] = self.run(
            f"COPY (SELECT row FROM ({rows_sql}) ORDER BY row) TO {literal(str(path))}"
            " (FORMAT parquet, COMPRESSION zstd)"
        )
        sha256, size = self._keep(path, lambda sha256: self.layout.dead(table.name, sha256))
        return DeadRows(sha256, size, rows)

    def _keep(self, path: Path, target: Any) -> tuple[str, int]:
        """Give a finished file its lasting name, durably; until a manifest names it nobody reads it."""
        sync_file(path)
        sha256, size = hash_file(path), path.stat().st_size
        place: Path = target(sha256)
        if not place.exists():
            self.new_files.append(place)
        faultpoint("segment.before_naming")
        move_file(path, place)
        faultpoint("segment.after_naming")
        return sha256, size
