"""What the warehouse tells of parties for measures: facts with their origin, awards received, by the rules of funding.facts.

One text of SQL for one party and for all parties of a region (funding.sources): one is told as all are.
"""

# ruff: noqa: S608 - the SQL is put together from names of this room
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from zhishu.base.region import RegionCode
from zhishu.funding.facts import FACT_RULES, FactRule
from zhishu.funding.registers import WholeRegister
from zhishu.funding.sources import OF_RIGHTS, TITLES, Scope, cities_of, folded, relations, rows_of
from zhishu.parties.queries import Party
from zhishu.rights.portfolio.printed_state import read_printed
from zhishu.rules.fact import Fact, Known, admit
from zhishu.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

_PARAMETER = re.compile(r"\$([a-z_0-9]+)")


@dataclass(frozen=True)
class Asked:
    """Which facts are asked for, of which day, by which snapshot; which registers are whole.

    limits: by fact, the numbers at which some rule answers otherwise (funding.rule_facts): a count that data
    gives between two ends is told as the lower one where none of these lies between. mark_years: the term of
    a registered mark.
    """

    names: tuple[str, ...]
    as_of: date
    snapshot: int
    whole: tuple[WholeRegister, ...] = ()
    limits: Mapping[str, tuple[int, ...] | None] = field(default_factory=dict)
    mark_years: int = 0

    def rules(self) -> dict[str, FactRule]:
        """The rules of the facts that tables tell."""
        return {name: FACT_RULES[name] for name in self.names if name in FACT_RULES}


def find_party_facts(
    warehouse: Warehouse, party: Party, asked: Asked, declared: Mapping[str, Fact]
) -> dict[str, Known]:
    """What the tables tell of one party: each fact with its rows and its day; what they do not tell is unknown."""
    rules = asked.rules()
    scope = _scope_of(warehouse, party, asked.snapshot)
    sql, parameters = _sql(warehouse, asked, scope, evidence=True)
    row = warehouse.query(sql, parameters, snapshot=asked.snapshot).first()
    if row is None:
        return {}
    return {
        name: _known(declared[name], rule, row, at, asked)
        for at, (name, rule) in enumerate(rules.items())
    }


class RegionFacts:
    """What the tables tell of every party of a region, each told as it is told alone."""

    def __init__(self, batches: Iterable[pa.RecordBatch], asked: Asked) -> None:
        self._asked = asked
        self._places = {
            party: (batch, row)
            for batch in batches
            for row, party in enumerate(batch.column("party_id").to_pylist())
        }

    @classmethod
    def read(cls, warehouse: Warehouse, region: RegionCode, asked: Asked) -> RegionFacts:
        """Those of a region's parties."""
        sql, parameters = _sql(warehouse, asked, Scope.region(region), evidence=True)
        return cls(warehouse.batches(sql, parameters, snapshot=asked.snapshot), asked)

    def of(self, party_id: str, declared: Mapping[str, Fact]) -> dict[str, Known] | None:
        """The facts of one party; None for one that the region does not have."""
        place = self._places.get(party_id)
        if place is None:
            return None
        batch, at = place
        row = {name: batch.column(name)[at].as_py() for name in batch.schema.names}
        rules = self._asked.rules()
        return {
            name: _known(declared[name], rule, row, number, self._asked)
            for number, (name, rule) in enumerate(rules.items())
        }


def count_parties(warehouse: Warehouse, region: RegionCode, snapshot: int) -> int:
    """How many parties a region has."""
    found = warehouse.query(
        "SELECT count(*) FROM parties WHERE starts_with(region_code, $stem)",
        {"stem": region.stem},
        snapshot=snapshot,
    ).values()
    return int(found[0])


def list_region_batches(
    warehouse: Warehouse, region: RegionCode, asked: Asked
) -> Iterator[pa.RecordBatch]:
    """Every party of a region in the order of identifiers, told as each is told alone.

    Columns: party_id, name, credit_code, region_code, status_printed, then one a fact (null: unknown).
    """
    sql, parameters = _sql(warehouse, asked, Scope.region(region), evidence=False)
    yield from warehouse.batches(sql, parameters, snapshot=asked.snapshot)


def find_received(
    warehouse: Warehouse, party: Party, as_of: date, snapshot: int
) -> list[dict[str, Any]]:
    """The awards that a party received by a day: measure (null: not told), policy, item, subject, year, amount, paid_on."""
    scope = _scope_of(warehouse, party, snapshot)
    sql = _paid_sql(scope, "coalesce(year, 0) <= year($as_of::DATE)")
    parameters = _bound(sql, {**scope.parameters, "as_of": as_of})
    return warehouse.query(sql, parameters, snapshot=snapshot).dicts()


def list_received(
    warehouse: Warehouse,
    region: RegionCode,
    measures: Collection[str],
    asked: Asked,
    since: int = 0,
) -> dict[str, list[dict[str, Any]]]:
    """The awards of some measures that the parties of a region received by the day, by party: measure, year, amount.

    Those of one year are told as one sum, null where one of them is not told. since: the first year that counts.
    """
    scope = Scope.region(region)
    where = "list_contains($measures, measure) AND year BETWEEN $since AND year($as_of::DATE)"
    sql = (
        "SELECT party_id, measure, year, CASE WHEN count(*) = count(amount) THEN sum(amount) END AS amount"
        f" FROM ({_paid_sql(scope, where)}) GROUP BY ALL ORDER BY ALL"
    )
    parameters = {
        **scope.parameters,
        "as_of": asked.as_of,
        "measures": sorted(measures),
        "since": since,
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for row in warehouse.stream(sql, _bound(sql, parameters), snapshot=asked.snapshot):
        found.setdefault(row["party_id"], []).append(row)
    return found


# Candidates alone leave the warehouse: what was paid for more than once, and what a party had more than once.
_DOUBLE_PAID = """
told AS (
  SELECT coalesce(party_id, 'name:' || folded_name) AS party, *, {thing} AS thing FROM paid
  WHERE {region}
),
things AS (SELECT thing FROM told WHERE thing <> '' GROUP BY thing HAVING count(*) > 1),
turns AS (
  SELECT party, measure FROM told WHERE list_contains($once, measure)
  GROUP BY party, measure HAVING count(*) > 1
)
SELECT award_id, party, holder, measure, item, subject, thing, amount, year, paid_on FROM told
WHERE thing IN (SELECT thing FROM things)
  OR (list_contains($once, measure) AND (party, measure) IN (SELECT party, measure FROM turns))
ORDER BY thing, party, award_id
"""


def list_paid_again(
    warehouse: Warehouse,
    once: Collection[str],
    as_of: date,
    snapshot: int,
    region: RegionCode | None,
) -> Iterator[dict[str, Any]]:
    """Payments by a day that share their thing, or were made to one party by one of the measures given once, with another.

    region: whose parties or payments; None for all.
    """
    everybody = Scope.everybody()
    inside = (
        "starts_with(region_code, $stem) OR party_id IN"
        " (SELECT party_id FROM parties WHERE starts_with(region_code, $stem))"
    )
    parts = [*relations(everybody), f"paid AS ({rows_of('awards_paid', everybody)})"]
    thing = f"coalesce({folded('subject')}, '')"
    body = _DOUBLE_PAID.format(thing=thing, region=inside if region else "true")
    sql = f"WITH {', '.join(parts)}, {body}"
    parameters = {
        **everybody.parameters,
        "as_of": as_of,
        "once": sorted(once),
        "stem": region.stem if region else "",
    }
    return warehouse.stream(sql, _bound(sql, parameters), snapshot=snapshot)


def find_things(
    warehouse: Warehouse, party: Party, kinds: Collection[str], as_of: date, snapshot: int
) -> list[dict[str, Any]]:
    """What a party was recognised for by some kinds of recognitions: subject as printed, thing folded."""
    scope = _scope_of(warehouse, party, snapshot)
    parts = [*relations(scope), f"recognised AS ({rows_of('recognitions', scope)})"]
    sql = (
        f"WITH {', '.join(parts)} SELECT DISTINCT subject, {folded('subject')} AS thing FROM recognised"
        " WHERE party_id = $party AND subject IS NOT NULL AND list_contains($kinds, kind) ORDER BY 1"
    )
    parameters = _bound(sql, {**scope.parameters, "as_of": as_of, "kinds": sorted(kinds)})
    return warehouse.query(sql, parameters, snapshot=snapshot).dicts()


def list_paid_for(
    warehouse: Warehouse, things: Collection[str], as_of: date, snapshot: int
) -> Iterator[dict[str, Any]]:
    """Payments by a day for some things, to whomever."""
    everybody = Scope.everybody()
    parts = [*relations(everybody), f"paid AS ({rows_of('awards_paid', everybody)})"]
    sql = (
        f"WITH {', '.join(parts)}, told AS (SELECT coalesce(party_id, 'name:' || folded_name) AS party, *,"
        f" coalesce({folded('subject')}, '') AS thing FROM paid)"
        " SELECT award_id, party, holder, measure, item, subject, thing, amount, year, paid_on FROM told"
        " WHERE thing IN (SELECT unnest($things)) ORDER BY thing, party, award_id"
    )
    parameters = {**everybody.parameters, "as_of": as_of, "things": sorted(things)}
    return warehouse.stream(sql, _bound(sql, parameters), snapshot=snapshot)


def list_shared(
    warehouse: Warehouse, parties: Collection[str], as_of: date, snapshot: int
) -> Iterator[dict[str, Any]]:
    """What may tie some parties: rows of party_id, kind (controller, contact, address, inventor) and value."""
    scope = Scope.some(sorted(parties))
    parts = [
        *relations(scope),
        f"held AS ({rows_of('patents', scope)})",
        f"controlled AS ({rows_of('controllers', scope)})",
    ]
    sql = (
        f"WITH {', '.join(parts)}"
        " SELECT DISTINCT party_id, kind, value FROM ("
        " SELECT party_id, 'controller' AS kind, controller AS value FROM controlled"
        " UNION ALL SELECT party_id, 'controller', name FROM chosen"
        " UNION ALL SELECT party_id, 'contact', contact_key FROM controlled"
        " UNION ALL SELECT party_id, 'address', address FROM chosen"
        " UNION ALL SELECT h.party_id, 'inventor', unnest(p.inventors) FROM held h JOIN patents p USING (patent_id)"
        ") SEMI JOIN chosen USING (party_id) WHERE value IS NOT NULL ORDER BY ALL"
    )
    parameters = _bound(sql, {**scope.parameters, "as_of": as_of})
    return warehouse.stream(sql, parameters, snapshot=snapshot)


def _scope_of(warehouse: Warehouse, party: Party, snapshot: int) -> Scope:
    """One party with its names, those that it is linked to among them."""
    linked = warehouse.query(
        "SELECT DISTINCT whole_name FROM holder_links"
        " WHERE party_id = $party AND state IN ('linked', 'confirmed') ORDER BY 1",
        {"party": party.party_id},
        snapshot=snapshot,
    ).values()
    names = [party.name, *(party.former_names or ()), *linked]
    return Scope.party(party.party_id, names, (party.region_code or "")[:4])


def _bound(sql: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that a query names."""
    named = set(_PARAMETER.findall(sql))
    return {name: value for name, value in parameters.items() if name in named}


def _paid_sql(scope: Scope, where: str) -> str:
    parts = [*relations(scope), f"paid AS ({rows_of('awards_paid', scope)})"]
    return (
        f"WITH {', '.join(parts)} SELECT party_id, award_id, measure, policy, item, subject, year,"
        f" amount, paid_on FROM paid SEMI JOIN chosen USING (party_id) WHERE {where}"
        " ORDER BY party_id, year, award_id"
    )


def _sql(
    warehouse: Warehouse, asked: Asked, scope: Scope, *, evidence: bool
) -> tuple[str, dict[str, Any]]:
    """The one query: a grouped relation a source, joined to the parties that are asked for."""
    rules = list(asked.rules().items())
    parameters: dict[str, Any] = {"as_of": asked.as_of, **scope.parameters}
    parts, joins = relations(scope), []
    for source in dict.fromkeys(rule.source for _, rule in rules):
        own = [(at, rule) for at, (_, rule) in enumerate(rules) if rule.source == source]
        # Each filter once a row; the aggregates then look at flags.
        flags = ", ".join(f"{rule.rows} AS k{at}" for at, rule in own)
        parts.append(f"{source}_of AS (SELECT r.*, {flags} FROM ({rows_of(source, scope)}) r)")
        told = ", ".join(column for at, rule in own for column in _grouped(at, rule, evidence))
        parts.append(
            f"{source}_told AS (SELECT party_id, count(*) AS {source}_rows, {told} FROM {source}_of r GROUP BY 1)"
        )
        joins.append(f"LEFT JOIN {source}_told USING (party_id)")
        if source == "trademarks":
            parameters["ended"] = _ended_words(warehouse, asked.snapshot)
            parameters["mark_years"] = asked.mark_years
        if source in OF_RIGHTS:
            parts.append(f"{source}_loaded AS ({cities_of(source, scope)})")
            joins.append(f"LEFT JOIN {source}_loaded ON {source}_loaded.city = c.region_code[:4]")
    columns = ["c.party_id", "c.name", "c.credit_code", "c.region_code", "c.status_printed"]
    for at, (name, rule) in enumerate(rules):
        columns.append(f'{_told(at, name, rule, asked)} AS "{name}"')
        if evidence:
            columns += [f"n{at}", f"{f'u{at}' if rule.unsure else '0'} AS u{at}", f"d{at}"]
    sql = (
        f"WITH {', '.join(parts)}\nSELECT {', '.join(columns)}\nFROM chosen c {' '.join(joins)}"
        " LEFT JOIN bearers named ON named.folded = c.folded_name AND named.party_id = c.party_id"
        " ORDER BY c.party_id"
    )
    return sql, _bound(sql, parameters)


def _grouped(at: int, rule: FactRule, evidence: bool) -> list[str]:
    kept = f"FILTER (WHERE r.k{at})"
    found = [f"{rule.value.format(kept=kept)} AS v{at}", f"count(*) {kept} AS n{at}"]
    if rule.unsure:
        found.append(f"{rule.unsure.format(kept=kept)} AS u{at}")
    return [*found, f"max(r.told_on) {kept} AS d{at}"] if evidence else found


def _told(at: int, name: str, rule: FactRule, asked: Asked) -> str:
    """The value where rows tell it, else what absence tells; a name that several parties bear tells nothing by absence."""
    value = f"v{at}"
    if rule.unsure:
        limits = asked.limits.get(name, ())
        between = " OR ".join(
            f"({at_least} > v{at} AND {at_least} <= v{at} + u{at})" for at_least in limits or ()
        )
        apart = "true" if limits is None else between or "false"
        value = f"CASE WHEN u{at} > 0 AND ({apart}) THEN NULL ELSE v{at} END"
    if not rule.absent:
        return f"CASE WHEN n{at} > 0 THEN {value} END"
    whole = [
        f"starts_with(c.region_code, '{one.region.stem}')"
        for one in asked.whole
        if one.tells(rule.source, rule.kinds, asked.as_of)
    ]
    if rule.source in OF_RIGHTS:
        whole += [f"{rule.source}_loaded.city IS NOT NULL", f"{rule.source}_rows > 0"]
    sure = f"named.party_id IS NOT NULL AND ({' OR '.join(whole) or 'false'})"
    return f"CASE WHEN n{at} > 0 THEN {value} WHEN {sure} THEN {rule.absent} END"


def _ended_words(warehouse: Warehouse, snapshot: int) -> list[str]:
    """The printed states of marks that say the right is no more."""
    printed = warehouse.query(
        "SELECT DISTINCT legal_status_printed FROM trademarks ORDER BY 1", snapshot=snapshot
    ).values()
    return [one for one in printed if read_printed(one) in ("ceased", "expired")]


def _known(fact: Fact, rule: FactRule, row: Mapping[str, Any], at: int, asked: Asked) -> Known:
    """A fact of one party with the rows that told it; one of no rows was told by the whole of its register."""
    value, rows, unsure = row[fact.name], row[f"n{at}"] or 0, row[f"u{at}"] or 0
    said = f"{TITLES[rule.source]}：{rows}条" if rows else f"{TITLES[rule.source]}里没有"
    if unsure:
        said = f"{said}，其中{unsure}条判断不了"
    elif value is None and not rows:
        said = f"{said}，不能断定"
    said = f"{said}（快照{asked.snapshot}）"
    if value is None:
        return Known(None, said, row[f"d{at}"])
    return Known(admit(fact, value), said, row[f"d{at}"] or asked.as_of)
