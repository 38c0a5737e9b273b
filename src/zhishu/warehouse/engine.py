"""DuckDB over one snapshot: views of the published tables on a locked connection.

The engine may read the segment files of its snapshot and nothing else, has bounds on memory, threads
and time, and loads no extension. A table's files are checked against their hashes before its view exists.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from zhishu import settings
from zhishu.base.errors import DamagedDataError, ZhishuError
from zhishu.warehouse.answer_cache import AnswerCache
from zhishu.warehouse.catalogue import Relation, check_segments
from zhishu.warehouse.fence import check_query, first_line, refuse, shadowed_names
from zhishu.warehouse.kinds import quote
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.relation import dead_rows_sql, relation_sql
from zhishu.warehouse.report import Result

if TYPE_CHECKING:
    import pyarrow as pa

FETCH_ROWS = 2_000
BATCH_ROWS = 50_000
CONFIG = {
    "threads": "2",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
}


class QueryLimitError(ZhishuError):
    """A query was stopped: too long, too much memory, or too many rows."""

    code = "query_limit"


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with the limits of the settings; what does not fit goes to `spill`."""
    memory = settings.MEMORY_LIMIT.value()
    try:
        connection = duckdb.connect(
            ":memory:", config={**CONFIG, "memory_limit": memory, "temp_directory": str(spill)}
        )
        # A bar of progress would go to stdout, among the results; cursors take this over.
        connection.execute("SET enable_progress_bar = false")
        return connection
    except duckdb.Error as error:
        raise ZhishuError(
            f"数据引擎打不开：{first_line(error)}",
            where=f"{settings.MEMORY_LIMIT.name}={memory}",
            next_step="检查设置",
            code="engine",
        ) from None


class Engine:
    """Views over a fixed set of table versions; safe for many threads, each query has its own cursor."""

    def __init__(
        self,
        layout: Layout,
        relations: Mapping[str, Relation | DamagedDataError],
        *,
        number: int,
        extra: Mapping[str, str] | None = None,
        folders: tuple[Path, ...] = (),
        answers: AnswerCache | None = None,
    ) -> None:
        """Open and lock the engine.

        relations: the version of each published name, or why there is none now. answers: keeps what
        was asked, where the relations are published ones and so never change. extra: SQL of further
        relations, all of it this program's own. folders: where relations that will change lie (see
        `change`); without them the segments of the relations are all that can be read.
        """
        self.number = number
        self.whole = not any(isinstance(one, DamagedDataError) for one in relations.values())
        self._layout = layout
        self._relations = relations
        self._extra = dict(extra or {})
        self._answers = answers
        self._ready: dict[str, Relation | None] = {}
        self._lock = threading.Lock()
        self._connection = connect(layout.spill)
        self._connection.execute("CREATE SCHEMA dead")
        if folders:
            self._allow("allowed_directories", folders)
        else:
            self._allow("allowed_paths", self._segment_files())
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def _allow(self, setting: str, paths: Iterable[Path]) -> None:
        self._connection.execute(f"SET {setting} = $paths", {"paths": [str(one) for one in paths]})

    def change(
        self,
        relations: Mapping[str, Relation | DamagedDataError],
        *,
        number: int,
        extra: Mapping[str, str],
    ) -> None:
        """Look at other versions from now on; a query that runs ends on those it began with."""
        with self._lock:
            for name in list(self._ready):
                before = self._relations.get(name), self._extra.get(name)
                if before != (relations.get(name), extra.get(name)):
                    del self._ready[name]
            self._relations, self._extra, self.number = relations, dict(extra), number

    def _segment_files(self) -> Iterator[Path]:
        for relation in self._relations.values():
            if isinstance(relation, Relation):
                for one in relation.segments:
                    yield self._layout.segment(relation.table.name, one.sha256)
                    if one.dead:
                        yield self._layout.dead(relation.table.name, one.dead.sha256)

    def query(
        self, sql: str, parameters: Mapping[str, Any] | None, *, seconds: float, max_rows: int
    ) -> Result:
        """The whole answer to a query, within its limits.

        One that was given before is given again, once the files it came from are found unchanged.
        """
        self._prepare_all(sql)
        key = (sql, repr(sorted(bind(parameters).items())), max_rows)
        if self._answers is not None and (kept := self._answers.get(key)) is not None:
            return kept
        with _Deadline(self._new_cursor(), seconds) as cursor:
            execute(cursor, sql, parameters)
            rows = cursor.fetchmany(max_rows + 1)
            description = cursor.description or []
        if len(rows) > max_rows:
            raise QueryLimitError(
                f"查询结果超过{max_rows}行", next_step="缩小范围、分页，或者改用逐行读取"
            )
        columns = tuple(str(column[0]) for column in description)
        result = Result(columns, _native(rows, description), self.number)
        if self._answers is not None:
            self._answers.keep(key, result)
        return result

    def stream(self, sql: str, parameters: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
        """The answer row by row, a batch of rows in memory at a time."""
        with self._cursor(sql) as cursor:
            with translate_errors():
                execute(cursor, sql, parameters)
            description = cursor.description or []
            names = [str(column[0]) for column in description]
            while True:
                with translate_errors():
                    rows = cursor.fetchmany(FETCH_ROWS)
                if not rows:
                    return
                for row in _native(rows, description):
                    yield dict(zip(names, row, strict=True))

    def batches(self, sql: str, parameters: Mapping[str, Any] | None) -> Iterator[pa.RecordBatch]:
        """The answer as batches of columns, one in memory at a time."""
        with self._cursor(sql) as cursor, translate_errors():
            reader: Iterator[pa.RecordBatch] = cursor.sql(
                sql, params=bind(parameters)
            ).to_arrow_reader(BATCH_ROWS)
            yield from reader

    def _cursor(self, sql: str) -> duckdb.DuckDBPyConnection:
        """A cursor for a statement that may run, with every relation it names in place and whole."""
        self._prepare_all(sql)
        return self._new_cursor()

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            return self._connection.cursor()

    def _prepare_all(self, sql: str) -> None:
        for name in sorted(check_query(sql)):
            self._prepare(name)
        for name in sorted(shadowed_names(sql) & {*self._relations, *self._extra}):
            self._prepare(name)

    def _prepare(self, name: str) -> None:
        with self._lock:
            if name not in self._ready:
                self._create_view(name)
            relation = self._ready[name]
        if relation is not None:
            check_segments(self._layout, relation.table.name, relation.segments)

    def _create_view(self, name: str) -> None:
        if name in self._extra:
            self._connection.execute(f"CREATE OR REPLACE VIEW {quote(name)} AS {self._extra[name]}")
            self._ready[name] = None
            return
        relation = self._relations.get(name)
        if relation is None:
            raise refuse("没有这张表", where=name)
        if isinstance(relation, DamagedDataError):
            raise relation
        check_segments(self._layout, relation.table.name, relation.segments)
        dead = f"dead.{quote(name)}"
        if (dead_rows := dead_rows_sql(self._layout, name, relation.segments)) is not None:
            with translate_errors():
                self._connection.execute(f"CREATE OR REPLACE TABLE {dead} AS {dead_rows}")
        view = relation_sql(self._layout, relation.table, relation.segments, dead_relation=dead)
        self._connection.execute(f"CREATE OR REPLACE VIEW {quote(name)} AS {view}")
        self._ready[name] = relation


class _Deadline:
    """A cursor that is interrupted when its time is up, and closed after use."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self._cursor = cursor
        self._seconds = seconds
        self._over = False
        self._timer = threading.Timer(seconds, self._stop)
        self._timer.daemon = True

    def _stop(self) -> None:
        self._over = True
        self._cursor.interrupt()

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        self._timer.start()
        return self._cursor

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        self._cursor.close()
        if isinstance(error, duckdb.Error):
            if self._over:
                raise QueryLimitError(
                    f"查询超过{self._seconds:g}秒，已停止", next_step="缩小查询范围后重试"
                ) from None
            raise translate(error) from None


class translate_errors:  # noqa: N801 - reads as a statement: `with translate_errors():`
    """Turn an error of the engine into one for people."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, duckdb.Error):
            raise translate(error) from None


def translate(error: duckdb.Error) -> ZhishuError:
    """What an error of the engine means to a person."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryLimitError(
            f"查询用的内存超过{settings.MEMORY_LIMIT.value()}，已停止",
            next_step="缩小查询范围后重试",
        )
    if isinstance(error, duckdb.InterruptException):
        return QueryLimitError("查询已停止", next_step="重试")
    if isinstance(error, duckdb.IOException):
        return ZhishuError(
            "读写数据文件出错",
            where=first_line(error),
            next_step="检查磁盘空间和权限后重试",
            code="storage",
        )
    return refuse("查询不能执行", where=first_line(error))


def execute(
    cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None
) -> None:
    """Run a statement with bound parameters; moments are bound in UTC, as they are stored."""
    cursor.execute(sql, bind(parameters))


def bind(parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Parameters as the engine takes them."""
    return {name: _bind(value) for name, value in (parameters or {}).items()}


def _bind(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, tuple | set | frozenset):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    return value


def _native(rows: list[Any], description: list[Any]) -> list[tuple[Any, ...]]:
    """Rows with datetimes that say they are UTC."""
    moments = [at for at, column in enumerate(description) if str(column[1]) == "TIMESTAMP"]
    if not moments:
        return rows
    native = []
    for row in rows:
        values = list(row)
        for at in moments:
            if values[at] is not None:
                values[at] = values[at].replace(tzinfo=UTC)
        native.append(tuple(values))
    return native
