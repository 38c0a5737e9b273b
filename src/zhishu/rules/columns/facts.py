"""Facts of many parties in columns, as the compiled rules read them out of an Arrow batch.

One column a fact, named like it: truth bool; number an integer or a decimal; money an integer in fen or a
decimal in 元; date date32; word and region a string, best as a dictionary. Null, or no column: unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhishu.base.errors import InvalidValueError
from zhishu.rules.columns.bits import FULL, Bits, Flags, Numbers, bits_at, pack
from zhishu.rules.fact import KINDS, Fact

FEN_PLACES = 2
MOST_PLACES = 4


@dataclass(frozen=True)
class Column:
    """One fact of the parties of a batch or block.

    values: numbers times 10**places, days since 1970, places in `words`; of a truth its bits. known: who is known
    to have one, None where all are.
    """

    values: npt.NDArray[Any]
    known: Bits | None
    places: int = 0
    words: tuple[str, ...] = ()
    is_truth: bool = False

    def part(self, first: int, last: int) -> Column:
        """The parties from one place (of whole bytes of bits) up to before another."""
        inside = slice(first // 8, (last + 7) // 8)
        values = self.values[inside] if self.is_truth else self.values[first:last]
        known = None if self.known is None else self.known[inside]
        return Column(values, known, self.places, self.words, self.is_truth)

    def pick(self, rows: Numbers) -> Picked:
        """Some of the parties."""
        known = None if self.known is None else bits_at(self.known, rows)
        return Picked(self.values[rows], known, self.places, self.words)


@dataclass(frozen=True)
class Picked:
    """One fact, not a truth, of some parties; known: a byte for each, None where all are."""

    values: npt.NDArray[Any]
    known: Flags | None
    places: int
    words: tuple[str, ...]

    def places_of_words(self) -> Numbers:
        """Of each party the place of its word; one behind the last where it is not known."""
        at: Numbers = self.values.astype(np.int64)
        if self.known is not None:
            at[self.known == 0] = len(self.words)
        return at


@dataclass(frozen=True)
class Picks:
    """Facts of some parties; rows: their places among all."""

    rows: Numbers
    columns: Mapping[str, Picked]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.rows)

    @cached_property
    def ones(self) -> Flags:
        """One for each party."""
        return np.ones(self.size, np.uint8)

    @cached_property
    def zeros(self) -> Flags:
        """Zero for each party."""
        return np.zeros(self.size, np.uint8)


@dataclass(frozen=True)
class Parties:
    """Facts of so many parties; a fact without a column is unknown of everybody.

    ones, zeros: what holds of everybody and of nobody; whoever meets these very arrays may save the work.
    """

    size: int
    columns: Mapping[str, Column]

    @cached_property
    def ones(self) -> Bits:
        """One for each party."""
        return np.full((self.size + 7) // 8, FULL)

    @cached_property
    def zeros(self) -> Bits:
        """Zero for each party."""
        return np.zeros((self.size + 7) // 8, np.uint8)

    def between(self, first: int, last: int) -> Parties:
        """The parties from one place (a multiple of eight) up to before another."""
        last = min(last, self.size)
        columns = {name: column.part(first, last) for name, column in self.columns.items()}
        return Parties(last - first, columns)

    def pick(self, rows: Numbers, names: Iterable[str]) -> Picks:
        """The parties at some places, with these of their facts."""
        columns = {name: self.columns[name].pick(rows) for name in names if name in self.columns}
        return Picks(rows, columns)


def read_parties(batch: pa.RecordBatch, declared: Mapping[str, Fact]) -> Parties:
    """The declared facts of a batch, other columns left alone; InvalidValueError for a column of a wrong type."""
    columns = {
        name: read_column(declared[name], batch.column(name))
        for name in batch.schema.names
        if name in declared
    }
    return Parties(batch.num_rows, columns)


def read_column(fact: Fact, array: pa.Array) -> Column:
    """One fact's column; InvalidValueError where its type is not that of the fact's kind."""
    kind, found = fact.kind, array.type
    known = _bits(array, 0) if array.null_count else None
    if kind == "truth" and pa.types.is_boolean(found):
        return Column(_bits(array, 1), known, is_truth=True)
    if kind == "date" and pa.types.is_date32(found):
        return Column(_numbers(array.view(pa.int32())), known)
    if kind in ("number", "money") and pa.types.is_integer(found):
        places = FEN_PLACES if kind == "money" else 0
        return Column(_numbers(array), known, places)
    if kind in ("number", "money") and pa.types.is_decimal128(found):
        if found.scale <= MOST_PLACES:
            places = max(found.scale, FEN_PLACES)
            return Column(_numbers(array.cast(pa.decimal128(38, places))), known, places)
    elif kind in ("word", "region"):
        if pa.types.is_string(found) or pa.types.is_large_string(found):
            array = array.dictionary_encode()
        if pa.types.is_dictionary(array.type):
            words = tuple(str(word) for word in array.dictionary.to_pylist())
            return Column(_numbers(array.indices), known, words=words)
    raise InvalidValueError(
        f"“{fact.title}”的列是{found}，不能用", where=fact.name, next_step=f"应为{KINDS[kind]}的列"
    )


def both_known(one: npt.NDArray[Any] | None, other: npt.NDArray[Any] | None) -> Any:
    """Of whom two things are known; None: of everybody."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _bits(array: pa.Array, buffer: int) -> Bits:
    """One of an array's buffers of bits, without a copy where it begins with a byte."""
    if not len(array):
        return np.zeros(0, np.uint8)
    packed = np.frombuffer(array.buffers()[buffer], np.uint8)
    if array.offset % 8:
        bits = np.unpackbits(packed, count=array.offset + len(array), bitorder="little")
        return pack(bits[array.offset :])
    first = array.offset // 8
    found: Bits = packed[first : first + (len(array) + 7) // 8]
    return found


def _numbers(array: pa.Array) -> Numbers:
    """The values without a copy; what stands where null is means nothing."""
    if not len(array):
        return np.zeros(0, np.int64)
    if pa.types.is_decimal(array.type):
        # Values lie within 64 bits (fact.MOST_YUAN, MOST_NUMBER): the lower half of each is the number.
        halves = np.frombuffer(array.buffers()[1], np.int64)
        return halves[2 * array.offset : 2 * (array.offset + len(array)) : 2].copy()
    kind = array.type.to_pandas_dtype()
    found: Numbers = np.frombuffer(array.buffers()[1], kind)[
        array.offset : array.offset + len(array)
    ]
    return found
