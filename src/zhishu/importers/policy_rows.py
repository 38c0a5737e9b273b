"""The rows of a policy page as they pass the door: days and decimals as text, checked on the way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.policy.tables import PAGE_TABLES
from zhishu.warehouse.table import Table

# Part of a page -> its table: policy_task_units holds the part task_units.
_TABLES = {table.name.removeprefix("policy_"): table for table in PAGE_TABLES}


@dataclass(frozen=True)
class PolicyRows:
    """The rows of one page for the tables of policy.tables; `part` has those of one of them."""

    encoding: str
    documents: list[dict[str, Any]] = field(default_factory=list)
    clauses: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    task_units: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    times: list[dict[str, Any]] = field(default_factory=list)
    losses: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def part(self, table: Table) -> list[dict[str, Any]]:
        """The rows for a table."""
        found: list[dict[str, Any]] = getattr(self, table.name.removeprefix("policy_"))
        return found


def rows_as_json(rows: PolicyRows) -> dict[str, Any]:
    """The rows of a page as values for JSON: days and decimals as text."""
    return {
        "encoding": rows.encoding,
        **{
            name: [
                {
                    key: str(value) if isinstance(value, date | Decimal) else value
                    for key, value in row.items()
                }
                for row in getattr(rows, name)
            ]
            for name in _TABLES
        },
    }


def rows_from_json(told: dict[str, Any]) -> PolicyRows:
    """The rows again, every one with the columns of its table and no other; ValueError when it is not so."""
    try:
        rows = {
            name: [
                {
                    column.name: _from_json(column.kind, row.pop(column.name))
                    for column in table.columns
                }
                for row in told[name]
                if len(row) == len(table.columns)
            ]
            for name, table in _TABLES.items()
        }
        if any(len(rows[name]) != len(told[name]) for name in _TABLES):
            raise ValueError("a row has columns that are not declared")
        return PolicyRows(str(told["encoding"]), **rows)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(str(error)) from None


def _from_json(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if kind == "decimal" else value
