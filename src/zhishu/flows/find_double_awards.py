"""Leads to awards paid twice for the same thing, to one party or to parties that have to do with one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.region import RegionCode
from zhishu.flows.kept_rulebook import KeptRulebook
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.double_award import DoubleAward, Payment, Tie, double_awards
from zhishu.funding.facts import FACT_RULES
from zhishu.funding.queries import find_things, list_paid_again, list_paid_for, list_shared
from zhishu.funding.rule_facts import facts_wanted
from zhishu.parties.party import fold_name, is_person
from zhishu.parties.queries import Party
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.sums import fen
from zhishu.warehouse.warehouse import Warehouse

# A payment that is asked for and not made.
_ASKED = ""
# An address of less than a road with a number ties nobody.
_SHORTEST_ADDRESS = 8
# What stands in place of inventors who do not want to be named.
_UNNAMED = ("不公告", "不公开", "不公布")


@dataclass(frozen=True)
class DoubleAwards:
    """The leads, the surest first, of the payments that a snapshot knew on a day."""

    leads: list[DoubleAward]
    region: RegionCode | None
    year: int | None
    as_of: date
    snapshot: int


def find_double_awards(
    home: Path,
    *,
    as_of: date,
    region: RegionCode | None = None,
    year: int | None = None,
    snapshot: int | None = None,
) -> DoubleAwards:
    """The leads among all years' payments by a day; year: those alone of which a payment is of that year.

    Natural persons among what parties share are masked; addresses and contacts are not shown.
    """
    at = open_warehouse(home).snapshot() if snapshot is None else snapshot
    found = _found(home, KeptRulebook(open_rulebook(home)), region, as_of, at)
    leads = [one for one in found if year is None or any(row.year == year for row in one.payments)]
    return DoubleAwards(leads, region, year, as_of, at)


# The pages of one list ask the same.
@lru_cache(maxsize=4)
def _found(
    home: Path, kept: KeptRulebook, region: RegionCode | None, as_of: date, snapshot: int
) -> list[DoubleAward]:
    warehouse, measures = open_warehouse(home), kept.rulebook.measures
    once = [one.name for one in measures.values() if one.once in ("ever", "year")]
    rows = list_paid_again(warehouse, once, as_of, snapshot, region)
    payments = [_payment(row) for row in rows]
    shared = list_shared(warehouse, {one.party for one in payments}, as_of, snapshot)
    return double_awards(payments, _ties(shared), measures, kept.rulebook.measure_groups)


def find_earlier_awards(
    warehouse: Warehouse,
    rulebook: Rulebook,
    party: Party,
    measure: str,
    *,
    as_of: date,
    snapshot: int,
) -> list[DoubleAward]:
    """What a payment of a measure would repeat: leads as if each thing that it counts were paid to the party now."""
    wanted = facts_wanted(measure, rulebook.measures)
    kinds = {
        kind
        for name in wanted
        if name in FACT_RULES and FACT_RULES[name].source == "recognitions"
        for kind in FACT_RULES[name].kinds
    }
    things = find_things(warehouse, party, kinds, as_of, snapshot)
    title = rulebook.measures[measure].title
    asked = [
        Payment(
            _ASKED, party.party_id, party.name, measure, title,
            row["subject"], row["thing"], None, as_of.year,
        )
        for row in things
    ]  # fmt: skip
    rows = list_paid_for(warehouse, {one.thing for one in asked}, as_of, snapshot)
    paid = [_payment(row) for row in rows] if asked else []
    parties = {one.party for one in (*paid, *asked)}
    ties = _ties(list_shared(warehouse, parties, as_of, snapshot)) if paid else {}
    found = double_awards([*paid, *asked], ties, rulebook.measures, rulebook.measure_groups)
    return [one for one in found if any(row.award_id == _ASKED for row in one.payments)]


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        row["award_id"],
        row["party"],
        row["holder"],
        row["measure"] or "",
        row["item"] or "",
        row["subject"] or "",
        row["thing"],
        None if row["amount"] is None else fen(row["amount"]),
        row["year"],
        row["paid_on"],
    )


def _ties(rows: Iterable[Mapping[str, Any]]) -> dict[str, set[Tie]]:
    found: dict[str, set[Tie]] = {}
    for row in rows:
        if (tie := _tie(row["kind"], row["value"])) is not None:
            found.setdefault(row["party_id"], set()).add(tie)
    return found


def _tie(kind: str, value: str) -> Tie | None:
    key = fold_name(value)
    if kind == "contact":
        return Tie("contact", key)
    if kind == "address":
        is_told = len(key) >= _SHORTEST_ADDRESS and any(sign.isdigit() for sign in key)
        return Tie("address", key) if is_told else None
    if kind == "inventor":
        is_named = key and not any(word in key for word in _UNNAMED)
        return Tie("inventor", key, _masked(value)) if is_named else None
    return Tie("controller", key, _masked(value))


def _masked(name: str) -> str:
    """A natural person by the family name alone."""
    return f"{name.strip()[0]}某" if is_person(name) else name.strip()
