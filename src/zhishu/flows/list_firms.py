"""The firms of a region with the facts that some measures ask for: what simulations and trials judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhishu.base.region import RegionCode
from zhishu.flows.find_entitlements import ask_facts, received_of
from zhishu.flows.open_linker import read_linking_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.funding.queries import Asked, list_received, list_region_batches
from zhishu.funding.rule_facts import facts_wanted
from zhishu.funding.simulation import Firm
from zhishu.parties.registration import read_party_states
from zhishu.rules.fact import Fact, Known, admit
from zhishu.rules.rulebook import Rulebook

EMPLOYEES = "figures.employees"
SIZES = ((10, "不足10人"), (100, "10至99人"), (300, "100至299人"))
LARGEST, NO_SIZE = "300人以上", "人数不清楚"
NO_COUNTY = "地区不清楚"
# Firms that the registry says have ended get nothing.
_GONE = ("cancelled", "revoked")
# So many kinds of firms are kept at a time.
_KEPT = 50_000


def list_firms(
    home: Path,
    rulebooks: Sequence[Rulebook],
    measures: Collection[str],
    *,
    region: RegionCode,
    as_of: date,
    snapshot: int | None = None,
) -> Iterator[Firm]:
    """Every firm of a region in the order of identifiers, with what the warehouse tells by the day.

    Only facts that the measures ask for, as any of the rulebooks has them; county and size are for tallies.
    """
    warehouse = open_warehouse(home)
    at = warehouse.snapshot() if snapshot is None else snapshot
    rulebook = rulebooks[0]
    names = dict.fromkeys(
        fact
        for book in rulebooks
        for name in sorted(measures)
        for fact in facts_wanted(name, book.measures)
    )
    names |= {EMPLOYEES: None} if EMPLOYEES in rulebook.facts else {}
    asked = _asked(rulebooks, names, as_of, at)
    received = list_received(warehouse, region, _limiting(rulebooks, measures), asked)
    states = read_linking_file(rulebook, "party_states", read_party_states)
    told = tuple(asked.rules())
    kept: dict[tuple[object, ...], dict[str, Known]] = {}
    for batch in list_region_batches(warehouse, region, asked):
        for row in batch.to_pylist():
            if states.of(row["status_printed"]) in _GONE:
                continue
            values = tuple(row[name] for name in told)
            facts = kept.get(values)
            if facts is None:
                if len(kept) >= _KEPT:
                    kept.clear()
                facts = kept[values] = _facts(row, asked, rulebook.facts)
            had = tuple(received_of(received.get(row["party_id"], ())))
            yield Firm(
                row["party_id"],
                row["name"],
                _county(rulebook, row["region_code"]),
                _size(row.get(EMPLOYEES)),
                facts,
                had,
                (values, had),
            )


def _asked(
    rulebooks: Sequence[Rulebook], names: Iterable[str], as_of: date, snapshot: int
) -> Asked:
    """The question, told as exactly as the strictest of the rulebooks needs it."""
    questions = [ask_facts(book, names, as_of=as_of, snapshot=snapshot) for book in rulebooks]
    limits: dict[str, tuple[int, ...] | None] = {}
    for one in questions:
        for fact, numbers in one.limits.items():
            had = limits.get(fact, ())
            limits[fact] = (
                None if had is None or numbers is None else tuple(sorted({*had, *numbers}))
            )
    return replace(questions[0], limits=limits)


def _limiting(rulebooks: Sequence[Rulebook], measures: Collection[str]) -> set[str]:
    """The measures of which awards received count: themselves, and those of their groups."""
    every = [one for book in rulebooks for one in book.measures.values()]
    groups = {one.group for one in every if one.name in measures} - {""}
    return {*measures, *(one.name for one in every if one.group in groups)}


def _facts(row: dict[str, Any], asked: Asked, declared: dict[str, Fact]) -> dict[str, Known]:
    return {
        name: Known(admit(declared[name], row[name]), "", asked.as_of)
        for name in asked.rules()
        if row[name] is not None
    }


def _county(rulebook: Rulebook, code: str | None) -> str:
    """The county that a code lies in, by name; a zone counts in its district."""
    if not code:
        return NO_COUNTY
    chain = RegionCode.parse(code).chain()
    counties = [one for one in chain if one.level in ("county", "zone")]
    return rulebook.regions().name(str(counties[0] if counties else chain[-1]))


def _size(employees: Decimal | int | None) -> str:
    if employees is None:
        return NO_SIZE
    return next((name for most, name in SIZES if employees < most), LARGEST)
