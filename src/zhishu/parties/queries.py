"""Looking parties up in the warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhishu.parties.party import fold_name
from zhishu.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class Party:
    """A party as the registry knows it (the columns of parties.tables.PARTIES)."""

    party_id: str
    kind: str
    name: str
    folded_name: str
    former_names: list[str] | None
    credit_code: str | None
    registered_on: date | None
    type_printed: str | None
    legal_representative: str | None
    registered_capital: Decimal | None
    registered_capital_printed: str | None
    business_scope: str | None
    province: str | None
    place: str | None
    address: str | None
    region_code: str | None
    status_printed: str | None
    status_on: date | None


_COLUMNS = ", ".join(Party.__dataclass_fields__)


def find_party(warehouse: Warehouse, party_id: str, *, snapshot: int | None = None) -> Party | None:
    """The party of an identifier, None when it is not known."""
    row = warehouse.query(
        f"SELECT {_COLUMNS} FROM parties WHERE party_id = $party_id",  # noqa: S608 - own columns
        {"party_id": party_id},
        snapshot=snapshot,
    ).first()
    return Party(**row) if row else None


def find_parties_by_id(
    warehouse: Warehouse, identifiers: Iterable[str], *, snapshot: int | None = None
) -> dict[str, Party]:
    """The parties of some identifiers, by identifier; one that is not known is left out."""
    rows = warehouse.query(
        f"SELECT {_COLUMNS} FROM parties WHERE list_contains($ids, party_id)",  # noqa: S608 - own columns
        {"ids": sorted(set(identifiers))},
        snapshot=snapshot,
    ).dicts()
    return {row["party_id"]: Party(**row) for row in rows}


def find_party_by_name(
    warehouse: Warehouse, name: str, *, snapshot: int | None = None
) -> Party | None:
    """The one party that bears a name now, else the one that bore it; None when there is none or two."""
    return find_parties_by_name(warehouse, [name], snapshot=snapshot).get(name)


def find_parties_by_name(
    warehouse: Warehouse, names: list[str], *, snapshot: int | None = None
) -> dict[str, Party]:
    """The parties that bear exactly these names (width, brackets and blanks aside), by the name asked for.

    A current name counts before a former one, a party with a credit code before one known by its
    name alone. A name that two parties bear is nobody's: it is left out.
    """
    wanted = {fold_name(name) for name in names}
    forms = sorted({form for name in names for form in _printed_forms(name)})
    rows = warehouse.query(
        f"SELECT {_COLUMNS} FROM parties"  # noqa: S608 - own columns
        " WHERE list_contains($folded, folded_name) OR list_has_any(former_names, $forms)"
        " ORDER BY party_id",
        {"folded": sorted(wanted), "forms": forms},
        snapshot=snapshot,
    ).dicts()
    bearers: dict[str, dict[tuple[bool, bool], list[Party]]] = {}
    for party in (Party(**row) for row in rows):
        for name in [party.name, *(party.former_names or [])]:
            rank = (name != party.name, party.credit_code is None)
            bearers.setdefault(fold_name(name), {}).setdefault(rank, []).append(party)
    best = {folded: ranks[min(ranks)] for folded, ranks in bearers.items() if folded in wanted}
    return {
        name: best[folded][0] for name in names if len(best.get(folded := fold_name(name), ())) == 1
    }


def _printed_forms(name: str) -> set[str]:
    """The ways a former name may stand: with half-width and with full-width brackets."""
    half = name.strip().replace("（", "(").replace("）", ")")
    return {name, half, half.replace("(", "（").replace(")", "）")}
