"""Marks whose owners are no more, by the links of holders and the states that the registry prints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.flows.open_marks import open_mark_rules
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.parties.party import fold_name
from zhishu.rights.marks.owners import CONSEQUENCES, owner_state

_OWNERS = """
SELECT l.whole_name, l.position, l.state, p.name, p.status_printed, p.status_on
FROM holder_links l LEFT JOIN parties p ON p.party_id = l.party_id
ORDER BY l.whole_name, l.position
"""
_MARKS = "SELECT mark_id, registration_number, nice_class, name, holders, term_until FROM trademarks ORDER BY mark_id"


@dataclass(frozen=True)
class MarkOfEndedOwner:
    """A mark, its state by its owners, and the owners that are no more with what the registry says and since when."""

    mark: dict[str, Any]
    state: str
    owners: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class MarkOwners:
    """The marks of owners that are no more, and how many marks are of each state (marks.owners)."""

    marks: tuple[MarkOfEndedOwner, ...]
    counts: dict[str, int]
    total: int
    snapshot: int


def list_mark_owners(home: Path) -> MarkOwners:
    """All of them as of the newest snapshot; an owner that is linked to no party is unknown."""
    return _listed(home, open_warehouse(home).snapshot())


# Every page of the list asks the same until the next snapshot.
@lru_cache(maxsize=4)
def _listed(home: Path, snapshot: int) -> MarkOwners:
    states = open_mark_rules(open_rulebook(home)).party_states
    warehouse = open_warehouse(home)
    owners: dict[str, list[dict[str, Any]]] = {}
    for row in warehouse.stream(_OWNERS, snapshot=snapshot):
        row["owner_state"] = states.of(row["status_printed"])
        owners.setdefault(row["whole_name"], []).append(row)
    counts: Counter[str] = Counter()
    found = []
    for mark in warehouse.stream(_MARKS, snapshot=snapshot):
        folded = [fold_name(name) for name in mark["holders"] or ()]
        known = [owner for name in folded for owner in owners.get(name, ())]
        all_known = len({owner["whole_name"] for owner in known}) == len(set(folded))
        told = [owner["owner_state"] for owner in known] + ([] if all_known else ["unknown"])
        state = owner_state(told)
        counts[state] += 1
        if state in CONSEQUENCES:
            ended = [one for one in known if one["owner_state"] in ("cancelled", "revoked")]
            found.append(MarkOfEndedOwner(mark, state, tuple(ended)))
    return MarkOwners(tuple(found), dict(counts), counts.total(), snapshot)
