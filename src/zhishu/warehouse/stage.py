"""Rows on their way in: checked against the declared kinds and written to a Parquet file in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhishu.warehouse.faultpoint import faultpoint
from zhishu.warehouse.kinds import ARROW_TYPES, FITS, MisfitError, fit_integer, fit_text
from zhishu.warehouse.report import SetAside
from zhishu.warehouse.table import Column, Table

BATCH_ROWS = 20_000
LONGEST_VALUE = 1_000


@dataclass
class Staged:
    """Rows in a file, not yet compared with what is known.

    The file has beside the declared columns `_row`, `_source` and `_n`, the order they came in.
    """

    path: Path
    rows: int = 0
    misfits: list[SetAside] = field(default_factory=list)


def stage_rows(
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    carried: Collection[str],
    *,
    source: str,
    path: Path,
    of_file: bool,
) -> Staged:
    """Write the rows that fit to a file; the others are set aside with field, reason and raw value.

    Reads the rows once and holds one batch of them in memory. of_file: a row that does not say its
    `_row` is counted; derived rows, whose order means nothing, have none.
    """
    columns = [column for column in table.columns if column.name in carried]
    unknown = set(carried) - {column.name for column in table.columns}
    if unknown:
        raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    staged = Staged(path)
    allowed = frozenset({*carried, "_row", "_source"})
    buffer: list[list[Any]] = []
    schema = _schema(table)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for row in rows:
            staged.rows += 1
            if not row.keys() <= allowed:
                _refuse_strange_columns(table, row, allowed)
            try:
                number = row.get("_row", staged.rows if of_file else None)
                buffer.append(_fit_row(table, columns, row, staged.rows, number, source))
            except _RowMisfitError as misfit:
                staged.misfits.append(misfit.told)
                continue
            if staged.rows == 1:
                faultpoint("import.while_reading")
            if len(buffer) >= BATCH_ROWS:
                _flush(writer, schema, buffer)
                faultpoint("import.while_reading")
        _flush(writer, schema, buffer)
    return staged


def _schema(table: Table) -> pa.Schema:
    declared = [(column.name, ARROW_TYPES[column.kind]) for column in table.columns]
    return pa.schema(
        [*declared, ("_row", pa.int64()), ("_source", pa.string()), ("_n", pa.int64())]
    )


def _flush(writer: pq.ParquetWriter, schema: pa.Schema, buffer: list[list[Any]]) -> None:
    if buffer:
        arrays = [
            pa.array(values, type=one.type)
            for values, one in zip(zip(*buffer, strict=True), schema, strict=True)
        ]
        writer.write_batch(pa.record_batch(arrays, schema=schema))
        buffer.clear()


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
