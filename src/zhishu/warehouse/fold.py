"""Which segments of a table are folded together, and into which ranges of keys.

What is folded becomes segments of about SEGMENT_BYTES whose keys follow one another: each range is
sorted by itself, so memory does not grow with the table, and a key lies in one segment only.
"""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are literals of the engine
from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from zhishu.warehouse.kinds import SQL_TYPES, literal, quote
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Segment

# A range is sorted in memory uncompressed, some five times as large as the file it becomes.
SEGMENT_BYTES = 24 << 20
# A table of more small segments than this is folded when it is next written, so that reading stays quick.
MOST_SEGMENTS = 16

Run = Callable[[str], list[Any]]


def choose_small(segments: Sequence[Segment]) -> list[Segment]:
    """The segments to fold when a table is written: the smallest, once there are too many small ones."""
    small = [one for one in segments if one.bytes < SEGMENT_BYTES // 2]
    if len(small) <= MOST_SEGMENTS:
        return []
    settled = [one for one in small if one.snapshot is not None]
    by_size = sorted(settled, key=lambda one: (one.live_rows, one.sha256))
    return by_size[: len(small) - MOST_SEGMENTS // 2]


def choose_all(run: Run, table: Table, segments: Sequence[Segment], paths: list[Path]) -> bool:
    """Whether the whole table is worth folding: dead rows, keys that lie among others, or crumbs."""
    if any(one.dead for one in segments):
        return True
    if len(segments) < 2:
        return False
    wanted = -(-sum(one.bytes for one in segments) // SEGMENT_BYTES)
    return len(segments) > 2 * wanted or _overlap(run, table, paths)


def key_ranges(run: Run, table: Table, segments: Sequence[Segment], paths: list[Path]) -> list[str]:
    """Conditions that part the rows of segments into ranges of the first key column."""
    rows = sum(one.rows for one in segments)
    wanted = -(-sum(one.bytes for one in segments) // SEGMENT_BYTES)
    if wanted < 2:
        return ["true"]
    each, gathered, bounds = rows // wanted, 0, list[str]()
    for low, count in run(
        f"SELECT low, sum(count)::BIGINT FROM ({_groups_sql(table, paths)}) GROUP BY low ORDER BY low"
    ):
        if gathered >= each:
            bounds.append(_bound(table, low))
            gathered = 0
        gathered += count
    key = quote(table.key[0])
    starts = ["true", *(f"{key} >= {bound}" for bound in bounds)]
    ends = [*(f"{key} < {bound}" for bound in bounds), "true"]
    return [f"{start} AND {end}" for start, end in zip(starts, ends, strict=True)]


def _overlap(run: Run, table: Table, paths: list[Path]) -> bool:
    [(count,)] = run(f"""
        SELECT count(*) FROM (
            SELECT low, lag(high) OVER (ORDER BY low, high) AS before FROM (
                SELECT file, min(low) AS low, max(high) AS high
                FROM ({_groups_sql(table, paths)}) GROUP BY file
            )
        ) WHERE before >= low
    """)
    return bool(count)


def _groups_sql(table: Table, paths: list[Path]) -> str:
    """(file, low, high, count) of every row group, by the statistics of the first key column."""
    kind = SQL_TYPES[table.column(table.key[0]).kind]
    files = ", ".join(literal(str(path)) for path in paths)
    return f"""
        SELECT file_name AS file, stats_min_value::{kind} AS low, stats_max_value::{kind} AS high,
               row_group_num_rows AS count
        FROM parquet_metadata([{files}])
        WHERE path_in_schema = {literal(table.key[0])} AND stats_min_value IS NOT NULL
    """


def _bound(table: Table, value: Any) -> str:
    return f"{literal(str(value))}::{SQL_TYPES[table.column(table.key[0]).kind]}"
