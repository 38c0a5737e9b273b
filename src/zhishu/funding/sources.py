"""Which rows of the published tables are a party's, as SQL: of one party, or of all of a region by the same words.

Who bears a name: whom the linking of holders says (`holder_links`, an officer's word above it), else the one
party that bears it; a name that two parties bear is nobody's. What the warehouse is asked is put together in
funding.queries.
"""

# ruff: noqa: S608 - the SQL is put together from names of this file
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from zhishu.base.region import RegionCode
from zhishu.parties.needles import bears, needle_parameters, needles_of
from zhishu.parties.party import fold_name

# parties.party.fold_name as far as SQL has it: width, brackets, blanks and case; what it leaves out
# (letters in rings, ligatures) is folded by the linking of holders, which comes first.
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "〔〕［］【】"
_NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + "()()()"
_BLANKS = " \u3000\u00a0\t\r\n"
_FOLDING = {
    "plain": r"[\x{3400}-\x{9fff}a-z0-9()]*",
    "wide": _WIDE + _BLANKS,
    "narrow": _NARROW,
}
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
# Registers of rights are fetched by city: one that has rows of a city tells that there are no others.
OF_RIGHTS = frozenset({"patents", "trademarks"})
# A county's own government, or its office of market or intellectual property, by its name: an office of the
# city has its seat in a county too, and a park is none. By name alone a county-level city is not told from one
# of prefectures, so that of its offices nothing is told.
_COUNTY_OFFICE = "(县|区|旗)(人民政府|市场监督管理局|知识产权局)$"
_OF_NO_COUNTY = "(开发区|园区|高新区|新区)(人民政府|市场监督管理局|知识产权局)$"
IS_COUNTY_OFFICE = (
    "c.kind = 'government' AND NOT ends_with(c.region_code, '00')"
    f" AND regexp_matches(c.name, '{_COUNTY_OFFICE}') AND NOT regexp_matches(c.name, '{_OF_NO_COUNTY}')"
)
# The day a row of an office's lists is told for.
_DAYS = {
    "recognitions": "t.recognised_on",
    "expenses": "t.paid_on",
    "awards_paid": "t.paid_on",
    "credit_records": "t.since",
    "party_figures": "make_date(t.year, 12, 31)",
    "controllers": "t.since",
}


@dataclass(frozen=True)
class Scope:
    """Which parties are asked for. needles and names narrow what is read to what may be theirs, and change no answer."""

    chosen: str
    parameters: dict[str, Any] = field(default_factory=dict)
    needles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def everybody(cls) -> Scope:
        """All parties that there are."""
        return cls("true", dict(_FOLDING))

    @classmethod
    def region(cls, region: RegionCode) -> Scope:
        """All parties of a region."""
        return cls("starts_with(p.region_code, $stem)", {"stem": region.stem, **_FOLDING})

    @classmethod
    def some(cls, parties: Sequence[str]) -> Scope:
        """Some parties by their identifiers."""
        return cls(
            "p.party_id IN (SELECT unnest($parties))", {"parties": list(parties), **_FOLDING}
        )

    @classmethod
    def party(cls, party_id: str, names: Sequence[str], city: str) -> Scope:
        """One party, with every name it has borne or is linked to, and the first digits of its city's code."""
        needles = tuple(needles_of(names))
        folded = {f"name{at}": one for at, one in enumerate(sorted({*map(fold_name, names)}))}
        parameters = {
            "party": party_id,
            "city": city,
            **folded,
            **needle_parameters(needles),
            **_FOLDING,
        }
        return cls("p.party_id = $party", parameters, needles, tuple(folded))

    def bearing(self, *columns: str) -> str:
        """Where one of some columns of names may name a party asked for."""
        if not self.needles:
            return "true"
        return f"({' OR '.join(bears(column, self.needles) for column in columns)})"

    def named(self, column: str) -> str:
        """Where a folded name may be that of a party asked for."""
        own = ", ".join(f"${name}" for name in self.names)
        return f"{column} IN ({own})" if own else "true"

    def coded(self) -> str:
        """Where a row that has a code may be of a party asked for."""
        return "t.credit_code = $party" if self.names else "t.credit_code IS NOT NULL"

    def cities(self) -> str:
        """Where a row may lie in a city asked for."""
        return "starts_with(region_code, $city)" if self.needles else "true"


def relations(scope: Scope) -> list[str]:
    """What every source stands on: the parties chosen, who bears which name, the names that are a chosen one's own."""
    return [
        f"chosen AS MATERIALIZED (SELECT * FROM parties p WHERE {scope.chosen})",
        # Best is a name borne now before one borne formerly, a party with a code before one without.
        f"""names AS (
  SELECT folded_name AS folded, party_id, (credit_code IS NULL)::INTEGER AS rank FROM parties
  WHERE {scope.named("folded_name")}
  UNION ALL
  SELECT {folded("former")}, party_id, 2 + (credit_code IS NULL)::INTEGER
  FROM (SELECT unnest(former_names) AS former, party_id, credit_code FROM parties
        WHERE former_names IS NOT NULL AND {scope.bearing("former_names")})
)""",
        """bearers AS MATERIALIZED (
  SELECT folded, any_value(party_id) AS party_id FROM (
    SELECT folded, party_id, rank = min(rank) OVER (PARTITION BY folded) AS best FROM names)
  WHERE best GROUP BY folded HAVING count(DISTINCT party_id) = 1
)""",
        f"""decided AS MATERIALIZED (
  SELECT whole_name AS folded, party_id, state FROM holder_links
  WHERE state IN ('linked', 'confirmed', 'rejected') AND {scope.named("whole_name")}
)""",
        """own AS MATERIALIZED (
  SELECT DISTINCT folded, party_id FROM (
    SELECT folded, party_id FROM decided WHERE state <> 'rejected'
    UNION ALL
    SELECT b.folded, b.party_id FROM bearers b ANTI JOIN decided d ON d.folded = b.folded)
  SEMI JOIN chosen USING (party_id)
)""",
    ]


def rows_of(source: str, scope: Scope) -> str:
    """The rows of a source that are a party's and known by the day: party_id, told_on, what rules look at."""
    if source in _DAYS:
        return _named(source, scope)
    return _MAKERS[source](scope)


def cities_of(source: str, scope: Scope) -> str:
    """The cities, by the first four digits, from which a register has rows."""
    return f"SELECT DISTINCT region_code[:4] AS city FROM {source} WHERE {scope.cities()}"


def folded(column: str) -> str:
    """A printed name folded for comparing; one of plain letters, as nearly all are, as it stands: translating takes its time."""
    return f"CASE WHEN regexp_full_match({column}, $plain) THEN {column} ELSE lower(translate({column}, $wide, $narrow)) END"


def _named(source: str, scope: Scope) -> str:
    """Rows of an office's lists name their party by its code, else by its name; apart, for a condition on both reads all rows."""
    day = _DAYS[source]
    is_told = f"({day} IS NULL OR {day} <= $as_of)"
    return f"""
  SELECT t.credit_code AS party_id, t.*, {day} AS told_on FROM {source} t
  WHERE {scope.coded()} AND {is_told}
  UNION ALL
  SELECT b.party_id, t.*, {day} AS told_on
  FROM {source} t LEFT JOIN bearers b ON b.folded = t.folded_name
  WHERE t.credit_code IS NULL AND {scope.named("t.folded_name")} AND {is_told}"""


def _parties(scope: Scope) -> str:
    return "SELECT c.*, $as_of::DATE AS told_on FROM chosen c"


def _patents(scope: Scope) -> str:
    """Patents held on the day: by the newest assignment or change of holders, else by whom they stand under.

    is_own: the party stood on it from the first, so that it is of its own making.
    """
    return f"""
  WITH moved AS (
    SELECT patent_id, arg_max(holders, (since, holders)) AS holders FROM (
      SELECT right_number AS patent_id, assignees AS holders, effective_on AS since
      FROM assignments WHERE right_type = 'patent' AND effective_on <= $as_of AND assignees IS NOT NULL
        AND right_number IN (
          SELECT right_number FROM assignments WHERE {scope.bearing("assignees", "assignors")})
      UNION ALL
      SELECT patent_id, holders, from_on FROM holdings
      WHERE act IS NOT NULL AND holders IS NOT NULL
        AND from_on <= $as_of AND (until_on IS NULL OR $as_of < until_on)
        AND patent_id IN (SELECT patent_id FROM holdings WHERE {scope.bearing("holders")}))
    GROUP BY patent_id
  ),
  held AS (
    SELECT p.patent_id, p.right_kind, p.holders AS first,
      coalesce(m.holders, p.current_holders, p.holders) AS holders
    FROM patents p LEFT JOIN moved m USING (patent_id)
    WHERE (p.patent_id < 'A' OR starts_with(p.patent_id, 'CN') OR starts_with(p.patent_id, 'ZL'))
      AND (m.patent_id IS NOT NULL OR {scope.bearing("p.holders", "p.current_holders")})
  ),
  makers AS (
    SELECT DISTINCT o.party_id, f.patent_id
    FROM (SELECT patent_id, unnest(first) AS bearer FROM held) f
    JOIN own o ON o.folded = {folded("f.bearer")}
  ),
  bearing AS (
    SELECT DISTINCT o.party_id, h.patent_id, h.right_kind
    FROM (SELECT patent_id, right_kind, unnest(holders) AS bearer FROM held) h
    JOIN own o ON o.folded = {folded("h.bearer")}
  )
  SELECT h.party_id, h.patent_id, h.right_kind, coalesce(s.state, 'unknown') AS state,
    k.patent_id IS NOT NULL AS is_own, $as_of::DATE AS told_on
  FROM bearing h
  LEFT JOIN makers k USING (party_id, patent_id)
  LEFT JOIN legal_periods s ON s.patent_id = h.patent_id
    AND s.from_on <= $as_of AND (s.until_on IS NULL OR $as_of < s.until_on)"""


def _trademarks(scope: Scope) -> str:
    """Marks, in force for sure only within the term that the register tells, or the first one.

    What comes after, a renewal tells; rights.portfolio.holding has the rule of one mark whole.
    """
    return f"""
  SELECT DISTINCT o.party_id, t.mark_id,
    CASE WHEN t.is_valid_printed = false OR list_contains($ended, t.legal_status_printed) THEN 'ceased'
      WHEN t.began IS NULL OR t.began > $as_of THEN 'pending'
      WHEN coalesce(t.term_until, t.began + to_years($mark_years) - INTERVAL 1 DAY) >= $as_of THEN 'in_force'
      ELSE 'unknown' END AS state, $as_of::DATE AS told_on
  FROM (SELECT *, unnest(holders) AS bearer, coalesce(term_from, registered_on) AS began
        FROM trademarks WHERE {scope.bearing("holders")}) t
  JOIN own o ON o.folded = {folded("t.bearer")}"""


def _licences(scope: Scope) -> str:
    return f"""
  SELECT DISTINCT o.party_id, t.right_number, t.licence_kind, t.valid_until, t.cancelled_on,
    t.recorded_on AS told_on
  FROM (SELECT *, unnest(licensors) AS bearer FROM licences
        WHERE recorded_on <= $as_of AND {scope.bearing("licensors")}) t
  JOIN own o ON o.folded = {folded("t.bearer")}"""


def _geographical_indications(scope: Scope) -> str:
    """Those of the places within a county, for its own government and office."""
    return f"""
  SELECT c.party_id, g.indication_id, g.protection_kind, g.registered_on, g.registered_on AS told_on
  FROM chosen c JOIN geographical_indications g
    ON starts_with(g.region_code, c.region_code)
  WHERE {IS_COUNTY_OFFICE} AND g.registered_on <= $as_of"""


_MAKERS = {
    "parties": _parties,
    "patents": _patents,
    "trademarks": _trademarks,
    "licences": _licences,
    "geographical_indications": _geographical_indications,
}
