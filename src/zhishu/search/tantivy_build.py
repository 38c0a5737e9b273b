"""Building an edition in Tantivy: entries cut to terms, by as many processes as there are parts.

Each shelf is an index of its own. A part is written by one process into a folder of its own, and
its finished segments are moved into the shelf's folder: putting parts together rewrites nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import itertools
import json
import multiprocessing
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy

from zhishu.search import edition
from zhishu.search.codes import CODES, numbers_of
from zhishu.search.cutting import cut_texts
from zhishu.search.edition import Manifest
from zhishu.search.frequent import FEWEST, keep_frequent
from zhishu.search.index import KINDS, SHELVES, Entry, Shelf
from zhishu.search.kept import KeptWriter
from zhishu.search.names import NAMES, name_number, write_names
from zhishu.search.numbers import ipc_key, kept_keys
from zhishu.search.tantivy_query import LATEST, NO_DAY, NUMBERS, key, register, schema
from zhishu.search.tokens import PIECE

# What one process hands out: called there, so that reading is done by all of them too.
Source = Callable[[], Iterable[Entry]]
# Terms in memory before they become a segment: few segments are faster to search.
_HEAP = 256_000_000
_SMALL_HEAP = 32_000_000
# Entries cut to terms together.
_AT_ONCE = 500
_META, _MANAGED = "meta.json", ".managed.json"
_PR_SET_PDEATHSIG = 1


def _cut(entries: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    """The gram terms of each entry's title, names and texts; no phrase reaches from piece to piece."""
    rows = [
        [[piece for piece in pieces if piece] for pieces in ((one.title,), one.names, one.texts)]
        for one in entries
    ]
    cut = iter(cut_texts([piece for row in rows for pieces in row for piece in pieces]))
    for row in rows:
        title, names, texts = (
            f" {PIECE} ".join(itertools.islice(cut, len(pieces))) for pieces in row
        )
        yield title, names, texts


# Keywords of the common field, and the columns of numbers that hits are counted by.
_Borne = tuple[list[str], dict[str, list[int]]]


def _borne(**values: Iterable[str]) -> _Borne:
    """What an entry bears, as keywords and, where hits are counted by it, as numbers."""
    each = {field: [one for one in dict.fromkeys(some) if one] for field, some in values.items()}
    keys = [key(field, one) for field, some in each.items() for one in some]
    return keys, {facet: numbers_of(facet, each[facet]) for facet in CODES if each.get(facet)}


# What recurs from entry to entry is worked out once.
@lru_cache(maxsize=100_000)
def _classes(ipc: tuple[str, ...]) -> _Borne:
    symbols = [ipc_key(symbol) for symbol in ipc]
    return _borne(
        ipc=symbols,
        section=[symbol[:1] for symbol in symbols],
        subclass=[symbol[:4] for symbol in symbols],
    )


@lru_cache(maxsize=100_000)
def _circumstances(right_kind: str, year: int | None, regions: tuple[str, ...]) -> _Borne:
    years = [] if year is None else [str(year)]
    keys, numbers = _borne(right_kind=[right_kind], year=years, region=regions)
    # The narrowest alone is counted: what lies around it is told by its code.
    return keys, numbers | {"region": numbers_of("region", list(regions[-1:]))}


def _document(entry: Entry, cut: tuple[str, str, str], place: int) -> tantivy.Document:
    """An entry as Tantivy takes it, its words cut to terms."""
    dated = entry.dated
    class_keys, class_numbers = _classes(entry.ipc)
    other_keys, other_numbers = _circumstances(
        entry.right_kind, dated and dated.year, entry.regions
    )
    document = entry.entry_id if entry.shelf == "policy" else entry.parent_id
    keys = [key("number", one) for number in entry.numbers for one in kept_keys(number)]
    if document:
        keys.append(key("document", document))
    title, names, texts = cut
    fields: dict[str, Any] = {
        "title": title,
        "names": names,
        "texts": texts,
        "keys": [*dict.fromkeys(keys), *class_keys, *other_keys],
        "name": [name_number(name) for name in dict.fromkeys(entry.names)],
        "newest": dated.toordinal() if dated else NO_DAY,
        "oldest": dated.toordinal() if dated else LATEST,
        "place": place,
        **class_numbers,
        **other_numbers,
    }
    for name in NUMBERS:
        value = entry.counted.get(name)
        if value is not None:
            fields[name] = value.toordinal() if isinstance(value, date) else value
    return tantivy.Document(**fields)


class _ShelfWriter:
    """Writes the entries of one shelf that belong to one part."""

    def __init__(self, folder: Path, part: int, *, heap: int) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.names: set[str] = set()
        self.count = 0
        self._waiting: list[Entry] = []
        self._kept = KeptWriter(folder, part)
        self._index = tantivy.Index(schema(), path=str(folder))
        register(self._index)
        # One writing thread: the same entries give the same order of equal ranks.
        self._writer = self._index.writer(heap_size=heap, num_threads=1)

    def add(self, entry: Entry) -> None:
        self._waiting.append(entry)
        if len(self._waiting) == _AT_ONCE:
            self._write()

    def _write(self) -> None:
        for entry, cut in zip(self._waiting, _cut(self._waiting), strict=True):
            self._writer.add_document(_document(entry, cut, self._kept.add(entry)))
            self.names.update(entry.names)
        self.count += len(self._waiting)
        self._waiting.clear()

    def finish(self) -> None:
        self._write()
        self._kept.close()
        self._writer.commit()
        self._writer.wait_merging_threads()

    def discard(self) -> None:
        """Its thread must have stopped before the folder can be removed."""
        self._kept.discard()
        with contextlib.suppress(ValueError):
            self._writer.rollback()
            self._writer.wait_merging_threads()


def _write_part(
    folder: Path, part: int, entries: Iterable[Entry], heap: int
) -> tuple[Counter[str], dict[str, set[str]]]:
    """Write entries of any shelf: how many of each, and the names they bear."""
    shelves: dict[str, _ShelfWriter] = {}
    try:
        for entry in entries:
            if entry.shelf not in shelves:
                path = folder / entry.shelf / f"part-{part}"
                shelves[entry.shelf] = _ShelfWriter(path, part, heap=heap)
            shelves[entry.shelf].add(entry)
        for shelf in shelves.values():
            shelf.finish()
    except BaseException:
        for shelf in shelves.values():
            shelf.discard()
        raise
    return (
        Counter({name: shelf.count for name, shelf in shelves.items()}),
        {name: shelf.names for name, shelf in shelves.items()},
    )


def _die_with_parent() -> None:
    """A builder that is killed takes its helpers along."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _write_source(
    folder: Path, part: int, source: Source
) -> tuple[Counter[str], dict[str, set[str]]]:
    """Write a part in a process of its own: one that ends with it, and makes no circles to look for."""
    gc.disable()
    return _write_part(folder, part, source(), _HEAP)


def _join_parts(folder: Path, shelf: Shelf, names: Iterable[str]) -> None:
    """Move the segments of every part into the shelf's folder: one index."""
    target = folder / shelf
    parts = sorted(target.glob("part-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    if not parts:
        target.mkdir(exist_ok=True)
        tantivy.Index(schema(), path=str(target))
    meta: dict[str, Any] = {}
    managed: list[str] = []
    for part in parts:
        read = json.loads((part / _META).read_bytes())
        meta = {**read, "segments": [*meta.get("segments", []), *read["segments"]]}
        managed += json.loads((part / _MANAGED).read_bytes())
        for path in part.iterdir():
            if path.name not in (_META, _MANAGED) and not path.name.endswith(".lock"):
                path.rename(target / path.name)
        shutil.rmtree(part)
    if parts:
        (target / _META).write_text(json.dumps(meta), "utf-8")
        (target / _MANAGED).write_text(json.dumps(sorted(set(managed))), "utf-8")
    write_names(target / NAMES, names)


def build_index(
    folder: Path,
    entries: Iterable[Entry],
    snapshot: int,
    *,
    parallel: Sequence[Source] = (),
    sources: Mapping[str, Sequence[int]] | None = None,
    frequent_from: int = FEWEST,
) -> Manifest:
    """Build a new edition and switch to it; the old one answers till then.

    entries: written by this process. parallel: further ones, each handed out and written by a
    process of its own. sources: what tells later whether the warehouse knows more.
    frequent_from: words that so many entries hold are counted once, now.
    """
    with edition.building(folder) as builder:
        counts: Counter[str] = Counter(dict.fromkeys(SHELVES, 0))
        names: dict[str, set[str]] = {shelf: set() for shelf in SHELVES}
        written = []
        if parallel:
            # Spawned, not forked: the parent's threads (an SQL engine's) would not survive a fork.
            with ProcessPoolExecutor(
                len(parallel), multiprocessing.get_context("spawn"), _die_with_parent
            ) as pool:
                waiting = [
                    pool.submit(_write_source, builder.path, part, source)
                    for part, source in enumerate(parallel, 1)
                ]
                written.append(_write_part(builder.path, 0, entries, _SMALL_HEAP))
                written += [one.result() for one in waiting]
        else:
            written.append(_write_part(builder.path, 0, entries, _SMALL_HEAP))
        for part_counts, part_names in written:
            counts.update(part_counts)
            for shelf, some in part_names.items():
                names[shelf] |= some
        for shelf in SHELVES:
            _join_parts(builder.path, shelf, names[shelf])
        for kind in KINDS:
            keep_frequent(builder.path / kind, kind, counts[kind], frequent_from)
        return builder.publish(snapshot, counts, sources or {})
