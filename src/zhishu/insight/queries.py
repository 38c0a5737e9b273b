"""Measuring an indicator over the warehouse, and listing what it counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.insight.figure import UNKNOWN
from zhishu.insight.indicator import Indicator, Judge, read_indicators
from zhishu.warehouse.fence import check_query
from zhishu.warehouse.warehouse import Warehouse

STANDINGS = ("counted", "unknown")


@dataclass(frozen=True)
class Scope:
    """Of what day and region a figure speaks; region_prefix: what codes inside it begin with."""

    as_of: date
    region: str | None
    region_prefix: str


@dataclass(frozen=True)
class Measured:
    """One line of a measurement: the values of the dimensions asked for, value, unknown count."""

    dimensions: tuple[str, ...]
    value: Decimal | None
    unknown: int


def read_checked(texts: Mapping[str, str], tables: Collection[str]) -> dict[str, Indicator]:
    """Indicators from their files' texts, each statement judged by the warehouse's own check."""
    return read_indicators(texts, Judge(tables, check_query))


def check_dimensions(
    indicator: Indicator, by: Sequence[str], filters: Mapping[str, str]
) -> tuple[str, ...]:
    """The dimensions to show, those that are never added up among them unless filtered.

    InvalidValueError names the dimensions there are.
    """
    known = [dimension.name for dimension in indicator.dimensions]
    for name in (*by, *filters):
        if name not in known:
            raise InvalidValueError(
                f"指标{indicator.title}没有维度{name}，可用的有{'、'.join(known)}", where="维度"
            )
    apart = [d.name for d in indicator.dimensions if d.apart and d.name not in filters]
    return tuple(dict.fromkeys([*by, *apart]))


def _shown(name: str) -> str:
    """A dimension as it is shown and asked for: text, 未知 where there is none."""
    return f"coalesce(CAST({name} AS VARCHAR), '{UNKNOWN}')"


def _counted(
    indicator: Indicator,
    filters: Mapping[str, str],
    *,
    left_out: Sequence[str] = (),
    page: str = "",
) -> tuple[str, dict[str, str]]:
    """`WITH` that makes `counted`, narrowed to the filters, and the parameters it needs.

    left_out: dimensions that are empty in it, so that nobody works them out for every row.
    page: the end of a statement that leaves a page of it.
    """
    names = list(filters)
    conditions = " AND ".join(f"{_shown(name)} = $only_{name}" for name in names)
    where = f" WHERE {conditions}" if names else ""
    bound = {f"only_{name}": filters[name] for name in names}
    empty = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in left_out)
    columns = f"* REPLACE ({empty})" if empty else "*"
    # Line breaks keep a comment at the end of a part from swallowing what follows.
    return (  # parts of a checked indicator file and names it declares
        f"WITH listed AS (\n{indicator.rows_sql}\n), kept AS (SELECT * FROM listed{where}),"  # noqa: S608
        f" counted AS (SELECT {columns} FROM kept{page})",
        bound,
    )


def _bind(sql: str, scope: Scope, more: Mapping[str, Any]) -> dict[str, Any]:
    """Only the parameters that the text names: DuckDB refuses others."""
    every = {
        "as_of": scope.as_of,
        "region": scope.region,
        "region_prefix": scope.region_prefix,
        **more,
    }
    return {name: value for name, value in every.items() if re.search(rf"\${name}\b", sql)}


def measure(
    warehouse: Warehouse,
    indicator: Indicator,
    scope: Scope,
    *,
    by: Sequence[str] = (),
    filters: Mapping[str, str],
    parameters: Mapping[str, Decimal | None],
    snapshot: int | None,
) -> list[Measured]:
    """One line for each value of the dimensions `by`, in order; one line in all without them."""
    counted, bound = _counted(indicator, filters, left_out=indicator.left_out(by))
    if indicator.is_ratio:
        sql = f"{counted}, measured AS (\n{indicator.sql}\n) SELECT * FROM measured"  # noqa: S608
    else:
        shown = "".join(f"{_shown(name)} AS {name}, " for name in by)
        sql = (
            f"{counted}, measured AS (\n{indicator.sql}\n) SELECT {shown}"  # noqa: S608
            "coalesce(sum(value), 0) AS value, coalesce(sum(unknown), 0) AS unknown FROM measured"
            + (" GROUP BY ALL ORDER BY ALL" if by else "")
        )
    result = warehouse.query(sql, _bind(sql, scope, {**bound, **parameters}), snapshot=snapshot)
    if indicator.is_ratio:
        return [_divided(indicator, row) for row in result.dicts()]
    return [
        Measured(
            tuple(str(row[name]) for name in by),
            Decimal(row["value"]),
            int(row["unknown"]),
        )
        for row in result.dicts()
    ]


def _divided(indicator: Indicator, row: Mapping[str, Any]) -> Measured:
    """The quotient, rounded half up; not known when the denominator is not, or is nought."""
    numerator, denominator = row["numerator"], row["denominator"]
    if numerator is None or not denominator:
        return Measured((), None, int(row["unknown"]))
    unit = Decimal(1).scaleb(-(indicator.decimals or 0))
    value = (Decimal(numerator) / Decimal(denominator)).quantize(unit, ROUND_HALF_UP)
    return Measured((), value, int(row["unknown"]))


def list_rows(
    warehouse: Warehouse,
    indicator: Indicator,
    scope: Scope,
    *,
    filters: Mapping[str, str],
    standing: str,
    page: int,
    size: int,
    snapshot: int | None,
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many rows stand so, and one page of them in a fixed order."""
    if standing not in STANDINGS:
        raise InvalidValueError(f"standing须是{'或'.join(STANDINGS)}，而不是{standing}")
    counted, bound = _counted(indicator, filters)
    total_sql = f"{counted} SELECT count(*) FROM counted WHERE standing = $standing"  # noqa: S608
    # Only the rows of the page are completed with what is shown of them.
    of_page = " WHERE standing = $standing ORDER BY ALL LIMIT $size OFFSET $skipped"
    counted, _ = _counted(indicator, filters, page=of_page)
    columns = ", ".join(indicator.columns)
    page_sql = f"{counted} SELECT {columns} FROM (\n{indicator.shown_sql}\n) ORDER BY ALL"  # noqa: S608
    more = {**bound, "standing": standing, "size": size, "skipped": (page - 1) * size}
    total = warehouse.query(total_sql, _bind(total_sql, scope, more), snapshot=snapshot)
    rows = warehouse.query(page_sql, _bind(page_sql, scope, more), snapshot=snapshot)
    return int(total.value()), rows.rows
