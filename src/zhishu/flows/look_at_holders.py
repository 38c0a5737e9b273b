"""The uncertain links as they lie before an officer: the name, its rights, each candidate with its reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhishu.flows.open_linker import open_linker
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.parties.linking.deciding import Candidate
from zhishu.parties.queries import Party, find_parties_by_id
from zhishu.warehouse.warehouse import Warehouse

# So many lie before an officer at a time, with so many of the rights of each.
SHOWN = 20
SHOWN_RIGHTS = 3
_FACTS = ("parties", "patents", "trademarks", "copyrights")
_NAMES = """
SELECT folded_name, min(name) AS name, sum(rights)::BIGINT AS rights, max(score) AS score,
  any_value(candidates) AS candidates, list(whole_name) AS wholes
FROM holder_links WHERE state = 'uncertain' AND NOT list_contains($settled, folded_name)
GROUP BY folded_name
"""
_RIGHTS = """
SELECT title, patent_id AS number, '专利' AS kind FROM patents WHERE list_has_any(holders, $names)
UNION ALL
SELECT name, registration_number, '商标' FROM trademarks WHERE list_has_any(holders, $names)
UNION ALL
SELECT title, registration_number, '著作权' FROM copyrights WHERE list_has_any(holders, $names)
ORDER BY kind, number LIMIT $limit
"""


@dataclass(frozen=True)
class Option:
    """A party that the holder may be."""

    party: Party
    score: int
    reasons: tuple[str, ...]
    region: str


@dataclass(frozen=True)
class UncertainHolder:
    """A holder's name that waits for an officer."""

    folded_name: str
    name: str
    rights: int
    some_rights: list[dict[str, Any]]
    options: list[Option]


@dataclass(frozen=True)
class Queue:
    """What waits: how many names, the first of them.

    linked_in: the snapshot that wrote the links; facts_in: the newest that wrote what they are derived from.
    """

    waiting: int
    holders: list[UncertainHolder]
    linked_in: int
    facts_in: int


def look_at_holders(home: Path, settled: Collection[str], *, shown: int = SHOWN) -> Queue:
    """The first names that wait, those with the most rights first; `settled`: decided, not yet published."""
    warehouse = open_warehouse(home)
    at = warehouse.snapshot()
    parameters = {"settled": sorted(settled)}
    waiting = warehouse.query(f"SELECT count(*) FROM ({_NAMES})", parameters, snapshot=at).value()  # noqa: S608
    rows = warehouse.query(
        f"{_NAMES} ORDER BY rights DESC, score DESC, folded_name LIMIT $shown",
        {**parameters, "shown": shown},
        snapshot=at,
    ).dicts()
    identifiers = {one for row in rows for one in row["candidates"] or ()}
    parties = find_parties_by_id(warehouse, identifiers, snapshot=at)
    holders = [_holder(home, warehouse, row, parties, at) for row in rows]
    facts = (warehouse.describe(table).snapshot for table in _FACTS)
    return Queue(waiting, holders, warehouse.describe("holder_links").snapshot, max(facts))


def find_uncertain(home: Path, folded_name: str) -> tuple[str, tuple[str, ...]] | None:
    """The printed name and the candidates of a name that waits; None when it does not."""
    row = (
        open_warehouse(home)
        .query(
            "SELECT name, candidates FROM holder_links"
            " WHERE folded_name = $name AND state <> 'linked' AND candidates IS NOT NULL LIMIT 1",
            {"name": folded_name},
        )
        .first()
    )
    return (row["name"], tuple(row["candidates"])) if row else None


def _holder(
    home: Path, warehouse: Warehouse, row: dict[str, Any], parties: dict[str, Party], at: int
) -> UncertainHolder:
    rulebook = open_rulebook(home)
    linker = open_linker(rulebook)
    named = [
        (party.party_id, name, name != party.name)
        for one in row["candidates"] or ()
        if (party := parties.get(one))
        for name in [party.name, *(party.former_names or [])]
    ]
    ranked: tuple[Candidate, ...] = linker.link(row["name"], named).candidates
    options = [
        Option(
            parties[one.party_id],
            one.likeness.score,
            one.likeness.reasons,
            rulebook.regions().full_name(parties[one.party_id].region_code or ""),
        )
        for one in ranked
    ]
    rights = warehouse.query(
        _RIGHTS, {"names": [row["name"]], "limit": SHOWN_RIGHTS}, snapshot=at
    ).dicts()
    return UncertainHolder(row["folded_name"], row["name"], row["rights"], rights, options)
