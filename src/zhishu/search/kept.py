"""The words and facts shown of an entry, packed beside the index that finds it.

Entries are packed sixteen by sixteen with a dictionary of passages that recur among them: about as small
as large blocks would be, and unpacked in some thirty millionths of a second.
"""

from __future__ import annotations

import json
import mmap
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhishu.search.index import Entry, Fact

BLOCK = 16  # entries
_LEVEL = 6  # 9: half as slow again, and a five-hundredth smaller
_DICTIONARY = 32 * 1024  # as far as the packing looks back
_SAMPLED = 2_000  # entries that the dictionary is drawn from
# Two octets a Chinese character where UTF-8 takes three: packed, a seventh less. No line break is
# part of a longer character.
_ENCODING = "gb18030"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LEAD = 300  # characters of a document kept for hits that no clause explains
# A place names the part of a build and the row within it.
_ROWS_OF_A_PART = 1 << 32


@dataclass(frozen=True)
class Kept:
    """What is shown of one entry: its identifier, texts as printed, facts."""

    entry_id: str
    title: str
    texts: tuple[str, ...]
    facts: Mapping[str, Fact]


def _file(folder: Path, part: int, what: str) -> Path:
    """A file of a part: `blocks`, where each block begins (`at`), the dictionary (`dict`)."""
    return folder / f"kept-{part}.{what}"


def _packed(value: list[object]) -> bytes:
    return _JSON.encode(value).encode(_ENCODING)


class KeptWriter:
    """Packs entries in the order they come; the first wait until the dictionary is drawn from them."""

    def __init__(self, folder: Path, part: int) -> None:
        self._folder, self._part = folder, part
        self._blocks = _file(folder, part, "blocks").open("wb")
        self._offsets = array("Q")
        self._dictionary: bytes | None = None
        self._early: list[list[bytes]] = []
        self._waiting: list[bytes] = []
        # Of the facts in the block being filled, in the order their values are kept.
        self._names: dict[str, None] = {}
        self._rows = 0

    def add(self, entry: Entry) -> int:
        """Keep what is shown of an entry; returns its place."""
        texts = entry.texts
        if entry.shelf == "policy":  # its clauses keep its words
            texts = (" ".join(entry.texts)[:_LEAD],)
        self._names.update(dict.fromkeys(entry.facts))
        facts = [entry.facts.get(name) for name in self._names]
        self._waiting.append(_packed([entry.entry_id, entry.title, texts, *facts]))
        place = self._part * _ROWS_OF_A_PART + self._rows
        self._rows += 1
        if len(self._waiting) == BLOCK:
            self._end_block()
        return place

    def _end_block(self) -> None:
        block = [*self._waiting, _packed(list(self._names))]
        self._waiting.clear()
        self._names.clear()
        if self._dictionary is not None:
            self._write(block)
            return
        self._early.append(block)
        if len(self._early) * BLOCK >= _SAMPLED:
            self._draw_dictionary()

    def _draw_dictionary(self) -> None:
        """Entries from all over those that wait, and the names of facts, the commonest, last."""
        some = self._early[:: max(1, len(self._early) // 100)]
        lines = [*(block[0] for block in some), *(block[-1] for block in some[:1])]
        self._dictionary = b"\n".join(lines)[-_DICTIONARY:]
        _file(self._folder, self._part, "dict").write_bytes(self._dictionary)
        self._primed = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9, zdict=self._dictionary)
        for block in self._early:
            self._write(block)
        self._early.clear()

    def _write(self, block: list[bytes]) -> None:
        packing = self._primed.copy()  # the dictionary is worked in once
        self._offsets.append(self._blocks.tell())
        self._blocks.write(packing.compress(b"\n".join(block)) + packing.flush())

    def close(self) -> None:
        """Write what waits, and where each block begins and the last one ends."""
        if self._waiting:
            self._end_block()
        if self._dictionary is None:
            self._draw_dictionary()
        self._offsets.append(self._blocks.tell())
        self._blocks.close()
        _file(self._folder, self._part, "at").write_bytes(self._offsets.tobytes())

    def discard(self) -> None:
        """Close what was begun and will be removed."""
        self._blocks.close()


class KeptReader:
    """Reads what was kept, by place."""

    def __init__(self, folder: Path) -> None:
        self._offsets: dict[int, array[int]] = {}
        self._blocks: dict[int, mmap.mmap] = {}
        self._dictionaries: dict[int, bytes] = {}
        for path in folder.glob("kept-*.at"):
            part = int(path.stem.removeprefix("kept-"))
            offsets = array("Q")
            offsets.frombytes(path.read_bytes())
            self._offsets[part] = offsets
            self._dictionaries[part] = _file(folder, part, "dict").read_bytes()
            with _file(folder, part, "blocks").open("rb") as file:
                self._blocks[part] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def read(self, places: list[int]) -> list[Kept]:
        """What is shown of the entries at some places."""
        return [self._read(place) for place in places]

    def _read(self, place: int) -> Kept:
        part, row = divmod(place, _ROWS_OF_A_PART)
        block, at = divmod(row, BLOCK)
        start, end = self._offsets[part][block : block + 2]
        unpacking = zlib.decompressobj(-15, zdict=self._dictionaries[part])
        lines = unpacking.decompress(self._blocks[part][start:end]).split(b"\n")
        entry_id, title, texts, *values = json.loads(lines[at].decode(_ENCODING))
        # An entry that came before a name was met has no value for it.
        told = zip(json.loads(lines[-1].decode(_ENCODING)), values, strict=False)
        facts = {name: value for name, value in told if value is not None}
        return Kept(entry_id, title, tuple(texts), facts)
