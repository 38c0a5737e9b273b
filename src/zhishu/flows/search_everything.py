"""The one search box: policies and patents by kind, each with an honest total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.errors import DamagedDataError
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.rebuild_index import index_folder
from zhishu.search.index import KINDS, NO_FILTERS, Filters, Hit, Kind, MarkedText, Place, ResultPage
from zhishu.search.query import parse_query
from zhishu.search.tantivy_index import open_index
from zhishu.warehouse.warehouse import Warehouse

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


@dataclass(frozen=True)
class SearchAnswer:
    """What the box found: totals of every kind, one page of the kind shown.

    hints: sentences for the person who typed. index_snapshot: what the index was built from;
    `is_behind` when the warehouse has published since.
    """

    q: str
    kind: Kind
    page: int
    size: int
    totals: Mapping[Kind, int]
    hits: tuple[SearchHit, ...]
    hints: tuple[str, ...]
    index_snapshot: int
    warehouse_snapshot: int

    @property
    def total(self) -> int:
        """How many of the kind shown."""
        return self.totals[self.kind]

    @property
    def pages(self) -> int:
        """How many pages that makes; one at least."""
        return max(1, -(-self.total // self.size))

    @property
    def is_behind(self) -> bool:
        """Whether the warehouse knows more than the index."""
        return self.index_snapshot < self.warehouse_snapshot


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
    warehouse: Warehouse, found: ResultPage, as_of: date | None
) -> tuple[tuple[SearchHit, ...], tuple[str, ...]]:
    """The hits as they are shown, and what could not be told of them."""
    ids = [hit.entry_id for hit in found.hits if hit.kind == "patent"]
    states: dict[str, str] | None = None
    hints: tuple[str, ...] = ()
    if as_of is not None:
        try:
            states = _states(warehouse, ids, as_of)
        except DamagedDataError:  # an outage of that table, not of the search
            hints = ("法律状态的数据有损坏，暂不显示。",)
    hits = tuple(
        _policy(hit) if hit.kind == "policy" else _patent(hit, states) for hit in found.hits
    )
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


def search_everything(
    home: Path,
    q: str,
    *,
    kind: Kind | None = None,
    filters: Filters = NO_FILTERS,
    page: int = 1,
    size: int = 20,
    as_of: date | None = None,
) -> SearchAnswer:
    """Search policies and patents; without `kind`, the kind that has hits is shown, policies first.

    as_of: the day whose legal state is told.
    InvalidValueError when the box cannot be read, NotFoundError (no_index) before the first
    rebuild, DamagedDataError when the index is damaged; each says the next step.
    """
    # Three thousand names are read only for a query that may ask for one.
    query = parse_query(q, regions=region_names(home) if "区划" in q or "地区" in q else None)
    index = open_index(index_folder(home))
    warehouse = open_warehouse(home)
    size = min(max(1, size), 100)
    if query.is_empty and filters == NO_FILTERS:
        hints = query.hints or ("请输入要查的词、名称或号码。",)
        return SearchAnswer(
            q, kind or "policy", 1, size, dict.fromkeys(KINDS, 0), (), hints,
            index.snapshot, warehouse.snapshot(),
        )  # fmt: skip
    totals: dict[Kind, int] = {name: index.count(query, name, filters) for name in KINDS}
    with_hits: list[Kind] = [name for name in KINDS if totals[name]]
    shown = kind or (with_hits or KINDS)[0]
    found = index.search(query, shown, filters, page=page, size=size)
    hits, troubles = _enriched(warehouse, found, as_of)
    return SearchAnswer(
        q=q,
        kind=shown,
        page=found.page,
        size=found.size,
        totals=totals,
        hits=hits,
        hints=(*query.hints, *troubles, *([] if any(totals.values()) else [NOTHING_FOUND])),
        index_snapshot=index.snapshot,
        warehouse_snapshot=warehouse.snapshot(),
    )
