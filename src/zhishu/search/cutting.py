"""Many texts cut to gram terms at once: the rule of `tokens.grams`, column by column.

A build cuts every character that is stored. Text by text the cutting took half of its time; here each
step is done for all characters of some hundred texts together. A property test holds the two together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from zhishu.search.tokens import BREAK, UNITS, fold

_HAN, _WORD, _GAP, _BLANK, _MARK, _END = range(6)  # those from _GAP on stand between units
_KIND_OF = {**dict.fromkeys(" \t\u00a0", _BLANK), **dict.fromkeys("-/.'’_+&", _MARK), "\n": _END}
_LINE_END = ord("\n")
_BREAK = (ord(BREAK), 0, ord(" "))


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """Of every code point what it is: a Chinese character, part of a word, or something between units."""
    found = np.full(sys.maxunicode + 1, _GAP, np.uint8)
    surrogates = re.compile("[\ud800-\udfff]")
    everything = surrogates.sub("\n", "".join(map(chr, range(sys.maxunicode + 1))))
    for match in UNITS.finditer(everything):
        found[match.start() : match.end()] = _WORD if match.group(1) is None else _HAN
    for character, kind in _KIND_OF.items():
        found[ord(character)] = kind
    return found


def _broken(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """The first place of each gap that parts the units on its two sides."""
    gap = kinds >= _GAP
    edges = np.flatnonzero(gap[1:] != gap[:-1]) + 1
    if gap[0]:
        edges = edges[1:]
    if len(edges) < 2:
        return edges[:0]
    starts, ends = edges[: len(edges) & ~1].reshape(-1, 2).T
    places = np.flatnonzero(gap)
    gaps = np.searchsorted(starts, places, side="right") - 1
    held = (gaps >= 0) & (places < ends[gaps])

    def within(kind: int) -> npt.NDArray[np.intp]:
        return np.bincount(gaps[held & (kinds[places] == kind)], minlength=len(starts))

    lengths = ends - starts
    blanks, marks = within(_BLANK), within(_MARK)
    left, right = kinds[starts - 1], kinds[ends]
    joined = np.where(
        (left == _WORD) & (right == _WORD),
        (blanks + marks == lengths) & (marks <= 1),
        (blanks == lengths) & ((left == _WORD) | (right == _WORD)),
    )
    # A gap with the end of a text in it parts nothing: beyond it is no unit of the same text.
    parted: npt.NDArray[np.intp] = starts[~joined & (within(_END) == 0)]
    return parted


def _codes_of(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The characters of all texts, with a line's end between two texts and nowhere else."""
    lines = "\n".join([text.replace("\n", "\r") for text in texts])
    return np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), np.uint32)


# Of every code point its folded form: none asked for yet, or not one character but none or several.
_UNKNOWN, _OTHER = 0xFFFFFFFF, 0xFFFFFFFE
_folded = np.full(sys.maxunicode + 1, _UNKNOWN, np.uint32)


def _fold_all(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The characters of all texts, folded."""
    codes = _codes_of(texts)
    found = _folded[codes]
    if len(unknown := np.unique(codes[found == _UNKNOWN])):
        for code in unknown.tolist():
            form = fold(chr(code))
            _folded[code] = ord(form) if len(form) == 1 else _OTHER
        found = _folded[codes]
    odd = np.flatnonzero(found == _OTHER)
    if not len(odd):
        return found
    lines = set(np.searchsorted(np.flatnonzero(codes == _LINE_END), odd).tolist())
    return _fold_all([fold(text) if at in lines else text for at, text in enumerate(texts)])


def cut_texts(texts: Sequence[str]) -> list[str]:
    """The gram terms of each text, in order, with blanks between: `" ".join(grams(fold(text)))`.

    >>> cut_texts(["含锂的5G网络", "电池"])
    ['含锂 锂的 的 5g 网络 络', '电池 池']
    """
    codes = _fold_all(texts)
    if not len(codes):
        return [""] * len(texts)
    kinds = _classes()[codes]
    # A dot between a word and a digit is of the word.
    dots = np.flatnonzero(codes[:-1] == ord("."))
    after = codes[dots + 1]
    inside = (after >= ord("0")) & (after <= ord("9")) & (kinds[dots - 1] == _WORD) & (dots > 0)
    kinds[dots[inside]] = _WORD
    han, word = kinds == _HAN, kinds == _WORD
    written = np.zeros((len(codes), 3), np.uint32)
    np.copyto(written[:, 0], codes, where=han | word | (kinds == _END))
    np.copyto(written[:-1, 1], codes[1:], where=han[:-1] & han[1:])
    written[han, 2] = ord(" ")
    written[word & ~np.append(word[1:], False), 2] = ord(" ")
    written[_broken(kinds)] = _BREAK
    flat = written.ravel()
    cut = flat[flat != 0].tobytes().decode("utf-32-le")
    return [line.rstrip(" ") for line in cut.split("\n")]
