"""The kinds of a declared column: how they are stored, and which Python values fit them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

from zhishu.warehouse.table import Kind, Table

SQL_TYPES: dict[str, str] = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "integer": "BIGINT",
    "decimal": "DECIMAL(20, 4)",
    "boolean": "BOOLEAN",
    "date": "DATE",
    # Naive in the engine, always UTC; results hand out datetimes that say so.
    "timestamp": "TIMESTAMP",
}

# Columns on every stored row beside the declared ones. `_snapshot` is null until rows of several
# publications are merged into one segment; before that the manifest knows it for the whole segment.
# `_carried` (see merge.py) stays inside the warehouse.
SYSTEM_TYPES: dict[str, str] = {
    "_source": "VARCHAR",
    "_row": "BIGINT",
    "_snapshot": "BIGINT",
    "_digest": "VARCHAR",
}
CARRIED_TYPE = "MAP(VARCHAR, DATE)"

SCALE = Decimal(1).scaleb(-4)
LARGEST_DECIMAL = Decimal(10) ** 16
LARGEST_INTEGER = 2**63


class MisfitError(ValueError):
    """A value that does not fit the kind of its column; the message is the reason, in Chinese."""


def fit_text(value: Any) -> str:
    """Text as printed; what no database or page can carry (NUL, half a surrogate pair) does not fit."""
    if not isinstance(value, str):
        raise MisfitError("应为文本")
    if "\x00" in value:
        raise MisfitError("文本含有空字符（U+0000）")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise MisfitError("文本含有残缺的字符（孤立的代理项）") from None
    return value


def fit_texts(value: Any) -> list[str]:
    """A list of texts, none of them null."""
    if not isinstance(value, list | tuple):
        raise MisfitError("应为文本列表")
    return [fit_text(item) for item in value]


def fit_integer(value: Any) -> int:
    """A whole number of 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise MisfitError("应为整数")
    if not -LARGEST_INTEGER <= value < LARGEST_INTEGER:
        raise MisfitError("整数超出范围")
    return value


def fit_decimal(value: Any) -> Decimal:
    """An exact decimal; a float is refused, for it has already lost what was printed."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise MisfitError("应为精确小数")
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= LARGEST_DECIMAL:
        raise MisfitError("小数超出范围")
    rounded = number.quantize(SCALE)
    if rounded != number:
        raise MisfitError("小数多于4位")
    return rounded


def fit_boolean(value: Any) -> bool:
    """True or False, nothing that merely looks like it."""
    if not isinstance(value, bool):
        raise MisfitError("应为是或否")
    return value


def fit_date(value: Any) -> date:
    """A day without a time."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise MisfitError("应为日期")
    return value


def fit_timestamp(value: Any) -> datetime:
    """A moment with its zone; kept in UTC."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise MisfitError("应为带时区的时间")
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise MisfitError("时间超出范围") from None


FITS: dict[str, Callable[[Any], Any]] = {
    "text": fit_text,
    "texts": fit_texts,
    "integer": fit_integer,
    "decimal": fit_decimal,
    "boolean": fit_boolean,
    "date": fit_date,
    "timestamp": fit_timestamp,
}
assert set(FITS) == set(SQL_TYPES) == set(get_args(Kind))


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal (for paths, which cannot be bound in a view)."""
    return "'" + text.replace("'", "''") + "'"


def digest_sql(table: Table, alias: str = "") -> str:
    """The content digest of a row: SHA-256 over name, length and text of each declared column that has a value.

    Columns go by name and nulls do not count, so a column added later leaves old digests as they are.
    """
    prefix = f"{alias}." if alias else ""
    parts = []
    for column in sorted(table.columns, key=lambda one: one.name):
        value = f"{prefix}{quote(column.name)}"
        if column.kind == "texts":
            text = f"to_json({value})::VARCHAR"
        elif column.kind == "timestamp":
            text = f"epoch_us({value})::VARCHAR"
        else:
            text = f"{value}::VARCHAR"
        # Of a null both are null, and concat leaves nulls out.
        parts += [f"{literal(column.name + ':')} || strlen({text}) || ':'", text]
    return f"sha256(concat({', '.join(parts)}))"
