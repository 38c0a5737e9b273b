"""The index in Tantivy: bigrams with positions find, dictionary words rank."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from zhishu.base.errors import DamagedDataError
from zhishu.search import edition
from zhishu.search.edition import Manifest
from zhishu.search.index import NO_FILTERS, Entry, Filters, Hit, Kind, MarkedText, Place, ResultPage
from zhishu.search.marks import mark, snippet
from zhishu.search.numbers import ipc_key, kept_keys, symbol_and_subclass
from zhishu.search.query import Query
from zhishu.search.tantivy_query import document_query, place_query, register, schema
from zhishu.search.tokens import PIECE, fold, grams, words

# Places shown under one document; how many there are is told beside.
MOST_PLACES = 3
LARGEST_PAGE = 100
_HEAP = 64_000_000
_LEAD = 300  # characters of a document kept for hits that no clause explains


def _cut(pieces: Iterable[str]) -> tuple[str, str]:
    """The gram terms and the words of several pieces; no phrase reaches from one to the next."""
    folded = [fold(piece) for piece in pieces if piece]
    return (
        f" {PIECE} ".join(" ".join(grams(piece)) for piece in folded),
        " ".join(" ".join(words(piece)) for piece in folded),
    )


def _keys(entry: Entry) -> dict[str, None]:
    """What the entry answers to when it is typed bare: its numbers and IPC symbols."""
    numbers = (key for number in entry.numbers for key in kept_keys(number))
    symbols = (key for symbol in entry.ipc for key in symbol_and_subclass(symbol))
    return dict.fromkeys([*numbers, *symbols])


def _document(entry: Entry) -> tantivy.Document:
    """An entry as Tantivy takes it."""
    texts = entry.texts
    if entry.shelf == "policy":  # its clauses keep its words
        texts = (" ".join(entry.texts)[:_LEAD],)
    kept = {"title": entry.title, "texts": texts, "facts": dict(entry.facts)}
    title, title_words = _cut([entry.title])
    text, text_words = _cut(entry.texts)
    fields: dict[str, Any] = {
        "shelf": entry.shelf,
        "entry_id": entry.entry_id,
        "parent_id": entry.parent_id,
        "title": title,
        "title_words": title_words,
        "names": _cut(entry.names)[0],
        "texts": text,
        "text_words": text_words,
        "number": list(_keys(entry)),
        "region": list(entry.regions),
        "year": str(entry.dated.year) if entry.dated else "",
        "right_kind": entry.right_kind,
        "ipc": [ipc_key(symbol) for symbol in entry.ipc],
        "kept": json.dumps(kept, ensure_ascii=False).encode(),
    }
    day = entry.dated.toordinal() if entry.dated else 0
    return tantivy.Document(day=day, **{name: value for name, value in fields.items() if value})


def build_index(folder: Path, entries: Iterable[Entry], snapshot: int) -> Manifest:
    """Build a new edition from a stream of entries and switch to it; the old one answers till then."""
    with edition.building(folder) as builder:
        index = tantivy.Index(schema(), path=str(builder.path))
        register(index)
        # One writing thread: the same entries give the same order of equal ranks.
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        counts: Counter[str] = Counter(policy=0, clause=0, patent=0)
        try:
            for entry in entries:
                writer.add_document(_document(entry))
                counts[entry.shelf] += 1
            writer.commit()
        except BaseException:
            # Its thread must have stopped before the folder can be removed.
            with contextlib.suppress(ValueError):
                writer.rollback()
                writer.wait_merging_threads()
            raise
        writer.wait_merging_threads()
        return builder.publish(snapshot, counts)


class TantivyIndex:
    """One opened edition; its files were compared with their hashes when it was opened."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        edition.verify(folder, manifest)
        path = folder / manifest.name
        try:
            index = tantivy.Index.open(str(path))
        except (OSError, ValueError) as error:
            raise DamagedDataError(
                "检索索引打不开", where=str(path), next_step=edition.REBUILD
            ) from error
        register(index)
        self.manifest = manifest
        self._searcher = index.searcher()

    @property
    def snapshot(self) -> int:
        """The warehouse snapshot that the index was built from."""
        return self.manifest.snapshot

    def count(self, query: Query, kind: Kind, filters: Filters = NO_FILTERS) -> int:
        """How many documents or patents the query finds: exact."""
        found = document_query(query, kind, filters)
        return int(self._searcher.search(found, 1, count=True).count)

    def search(
        self,
        query: Query,
        kind: Kind,
        filters: Filters = NO_FILTERS,
        *,
        page: int = 1,
        size: int = 20,
    ) -> ResultPage:
        """One page of what the query finds: best first, newest first where no words rank."""
        page, size = max(1, page), min(max(1, size), LARGEST_PAGE)
        order = {} if query.parts else {"order_by_field": "day"}
        found = self._searcher.search(
            document_query(query, kind, filters),
            size,
            count=True,
            offset=(page - 1) * size,
            **order,
        )
        hits = tuple(
            self._hit(query, kind, 0.0 if order else float(rank), address)
            for rank, address in found.hits
        )
        return ResultPage(int(found.count), page, size, hits)

    def _kept(self, address: tantivy.DocAddress) -> tuple[str, dict[str, Any]]:
        document = self._searcher.doc(address)
        return str(document.get_first("entry_id")), json.loads(bytes(document.get_first("kept")))

    def _hit(self, query: Query, kind: Kind, score: float, address: tantivy.DocAddress) -> Hit:
        entry_id, kept = self._kept(address)
        titles = [part for part in query.parts if part.field in ("any", "title")]
        texts = [part for part in query.parts if part.field == "any"]
        places, total = self._places(query, entry_id) if kind == "policy" else ((), 0)
        if places:
            passage = places[0].snippet
        else:
            passage = _best_snippet(kept["texts"], texts)
        return Hit(
            kind,
            entry_id,
            score,
            mark(kept["title"], titles),
            passage,
            kept["facts"],
            places,
            total,
        )

    def _places(self, query: Query, document_id: str) -> tuple[tuple[Place, ...], int]:
        """The best clauses of a document, and how many of its clauses hold a word sought."""
        sought = place_query(query, document_id)
        if sought is None:
            return (), 0
        found = self._searcher.search(sought, MOST_PLACES, count=True)
        texts = [part for part in query.parts if part.field == "any"]
        places = []
        for _, address in found.hits:
            _, kept = self._kept(address)
            facts = kept["facts"]
            passage = _best_snippet([*kept["texts"], kept["title"]], texts)
            places.append(Place(str(facts.get("path", "")), kept["title"], passage))
        return tuple(places), int(found.count)


def _best_snippet(texts: Iterable[str], parts: list[Any]) -> MarkedText:
    """The passage with the most marks among several texts; the first text's head when none has."""
    passages = [snippet(text, parts) for text in texts if text]
    return max(passages, key=lambda passage: len(passage.marks), default=MarkedText(""))


_opened: dict[Path, tuple[edition.Pointer, TantivyIndex]] = {}
_opening = threading.Lock()


def open_index(folder: Path) -> TantivyIndex:
    """The edition in use: opened and checked once a process, again when the pointer moves."""
    folder = folder.resolve()
    pointer = edition.read_pointer(folder)
    with _opening:
        while True:
            known = _opened.get(folder)
            if known is not None and known[0] == pointer:
                return known[1]
            try:
                index = TantivyIndex(folder, edition.read_manifest(folder, pointer))
            except DamagedDataError:
                before, pointer = pointer, edition.read_pointer(folder)
                if pointer == before:
                    raise
                continue  # rebuilt meanwhile: what was removed was no longer in use
            _opened[folder] = (pointer, index)
            return index
