"""The words and facts shown of an entry, packed in blocks beside the index that finds it.

The engine's own store packs text about half as well, and a hit needs one block only.
"""

from __future__ import annotations

import json
import mmap
import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zhishu.search.index import Entry, Fact

BLOCK = 256  # entries
_LEVEL = 9
# Two octets a Chinese character where UTF-8 takes three: packed, a seventh less. No line break is
# part of a longer character.
_ENCODING = "gb18030"
_LEAD = 300  # characters of a document kept for hits that no clause explains
_HEAD = struct.Struct("<I")
# A place names the part of a build and the row within it.
_ROWS_OF_A_PART = 1 << 32


@dataclass(frozen=True)
class Kept:
    """What is shown of one entry: its identifier, texts as printed, facts."""

    entry_id: str
    title: str
    texts: tuple[str, ...]
    facts: Mapping[str, Fact]


def block_file(part: int) -> str:
    """The file that holds the blocks of a part."""
    return f"kept-{part}.zst"


def offset_file(part: int) -> str:
    """The file that says where each block begins."""
    return f"kept-{part}.at"


def _packed(value: list[object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(_ENCODING)


class KeptWriter:
    """Packs entries in the order they come."""

    def __init__(self, folder: Path, part: int) -> None:
        self._folder, self._part = folder, part
        self._codec = pa.Codec("zstd", compression_level=_LEVEL)
        self._file = (folder / block_file(part)).open("wb")
        self._offsets = array("Q")
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
            self._flush()
        return place

    def _flush(self) -> None:
        block = b"\n".join([*self._waiting, _packed(list(self._names))])
        self._offsets.append(self._file.tell())
        self._file.write(_HEAD.pack(len(block)))
        self._file.write(self._codec.compress(block, asbytes=True))
        self._waiting.clear()
        self._names.clear()

    def close(self) -> None:
        """Write what waits, and where each block begins and the last one ends."""
        if self._waiting:
            self._flush()
        self._offsets.append(self._file.tell())
        self._file.close()
        (self._folder / offset_file(self._part)).write_bytes(self._offsets.tobytes())

    def discard(self) -> None:
        """Close what was begun and will be removed."""
        self._file.close()


class KeptReader:
    """Reads what was kept, by place."""

    def __init__(self, folder: Path) -> None:
        self._codec = pa.Codec("zstd")
        self._offsets: dict[int, array[int]] = {}
        self._blocks: dict[int, mmap.mmap] = {}
        for path in folder.glob("kept-*.at"):
            part = int(path.stem.removeprefix("kept-"))
            offsets = array("Q")
            offsets.frombytes(path.read_bytes())
            self._offsets[part] = offsets
            with (folder / block_file(part)).open("rb") as file:
                self._blocks[part] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def read(self, places: list[int]) -> list[Kept]:
        """What is shown of the entries at some places; a block that serves several is unpacked once."""
        unpacked: dict[tuple[int, int], list[bytes]] = {}
        found = []
        for place in places:
            part, row = divmod(place, _ROWS_OF_A_PART)
            block, at = divmod(row, BLOCK)
            if (part, block) not in unpacked:
                unpacked[part, block] = self._unpack(part, block)
            lines = unpacked[part, block]
            entry_id, title, texts, *values = json.loads(lines[at].decode(_ENCODING))
            names = json.loads(lines[-1].decode(_ENCODING))
            # An entry that came before a name was met has no value for it.
            told = zip(names, values, strict=False)
            facts = {name: value for name, value in told if value is not None}
            found.append(Kept(entry_id, title, tuple(texts), facts))
        return found

    def _unpack(self, part: int, block: int) -> list[bytes]:
        start, end = self._offsets[part][block : block + 2]
        stored = self._blocks[part][start:end]
        (size,) = _HEAD.unpack_from(stored)
        whole: bytes = self._codec.decompress(stored[_HEAD.size :], size, asbytes=True)
        return whole.split(b"\n")
