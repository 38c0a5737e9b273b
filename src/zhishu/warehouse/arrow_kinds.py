"""The kinds of a declared column in Arrow; apart from the kinds, for a reader of tables needs no Arrow."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhishu.warehouse.kinds import SQL_TYPES

ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "integer": pa.int64(),
    "decimal": pa.decimal128(20, 4),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
assert set(ARROW_TYPES) == set(SQL_TYPES)


def characters(column: pa.Array) -> bytes:
    """The characters of all texts in UTF-8, one after the other; of a null there are none."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return bytes(data[ends[0] : ends[-1]]) if data is not None else b""
