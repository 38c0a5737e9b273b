"""Text as printed and its derived forms: width, blanks, simplified script, and the way back to the source."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

# Han characters of the BMP, its first extension and the compatibility block.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Chinese punctuation beside which no blank is printed.
PUNCTUATION = "，。、；：？！（）《》〈〉“”‘’【】〔〕「」『』—…·"

_BLANK = r"[ \t\u00a0\u2000-\u200b\u202f\u3000\ufeff]"
_INNER_BLANK = re.compile(rf"(?<=[{HAN}{PUNCTUATION}]){_BLANK}+(?=[{HAN}{PUNCTUATION}])")


@cache
def _simplifying_table() -> dict[int, str]:
    """Character by character, what OpenCC makes of each traditional form; phrases do not matter here."""
    converter = OpenCC("t2s")
    table: dict[int, str] = {}
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        characters = [chr(code) for code in range(first, last + 1)]
        converted = converter.convert("\n".join(characters)).split("\n")
        for character, simple in zip(characters, converted, strict=True):
            if simple != character and len(simple) == 1:
                table[ord(character)] = simple
    return table


def simplify(text: str) -> str:
    """The text in simplified script, character by character: the length does not change."""
    return text.translate(_simplifying_table())


def narrow(text: str) -> str:
    """NFKC: full-width letters and digits become ASCII. For search and identifiers, never for stored text."""
    return unicodedata.normalize("NFKC", text)


def drop_inner_blanks(text: str) -> str:
    """Without blanks between Chinese characters or beside their punctuation."""
    return _INNER_BLANK.sub("", text)


@dataclass(frozen=True)
class Edit:
    """One place where the text differs from its source: source offsets, what stood there, what stands now."""

    start: int
    end: int
    found: str
    now: str


class OffsetText:
    """A text with the way back to its source through every edit.

    Kept as runs: `starts[i]` is where a run begins in the text, `sources[i]` where in the source;
    within a copied run both go on together, while every character of a replaced run stands for the
    whole source span that it replaced. Memory is two integers a run, not an object a character.
    """

    __slots__ = ("_copied", "_ends", "_sources", "_starts", "text")

    def __init__(
        self,
        text: str,
        starts: array[int],
        sources: array[int],
        ends: array[int],
        copied: bytearray,
    ) -> None:
        self.text = text
        self._starts = starts
        self._sources = sources
        self._ends = ends
        self._copied = copied

    @classmethod
    def of(cls, text: str) -> OffsetText:
        """A text that is its own source."""
        return cls(text, array("q", [0]), array("q", [0]), array("q", [len(text)]), bytearray([1]))

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def _place(self, index: int) -> tuple[int, int]:
        """Source span of the character at an index."""
        run = bisect_right(self._starts, index) - 1
        if self._copied[run]:
            at = self._sources[run] + index - self._starts[run]
            return at, at + 1
        return self._sources[run], self._ends[run]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] came from: the smallest source span that holds it.

        An empty range gives the empty source span before its character (the end at the end).
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"range {start}:{end} outside a text of {len(self.text)} characters")
        if start == end:
            if start < len(self.text):
                at = self._place(start)[0]
            elif self.text:
                at = self._place(start - 1)[1]
            else:
                at = self._sources[0] if self._sources else 0
            return at, at
        return self._place(start)[0], self._place(end - 1)[1]

    def edit(self, edits: list[tuple[int, int, str]]) -> OffsetText:
        """The text with each (start, end, new) put in place; ranges must not overlap, any order.

        A same-length replacement of one character keeps its exact place; a longer one maps each
        new character to the whole span that was replaced; a deletion leaves no trace but the gap.
        """
        parts: list[str] = []
        starts, sources, ends, copied = array("q"), array("q"), array("q"), bytearray()
        length = 0
        at = 0

        def add(new: str, source: int, source_end: int, is_copy: bool) -> None:
            nonlocal length
            if not new:
                return
            last = len(starts) - 1
            joined = (
                is_copy
                and last >= 0
                and copied[last]
                and sources[last] + length - starts[last] == source
            )
            if not joined:
                starts.append(length)
                sources.append(source)
                ends.append(source_end)
                copied.append(is_copy)
            parts.append(new)
            length += len(new)

        def copy(start: int, end: int) -> None:
            run = bisect_right(self._starts, start) - 1
            while start < end:
                stop = self._starts[run + 1] if run + 1 < len(self._starts) else len(self.text)
                stop = min(stop, end)
                if self._copied[run]:
                    source = self._sources[run] + start - self._starts[run]
                    add(self.text[start:stop], source, source + stop - start, True)
                else:
                    add(self.text[start:stop], self._sources[run], self._ends[run], False)
                start = stop
                run += 1

        for start, end, new in sorted(edits):
            if start < at or end < start or end > len(self.text):
                raise ValueError(f"edit {start}:{end} overlaps another or lies outside the text")
            copy(at, start)
            source, source_end = self.source_span(start, end)
            add(new, source, source_end, False)
            at = end
        copy(at, len(self.text))
        if not starts:
            starts.append(0)
            sources.append(self._sources[0] if self._sources else 0)
            ends.append(sources[0])
            copied.append(1)
        return OffsetText("".join(parts), starts, sources, ends, copied)

    def replace(self, start: int, end: int, new: str) -> OffsetText:
        """The text with one range replaced."""
        return self.edit([(start, end, new)])

    def sub(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]
    ) -> OffsetText:
        """Like `re.sub` with a plain string or a callable; matches that change nothing keep their places."""
        edits = [
            (match.start(), match.end(), made)
            for match in pattern.finditer(self.text)
            if (made := new if isinstance(new, str) else new(match)) != match.group()
        ]
        return self.edit(edits) if edits else self

    def translate(self, table: dict[int, str]) -> OffsetText:
        """Characters exchanged one for one; every place stays (ValueError when a length changes)."""
        text = self.text.translate(table)
        if len(text) != len(self.text):
            raise ValueError("a character table must keep the length")
        return OffsetText(text, self._starts, self._sources, self._ends, self._copied)

    def simplified(self) -> OffsetText:
        """In simplified script, every place kept."""
        return self.translate(_simplifying_table())

    def __getitem__(self, part: slice) -> OffsetText:
        start, end, step = part.indices(len(self.text))
        if step != 1:
            raise ValueError("only a whole part can be taken")
        end = max(start, end)
        return self.edit([(0, start, ""), (end, len(self.text), "")])

    def edits(self, source: str) -> list[Edit]:
        """Where the text differs from its source, in order (deletions between runs included)."""
        found: list[Edit] = []
        at = 0
        for run, start in enumerate(self._starts):
            stop = self._starts[run + 1] if run + 1 < len(self._starts) else len(self.text)
            if self._copied[run]:
                source_start = self._sources[run]
                source_end = source_start + stop - start
                if source_start > at:
                    found.append(Edit(at, source_start, source[at:source_start], ""))
            else:
                source_start, source_end = self._sources[run], self._ends[run]
                if source_start > at:
                    found.append(Edit(at, source_start, source[at:source_start], ""))
                now = self.text[start:stop]
                if source[source_start:source_end] != now:
                    found.append(
                        Edit(source_start, source_end, source[source_start:source_end], now)
                    )
            at = max(at, source_end)
        if at < len(source):
            found.append(Edit(at, len(source), source[at:], ""))
        return found


def inner_title(title: str) -> str:
    """What stands between the first 《 and the last 》 of a title; empty where there is none."""
    start, end = title.find("《"), title.rfind("》")
    return title[start + 1 : end] if 0 <= start < end else ""
