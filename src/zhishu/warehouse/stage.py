"""Rows on their way in: checked against the declared kinds and written to a Parquet file in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from zhishu.base.faultpoint import faultpoint
from zhishu.warehouse.arrow_kinds import ARROW_TYPES, characters
from zhishu.warehouse.batch_file import BatchFile
from zhishu.warehouse.kinds import FITS, MisfitError, fit_integer, fit_text
from zhishu.warehouse.report import SetAside
from zhishu.warehouse.table import Column, Table

BATCH_ROWS = 20_000
LONGEST_VALUE = 1_000
ROW_NUMBER = "_row"


@dataclass
class Staged:
    """Rows in files, not yet compared with what is known.

    A file has beside the declared columns `_row`, `_source` and `_n`, the order they came in;
    `_n` goes on from file to file. rows: those handed over, misfits included.
    """

    table: Table
    paths: list[Path] = field(default_factory=list)
    rows: int = 0
    misfits: list[SetAside] = field(default_factory=list)


class Stage:
    """Writes rows that fit to one file; the others are noted with field, reason and raw value.

    carried: the columns these rows speak of; a value in another one is a fault of the program.
    of_file: a row that does not say its `_row` is counted; derived rows, whose order means nothing,
    have none. first: the number before that of the first row, where a file goes on from another.
    """

    def __init__(
        self,
        table: Table,
        carried: Collection[str],
        *,
        source: str,
        path: Path,
        of_file: bool,
        first: int = 0,
    ) -> None:
        unknown = set(carried) - {column.name for column in table.columns}
        if unknown:
            raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
        self.staged = Staged(table, [path])
        self._table = table
        self._columns = [column for column in table.columns if column.name in carried]
        self._allowed = frozenset({*carried, ROW_NUMBER, "_source"})
        self._source = source
        self._of_file = of_file
        self._n = first
        self._schema = staged_schema(table)
        self._buffer: list[list[Any]] = []
        self._stack = ExitStack()
        self._file = self._stack.enter_context(BatchFile(path, self._schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if error is None:
                self._flush()
            else:
                self._file.give_up()

    def add_rows(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Stage rows one by one: dictionaries of column and value; a batch of them is held in memory."""
        staged = self.staged
        for row in rows:
            staged.rows += 1
            self._n += 1
            if not row.keys() <= self._allowed:
                _refuse_strange_columns(self._table, row, self._allowed)
            number = row.get(ROW_NUMBER, self._n if self._of_file else None)
            try:
                fitted = _fit_row(self._table, self._columns, row, self._n, number, self._source)
            except _RowMisfitError as misfit:
                staged.misfits.append(misfit.told)
                continue
            self._buffer.append(fitted)
            if staged.rows == 1 or len(self._buffer) >= BATCH_ROWS:
                faultpoint("import.while_reading")
            if len(self._buffer) >= BATCH_ROWS:
                self._flush()

    def add_batch(self, batch: pa.RecordBatch) -> None:
        """Stage a batch of columns, whose kinds the caller answers for: another type is a ValueError.

        A key that is null or a text with a NUL is a fault of the program here, not of a row.
        """
        self._flush()
        names = set(batch.schema.names)
        if not names <= self._allowed:
            raise ValueError(f"{self._table.name}: not carried: {sorted(names - self._allowed)}")
        count = batch.num_rows
        arrays = []
        for one in self._schema:
            if one.name == "_n":
                arrays.append(pa.array(np.arange(self._n + 1, self._n + count + 1)))
            elif one.name in names:
                arrays.append(_fit_column(batch.column(one.name), one, self._table))
            elif one.name == "_source":
                arrays.append(pa.repeat(self._source, count))
            else:
                arrays.append(pa.nulls(count, one.type))
        self._file.write(pa.record_batch(arrays, schema=self._schema))
        self.staged.rows += count
        self._n += count
        faultpoint("import.while_reading")

    def _flush(self) -> None:
        if self._buffer:
            arrays = [
                pa.array(values, type=one.type)
                for values, one in zip(zip(*self._buffer, strict=True), self._schema, strict=True)
            ]
            self._file.write(pa.record_batch(arrays, schema=self._schema))
            self._buffer.clear()


def staged_schema(table: Table) -> pa.Schema:
    """The columns of a staged file."""
    declared = [(column.name, ARROW_TYPES[column.kind]) for column in table.columns]
    return pa.schema(
        [*declared, (ROW_NUMBER, pa.int64()), ("_source", pa.string()), ("_n", pa.int64())]
    )


def _fit_column(values: pa.Array, declared: pa.Field, table: Table) -> pa.Array:
    if values.type != declared.type:
        raise ValueError(f"{table.name}.{declared.name}: {values.type} is not {declared.type}")
    if declared.name in table.key and values.null_count:
        raise ValueError(f"{table.name}.{declared.name}: a key without value")
    text = values.flatten() if pa.types.is_list(values.type) else values
    if pa.types.is_string(text.type) and (
        b"\0" in characters(text) or (text is not values and text.null_count)
    ):
        raise ValueError(f"{table.name}.{declared.name}: a text that no table can keep")
    return values


class _RowMisfitError(Exception):
    def __init__(self, told: SetAside) -> None:
        super().__init__(told.reason)
        self.told = told


def _fit_row(
    table: Table, columns: list[Column], row: Mapping[str, Any], n: int, number: Any, source: str
) -> list[Any]:
    """The values of a row in the order of the staged file."""
    fitted: dict[str, Any] = {}
    for column in columns:
        value = row.get(column.name)
        if value is None:
            continue
        try:
            fitted[column.name] = FITS[column.kind](value)
        except MisfitError as reason:
            raise _RowMisfitError(
                SetAside(
                    _row_number(number), column.name, f"{column.title}：{reason}", _show(value)
                )
            ) from None
    for name in table.key:
        if name not in fitted:
            title = table.column(name).title
            raise _RowMisfitError(
                SetAside(_row_number(number), name, f"缺少{title}，无法识别这条记录", "")
            )
    own_source = row.get("_source", source)
    return [
        *(fitted.get(column.name) for column in table.columns),
        None if number is None else fit_integer(number),
        fit_text(own_source),
        n,
    ]


def _row_number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _show(value: Any) -> str:
    """A raw value as text that any table can keep: bounded, unreadable characters escaped."""
    text = value if isinstance(value, str) else repr(value)
    text = text[:LONGEST_VALUE].replace("\x00", "\\x00")
    return text.encode("utf-8", "backslashreplace").decode()


def _refuse_strange_columns(table: Table, row: Mapping[str, Any], allowed: Collection[str]) -> None:
    """A value that the importer did not say it carries would be lost silently: that is a fault of the program."""
    strange = {name for name, value in row.items() if value is not None and name not in allowed}
    if strange:
        raise ValueError(f"{table.name}: not carried: {', '.join(sorted(strange))}")
