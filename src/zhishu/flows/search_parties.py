"""Parties by name or code, within some regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishu.base.region import RegionCode
from zhishu.parties.party import fold_name
from zhishu.parties.queries import Party, find_parties_by_id
from zhishu.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class PartyPage:
    """One page of parties; total counts all that match."""

    parties: list[Party]
    total: int
    page: int
    snapshot: int


def search_parties(
    warehouse: Warehouse,
    words: str,
    *,
    regions: Sequence[str] | None = None,
    page: int = 1,
    size: int = 20,
) -> PartyPage:
    """Parties whose name holds the words or whose code begins with them, by name; regions None: of all."""
    snapshot = warehouse.snapshot()
    if regions is not None and not regions:
        return PartyPage([], 0, page, snapshot)
    where = (
        " WHERE (contains(folded_name, $words) OR starts_with(coalesce(credit_code, ''), $code))"
    )
    parameters = {"words": fold_name(words), "code": words.strip().upper() or "-"}
    if regions is not None:
        within = " OR ".join(f"starts_with(region_code, $stem{at})" for at in range(len(regions)))
        where += f" AND ({within})"
        parameters |= {f"stem{at}": RegionCode(one).stem for at, one in enumerate(regions)}
    total = warehouse.query(
        f"SELECT count(*) FROM parties{where}",  # noqa: S608 - own names
        parameters,
        snapshot=snapshot,
    ).value()
    rows = warehouse.query(
        f"SELECT party_id FROM parties{where} ORDER BY folded_name, party_id"  # noqa: S608
        " LIMIT $size OFFSET $skip",
        {**parameters, "size": size, "skip": (page - 1) * size},
        snapshot=snapshot,
    ).dicts()
    ids = [row["party_id"] for row in rows]
    found = find_parties_by_id(warehouse, ids, snapshot=snapshot)
    return PartyPage([found[one] for one in ids], int(total or 0), page, snapshot)
