"""The one search box: policies and patents by kind, each with an honest total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zhishu.base.errors import DamagedDataError, InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.rebuild_index import index_folder, is_behind
from zhishu.policy.queries import judge_policies
from zhishu.policy.validity import VALIDITY, Validity
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.search.index import (
    KINDS,
    NO_FILTERS,
    Counts,
    Facet,
    Filters,
    Hit,
    Kind,
    MarkedText,
    Place,
    ResultPage,
    Sort,
)
from zhishu.search.query import Query
from zhishu.search.reading import parse_query
from zhishu.search.tantivy_index import TantivyIndex, open_index
from zhishu.search.tokens import fold
from zhishu.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from zhishu.rules.rulebook import Rulebook

NOTHING_FOUND = "没有查到。可以减少检索词，或用空格把长词分开。"


@dataclass(frozen=True)
class SearchHit:
    """One policy document or patent, with what a result line shows.

    entry_id: document_id or patent_id, the last part of its page's address.
    number: 文号, or application number (else publication or grant number). names: issuing authorities, or
    applicants and right holders. dated: issued (else published), or filed. state: of a patent at
    `as_of`: in_force | ceased | pending | unknown; None when no day was asked. places: the clauses that hold the words.
    """

    kind: Kind
    entry_id: str
    title: MarkedText
    snippet: MarkedText
    number: str | None = None
    names: tuple[str, ...] = ()
    dated: date | None = None
    granted_on: date | None = None
    right_kind: str | None = None
    main_ipc: str | None = None
    region_code: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    trial: bool | None = None
    completeness: str | None = None
    source: str | None = None
    state: str | None = None
    places: tuple[Place, ...] = ()
    places_total: int = 0


# The sections of the International Patent Classification, by their official names.
IPC_SECTIONS = {
    "a": "A 人类生活必需",
    "b": "B 作业、运输",
    "c": "C 化学、冶金",
    "d": "D 纺织、造纸",
    "e": "E 固定建筑物",
    "f": "F 机械工程",
    "g": "G 物理",
    "h": "H 电学",
}
_FACET_TITLES: Mapping[tuple[Kind, Facet], str] = {
    ("policy", "name"): "发文机关",
    ("policy", "year"): "成文年份",
    ("policy", "region"): "地区",
    ("patent", "right_kind"): "专利类型",
    ("patent", "year"): "申请年份",
    ("patent", "region"): "地区",
    ("patent", "section"): "IPC部",
    ("patent", "subclass"): "IPC小类（前十）",
    ("patent", "name"): "申请（专利权）人（前十）",
}
# The name by which a page or command asks for one value of a facet.
_ASKED_BY: Mapping[Facet, str] = {"section": "ipc", "subclass": "ipc"}


@dataclass(frozen=True)
class FacetValue:
    """A value that hits bear, how it is shown, and how many bear it: exact."""

    value: str
    title: str
    count: int


@dataclass(frozen=True)
class FacetGroup:
    """The values of one facet; asked_by: the filter that narrows to one of them."""

    name: str
    title: str
    asked_by: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class SearchAnswer:
    """What the box found: totals of every kind, one page and the facets of the kind shown.

    hints: sentences for the person who typed. index_snapshot: what the index was built from;
    is_behind: the warehouse has published other policies or patents since.
    """

    q: str
    kind: Kind
    sort: Sort
    page: int
    size: int
    totals: Mapping[Kind, int]
    hits: tuple[SearchHit, ...]
    hints: tuple[str, ...]
    facets: tuple[FacetGroup, ...]
    index_snapshot: int
    warehouse_snapshot: int
    is_behind: bool

    @property
    def total(self) -> int:
        """How many of the kind shown."""
        return self.totals[self.kind]

    @property
    def pages(self) -> int:
        """How many pages that makes; one at least."""
        return max(1, -(-self.total // self.size))


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def _policy(hit: Hit) -> SearchHit:
    facts = hit.facts
    trial = facts.get("trial")
    return SearchHit(
        kind="policy",
        entry_id=hit.entry_id,
        title=hit.title,
        snippet=hit.snippet,
        number=_text(facts.get("document_number")),
        names=_names(facts.get("issuing_authorities")),
        dated=_day(facts.get("issued_on")) or _day(facts.get("published_on")),
        region_code=_text(facts.get("region_code")),
        effective_from=_day(facts.get("effective_from")),
        effective_to=_day(facts.get("effective_to")),
        trial=trial if isinstance(trial, bool) else None,
        completeness=_text(facts.get("completeness")),
        source=_text(facts.get("source")),
        places=hit.places,
        places_total=hit.places_total,
    )


_PATENT_NUMBERS = ("application_number", "publication_number", "grant_number")


def _patent(hit: Hit, states: Mapping[str, str] | None) -> SearchHit:
    facts = hit.facts
    return SearchHit(
        kind="patent",
        entry_id=hit.entry_id,
        title=hit.title,
        snippet=hit.snippet,
        number=next(filter(None, (_text(facts.get(name)) for name in _PATENT_NUMBERS)), None),
        names=_names(facts.get("holders")),
        dated=_day(facts.get("filed_on")),
        granted_on=_day(facts.get("granted_on")),
        right_kind=_text(facts.get("right_kind")),
        main_ipc=_text(facts.get("main_ipc")),
        region_code=_text(facts.get("region_code")),
        state=None if states is None else states.get(hit.entry_id, "unknown"),
    )


def _states(warehouse: Warehouse, ids: list[str], as_of: date) -> dict[str, str]:
    """The legal state of the patents on a page: one query, by the published periods."""
    if not ids:
        return {}
    result = warehouse.query(
        "SELECT patent_id, state FROM legal_periods WHERE list_contains($ids, patent_id)"
        " AND from_on <= $as_of AND (until_on IS NULL OR $as_of < until_on)",
        {"ids": ids, "as_of": as_of},
    )
    return {str(patent_id): str(state) for patent_id, state in result.rows}


def _enriched(
    warehouse: Warehouse, found: tuple[Hit, ...], as_of: date | None
) -> tuple[tuple[SearchHit, ...], tuple[str, ...]]:
    """The hits as they are shown, and what could not be told of them."""
    ids = [hit.entry_id for hit in found if hit.kind == "patent"]
    states: dict[str, str] | None = None
    hints: tuple[str, ...] = ()
    if as_of is not None:
        try:
            states = _states(warehouse, ids, as_of)
        except DamagedDataError:  # an outage of that table, not of the search
            hints = ("法律状态的数据有损坏，暂不显示。",)
    hits = tuple(_policy(hit) if hit.kind == "policy" else _patent(hit, states) for hit in found)
    return hits, hints


def region_names(home: Path) -> dict[str, str]:
    """Names of regions to codes, as `区划:` takes them; a name that several regions bear has none.

    A region of the same name in another province is told apart by its full name (示例省云澜市).
    """
    regions = open_rulebook(home).regions()
    names: dict[str, set[str]] = {}
    for region in regions:
        code = str(region.code)
        for name in (region.name, regions.full_name(code)):
            names.setdefault(name, set()).add(code)
    return {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}


@lru_cache(maxsize=8)
def _validities(home: Path, snapshot: int, as_of: date) -> dict[Validity, frozenset[str]]:
    """The documents by their validity on a day: judged once a day and snapshot."""
    return judge_policies(open_warehouse(home), as_of=as_of, snapshot=snapshot)


@lru_cache(maxsize=8)
def _synonyms(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The rulebook's synonyms in the form that typed words are compared in."""
    return {fold(word): others for word, others in rulebook.synonyms.items()}


def _with_validity(
    filters: Filters, judged: Mapping[Validity, frozenset[str]], one: str
) -> Filters:
    if one not in VALIDITY:
        raise InvalidValueError(f"没有“{one}”这种效力", next_step=f"应为{'、'.join(VALIDITY)}之一")
    return replace(filters, entries=judged.get(one, frozenset()))  # type: ignore[call-overload]


def _place_below(regions: Counts, around: str | None) -> Counts:
    """The regions directly below one, else every county."""
    found = []
    for code, count in regions:
        try:
            chain = RegionCode.parse(code).chain()
        except InvalidValueError:
            continue
        below = [str(one) for one in chain[:-1]][-1:] == [around]
        if below if around else chain[-1].level == "county":
            found.append((code, count))
    return tuple(found)


def _groups(
    kind: Kind, facets: Mapping[Facet, Counts], around: str | None, rulebook: Rulebook
) -> tuple[FacetGroup, ...]:
    """Facets with the words that they are shown by; one without values is left out."""
    groups = []
    for facet, counts in facets.items():
        if facet == "region":
            counts = _place_below(counts, around)
        values = tuple(
            FacetValue(value, _title_of(facet, value, rulebook), count) for value, count in counts
        )
        if values:
            asked_by = _ASKED_BY.get(facet, facet)
            groups.append(FacetGroup(facet, _FACET_TITLES[kind, facet], asked_by, values))
    return tuple(groups)


def _title_of(facet: Facet, value: str, rulebook: Rulebook) -> str:
    if facet == "right_kind":
        return RIGHT_KINDS.get(value, value)
    if facet == "region":
        return rulebook.regions().name(value)
    if facet == "section":
        return IPC_SECTIONS.get(value, value.upper())
    return value.upper() if facet == "subclass" else value


def _validity_group(
    index: TantivyIndex,
    query: Query,
    filters: Filters,
    judged: Mapping[Validity, frozenset[str]],
) -> FacetGroup | None:
    """How many policies found are in force, lapsed and so on: counted by the rule's own judgement."""
    values = []
    for validity, title in VALIDITY.items():
        ids = judged.get(validity, frozenset())  # type: ignore[call-overload]
        ids = ids if filters.entries is None else ids & filters.entries
        count = index.count(query, "policy", replace(filters, entries=ids)) if ids else 0
        if count:
            values.append(FacetValue(validity, title, count))
    return FacetGroup("validity", "效力", "validity", tuple(values)) if values else None


def search_everything(
    home: Path,
    q: str,
    *,
    kind: Kind | None = None,
    filters: Filters = NO_FILTERS,
    validity: str = "",
    sort: Sort = "relevance",
    page: int = 1,
    size: int = 20,
    as_of: date | None = None,
    region: str | None = None,
    facets: bool = True,
) -> SearchAnswer:
    """Search policies and patents; without `kind`, the kind that has hits is shown, policies first.

    validity: policies of that validity on `as_of` only. as_of: the day whose legal state is told.
    region: whose parts are counted while no region is filtered by. facets: whether what was found is
    counted by region, year and so on at all; a process that starts for one question waits for it.
    InvalidValueError when the box cannot be read, NotFoundError (no_index) before the first
    rebuild, DamagedDataError when the index is damaged; each says the next step.
    """
    rulebook = open_rulebook(home)
    # Three thousand names are read only for a query that may ask for one.
    names = region_names(home) if "区划" in q or "地区" in q else None
    query = parse_query(q, regions=names, synonyms=_synonyms(rulebook))
    index = open_index(index_folder(home))
    warehouse = open_warehouse(home)
    snapshot = warehouse.snapshot()
    judged: Mapping[Validity, frozenset[str]] = {}
    hints = query.hints
    if as_of is not None and (validity or facets):
        try:
            judged = _validities(home, snapshot, as_of)
        except DamagedDataError:  # an outage of those tables, not of the search
            hints = (*hints, "政策效力的数据有损坏，暂不显示。")
    of_policies = _with_validity(filters, judged, validity) if validity else filters
    by_kind: dict[Kind, Filters] = {"policy": of_policies, "patent": filters}
    size = min(max(1, size), 100)
    asked = not query.is_empty or filters != NO_FILTERS or bool(validity)
    found, shown, totals = ResultPage(0, 1, size, ()), kind or KINDS[0], dict.fromkeys(KINDS, 0)
    if asked:
        shown = kind or ("policy" if index.count(query, "policy", of_policies) else "patent")
        found = index.search(
            query, shown, by_kind[shown], page=page, size=size, sort=sort, facets=facets
        )
        totals = {
            name: found.total if name == shown else index.count(query, name, by_kind[name])
            for name in KINDS
        }
        shown = shown if found.total else kind or KINDS[0]
    hits: tuple[SearchHit, ...] = ()
    groups: tuple[FacetGroup, ...] = ()
    if not asked:
        hints = hints or ("请输入要查的词、名称或号码。",)
    if found.total:
        if facets:
            groups = _groups(shown, found.facets, filters.region or region, rulebook)
            one = _validity_group(index, query, of_policies, judged) if shown == "policy" else None
            groups = (one, *groups) if one else groups
        hits, troubles = _enriched(warehouse, found.hits, as_of)
        hints = (*hints, *troubles)
    elif asked and not any(totals.values()):
        hints = (*hints, NOTHING_FOUND)
    return SearchAnswer(
        q=q,
        kind=shown,
        sort=sort,
        page=max(1, page),
        size=size,
        totals=totals,
        hits=hits,
        hints=hints,
        facets=groups,
        index_snapshot=index.snapshot,
        warehouse_snapshot=snapshot,
        is_behind=is_behind(home, index.manifest, snapshot),
    )
