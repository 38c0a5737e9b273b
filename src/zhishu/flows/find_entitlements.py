"""One firm and every measure of a region: what it gets, nearly gets, why, and what to ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhishu.base.errors import InvalidValueError, NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.find_statements import find_statements
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.prepared_facts import city_facts
from zhishu.flows.prepared_rules import in_force, limits, registers
from zhishu.funding.facts import FACT_RULES
from zhishu.funding.queries import Asked, find_party_facts, find_received
from zhishu.funding.questions import Question, questions_of
from zhishu.funding.statements import Conflict, join_statements
from zhishu.parties.queries import Party, find_party
from zhishu.rules.assessment import Entitlements
from zhishu.rules.fact import Fact, Facts, Known
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.settling import Received
from zhishu.rules.sums import fen


@dataclass(frozen=True)
class FirmEntitlements:
    """The answer for one firm: what is known of it, every measure judged, and the questions in their order.

    party and snapshot: None where the facts were handed in. conflicts: facts on which the firm's statement
    and the data differ; the data stands.
    """

    party: Party | None
    region: RegionCode
    as_of: date
    facts: Facts
    found: Entitlements
    questions: list[Question]
    declared: Mapping[str, Fact]
    conflicts: tuple[Conflict, ...] = ()
    snapshot: int | None = None


def find_entitlements(
    home: Path,
    party_id: str,
    *,
    region: RegionCode | None = None,
    as_of: date,
    snapshot: int | None = None,
    stated: Mapping[str, Known] | None = None,
) -> FirmEntitlements:
    """The party of the registry with a credit code (or another identifier), judged by what the warehouse knows of it.

    region: whose measures; None for the party's own. stated: what the firm says of itself beside
    the data, over what was published of that.
    NotFoundError for a party that the registry does not have.
    """
    warehouse = open_warehouse(home)
    at = warehouse.snapshot() if snapshot is None else snapshot
    party = find_party(warehouse, party_id, snapshot=at)
    if party is None:
        raise NotFoundError(
            "主体登记里没有这个单位", where=party_id, next_step="核对信用代码，或者导入主体登记"
        )
    rulebook = open_rulebook(home)
    declared = rulebook.facts
    asked = ask_facts(rulebook, declared, as_of=as_of, snapshot=at)
    own = _own_city(party)
    city = city_facts(home, warehouse, own, rulebook, asked) if own else None
    told = city.facts.of(party.party_id, declared) if city else None
    if city is None or told is None:
        told = find_party_facts(warehouse, party, asked, declared)
        awards = find_received(warehouse, party, as_of, at)
    else:
        awards = city.received.get(party.party_id, [])
    published = find_statements(warehouse, party, declared, as_of=as_of, snapshot=at)
    facts, conflicts = join_statements(told, {**published, **(stated or {})}, declared)
    if region is not None:
        refuse_unknown(region, rulebook)
    around = region or _own_region(party)
    found = in_force(rulebook, around, as_of).entitle(facts, received_of(awards))
    questions = questions_of(found.assessments, declared, as_of)
    return FirmEntitlements(party, around, as_of, facts, found, questions, declared, conflicts, at)


def entitle_facts(home: Path, facts: Facts, *, region: RegionCode, as_of: date) -> FirmEntitlements:
    """Facts handed in, judged by the rulebook of a home; a party that names no region lies in the one asked for."""
    rulebook = open_rulebook(home)
    refuse_unknown(region, rulebook)
    found = in_force(rulebook, region, as_of).entitle(facts)
    questions = questions_of(found.assessments, rulebook.facts, as_of)
    return FirmEntitlements(None, region, as_of, facts, found, questions, rulebook.facts)


def refuse_unknown(region: RegionCode, rulebook: Rulebook) -> None:
    """Raise InvalidValueError for a code that no region has; a zone counts by the district around it."""
    if rulebook.regions().find(str(region.county or region)) is None:
        raise InvalidValueError(f"没有区划代码是{region}的地区", next_step="核对代码，如361000")


def received_of(rows: Iterable[Mapping[str, Any]]) -> list[Received]:
    """Rows of awards as rules take them; one whose measure or year is not told cannot be counted."""
    return [
        Received(row["measure"], row["year"], None if row["amount"] is None else fen(row["amount"]))
        for row in rows
        if row["measure"] and row["year"]
    ]


def ask_facts(rulebook: Rulebook, names: Iterable[str], *, as_of: date, snapshot: int) -> Asked:
    """The question for those of the facts that tables tell."""
    term = rulebook.parameter("trademark_term").at(as_of)
    return Asked(
        tuple(name for name in names if name in FACT_RULES),
        as_of,
        snapshot,
        registers(rulebook),
        limits(rulebook, as_of),
        int(term.value) if term else 0,
    )


def declared_facts(home: Path) -> dict[str, Fact]:
    """Every fact that the rulebook of a home declares, by name."""
    return open_rulebook(home).facts


def _own_city(party: Party) -> RegionCode | None:
    """The city that a party lies in, where the registry tells one that holds."""
    try:
        return RegionCode.parse(party.region_code or "").city
    except InvalidValueError:
        return None


def _own_region(party: Party) -> RegionCode:
    if not party.region_code:
        raise InvalidValueError("登记里没有这个单位的地区", next_step="写明按哪个地区的措施")
    return RegionCode.parse(party.region_code)
