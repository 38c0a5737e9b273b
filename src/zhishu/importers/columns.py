"""What the batches of columns are made of: texts trimmed, cut, read once for each different one, put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
T = TypeVar("T")

TEXTS = pa.list_(pa.string())
MOST_REMEMBERED = 200_000
# Days as files nearly always write them; what is not one of these is read by the rule.
_DAY = r"^[12]\d{3}(?:-\d{2}-\d{2}|\.\d{2}\.\d{2})$"
_BLANK, _CLOSER = -1, -2


class Seen(Generic[T]):
    """What each different text of a column says; None where the rule has to look closer. Safe for threads."""

    def __init__(self, read: Callable[[str], T | None]) -> None:
        self._read = read
        self._known: dict[str, T | None] = {}

    def of(self, column: pa.Array) -> tuple[list[T | None], pa.Array, Mask]:
        """(what the different texts say, index into it for each row, rows to look at closer)."""
        coded = column.dictionary_encode()
        said = self.each(coded.dictionary)
        unsure = np.fromiter((one is None for one in said), np.bool_, len(said))
        return said, coded.indices, unsure[coded.indices.to_numpy(zero_copy_only=False)]

    def each(self, texts: pa.Array) -> list[T | None]:
        """What each of some texts says."""
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        known, read = self._known, self._read
        said: list[T | None] = []
        for text in texts.to_pylist():
            try:
                one = known[text]
            except KeyError:
                one = known[text] = read(text)
            said.append(one)
        return said


def spread(said: list[Any], place: int, at: pa.Array, kind: pa.DataType) -> pa.Array:
    """What each row says at a place of the tuples."""
    return pa.array([None if one is None else one[place] for one in said], kind).take(at)


def trimmed(column: pa.Array) -> pa.Array:
    """The text without blanks around it; null for an empty cell."""
    bare = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(bare, ""), None, bare)


def is_true(column: pa.Array) -> Mask:
    """A column of truths as a mask; null is false."""
    found: Mask = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return found


def read_days(column: pa.Array, rare: Seen[tuple[date | None]]) -> tuple[pa.Array, Mask]:
    """(days, null for empty cells; rows to look at closer): the usual forms at once, others by `rare`."""
    empty = pc.equal(column, "")
    if is_true(pc.or_(empty, pc.match_substring_regex(column, _DAY))).all():
        text = pc.if_else(empty, None, pc.replace_substring(column, ".", "-"))
        try:
            return text.cast(pa.date32()), np.zeros(len(column), np.bool_)
        except pa.ArrowInvalid:  # a day that does not exist
            pass
    said, at, unsure = rare.of(column)
    return spread(said, 0, at, pa.date32()), unsure


def split_column(column: pa.Array, mark: str) -> pa.Array:
    """The pieces between the marks (a pattern), trimmed; empty ones are none, null where there is none."""
    pieces = pc.split_pattern(pc.replace_substring_regex(column, mark, "\x1e"), "\x1e")
    flat = pc.utf8_trim_whitespace(pieces.flatten())
    kept = pc.not_equal(flat, "")
    rows = pc.list_parent_indices(pieces).to_numpy(zero_copy_only=False)
    return _lists(flat.filter(kept), rows[is_true(kept)], len(column))


def read_pieces(column: pa.Array, mark: str, read: Seen[str]) -> tuple[pa.Array, Mask]:
    """(what the pieces between the marks say, each once, in order; rows to look at closer).

    read: a piece as printed -> its one value, "" for a blank one, None to look closer.
    """
    count = len(column)
    pieces = pc.split_pattern(pc.replace_substring_regex(column, mark, "\x1e"), "\x1e")
    coded = pc.utf8_trim_whitespace(pieces.flatten()).dictionary_encode()
    values: dict[str, int] = {}
    numbers = np.fromiter(
        (
            _CLOSER if one is None else values.setdefault(one, len(values)) if one else _BLANK
            for one in read.each(coded.dictionary)
        ),
        np.int64,
        len(coded.dictionary),
    )
    said = numbers[coded.indices.to_numpy(zero_copy_only=False)]
    rows = pc.list_parent_indices(pieces).to_numpy(zero_copy_only=False).astype(np.int64)
    unsure = np.zeros(count, np.bool_)
    unsure[rows[said == _CLOSER]] = True
    rows, said = rows[said >= 0], said[said >= 0]
    _, firsts = np.unique(rows * (len(values) + 1) + said, return_index=True)
    firsts.sort()
    texts = pa.array(list(values), pa.string()).take(pa.array(said[firsts]))
    return _lists(texts, rows[firsts], count), unsure


def first_piece(lists: pa.Array) -> pa.Array:
    """The first text of each list; null where there is none."""
    has = is_true(pc.is_valid(lists))
    starts = lists.offsets.to_numpy(zero_copy_only=False)[:-1]
    return lists.values.take(pa.array(np.where(has, starts, 0), pa.int64(), mask=~has))


def scatter(parts: pa.Array, chosen: Mask) -> pa.Array:
    """The parts where a row was chosen, in order; null elsewhere."""
    places = np.cumsum(chosen) - 1
    return parts.take(pa.array(np.where(chosen, places, 0), pa.int64(), mask=~chosen))


def _lists(texts: pa.Array, rows: npt.NDArray[Any], count: int) -> pa.Array:
    """The texts of each row as a list; null for a row without any."""
    counts = np.bincount(rows, minlength=count)
    offsets = np.zeros(count + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    # A null list is one whose offset is null.
    none = np.append(counts == 0, False)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32(), mask=none), texts)
