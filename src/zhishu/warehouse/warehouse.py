"""The door of the warehouse: query what is published, publish what was read, keep raw files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhishu import settings
from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.warehouse.answer_cache import AnswerCache
from zhishu.warehouse.catalogue import find_manifest, list_relations
from zhishu.warehouse.collection import collect
from zhishu.warehouse.durable import tell_storage_errors
from zhishu.warehouse.engine_cache import EngineCache
from zhishu.warehouse.holding import Held, hold_files
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.raw import find_raw, keep_raw
from zhishu.warehouse.report import Finding, GcReport, Raw, Result, SnapshotInfo, TableInfo
from zhishu.warehouse.rollback import roll_back
from zhishu.warehouse.scrub import find_damage
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Snapshot, find_snapshot, history, read_manifest, read_pointer

if TYPE_CHECKING:
    import pyarrow as pa

    from zhishu.warehouse.engine import Engine
    from zhishu.warehouse.publication import Publication

_engines = EngineCache()


class Warehouse:
    """The versioned tables and raw files of one home folder; safe to share between threads."""

    def __init__(self, layout: Layout, declared: Mapping[str, Table]) -> None:
        self._layout = layout
        self._declared = dict(declared)
        self._signature = frozenset(declared.values())

    @classmethod
    def open(cls, home: Path, tables: Iterable[Table] = ()) -> Warehouse:
        """The warehouse of a home; cheap, writes nothing.

        tables: declared tables, so that those without data yet are empty relations; what was
        published needs no declaration.
        """
        return cls(Layout.of_home(home), {table.name: table for table in tables})

    def snapshot(self) -> int:
        """Number of the newest published snapshot; 0 when nothing was published."""
        return read_pointer(self._layout).snapshot

    def snapshots(self, limit: int | None = None) -> list[SnapshotInfo]:
        """The readable snapshots, newest first."""
        found = []
        for snapshot in islice(history(self._layout, read_pointer(self._layout)), limit):
            versions = snapshot.tables.items()
            written = (name for name, one in versions if one.written_by == snapshot.number)
            found.append(
                SnapshotInfo(
                    snapshot.number,
                    snapshot.committed_at,
                    snapshot.reason,
                    snapshot.source,
                    {name: one.rows for name, one in sorted(versions)},
                    tuple(sorted(written)),
                )
            )
        return found

    def query(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        snapshot: int | None = None,
        seconds: float | None = None,
        max_rows: int = 200_000,
    ) -> Result:
        """Run one SELECT over the published tables, each name being its current view.

        Parameters are bound as $name. snapshot: an older state, by number. A query that is not a
        SELECT over these tables, or goes past its time, memory or rows, ends in a ZhishuError.
        """
        if seconds is None:
            seconds = float(settings.QUERY_SECONDS.value())
        while True:
            pointer = read_pointer(self._layout)
            try:
                return self._engine(snapshot).query(
                    sql, parameters, seconds=seconds, max_rows=max_rows
                )
            except ZhishuError:
                # What was the newest state may have been given up while it was asked.
                if snapshot is not None or read_pointer(self._layout) == pointer:
                    raise

    def stream(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        snapshot: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Like query, for many rows: one dictionary a row, in bounded memory and without a time limit."""
        return self._engine(snapshot).stream(sql, parameters)

    def batches(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        snapshot: int | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Like stream, as batches of columns: for what is counted over many rows."""
        return self._engine(snapshot).batches(sql, parameters)

    @contextlib.contextmanager
    def publication(
        self, reason: str, source: str, *, tables: Iterable[Table] = (), wait_seconds: float = 60
    ) -> Iterator[Publication]:
        """Write tables: one durable switch for all of them on normal exit, nothing on an exception.

        tables: what will be written, and what that is derived from; their locks are taken at once.
        A table written without being named is locked then. BusyError after `wait_seconds`.
        """
        # Who only asks does not wait for what writes (Arrow and all that it imports).
        from zhishu.warehouse.publication import Publication

        with tell_storage_errors(), contextlib.ExitStack() as locks:
            locks.enter_context(self._writing(reason, wait_seconds))
            publication = Publication(
                self._layout,
                self._declared,
                locks,
                reason=reason,
                source=source,
                wait_seconds=wait_seconds,
            )
            try:
                for table in sorted(tables, key=lambda one: one.name):
                    publication.lock(table)
                yield publication
            except BaseException:
                publication.discard()
                raise
            publication.finish()

    def keep_raw(self, path: Path) -> Raw:
        """Copy a file into the raw store under its SHA-256; the same bytes are kept once."""
        with tell_storage_errors(), self._writing("保存原件", 60):
            return keep_raw(self._layout, path)

    def raw(self, sha256: str) -> Path:
        """Path of a kept raw file, hash checked; NotFoundError when it was never kept."""
        return find_raw(self._layout, sha256)

    def tables(self) -> list[str]:
        """Names of declared and published tables, sorted."""
        return sorted({*self._declared, *self._find(None).tables})

    def table(self, name: str) -> Table:
        """How a table is declared: titles, kinds, classes, key; NotFoundError for an unknown name."""
        if name in self._declared:
            return self._declared[name]
        version = self._find(None).tables.get(name)
        if version is None:
            raise NotFoundError(
                "没有这张表", where=name, next_step="用zhishu warehouse tables看有哪些"
            )
        return read_manifest(self._layout, name, version).table

    def describe(self, name: str, *, snapshot: int | None = None) -> TableInfo:
        """Rows, segments and bytes of a table."""
        table = self.table(name)
        state = self._find(snapshot)
        manifest = find_manifest(self._layout, state, table)
        version = state.tables.get(name)
        return TableInfo(
            name,
            table.title,
            rows=manifest.rows,
            segments=len(manifest.segments),
            bytes=manifest.bytes,
            superseded=manifest.superseded,
            snapshot=version.written_by if version else 0,
        )

    def verify(self) -> list[Finding]:
        """Read every stored byte and compare with its hash; an empty list means all is whole."""
        return find_damage(self._layout)

    def compact(self, name: str | None = None) -> int:
        """Merge the segments of a table (or of all) into one; answers and old snapshots stay; returns the newest snapshot."""
        names = [name] if name else sorted(self._find(None).tables)
        tables = [self.table(one) for one in names]
        with self.publication("整理数据段", "zhishu warehouse compact", tables=tables) as writing:
            for table in tables:
                writing.fold(table)
        return writing.snapshot

    def roll_back(self, number: int, *, reason: str, wait_seconds: float = 60) -> int:
        """Publish the state of an older snapshot as a new one; returns its number.

        Nothing is deleted: what was published since stays readable by its number. Nobody publishes
        meanwhile; the older state is read whole before it is published again.
        """
        with tell_storage_errors():
            return roll_back(
                self._layout, number, find=self._find, reason=reason, wait_seconds=wait_seconds
            )

    def gc(self, *, keep: int | None = None, wait_seconds: float = 60) -> GcReport:
        """Remove what no readable snapshot needs; `keep` makes only the newest n snapshots readable."""
        with tell_storage_errors():
            return collect(self._layout, keep=keep, wait_seconds=wait_seconds)

    def holding(self, reason: str) -> contextlib.AbstractContextManager[Callable[[], Held]]:
        """Keep `gc` out while a copy is made; the call that it yields lists all files of that moment."""
        return hold_files(self._layout, reason)

    def _writing(self, reason: str, wait_seconds: float) -> contextlib.AbstractContextManager[None]:
        """Shared by all who write; collection takes it alone."""
        return hold_lock(
            self._layout.writers_lock,
            what="数据仓库",
            reason=reason,
            wait_seconds=wait_seconds,
            shared=True,
        )

    def _find(self, number: int | None) -> Snapshot:
        pointer = read_pointer(self._layout)
        found = find_snapshot(self._layout, pointer, pointer.snapshot if number is None else number)
        if found is None:
            raise NotFoundError(
                f"没有第{number}个快照",
                where=f"可读的是第{pointer.oldest}至第{pointer.snapshot}个",
                next_step="用zhishu warehouse snapshots看有哪些",
            )
        return found

    def _engine(self, number: int | None) -> Engine:
        """The engine of a snapshot: kept, so that a page's many queries open nothing."""
        pointer = read_pointer(self._layout)
        number = pointer.snapshot if number is None else number
        # The pointer names the whole history by its hash: a home made anew is another one.
        key = (self._layout.root, number, pointer, self._signature)
        return _engines.get(key, lambda: self._make_engine(number))

    def _make_engine(self, number: int) -> Engine:
        # Who asks no table, as a search that shows policies, does not wait for DuckDB.
        from zhishu.warehouse.engine import Engine

        relations = list_relations(self._layout, self._find(number), self._declared)
        return Engine(self._layout, relations, number=number, answers=AnswerCache())
