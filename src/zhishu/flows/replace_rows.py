"""Put the rows of one file or document in place of all that stood for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zhishu.warehouse.publication import Publication
from zhishu.warehouse.table import Table


def replace_all(
    work: Publication,
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    where: str,
    parameters: dict[str, Any],
) -> None:
    """Put rows in place of all that a table has where a condition holds; what is the same is left as it is."""
    keys = ", ".join(f'"{key}"' for key in table.key)
    sql = f"SELECT {keys} FROM {table.name} WHERE {where}"  # noqa: S608 - own names
    work.replace(table, rows, (tuple(old.values()) for old in work.stream(sql, parameters)))
