"""What the warehouse tells of parties for measures: facts with their origin, awards received, by the rules of funding.facts.

One text of SQL for one party and for all parties of a region: which parties are asked for is its only difference.
"""

# ruff: noqa: S608 - the SQL is put together from names of this room
from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from zhishu.base.region import RegionCode
from zhishu.funding.facts import FACT_RULES, FactRule
from zhishu.funding.registers import WholeRegister
from zhishu.parties.queries import Party
from zhishu.rights.portfolio.printed_state import read_printed
from zhishu.rules.fact import Fact, Known, admit
from zhishu.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

# parties.party.fold_name as far as SQL has it: width, brackets, blanks and case; what it leaves out
# (letters in rings, ligatures) is folded by the linking of holders, which comes first.
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "〔〕［］【】"
_NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + "()()()"
_BLANKS = " \u3000\u00a0\t\r\n"
_FOLDING = {"wide": _WIDE + _BLANKS, "narrow": _NARROW}


def _folded(column: str) -> str:
    return f"lower(translate({column}, $wide, $narrow))"


# Who bears a name: of those that bear it best (now before formerly, with a code before without) the only one.
_COMMON = f"""
chosen AS MATERIALIZED (SELECT * FROM parties p WHERE {{chosen}}),
names AS MATERIALIZED (
  SELECT folded_name AS folded, party_id, (credit_code IS NULL)::INTEGER AS rank FROM parties
  UNION ALL
  SELECT {_folded("former")}, party_id, 2 + (credit_code IS NULL)::INTEGER
  FROM (SELECT unnest(former_names) AS former, party_id, credit_code FROM parties
        WHERE former_names IS NOT NULL)
),
bearers AS MATERIALIZED (
  SELECT folded, any_value(party_id) AS party_id FROM (
    SELECT folded, party_id, rank = min(rank) OVER (PARTITION BY folded) AS best FROM names)
  WHERE best GROUP BY folded HAVING count(DISTINCT party_id) = 1
),
decided AS MATERIALIZED (
  SELECT whole_name AS folded, party_id, state FROM holder_links
  WHERE state IN ('linked', 'confirmed', 'rejected')
),
own AS MATERIALIZED (
  SELECT DISTINCT folded, party_id FROM (
    SELECT folded, party_id FROM decided WHERE state <> 'rejected'
    UNION ALL
    SELECT b.folded, b.party_id FROM bearers b ANTI JOIN decided d ON d.folded = b.folded)
  SEMI JOIN chosen USING (party_id)
)"""

# Rows of an office's lists name their party by its code, else by its name.
_NAMED = """
  SELECT coalesce(t.credit_code, b.party_id) AS party_id, t.*, {day} AS told_on
  FROM {table} t LEFT JOIN bearers b ON t.credit_code IS NULL AND b.folded = t.folded_name
  WHERE {day} IS NULL OR {day} <= $as_of
"""

# Who holds a patent on the day: the newest assignment or change of holders, else who stands on it. It is the
# party's own making where the party stood on it from the first.
_PATENTS = f"""
  WITH moved AS (
    SELECT patent_id, arg_max(holders, (since, holders)) AS holders FROM (
      SELECT right_number AS patent_id, assignees AS holders, effective_on AS since
      FROM assignments WHERE right_type = 'patent' AND effective_on <= $as_of AND assignees IS NOT NULL
      UNION ALL
      SELECT patent_id, holders, from_on FROM holdings
      WHERE act IS NOT NULL AND holders IS NOT NULL
        AND from_on <= $as_of AND (until_on IS NULL OR $as_of < until_on))
    GROUP BY patent_id
  ),
  held AS (
    SELECT p.patent_id, p.right_kind, p.granted_on, p.holders AS first,
      coalesce(m.holders, p.current_holders, p.holders) AS holders
    FROM patents p LEFT JOIN moved m USING (patent_id)
    WHERE p.patent_id < 'A' OR starts_with(p.patent_id, 'CN') OR starts_with(p.patent_id, 'ZL')
  ),
  makers AS (
    SELECT DISTINCT o.party_id, f.patent_id
    FROM (SELECT patent_id, unnest(first) AS name FROM held) f JOIN own o ON o.folded = {_folded("f.name")}
  ),
  holders AS (
    SELECT DISTINCT o.party_id, h.patent_id, h.right_kind, h.granted_on
    FROM (SELECT patent_id, right_kind, granted_on, unnest(holders) AS name FROM held) h
    JOIN own o ON o.folded = {_folded("h.name")}
  )
  SELECT h.party_id, h.patent_id, h.right_kind, h.granted_on, coalesce(s.state, 'unknown') AS state,
    k.patent_id IS NOT NULL AS is_own, $as_of::DATE AS told_on
  FROM holders h
  LEFT JOIN makers k USING (party_id, patent_id)
  LEFT JOIN legal_periods s ON s.patent_id = h.patent_id
    AND s.from_on <= $as_of AND (s.until_on IS NULL OR $as_of < s.until_on)
"""

# Sure only within the term that the register tells, or the first one, where it says nothing against it: what comes
# after is told by a renewal (rights.portfolio.holding has the rule of one mark whole).
_MARKS = f"""
  SELECT DISTINCT o.party_id, t.mark_id, t.registration_number, t.nice_class,
    CASE WHEN t.is_valid_printed = false OR list_contains($ended, t.legal_status_printed) THEN 'ceased'
      WHEN t.began IS NULL OR t.began > $as_of THEN 'pending'
      WHEN coalesce(t.term_until, t.began + to_years($mark_years) - INTERVAL 1 DAY) >= $as_of THEN 'in_force'
      ELSE 'unknown' END AS state, $as_of::DATE AS told_on
  FROM (SELECT *, unnest(holders) AS bearer, coalesce(term_from, registered_on) AS began FROM trademarks) t
  JOIN own o ON o.folded = {_folded("t.bearer")}
"""

_LICENCES = f"""
  SELECT DISTINCT o.party_id, t.licence_id, t.right_number, t.licence_kind, t.valid_until, t.cancelled_on,
    t.recorded_on AS told_on
  FROM (SELECT *, unnest(licensors) AS bearer FROM licences WHERE recorded_on <= $as_of) t
  JOIN own o ON o.folded = {_folded("t.bearer")}
"""

# A county's or a city's: those of the places within it.
_INDICATIONS = """
  SELECT c.party_id, g.indication_id, g.protection_kind, g.registered_on, g.registered_on AS told_on
  FROM chosen c JOIN geographical_indications g
    ON starts_with(g.region_code, regexp_replace(c.region_code, '(00){1,2}$', ''))
  WHERE c.kind = 'government' AND g.registered_on <= $as_of
"""

_SOURCES: dict[str, str] = {
    "parties": "SELECT c.*, $as_of::DATE AS told_on FROM chosen c",
    "patents": _PATENTS,
    "trademarks": _MARKS,
    "licences": _LICENCES,
    "geographical_indications": _INDICATIONS,
    "recognitions": _NAMED.format(table="recognitions", day="t.recognised_on"),
    "expenses": _NAMED.format(table="expenses", day="t.paid_on"),
    "awards_paid": _NAMED.format(table="awards_paid", day="t.paid_on"),
    "credit_records": _NAMED.format(table="credit_records", day="t.since"),
    "party_figures": _NAMED.format(table="party_figures", day="make_date(t.year, 12, 31)"),
}
# Registers of rights are fetched by city: one that has rows of a city tells that there are no others.
_OF_RIGHTS = frozenset({"patents", "trademarks"})
_LOADED = "{source}_loaded AS (SELECT DISTINCT region_code[:4] AS city FROM {source})"
TITLES = {
    "parties": "主体",
    "patents": "专利",
    "trademarks": "商标",
    "licences": "许可备案",
    "geographical_indications": "地理标志",
    "recognitions": "认定与称号",
    "expenses": "费用凭证",
    "awards_paid": "已兑付资金",
    "credit_records": "信用记录",
    "party_figures": "年度数据",
}


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
    sql, parameters = _sql(warehouse, asked, "p.party_id = $party", evidence=True)
    row = warehouse.query(
        sql, {**parameters, "party": party.party_id}, snapshot=asked.snapshot
    ).first()
    if row is None:
        return {}
    return {
        name: _known(declared[name], rule, row, at, asked)
        for at, (name, rule) in enumerate(rules.items())
    }


def list_region_batches(
    warehouse: Warehouse, region: RegionCode, asked: Asked
) -> Iterator[pa.RecordBatch]:
    """Every party of a region in the order of identifiers, told as each is told alone.

    Columns: party_id, name, credit_code, region_code, status_printed, then one a fact (null: unknown).
    """
    sql, parameters = _sql(warehouse, asked, "starts_with(p.region_code, $stem)", evidence=False)
    yield from warehouse.batches(sql, {**parameters, "stem": region.stem}, snapshot=asked.snapshot)


def find_received(
    warehouse: Warehouse, party: Party, as_of: date, snapshot: int
) -> list[dict[str, Any]]:
    """The awards that a party received by a day: measure (null: not told), policy, item, subject, year, amount, paid_on."""
    sql = (
        f"WITH {_COMMON.format(chosen='p.party_id = $party')},\n"
        f"paid AS ({_SOURCES['awards_paid']})\n"
        "SELECT award_id, measure, policy, item, subject, year, amount, paid_on FROM paid"
        " WHERE party_id = $party AND coalesce(year, 0) <= year($as_of::DATE) ORDER BY year, award_id"
    )
    parameters = {"as_of": as_of, "party": party.party_id, **_FOLDING}
    return warehouse.query(sql, parameters, snapshot=snapshot).dicts()


def list_received(
    warehouse: Warehouse, region: RegionCode, measures: Collection[str], asked: Asked
) -> dict[str, list[dict[str, Any]]]:
    """The awards of some measures that the parties of a region received by the day, by party."""
    rows = warehouse.stream(
        f"WITH {_COMMON.format(chosen='starts_with(p.region_code, $stem)')},\n"
        f"paid AS ({_SOURCES['awards_paid']})\n"
        "SELECT party_id, measure, year, amount FROM paid SEMI JOIN chosen USING (party_id)"
        " WHERE list_contains($measures, measure) AND year <= year($as_of::DATE)"
        " ORDER BY party_id, year, award_id",
        {
            "as_of": asked.as_of,
            "stem": region.stem,
            "measures": sorted(measures),
            **_FOLDING,
        },
        snapshot=asked.snapshot,
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["party_id"], []).append(row)
    return found


def _sql(
    warehouse: Warehouse, asked: Asked, chosen: str, *, evidence: bool
) -> tuple[str, dict[str, Any]]:
    """The one query: a grouped relation a source, joined to the parties that are asked for."""
    rules = list(asked.rules().items())
    parameters: dict[str, Any] = {"as_of": asked.as_of, **_FOLDING}
    parts, joins = [_COMMON.format(chosen=chosen)], []
    for source in dict.fromkeys(rule.source for _, rule in rules):
        own = [(at, rule) for at, (_, rule) in enumerate(rules) if rule.source == source]
        # Each filter once a row; the aggregates then look at flags.
        flags = ", ".join(f"{rule.rows} AS k{at}" for at, rule in own)
        parts.append(f"{source}_of AS (SELECT r.*, {flags} FROM ({_SOURCES[source]}) r)")
        told = ", ".join(column for at, rule in own for column in _grouped(at, rule, evidence))
        parts.append(
            f"{source}_told AS (SELECT party_id, count(*) AS {source}_rows, {told} FROM {source}_of r GROUP BY 1)"
        )
        joins.append(f"LEFT JOIN {source}_told USING (party_id)")
        if source == "trademarks":
            parameters["ended"] = _ended_words(warehouse, asked.snapshot)
            parameters["mark_years"] = asked.mark_years
        if source in _OF_RIGHTS:
            parts.append(_LOADED.format(source=source))
            joins.append(f"LEFT JOIN {source}_loaded ON {source}_loaded.city = c.region_code[:4]")
    columns = ["c.party_id", "c.name", "c.credit_code", "c.region_code", "c.status_printed"]
    for at, (name, rule) in enumerate(rules):
        columns.append(f'{_told(at, name, rule, asked)} AS "{name}"')
        if evidence:
            columns += [f"n{at}", f"{f'u{at}' if rule.unsure else '0'} AS u{at}", f"d{at}"]
    return (
        f"WITH {', '.join(parts)}\nSELECT {', '.join(columns)}\nFROM chosen c {' '.join(joins)}"
        " LEFT JOIN bearers named ON named.folded = c.folded_name AND named.party_id = c.party_id"
        " ORDER BY c.party_id",
        parameters,
    )


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
    if rule.source in _OF_RIGHTS:
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
