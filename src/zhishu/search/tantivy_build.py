"""Building an edition in Tantivy: entries cut to terms, by as many processes as there are parts.

Each shelf is an index of its own. A part is written by one process into a folder of its own, and
its finished segments are moved into the shelf's folder: putting parts together rewrites nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import multiprocessing
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import tantivy

from zhishu.search import edition
from zhishu.search.codes import CODES, numbers_of
from zhishu.search.edition import Manifest
from zhishu.search.index import SHELVES, Entry, Shelf
from zhishu.search.kept import KeptWriter
from zhishu.search.names import NAMES, name_number, write_names
from zhishu.search.numbers import ipc_key, kept_keys
from zhishu.search.tantivy_query import LATEST, NO_DAY, NUMBERS, key, register, schema
from zhishu.search.tokens import PIECE, fold, grams

# What one process hands out: called there, so that reading is done by all of them too.
Source = Callable[[], Iterable[Entry]]
# Terms in memory before they become a segment: few segments are faster to search.
_HEAP = 256_000_000
_SMALL_HEAP = 32_000_000
_META, _MANAGED = "meta.json", ".managed.json"
_PR_SET_PDEATHSIG = 1


def _cut(pieces: Iterable[str]) -> str:
    """The gram terms of several pieces; no phrase reaches from one to the next."""
    return f" {PIECE} ".join(" ".join(grams(fold(piece))) for piece in pieces if piece)


def _number(value: date | int) -> int:
    return value.toordinal() if isinstance(value, date) else value


def _document(entry: Entry, place: int) -> tantivy.Document:
    """An entry as Tantivy takes it."""
    day = entry.dated.toordinal() if entry.dated else None
    symbols = [ipc_key(symbol) for symbol in entry.ipc]
    bears: dict[str, Iterable[str]] = {
        "document": [entry.entry_id if entry.shelf == "policy" else entry.parent_id],
        "number": [one for number in entry.numbers for one in kept_keys(number)],
        "ipc": symbols,
        "section": [symbol[:1] for symbol in symbols],
        "subclass": [symbol[:4] for symbol in symbols],
        "region": entry.regions,
        "year": [str(entry.dated.year)] if entry.dated else [],
        "right_kind": [entry.right_kind],
    }
    fields: dict[str, Any] = {
        "title": _cut([entry.title]),
        "names": _cut(entry.names),
        "texts": _cut(entry.texts),
        "keys": [
            key(field, one) for field, some in bears.items() for one in dict.fromkeys(some) if one
        ],
        **{facet: numbers_of(facet, list(bears[facet])) for facet in CODES},
        # The narrowest alone: what lies around it is told by its code.
        "region": numbers_of("region", list(entry.regions[-1:])),
        "name": [name_number(name) for name in dict.fromkeys(entry.names)],
        "newest": NO_DAY if day is None else day,
        "oldest": LATEST if day is None else day,
        "place": place,
        **{
            name: _number(value)
            for name in NUMBERS
            if (value := entry.counted.get(name)) is not None
        },
    }
    return tantivy.Document(
        **{name: value for name, value in fields.items() if value not in ("", [])}
    )


class _ShelfWriter:
    """Writes the entries of one shelf that belong to one part."""

    def __init__(self, folder: Path, part: int, *, heap: int) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.names: set[str] = set()
        self.count = 0
        self._kept = KeptWriter(folder, part)
        self._index = tantivy.Index(schema(), path=str(folder))
        register(self._index)
        # One writing thread: the same entries give the same order of equal ranks.
        self._writer = self._index.writer(heap_size=heap, num_threads=1)

    def add(self, entry: Entry) -> None:
        self._writer.add_document(_document(entry, self._kept.add(entry)))
        self.names.update(entry.names)
        self.count += 1

    def finish(self) -> None:
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
) -> Manifest:
    """Build a new edition and switch to it; the old one answers till then.

    entries: written by this process. parallel: further ones, each handed out and written by a
    process of its own. sources: what tells later whether the warehouse knows more.
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
        return builder.publish(snapshot, counts, sources or {})
