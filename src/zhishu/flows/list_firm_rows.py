"""The rows of one party in a register that measures are judged by: what an answer was told by."""

from __future__ import annotations

from typing import Any

from zhishu.parties.queries import Party
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

# More than a firm has of anything here; the page says when there are more.
MOST = 500


def list_firm_rows(
    warehouse: Warehouse, table: Table, party: Party, *, snapshot: int | None = None
) -> list[dict[str, Any]]:
    """Rows that name the party by its code, or without one by its name of today or before; in the order of the key."""
    keys = ", ".join(f't."{key}"' for key in table.key)
    sql = (
        f"SELECT t.* FROM {table.name} t"  # noqa: S608 - own names
        " WHERE t.credit_code = $code OR (t.credit_code IS NULL AND t.folded_name = $name)"
        f" ORDER BY {keys} LIMIT {MOST}"
    )
    parameters = {"code": party.credit_code or "", "name": party.folded_name}
    return warehouse.query(sql, parameters, snapshot=snapshot).dicts()
