"""One opened edition in Tantivy: bigrams with positions find, count and rank."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import tantivy

from zhishu.base.errors import DamagedDataError
from zhishu.search import edition
from zhishu.search.counting import Counted, count_found, count_values
from zhishu.search.edition import Manifest
from zhishu.search.frequent import Frequent
from zhishu.search.index import (
    KINDS,
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
from zhishu.search.kept import Kept
from zhishu.search.marks import mark, snippet
from zhishu.search.query import Part, Query
from zhishu.search.shelf import OpenShelf
from zhishu.search.tantivy_query import (
    finding_query,
    place_query,
    ranking_query,
)

# Places shown under one document; how many there are is told beside.
MOST_PLACES = 3
LARGEST_PAGE = 100


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
            self._shelves: dict[Shelf, OpenShelf] = {
                shelf: OpenShelf(path / shelf) for shelf in SHELVES
            }
            self._frequent = {kind: Frequent(path / kind) for kind in KINDS}
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
        known = self._frequent[kind].find(query, filters)
        if known is not None:
            return known[0]
        return count_found(self._shelves[kind], finding_query(query, kind, filters))

    def facets(
        self, query: Query, kind: Kind, filters: Filters = NO_FILTERS
    ) -> tuple[int, Mapping[Facet, Counts]]:
        """How many the query finds, and how many of them bear each value: all exact."""
        known = self._frequent[kind].find(query, filters)
        if known is not None:
            return known
        return count_values(self._shelves[kind], finding_query(query, kind, filters), kind)

    def search(
        self,
        query: Query,
        kind: Kind,
        filters: Filters = NO_FILTERS,
        *,
        page: int = 1,
        size: int = 20,
        sort: Sort = "relevance",
        facets: bool = False,
    ) -> ResultPage:
        """One page of what the query finds, ranked while the whole is counted; `facets`: by value too."""
        page, size = max(1, page), min(max(1, size), LARGEST_PAGE)

        def count() -> Counted:
            if facets:
                return self.facets(query, kind, filters)
            return self.count(query, kind, filters), {}

        # A thread for this search alone: those of a lasting pool would be gone in a forked process.
        with ThreadPoolExecutor(1) as beside:
            counted = beside.submit(count)
            hits = self.hits(query, kind, filters, page=page, size=size, sort=sort)
        total, values = counted.result()
        return ResultPage(total, page, size, hits, values)

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


_ORDERS: dict[str, dict[str, Any]] = {
    "newest": {"order_by_field": "newest", "order": tantivy.Order.Desc},
    "oldest": {"order_by_field": "oldest", "order": tantivy.Order.Asc},
}


def _best_snippet(texts: Iterable[str], parts: list[Part]) -> MarkedText:
    """The passage with the most marks among several texts; the first text's head when none has."""
    passages = [snippet(text, parts) for text in texts if text]
    return max(passages, key=lambda passage: len(passage.marks), default=MarkedText(""))


def _let_go(held: int, folder: Path) -> None:
    """Close the hold on an edition; the last to do so takes an old one away."""
    os.close(held)
    edition.sweep(folder)


# Of so many homes; a portal has one, a drill two.
_MOST_OPEN = 4
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
            while len(_opened) >= _MOST_OPEN:
                del _opened[next(iter(_opened))]
            _opened[folder] = (pointer, index)
            return index
