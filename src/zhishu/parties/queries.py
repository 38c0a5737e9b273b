"""Looking parties up in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.parties.party import fold_name
from zhishu.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class Party:
    """A party as the registry knows it (the columns of parties.tables.PARTIES)."""

    party_id: str
    kind: str
    name: str
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


_COLUMNS = ", ".join(Party.__dataclass_fields__)


def find_party(warehouse: Warehouse, party_id: str, *, snapshot: int | None = None) -> Party | None:
    """The party of an identifier, None when it is not known."""
    row = warehouse.query(
        f"SELECT {_COLUMNS} FROM parties WHERE party_id = $party_id",  # noqa: S608 - own columns
        {"party_id": party_id},
        snapshot=snapshot,
    ).first()
    return Party(**row) if row else None


def find_parties_by_name(
    warehouse: Warehouse, names: list[str], *, snapshot: int | None = None
) -> dict[str, Party]:
    """The parties that bear exactly these names (width, brackets and blanks aside), by the name asked for.

    A name that two parties bear is nobody's: it is left out.
    """
    wanted = {fold_name(name): name for name in names}
    forms = sorted({form for name in names for form in _forms(name)})
    rows: list[dict[str, Any]] = warehouse.query(
        f"SELECT {_COLUMNS} FROM parties WHERE list_contains($names, name)",  # noqa: S608
        {"names": forms},
        snapshot=snapshot,
    ).dicts()
    found: dict[str, list[Party]] = {}
    for row in rows:
        name = wanted.get(fold_name(row["name"]))
        if name is not None:
            found.setdefault(name, []).append(Party(**row))
    return {name: parties[0] for name, parties in found.items() if len(parties) == 1}


def _forms(name: str) -> set[str]:
    """The ways a name is printed: half-width and full-width brackets."""
    half = name.replace("（", "(").replace("）", ")")
    return {name, half, half.replace("(", "（").replace(")", "）")}
