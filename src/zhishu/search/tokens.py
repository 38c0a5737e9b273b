"""From text to terms: one folding for what is stored and what is asked, then units and bigrams.

A *unit* is one Chinese character or one whole Latin word or number. In the gram field a unit at
position p stands as `c₁c₂` when the next unit is a Chinese character too, else alone: so every
character opens exactly one term at its own position, a phrase is a row of terms, and one
character is found by the prefix of its terms. Punctuation takes a position of its own, so no
phrase reaches across it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import chain, count, repeat
from operator import add

from zhishu.base.text import simplify

BREAK = "¶"  # punctuation, in the gram field
PIECE = "¶ ¶"  # between two pieces of an entry: wider than any gap, so no phrase reaches across

# Chinese characters (and kana, hangul: also written without blanks).
_HAN = (
    "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
UNITS = re.compile(rf"([{_HAN}]+)|[^\W_{_HAN}]+(?:\.[0-9][^\W_{_HAN}]*)*")
# Between Latin words these marks only join: lithium-ion, H01M 10/0525, and/or.
_JOINING = re.compile(r"[ \t\u00a0]*+[-/.'’_+&]?[ \t\u00a0]*+")
_BLANKS = re.compile(r"[ \t\u00a0]*")


class _Folding(dict[int, str]):
    """Character to folded form, worked out once a character."""

    def __missing__(self, code: int) -> str:
        # Twice: 薴 is simplified to 苧, and 苧 itself to 苎.
        folded = simplify(simplify(unicodedata.normalize("NFKC", chr(code)))).lower()
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The form that is compared: full-width to half-width, simplified script, lower case."""
    return text.translate(_FOLDING)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` it comes from."""
    folded = [*map(_FOLDING.__getitem__, map(ord, text))]
    offsets = [*chain.from_iterable(map(repeat, count(), map(len, folded)))]
    return "".join(folded), offsets


@dataclass(frozen=True)
class Unit:
    """One Chinese character, one Latin word or number, or a break; [start, end) in folded text."""

    text: str
    han: bool
    start: int = field(compare=False)
    end: int = field(compare=False)

    @property
    def is_break(self) -> bool:
        return self.text == BREAK


def _joins(gap: str, left_han: bool, right_han: bool) -> bool:
    """Whether what stands between two units keeps them side by side."""
    if left_han and right_han:
        return not gap
    pattern = _BLANKS if left_han or right_han else _JOINING
    return pattern.fullmatch(gap) is not None


def units(folded: str) -> list[Unit]:
    """The units of a folded text in order, with one break for each run of punctuation between."""
    found: list[Unit] = []
    for match in UNITS.finditer(folded):
        start, end = match.span()
        han = match.group(1) is not None
        if found:
            last = found[-1]
            if not _joins(folded[last.end : start], last.han, han):
                found.append(Unit(BREAK, False, last.end, start))
        if han:
            found.extend(Unit(folded[at], True, at, at + 1) for at in range(start, end))
        else:
            found.append(Unit(match.group(), False, start, end))
    return found


def grams(folded: str) -> list[str]:
    """The terms of the gram field in order; the place in the list is the position.

    >>> grams("含锂的5g网络")
    ['含锂', '锂的', '的', '5g', '网络', '络']
    """
    terms: list[str] = []
    end, before_han = 0, False
    for match in UNITS.finditer(folded):
        start = match.start()
        run = match.group(1)
        if before_han and run is not None:
            terms.append(BREAK)  # two runs of Chinese characters: something stands between
        elif terms and not _joins(folded[end:start], before_han, run is not None):
            terms.append(BREAK)
        if run is None:
            terms.append(match.group())
        else:
            terms.extend(map(add, run, run[1:]))
            terms.append(run[-1])
        end, before_han = match.end(), run is not None
    return terms


def _cut(text: str) -> list[str]:
    """Cut by the dictionary, which is read (0.1 s) when it is first needed: a short word needs none."""
    import rjieba

    cut: list[str] = rjieba.cut(text, False)
    return cut


# Words of grammar that say nothing alone: they are not asked for when a longer run is cut.
_GRAMMAR = frozenset("的了和与及或等之在对为于以及其将把被从由向")


def parts(run: str) -> list[str]:
    """A longer run of Chinese characters, as typed without blanks, cut to what must be found.

    Dictionary words; neighbouring characters that the dictionary does not know stay together (a
    name: 云澜); words of grammar are left out.

    >>> parts("新能源汽车的补贴政策")
    ['新能源', '汽车', '补贴', '政策']
    """
    found: list[str] = []
    loose = ""
    for word in [*_cut(run), ""]:
        if len(word) == 1 and word not in _GRAMMAR:
            loose += word
            continue
        if loose:
            found.append(loose)
            loose = ""
        if len(word) > 1:
            found.append(word)
    return found or [run]
