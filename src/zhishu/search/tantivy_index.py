"""One opened edition in Tantivy: bigrams with positions find, count and rank."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tantivy

from zhishu.base.errors import DamagedDataError
from zhishu.search import edition
from zhishu.search.codes import value_of, with_those_around
from zhishu.search.edition import Manifest
from zhishu.search.index import (
    FACETS,
    NO_FILTERS,
    SHELVES,
    Counts,
    Facet,
    Filters,
    Hit,
    Kind,
    MarkedText,
    Place,
    ResultPage,
    Shelf,
    Sort,
)
from zhishu.search.kept import Kept, KeptReader
from zhishu.search.marks import mark, snippet
from zhishu.search.names import NAMES, Names
from zhishu.search.query import Part, Query
from zhishu.search.tantivy_query import (
    finding_query,
    named_query,
    place_query,
    ranking_query,
    register,
)

# Places shown under one document; how many there are is told beside.
MOST_PLACES = 3
LARGEST_PAGE = 100
# So many of the most frequent; every value is added up all the same, so counts are exact.
_SHOWN: dict[Facet, int] = {"subclass": 10, "name": 10}
_EVERY = 1_000_000
# Of names each segment tells its most frequent first; more are asked for where that leaves a doubt.
_FIRST_NAMES = 1_000
_CANDIDATES = 100


class _OpenShelf:
    """The index of one shelf with what is kept beside it."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        register(index)
        self.searcher: Any = index.searcher()
        self.names = Names(folder / NAMES)
        self._kept = KeptReader(folder)

    def kept(self, addresses: list[tantivy.DocAddress]) -> list[Kept]:
        """What is shown of some entries, in their order."""
        places = self.searcher.fast_field_values("place", addresses)
        return self._kept.read([int(place) for place in places])


class TantivyIndex:
    """One opened edition; its files were compared with their hashes when it was opened."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        path = folder / manifest.name
        try:
            held = edition.hold(path)
        except OSError:
            raise DamagedDataError(
                "检索索引缺少文件", where=str(path), next_step=edition.REBUILD
            ) from None
        # Let go when the last reader has let go of this object.
        weakref.finalize(self, _let_go, held, folder).atexit = False
        self.stamps = edition.stamps(folder, manifest)
        edition.verify(folder, manifest)
        try:
            self._shelves: dict[Shelf, _OpenShelf] = {
                shelf: _OpenShelf(path / shelf) for shelf in SHELVES
            }
        except (OSError, ValueError) as error:
            raise DamagedDataError(
                "检索索引打不开", where=str(path), next_step=edition.REBUILD
            ) from error
        self.manifest = manifest

    @property
    def snapshot(self) -> int:
        """The warehouse snapshot that the index was built from."""
        return self.manifest.snapshot

    def count(self, query: Query, kind: Kind, filters: Filters = NO_FILTERS) -> int:
        """How many documents or patents the query finds: exact."""
        found = finding_query(query, kind, filters)
        counted = self._shelves[kind].searcher.aggregate(found, _TOTAL)
        return int(counted["total"]["value"])

    def facets(
        self, query: Query, kind: Kind, filters: Filters = NO_FILTERS
    ) -> tuple[int, Mapping[Facet, Counts]]:
        """How many the query finds, and how many of them bear each value: all exact, in one walk."""
        shelf = self._shelves[kind]
        walked = finding_query(query, kind, filters)
        asked: dict[str, Any] = {**_TOTAL, **{facet: _terms(facet) for facet in FACETS[kind]}}
        asked["name"] = _name_terms(_CANDIDATES, _FIRST_NAMES)
        counted = shelf.searcher.aggregate(walked, asked)
        found: dict[Facet, Counts] = {}
        for facet in FACETS[kind]:
            if facet == "name":
                pairs = _names(shelf, walked, counted["name"])
            else:
                pairs = [
                    (value_of(facet, int(one["key"])), int(one["doc_count"]))
                    for one in counted[facet]["buckets"]
                ]
            if facet == "region":
                pairs = list(with_those_around(pairs).items())
            pairs.sort(key=_newest_year if facet == "year" else _most_frequent)
            found[facet] = tuple(pairs[: _SHOWN.get(facet, _EVERY)])
        return int(counted["total"]["value"]), found

    def search(
        self,
        query: Query,
        kind: Kind,
        filters: Filters = NO_FILTERS,
        *,
        page: int = 1,
        size: int = 20,
        sort: Sort = "relevance",
    ) -> ResultPage:
        """One page of what the query finds, and how many it finds."""
        total = self.count(query, kind, filters)
        page, size = max(1, page), min(max(1, size), LARGEST_PAGE)
        hits = self.hits(query, kind, filters, page=page, size=size, sort=sort)
        return ResultPage(total, page, size, hits)

    def hits(
        self,
        query: Query,
        kind: Kind,
        filters: Filters = NO_FILTERS,
        *,
        page: int = 1,
        size: int = 20,
        sort: Sort = "relevance",
    ) -> tuple[Hit, ...]:
        """The entries of one page; equal ranks and days stay in one order, so pages fit together."""
        shelf = self._shelves[kind]
        ranked = sort == "relevance" and bool(query.parts)
        order = {} if ranked else _ORDERS["newest" if sort == "relevance" else sort]
        found = shelf.searcher.search(
            (ranking_query if ranked else finding_query)(query, kind, filters),
            size,
            count=False,
            offset=(page - 1) * size,
            **order,
        ).hits
        kept = shelf.kept([address for _, address in found])
        return tuple(
            self._hit(query, kind, float(rank) if ranked else 0.0, one)
            for (rank, _), one in zip(found, kept, strict=True)
        )

    def _hit(self, query: Query, kind: Kind, score: float, kept: Kept) -> Hit:
        titles = [part for part in query.parts if part.field in ("any", "title")]
        texts = [part for part in query.parts if part.field == "any"]
        places, total = self._places(query, kept.entry_id) if kind == "policy" else ((), 0)
        passage = places[0].snippet if places else _best_snippet(kept.texts, texts)
        title = mark(kept.title, titles)
        return Hit(kind, kept.entry_id, score, title, passage, kept.facts, places, total)

    def _places(self, query: Query, document_id: str) -> tuple[tuple[Place, ...], int]:
        """The best clauses of a document, and how many of its clauses hold a word sought."""
        sought = place_query(query, document_id)
        if sought is None:
            return (), 0
        shelf = self._shelves["clause"]
        found = shelf.searcher.search(sought, MOST_PLACES, count=True)
        texts = [part for part in query.parts if part.field == "any"]
        places = []
        for kept in shelf.kept([address for _, address in found.hits]):
            passage = _best_snippet([*kept.texts, kept.title], texts)
            places.append(Place(str(kept.facts.get("path", "")), kept.title, passage))
        return tuple(places), int(found.count)


_TOTAL = {"total": {"value_count": {"field": "place"}}}
_ORDERS: dict[str, dict[str, Any]] = {
    "newest": {"order_by_field": "newest", "order": tantivy.Order.Desc},
    "oldest": {"order_by_field": "oldest", "order": tantivy.Order.Asc},
}


def _name_terms(shown: int, of_segment: int) -> dict[str, Any]:
    return {"terms": {"field": "name", "size": shown, "segment_size": of_segment}}


def _names(
    shelf: _OpenShelf, walked: tantivy.Query, counted: Mapping[str, Any]
) -> list[tuple[str, int]]:
    """The most frequent names with their exact counts.

    A segment that did not tell a name may hold as many of it as the least it told: `doubt` in all.
    Names that could still be among the first are counted again, alone; where even a name that no
    segment told could be, every name is.
    """
    shown = _SHOWN["name"]
    pairs = [(int(one["key"]), int(one["doc_count"])) for one in counted["buckets"]]
    doubt = int(counted["doc_count_error_upper_bound"])
    if doubt and len(pairs) >= shown:
        least = pairs[shown - 1][1]
        if doubt < least and pairs[-1][1] + doubt < least:
            candidates = [key for key, count in pairs if count + doubt >= least]
            again = named_query(walked, candidates)
            asked = {"name": _name_terms(_EVERY, _EVERY)}
            exact = shelf.searcher.aggregate(again, asked)["name"]["buckets"]
            wanted = set(candidates)
            pairs = [
                (int(one["key"]), int(one["doc_count"]))
                for one in exact
                if int(one["key"]) in wanted
            ]
        else:
            every = shelf.searcher.aggregate(walked, {"name": _name_terms(shown, _EVERY)})
            pairs = [(int(one["key"]), int(one["doc_count"])) for one in every["name"]["buckets"]]
    elif doubt:
        every = shelf.searcher.aggregate(walked, {"name": _name_terms(shown, _EVERY)})
        pairs = [(int(one["key"]), int(one["doc_count"])) for one in every["name"]["buckets"]]
    return [(shelf.names.name(key), count) for key, count in pairs[: shown * 2]]


def _terms(facet: Facet) -> dict[str, Any]:
    shown = _SHOWN.get(facet, _EVERY)
    return {"terms": {"field": facet, "size": shown, "segment_size": _EVERY}}


def _most_frequent(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _newest_year(pair: tuple[str, int]) -> int:
    return -int(pair[0])


def _best_snippet(texts: Iterable[str], parts: list[Part]) -> MarkedText:
    """The passage with the most marks among several texts; the first text's head when none has."""
    passages = [snippet(text, parts) for text in texts if text]
    return max(passages, key=lambda passage: len(passage.marks), default=MarkedText(""))


def _let_go(held: int, folder: Path) -> None:
    """Close the hold on an edition; the last to do so takes an old one away."""
    os.close(held)
    edition.sweep(folder)


_opened: dict[Path, tuple[edition.Pointer, TantivyIndex]] = {}
_opening = threading.Lock()


def open_index(folder: Path) -> TantivyIndex:
    """The edition in use: opened and checked once a process, again when the pointer or a file changes.

    Who still works with the edition before keeps it; it goes when the last has done.
    """
    folder = folder.resolve()
    pointer = edition.read_pointer(folder)
    with _opening:
        known = _opened.get(folder)
        if known is not None and known[0] == pointer:
            try:
                if known[1].stamps == edition.stamps(folder, known[1].manifest):
                    return known[1]
            finally:
                known = None
        _opened.pop(folder, None)
        while True:
            try:
                index = TantivyIndex(folder, edition.read_manifest(folder, pointer))
            except DamagedDataError:
                before, pointer = pointer, edition.read_pointer(folder)
                if pointer == before:
                    raise
                continue  # rebuilt meanwhile: what was removed was no longer in use
            _opened[folder] = (pointer, index)
            return index
