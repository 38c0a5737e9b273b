"""Link the holders of all rights to parties: the table `holder_links`, derived anew as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zhishu.flows.find_links import find_links
from zhishu.flows.open_linker import open_linker
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.parties.linking.deciding import Decision
from zhishu.parties.linking.holder_name import compare_form
from zhishu.parties.linking.joint import part_joint
from zhishu.parties.linking.linker import Linker
from zhishu.parties.party import fold_name
from zhishu.parties.tables import HOLDER_DECISIONS, HOLDER_LINKS, PARTIES
from zhishu.rights.tables import (
    COPYRIGHTS,
    GEOGRAPHICAL_INDICATIONS,
    LAYOUT_DESIGNS,
    PATENTS,
    PLANT_VARIETIES,
    TRADEMARKS,
)
from zhishu.warehouse.publication import Publication

SOURCE = "holder_links"
_OF_RIGHTS = (TRADEMARKS, COPYRIGHTS, GEOGRAPHICAL_INDICATIONS, LAYOUT_DESIGNS, PLANT_VARIETIES)
# A patent counts once for a holder that stands among both its first and its present ones.
_HOLDERS = " UNION ALL ".join(
    [
        "SELECT unnest(list_distinct(coalesce(holders, []) || coalesce(current_holders, []))) AS name"
        " FROM patents",
        *(f"SELECT unnest(holders) AS name FROM {table.name}" for table in _OF_RIGHTS),  # noqa: S608 - own names
    ]
)
_COUNTED = f"SELECT name, count(*) AS rights FROM ({_HOLDERS}) GROUP BY name ORDER BY name"  # noqa: S608
# Of two parties of a name, one with a credit code goes before one that is known by its name alone.
_PARTIES = """
SELECT party_id, kind, name, former_names FROM parties
WHERE credit_code IS NOT NULL
  OR folded_name NOT IN (SELECT folded_name FROM parties WHERE credit_code IS NOT NULL)
ORDER BY party_id
"""


@dataclass(frozen=True)
class LinkReport:
    """How many holders' names there are and what became of them; snapshot: where the links can be read."""

    names: int
    linked: int
    uncertain: int
    none: int
    confirmed: int
    rejected: int
    snapshot: int

    def as_dict(self) -> dict[str, int]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Part:
    """One holder of a printed string: the string for comparing, its place in it, the name, its rights."""

    whole: str
    position: int
    name: str
    rights: int


def link_holders(home: Path, *, anew: bool = False) -> LinkReport:
    """Derive `holder_links` from the rights, the parties and the officers' decisions of a home.

    anew: what is stored of the links is damaged, and is neither read nor kept.
    """
    linker = open_linker(open_rulebook(home))
    counts: Counter[str] = Counter()
    tables = (HOLDER_DECISIONS, PARTIES, PATENTS, *_OF_RIGHTS)
    with open_warehouse(home).publication("关联权利人", SOURCE, tables=tables) as work:
        if anew:
            work.renew(HOLDER_LINKS)
            old = []
        else:
            work.lock(HOLDER_LINKS)
            keys = work.stream("SELECT whole_name, position FROM holder_links")
            old = [tuple(row.values()) for row in keys]
        work.replace(HOLDER_LINKS, _rows(work, linker, counts), old)
    return LinkReport(
        counts.total(),
        counts["linked"],
        counts["uncertain"],
        counts["none"],
        counts["confirmed"],
        counts["rejected"],
        work.snapshot,
    )


def _rows(work: Publication, linker: Linker, counts: Counter[str]) -> Iterator[dict[str, Any]]:
    parts = list(_parts(work, linker))
    kinds: dict[str, str] = {}
    decided = {
        row["folded_name"]: row
        for row in work.stream("SELECT folded_name, word, party_id FROM holder_decisions")
    }
    names = dict.fromkeys(part.name for part in parts)
    numbers = list(names)
    decisions = {
        numbers[number]: decision
        for number, decision in find_links(work, linker, enumerate(numbers), _parties(work, kinds))
    }
    for part in parts:
        folded = compare_form(part.name)
        decision = decisions[part.name]
        state, party = decision.state, decision.party_id
        if folded in decided:
            state, party = decided[folded]["word"], decided[folded]["party_id"]
        counts[state] += 1
        yield _row(linker, part, folded, decision, state, party, kinds)


def _row(
    linker: Linker,
    part: _Part,
    folded: str,
    decision: Decision,
    state: str,
    party: str | None,
    kinds: dict[str, str],
) -> dict[str, Any]:
    kind = kinds.get(party) if party else None
    return {
        "whole_name": part.whole,
        "position": part.position,
        "name": part.name,
        "folded_name": folded,
        "party_id": party,
        "state": state,
        "score": decision.score,
        "reasons": list(decision.reasons) or None,
        "candidates": [one.party_id for one in decision.candidates] or None,
        "owner_kind": linker.owner_kinds.of(part.name, linker.read(part.name), kind),
        "rights": part.rights,
    }


def _parts(work: Publication, linker: Linker) -> Iterator[_Part]:
    """The holders of each string that rights bear, strings alike but for width, brackets and blanks taken together."""
    printed: dict[str, str] = {}
    rights: Counter[str] = Counter()
    for row in work.stream(_COUNTED):
        whole = fold_name(row["name"] or "")
        if whole:
            printed.setdefault(whole, row["name"])
            rights[whole] += row["rights"]
    for whole, name in printed.items():
        for position, one in enumerate(part_joint(name, linker.reader), 1):
            yield _Part(whole, position, one, rights[whole])


def _parties(work: Publication, kinds: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    for row in work.stream(_PARTIES):
        kinds[row["party_id"]] = row["kind"]
        yield row["party_id"], row["name"], False
        for name in row["former_names"] or ():
            yield row["party_id"], name, True
