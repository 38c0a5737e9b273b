"""What firms stated of themselves, as it was published: by party, beside what data tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhishu.funding.statement import known_facts
from zhishu.parties.queries import Party, find_parties_by_name
from zhishu.rules.fact import Fact, Known
from zhishu.warehouse.warehouse import Warehouse

_COLUMNS = "SELECT holder, credit_code, fact, answer, stated_at FROM fact_statements"


def find_statements(
    warehouse: Warehouse, party: Party, declared: Mapping[str, Fact], *, as_of: date, snapshot: int
) -> dict[str, Known]:
    """The published statements of one party; one that no longer fits its fact tells nothing."""
    rows = warehouse.query(
        f"{_COLUMNS} WHERE credit_code = $code OR (credit_code IS NULL AND folded_name = $name)",
        {"code": party.credit_code or "", "name": party.folded_name},
        snapshot=snapshot,
    ).dicts()
    return _known(rows, declared, as_of)


def list_statements(
    warehouse: Warehouse, declared: Mapping[str, Fact], *, as_of: date, snapshot: int
) -> dict[str, dict[str, Known]]:
    """The published statements of every party, by its identifier."""
    rows = warehouse.query(_COLUMNS, snapshot=snapshot).dicts()
    bare = sorted({row["holder"] for row in rows if not row["credit_code"]})
    named = find_parties_by_name(warehouse, bare, snapshot=snapshot) if bare else {}
    by_party: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        party = row["credit_code"] or (
            named[row["holder"]].party_id if row["holder"] in named else None
        )
        if party is not None:
            by_party.setdefault(party, []).append(row)
    return {party: _known(own, declared, as_of) for party, own in by_party.items()}


def _known(
    rows: list[dict[str, Any]], declared: Mapping[str, Fact], as_of: date
) -> dict[str, Known]:
    told = ((row["fact"], row["answer"], row["stated_at"].date()) for row in rows)
    return known_facts(told, declared, as_of)
