"""A passage as numbers are read in it: half-width, without blanks inside words, with the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhishu.base.text import HAN

# Character by character, so that the length stays: letters, digits and signs of full width.
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("\u3000"): " ", ord("\u00a0"): " ", ord("﹝"): "〔", ord("﹞"): "〕", ord("﹣"): "-",
    ord("−"): "-", ord("‐"): "-", ord("‑"): "-", ord("–"): "—", ord("〜"): "~",
}  # fmt: skip
_BLANKS = r"[ \t\n\u2000-\u200b\u202f]"
# A blank beside a Chinese character or a bracket parts no words; one beside a comma does not either.
_BESIDE = rf"{HAN}，。、；：？！（）《》“”〔〕,;:()%—~\-≥≤"
_BLANK = re.compile(rf"(?<!{_BLANKS}){_BLANKS}++(?:(?=[{_BESIDE}])|$)|(?<=[{_BESIDE}]){_BLANKS}++")
# 2 0 1 5: every digit by itself, each a blank apart.
_SPACED = re.compile(r"(?<![\d.])\d(?: [\d.](?!\d)){1,18}(?![\d.])")
# 2O11, 1OO%: a letter O among digits is a nought.
_LETTER_O = re.compile(r"(?<=\d)[Oo○]{1,9}(?![A-Za-z])")


@dataclass(frozen=True)
class Narrowed:
    """A passage made plain; places[i] is where character i stands in the text it was taken from."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of text[start:end] in the text it was taken from; end > start."""
        return self.places[start], self.places[end - 1] + 1


# A clause is read for its tasks, targets, measures and times, one after another.
@lru_cache(maxsize=1_000)
def narrow_passage(text: str, start: int, end: int) -> Narrowed:
    """text[start:end] with half-width letters, digits and signs, and no blanks but those that part words."""
    plain = text[start:end].translate(_WIDTHS)
    places: Sequence[int] = range(start, end)
    plain, places = _without(plain, places, [match.span() for match in _BLANK.finditer(plain)])
    inner = [
        (index, index + 1)
        for match in _SPACED.finditer(plain)
        for index in range(*match.span())
        if plain[index] == " "
    ]
    plain, places = _without(plain, places, inner)
    return Narrowed(_LETTER_O.sub(lambda match: "0" * len(match.group()), plain), places)


def _without(
    text: str, places: Sequence[int], spans: list[tuple[int, int]]
) -> tuple[str, Sequence[int]]:
    """A text and the places of its characters with some spans taken out."""
    if not spans:
        return text, places
    kept: list[str] = []
    left: list[int] = []
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        kept.append(text[at:start])
        left += places[at:start]
        at = end
    return "".join(kept), left
