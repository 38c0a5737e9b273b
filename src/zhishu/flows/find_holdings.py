"""The rights of one party in the warehouse: by its name and the names it bore, of every kind in one go.

A name is its party's where it is the same but for width, brackets and blanks, or was linked to it
(`holder_links`); what an officer decided stands above both. A right that was assigned belongs to whom the newest
assignment or event names.
"""

# ruff: noqa: S608 - the SQL is put together from names of this file
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhishu.parties.needles import bears, needle_parameters, needles_of
from zhishu.parties.party import fold_name
from zhishu.parties.queries import Party
from zhishu.rights.portfolio.holding import RightType
from zhishu.rights.portfolio.payments import HEARD_UNTIL
from zhishu.warehouse.warehouse import Warehouse

# Of a kind: its table, the key of that, and the column by which dealings name a right.
_TABLES: dict[RightType, tuple[str, str, str]] = {
    "patent": ("patents", "patent_id", "patent_id"),
    "trademark": ("trademarks", "mark_id", "registration_number"),
    "copyright": ("copyrights", "registration_number", "registration_number"),
    "geographical_indication": (
        "geographical_indications",
        "indication_id",
        "registration_number",
    ),
    "layout_design": ("layout_designs", "registration_number", "registration_number"),
    "plant_variety": ("plant_varieties", "filing_number", "filing_number"),
}
_HOLDERS = {"patent": "coalesce(r.current_holders, r.holders)"}
_STATE = """
LEFT JOIN legal_periods s
  ON s.patent_id = r.patent_id AND s.from_on <= $as_of AND (s.until_on IS NULL OR $as_of < s.until_on)
"""


@dataclass(frozen=True)
class Names:
    """The names of a party: the one it bears first, each as its register prints it.

    decided: printed names (folded) of which the linking or an officer says whether they are this party.
    """

    current: str
    former: tuple[str, ...]
    decided: Mapping[str, bool] = field(default_factory=dict)

    def own(self, printed: str) -> bool:
        """Whether a printed holder is this party: the one place that says so."""
        folded = fold_name(printed)
        if folded in self.decided:
            return self.decided[folded]
        return any(folded == fold_name(name) for name in (self.current, *self.former))

    def former_name(self, printed: Iterable[str]) -> str | None:
        """The former name that a right stands under; None when the current one stands there too."""
        folded = {fold_name(name): name for name in printed if self.own(name)}
        if fold_name(self.current) in folded:
            return None
        former = {fold_name(name) for name in self.former}
        return next((name for one, name in folded.items() if one in former), None)

    def needles(self) -> list[str]:
        """What a printed name of the party surely holds; of two that hold one another the shorter."""
        own = (name for name, is_own in self.decided.items() if is_own)
        return needles_of((self.current, *self.former, *own))


@dataclass(frozen=True)
class FoundRows:
    """Rows by kind of right, and of the dealings and payments that concern them.

    encumbrances: what the events of patents tell of pledges, licences and preservation that hold on the day.
    heard_until: the last day on which the payment register tells of an annual fee paid, None without a register.
    """

    rights: dict[RightType, list[dict[str, Any]]]
    payments: list[dict[str, Any]]
    pledges: list[dict[str, Any]]
    licences: list[dict[str, Any]]
    assignments: list[dict[str, Any]]
    encumbrances: list[dict[str, Any]]
    heard_until: date | None


def names_of(warehouse: Warehouse, party: Party | None, name: str, *, snapshot: int) -> Names:
    """The names of a party of the registry; of one that the registry does not know, the name alone."""
    if party is None:
        return Names(name, ())
    former = tuple(party.former_names or ())
    rows = warehouse.query(
        """
        SELECT whole_name, bool_or(state <> 'rejected' AND party_id = $party) AS is_own
        FROM holder_links WHERE state IN ('linked', 'confirmed', 'rejected') AND (
          list_contains($folded, whole_name)
          OR whole_name IN (SELECT whole_name FROM holder_links WHERE party_id = $party))
        GROUP BY whole_name ORDER BY whole_name
        """,
        {"party": party.party_id, "folded": [fold_name(one) for one in (party.name, *former)]},
        snapshot=snapshot,
    ).dicts()
    return Names(party.name, former, {row["whole_name"]: bool(row["is_own"]) for row in rows})


def find_holdings(warehouse: Warehouse, names: Names, *, as_of: date, snapshot: int) -> FoundRows:
    """All rights that stand under one of the names, as of a day."""
    needles = names.needles()
    moved = _moved(warehouse, needles, as_of, snapshot)
    rights = {
        right_type: _rights(warehouse, right_type, names, needles, moved, as_of, snapshot)
        for right_type in _TABLES
    }
    numbers = [
        str(number)
        for right_type, rows in rights.items()
        for row in rows
        if (number := row[_TABLES[right_type][2]])
    ]

    def dealings(table: str) -> list[dict[str, Any]]:
        return warehouse.query(
            f"SELECT * FROM {table} WHERE list_contains($numbers, right_number) ORDER BY ALL",
            {"numbers": numbers},
            snapshot=snapshot,
        ).dicts()

    burdens = warehouse.query(
        "SELECT * FROM encumbrances WHERE list_contains($numbers, patent_id) AND from_on <= $as_of"
        " AND (until_on IS NULL OR $as_of < until_on) ORDER BY patent_id, place",
        {"numbers": numbers, "as_of": as_of},
        snapshot=snapshot,
    ).dicts()
    heard = warehouse.query(HEARD_UNTIL, {"as_of": as_of}, snapshot=snapshot).value()
    return FoundRows(
        rights,
        dealings("fee_payments"),
        dealings("pledges"),
        dealings("licences"),
        dealings("assignments"),
        burdens,
        heard,
    )


def _rights(
    warehouse: Warehouse,
    right_type: RightType,
    names: Names,
    needles: Sequence[str],
    moved: dict[tuple[str, str], list[str]],
    as_of: date,
    snapshot: int,
) -> list[dict[str, Any]]:
    table, key, number = _TABLES[right_type]
    is_patent = right_type == "patent"
    holders = _HOLDERS.get(right_type, "r.holders")
    state = (
        ", coalesce(s.state, 'unknown') AS state, s.reason, s.from_on AS state_since,"
        " s.cause_on AS state_told"
        if is_patent
        else ""
    )
    parameters: dict[str, Any] = {
        "numbers": [found for kind, found in moved if kind == right_type],
        **needle_parameters(needles),
        **({"as_of": as_of} if is_patent else {}),
    }
    rows = warehouse.query(
        f"SELECT r.*{state} FROM {table} r {_STATE if is_patent else ''}"
        f" WHERE {bears(holders, needles)} OR list_contains($numbers, r.{number})"
        f" ORDER BY r.{key}",
        parameters,
        snapshot=snapshot,
    ).dicts()
    found = []
    for row in rows:
        column = "current_holders" if is_patent else "holders"
        row[column] = moved.get((right_type, row[number])) or row[column]
        printed = row[column] or row["holders"] or ()
        if any(names.own(name) for name in printed):
            found.append(row)
    return found


def _moved(
    warehouse: Warehouse, needles: Sequence[str], as_of: date, snapshot: int
) -> dict[tuple[str, str], list[str]]:
    """Who holds what came to the party or went from it, by kind and number.

    Registers of assignments and the events of patents tell it: the newest of both.
    """
    parameters = {"as_of": as_of, **needle_parameters(needles)}
    rows = warehouse.query(
        f"""
        SELECT right_type, right_number, arg_max(assignees, effective_on) AS holders,
          max(effective_on) AS since
        FROM assignments WHERE effective_on <= $as_of AND right_number IN (
          SELECT right_number FROM assignments r
          WHERE {bears("r.assignees", needles)} OR {bears("r.assignors", needles)})
        GROUP BY right_type, right_number
        UNION ALL
        SELECT 'patent', patent_id, holders, from_on FROM holdings
        WHERE act IS NOT NULL AND holders IS NOT NULL
          AND from_on <= $as_of AND (until_on IS NULL OR $as_of < until_on)
          AND patent_id IN (SELECT patent_id FROM holdings r WHERE {bears("r.holders", needles)})
        ORDER BY since, holders
        """,
        parameters,
        snapshot=snapshot,
    ).dicts()
    return {(row["right_type"], row["right_number"]): row["holders"] for row in rows}
