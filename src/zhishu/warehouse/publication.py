"""One publication: rows merged or replaced in several tables, switched in at once or not at all."""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are bound or staged
from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhishu import settings
from zhishu.base.errors import InvalidValueError, ZhishuError
from zhishu.warehouse.batch_file import BatchFile
from zhishu.warehouse.catalogue import (
    Relation,
    check_segments,
    find_manifest,
    list_files,
    list_relations,
)
from zhishu.warehouse.draft import Draft
from zhishu.warehouse.engine import Engine
from zhishu.warehouse.kinds import SQL_TYPES, literal, quote
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.merge import (
    Part,
    conflicts_sql,
    fate_sql,
    fresh_sql,
    merged_sql,
    removed_sql,
    replaced_sql,
)
from zhishu.warehouse.report import MergeReport, ReplaceReport, Result, SetAside
from zhishu.warehouse.stage import Stage, Staged
from zhishu.warehouse.switch import ensure_pointer, switch
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Snapshot, read_pointer, read_snapshot
from zhishu.warehouse.workshop import Workshop

# So many staged rows make one segment; two of them are sorted in memory at a time, whatever the file's size.
PART_ROWS = 50_000
CONFLICT = "同一个键在本文件中有不同内容，等待核定"


class Publication:
    """What is written between two snapshots; made by `Warehouse.publication`.

    Writing a table takes its lock until the end. Tables not written are read as of the newest
    snapshot when the last lock was taken: who derives one table from others names all of them up
    front, so that nobody changes them in between.
    source: goes to `_source` of every row (a raw sha256, or the name of a derivation).
    snapshot: after a normal exit, the snapshot in which all of it can be read.
    """

    def __init__(
        self,
        layout: Layout,
        declared: Mapping[str, Table],
        locks: contextlib.ExitStack,
        *,
        reason: str,
        source: str,
        wait_seconds: float,
    ) -> None:
        self.reason = reason
        self.source = source
        self.snapshot = 0
        self._layout = layout
        self._declared = declared
        self._locks = locks
        self._wait_seconds = wait_seconds
        self._workshop = Workshop(layout)
        locks.callback(self._workshop.close)
        ensure_pointer(layout, self._workshop.folder)
        self._drafts: dict[str, Draft] = {}
        self._base = self._newest()
        self._engine: Engine | None = None
        self._engine_is_behind = False
        self._held: dict[str, Path] = {}

    def merge(
        self, table: Table, rows: Iterable[Mapping[str, Any]], carried: Collection[str]
    ) -> MergeReport:
        """Merge the rows of one file: dictionaries of declared columns and `_row` (counted when absent).

        carried: the columns this format speaks of; a value in another column is a ValueError.
        """
        with self.stage(table, carried) as stage:
            stage.add_rows(rows)
        return self.merge_staged(stage.staged)

    def stage(self, table: Table, carried: Collection[str]) -> Stage:
        """Where the rows of one file wait for `merge_staged`; closed by its `with` block."""
        path = self._workshop.path(".parquet")
        return Stage(table, carried, source=self.source, path=path, of_file=True)

    def merge_staged(self, staged: Staged) -> MergeReport:
        """Merge the rows of one file, staged.

        Every row is exactly one of accepted, unchanged, superseded and set aside (DESIGN, "What an
        import counts"); how two records of a key are merged is told in merge.py.
        """
        table = staged.table
        if table.newer_by and table.column(table.newer_by).kind != "date":
            raise ValueError(f"{table.name}: newer_by must be a date column")
        draft = self.lock(table)
        self._compare(draft, staged, keys_removed=None)
        [(kept, copies)] = self._workshop.run(
            "SELECT count(*), coalesce(sum(copies), 0)::BIGINT FROM fate WHERE agree"
        )
        accepted = self._take(draft, staged, merged_sql)
        set_aside = [*staged.misfits, *self._conflicts(table)]
        return MergeReport(
            table.name,
            rows=staged.rows,
            accepted=accepted,
            unchanged=kept - accepted,
            superseded=copies - kept,
            set_aside=len(set_aside),
            set_aside_rows=sorted(set_aside, key=lambda one: one.row or 0),
        )

    def replace(
        self,
        table: Table,
        rows: Iterable[Mapping[str, Any]],
        keys_removed: Iterable[tuple[Any, ...]] = (),
    ) -> ReplaceReport:
        """Put derived rows, whole, in place of what stood under their keys; remove the keys named.

        Unchanged rows write nothing; a key both given and named for removal stays. A row that does
        not fit its table, or two different rows of a key, is a fault of the program and raises.
        """
        with self._derived_stage(table) as stage:
            stage.add_rows(rows)
        return self._replace_staged(stage.staged, keys_removed)

    def replace_batches(
        self,
        table: Table,
        batches: Iterable[pa.RecordBatch],
        keys_removed: Iterable[tuple[Any, ...]] = (),
    ) -> ReplaceReport:
        """Like replace, for many rows: batches of columns of the declared types."""
        with self._derived_stage(table) as stage:
            for batch in batches:
                stage.add_batch(batch)
        return self._replace_staged(stage.staged, keys_removed)

    def replace_together(
        self,
        batches: Iterable[tuple[Table, pa.RecordBatch]],
        keys_removed: Mapping[Table, Iterable[tuple[Any, ...]]],
    ) -> list[ReplaceReport]:
        """Like replace_batches, for several tables that one pass derives; keys_removed names them all."""
        with contextlib.ExitStack() as stack:
            stages = {
                table: stack.enter_context(self._derived_stage(table)) for table in keys_removed
            }
            for table, batch in batches:
                stages[table].add_batch(batch)
        return [
            self._replace_staged(stages[table].staged, keys) for table, keys in keys_removed.items()
        ]

    def _derived_stage(self, table: Table) -> Stage:
        names = [column.name for column in table.columns]
        path = self._workshop.path(".parquet")
        return Stage(table, names, source=self.source, path=path, of_file=False)

    def _replace_staged(
        self, staged: Staged, keys_removed: Iterable[tuple[Any, ...]]
    ) -> ReplaceReport:
        table = staged.table
        draft = self.lock(table)
        _refuse_misfits(table, staged.misfits)
        keys = _unless_none(keys_removed) if draft.segments else None
        if not staged.rows and keys is None:
            return ReplaceReport(table.name, rows=0, written=0, unchanged=0, removed=0)
        self._compare(draft, staged, keys)
        _refuse_misfits(table, self._conflicts(table))
        [(kept,)] = self._workshop.run("SELECT count(*) FROM fate")
        [(removed,)] = self._workshop.run("SELECT count(*) FROM removed")
        written = self._take(draft, staged, replaced_sql)
        return ReplaceReport(
            table.name,
            rows=staged.rows,
            written=written,
            unchanged=kept - written,
            removed=removed,
        )

    def query(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        max_rows: int = 200_000,
    ) -> Result:
        """Query the published tables with what is pending here; `touched_<table>` has the keys written or removed so far."""
        seconds = float(settings.QUERY_SECONDS.value())
        return self._reader().query(sql, parameters, seconds=seconds, max_rows=max_rows)

    def stream(
        self, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Like query, for many rows: one dictionary a row, in bounded memory and without a time limit."""
        return self._reader().stream(sql, parameters)

    def batches(
        self, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Like stream, as batches of columns: for what is derived from many rows."""
        return self._reader().batches(sql, parameters)

    def hold(self, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Keep an answer as the relation `held_<name>` for the queries that follow here."""
        path = self._workshop.path(".parquet")
        with BatchFile(path, schema) as file:
            for batch in batches:
                file.write(batch.cast(schema))
        self._held[name] = path
        self._engine_is_behind = True

    def touched(self, table: Table) -> Iterator[tuple[Any, ...]]:
        """Keys of the rows accepted, written or removed here so far, in the order of the key columns."""
        keys = ", ".join(quote(name) for name in table.key)
        sql = f"SELECT {keys} FROM {quote('touched_' + table.name)} ORDER BY {keys}"
        for row in self.stream(sql):
            yield tuple(row.values())

    def lock(self, table: Table) -> Draft:
        """Take the lock of a table (BusyError) and its newest version; once taken, kept to the end."""
        draft = self._drafts.get(table.name)
        if draft is None:
            self._take_lock(table)
            manifest = find_manifest(self._layout, self._base, table)
            check_segments(self._layout, table.name, manifest.segments)
            _refuse_other_key(manifest.table, table)
            draft = self._drafts[table.name] = Draft(table, list(manifest.segments))
        return draft

    def _take_lock(self, table: Table) -> None:
        self._locks.enter_context(
            hold_lock(
                self._layout.table_lock(table.name),
                what=f"表{table.name}（{table.title}）",
                reason=self.reason,
                wait_seconds=self._wait_seconds,
            )
        )
        self._base = self._newest()
        self._engine_is_behind = True

    def renew(self, table: Table) -> None:
        """Have a derived table begin anew: what was stored is neither read nor kept in the next version.

        For a table whose stored bytes are damaged and whose rows are all written again here.
        """
        if table.name in self._drafts:
            raise ValueError(f"{table.name} is already being written")
        self._take_lock(table)
        self._drafts[table.name] = Draft(table, [], changed=True)

    def fold(self, table: Table) -> None:
        """Write all segments of a table as one, without its dead rows; no answer changes."""
        self.lock(table).fold(self._workshop, whole=True)

    def finish(self) -> None:
        """Publish what was written, or nothing when nothing changed; called by Warehouse.publication."""
        changed = [draft for draft in self._drafts.values() if draft.changed]
        for draft in changed:
            draft.fold(self._workshop)
        self._drop_intermediate_files()
        if changed:
            self.snapshot = switch(
                self._layout,
                [draft.manifest for draft in changed],
                reason=self.reason,
                source=self.source,
                staging=self._workshop.folder,
            )
        else:
            self.snapshot = self._newest().number

    def _drop_intermediate_files(self) -> None:
        """Remove segments that were written here and overridden here."""
        used = {
            path
            for draft in self._drafts.values()
            for path in list_files(self._layout, draft.manifest)
        }
        for path in self._workshop.new_files:
            if path not in used:
                path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove the segments written for nothing; called by Warehouse.publication on an exception."""
        for path in self._workshop.new_files:
            path.unlink(missing_ok=True)

    def _newest(self) -> Snapshot:
        pointer = read_pointer(self._layout)
        return read_snapshot(self._layout, pointer.snapshot, pointer.sha256)

    def _compare(
        self, draft: Draft, staged: Staged, keys_removed: Iterable[tuple[Any, ...]] | None
    ) -> None:
        """Have the relations staged, fate, known and removed for a table; None: no keys to remove."""
        table, run = draft.table, self._workshop.run
        self._workshop.show_known(table, draft.segments)
        files = ", ".join(literal(str(path)) for path in staged.paths)
        run(f"CREATE OR REPLACE VIEW staged AS FROM read_parquet([{files}])")
        run(f"CREATE OR REPLACE TABLE fate AS {fate_sql(table)}")
        self._stage_removed(table, keys_removed)
        run(f"CREATE OR REPLACE TABLE removed AS {removed_sql(table)}")

    def _stage_removed(self, table: Table, keys: Iterable[tuple[Any, ...]] | None) -> None:
        """Have the keys to remove as the relation `unwanted`."""
        if keys is None:
            self._workshop.run(f"CREATE OR REPLACE VIEW unwanted AS {_no_keys_sql(table)}")
            return
        only_key = Table(table.name, table.title, tuple(map(table.column, table.key)), table.key)
        rows = (dict(zip(table.key, key, strict=True)) for key in keys)
        path = self._workshop.path(".parquet")
        with Stage(only_key, table.key, source=self.source, path=path, of_file=False) as stage:
            stage.add_rows(rows)
        _refuse_misfits(table, stage.staged.misfits)
        self._workshop.run(
            f"CREATE OR REPLACE VIEW unwanted AS FROM read_parquet({literal(str(path))})"
        )

    def _conflicts(self, table: Table) -> list[SetAside]:
        field = "、".join(table.key)
        rows = self._workshop.run(conflicts_sql(table))
        return [SetAside(row, field, CONFLICT, key) for row, key in rows]

    def _take(self, draft: Draft, staged: Staged, compared: Callable[[Table, Part], str]) -> int:
        """Add what is accepted to a draft, part by part, so that memory does not grow with the file."""
        self._engine_is_behind = True
        fresh = not draft.segments
        rule = fresh_sql if fresh else compared
        [(first, last)] = self._workshop.run("SELECT min(_n), max(_n) FROM staged")
        starts = range(first, last + 1, PART_ROWS) if last is not None else ()
        parts = (rule(draft.table, (at, at + PART_ROWS - 1)) for at in starts)
        return draft.take(self._workshop, parts, fresh=fresh)

    def _reader(self) -> Engine:
        """An engine over the newest published tables and the drafts: one for all of a publication."""
        if self._engine is not None and not self._engine_is_behind:
            return self._engine
        relations = list_relations(self._layout, self._base, self._declared)
        for name, draft in self._drafts.items():
            relations[name] = Relation(draft.table, tuple(draft.segments))
        tables = {name: one.table for name, one in relations.items() if isinstance(one, Relation)}
        extra = {
            **{f"touched_{name}": self._touched_sql(one) for name, one in tables.items()},
            **{
                f"held_{name}": f"FROM read_parquet({literal(str(path))})"
                for name, path in self._held.items()
            },
        }
        if self._engine is None:
            self._engine = Engine(
                self._layout,
                relations,
                number=self._base.number,
                extra=extra,
                folders=(self._layout.tables, self._workshop.folder),
            )
        else:
            self._engine.change(relations, number=self._base.number, extra=extra)
        self._engine_is_behind = False
        return self._engine

    def _touched_sql(self, table: Table) -> str:
        draft = self._drafts.get(table.name)
        if draft and draft.touched:
            files = ", ".join(literal(str(path)) for path in draft.touched)
            return f"SELECT DISTINCT * FROM read_parquet([{files}])"
        return _no_keys_sql(table)


def _no_keys_sql(table: Table) -> str:
    columns = (f"NULL::{SQL_TYPES[table.column(name).kind]} AS {quote(name)}" for name in table.key)
    return f"SELECT {', '.join(columns)} WHERE false"


def _unless_none(keys: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]] | None:
    """The same keys, or None where there is none: the first is looked at."""
    left = iter(keys)
    first = next(left, None)
    return None if first is None else chain([first], left)


def _refuse_misfits(table: Table, misfits: list[SetAside]) -> None:
    """Derived rows are the program's own: what does not fit is not set aside but refused."""
    if misfits:
        first = misfits[0]
        raise InvalidValueError(
            f"推导出的行不合表{table.name}的声明：{first.reason}",
            where=f"{first.field}={first.value}",
            next_step="这是程序的缺陷，请附上本条消息报告",
        )


def _refuse_other_key(stored: Table, declared: Table) -> None:
    if stored.key != declared.key:
        raise ZhishuError(
            f"表{declared.name}的键与已发布的不同",
            where=f"已发布：{'、'.join(stored.key)}；程序：{'、'.join(declared.key)}",
            next_step="用新的表名，或者用原来版本的程序",
            code="key_changed",
        )
