"""A version of a table as one SQL relation: its segments read together, without their dead rows.

No two live rows have the same key (a publication marks the rows it overrides as dead), so reading
needs no sort and no window over versions: a key is looked up by the statistics of sorted segments.
"""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are bound or staged
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from zhishu.warehouse.kinds import CARRIED_TYPE, SQL_TYPES, SYSTEM_TYPES, literal, quote
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Segment

# Name the segment and the row in it that a record was read from, where a caller wants them.
POSITION = ("_segment", "_at")


def empty_relation_sql(table: Table) -> str:
    """No rows, with the declared columns and kinds."""
    columns = [
        *(f"NULL::{SQL_TYPES[column.kind]} AS {quote(column.name)}" for column in table.columns),
        *(f"NULL::{kind} AS {name}" for name, kind in SYSTEM_TYPES.items()),
    ]
    return f"SELECT {', '.join(columns)} WHERE false"


def relation_sql(
    layout: Layout,
    table: Table,
    segments: Sequence[Segment],
    *,
    dead_relation: str,
    inner: bool = False,
) -> str:
    """The live rows of segments with the declared columns; those a segment does not have are null.

    dead_relation: a relation (segment, row) of dead rows, the segment counted as in `segments`.
    inner: also give `_carried` and the position of each row, for the warehouse's own use.
    """
    if not segments:
        empty = empty_relation_sql(table)
        if not inner:
            return empty
        extra = f"NULL::{CARRIED_TYPE} AS _carried, 0::BIGINT AS _segment, 0::BIGINT AS _at"
        return f"SELECT *, {extra} FROM ({empty})"
    numbered = sorted(enumerate(segments), key=_read_together)
    return "\nUNION ALL BY NAME\n".join(
        _same_schema_sql(layout, table, list(group), dead_relation, inner)
        for _, group in groupby(numbered, key=_read_together)
    )


def _read_together(numbered: tuple[int, Segment]) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Segments of the same columns are one scan; those without dead rows are spared the looking up."""
    _, segment = numbered
    return segment.columns, segment.dead is not None


def _same_schema_sql(
    layout: Layout,
    table: Table,
    numbered: list[tuple[int, Segment]],
    dead_relation: str,
    inner: bool,
) -> str:
    """The relation over segments of the same columns, all of them with dead rows or none."""
    stored = dict(numbered[0][1].columns)
    files = [literal(str(layout.segment(table.name, one.sha256))) for _, one in numbered]
    ordinal = _pick([number for number, _ in numbered])
    selected = [_column_sql(column.name, column.kind, stored) for column in table.columns]
    published = _pick([one.snapshot for _, one in numbered])
    selected += [
        "f._source",
        "f._row",
        f"coalesce(f._snapshot, {published}) AS _snapshot",
        "f._digest",
    ]
    if inner:
        selected += ["f._carried", f"{ordinal} AS _segment", "f.file_row_number::BIGINT AS _at"]
    sql = f"SELECT {', '.join(selected)} FROM read_parquet([{', '.join(files)}]) AS f"
    if numbered[0][1].dead:
        sql += (
            f" ANTI JOIN {dead_relation} AS d"
            f" ON (d.segment = {ordinal} AND d.row = f.file_row_number::BIGINT)"
        )
    return sql


def _pick(values: Sequence[int | None]) -> str:
    """The value that belongs to the file a row was read from."""
    if len(set(values)) == 1:
        return "NULL::BIGINT" if values[0] is None else f"{values[0]}::BIGINT"
    items = ", ".join("NULL" if value is None else str(value) for value in values)
    return f"([{items}]::BIGINT[])[(f.file_index + 1)::BIGINT]"


def _column_sql(name: str, kind: str, stored: Mapping[str, str]) -> str:
    if name not in stored:
        return f"NULL::{SQL_TYPES[kind]} AS {quote(name)}"
    if stored[name] != kind:
        return f"f.{quote(name)}::{SQL_TYPES[kind]} AS {quote(name)}"
    return f"f.{quote(name)}"


def dead_rows_sql(layout: Layout, name: str, segments: Sequence[Segment]) -> str | None:
    """The dead rows of segments as (segment, row); None when there are none."""
    numbered = [(number, one.dead) for number, one in enumerate(segments) if one.dead]
    if not numbered:
        return None
    files = ", ".join(literal(str(layout.dead(name, dead.sha256))) for _, dead in numbered)
    ordinal = _pick([number for number, _ in numbered])
    return f"SELECT {ordinal} AS segment, f.row FROM read_parquet([{files}]) AS f"
