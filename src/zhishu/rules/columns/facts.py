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
import pyarrow.compute as pc

from zhishu.base.errors import InvalidValueError
from zhishu.rules.fact import KINDS, Fact

# One byte a party, 0 or 1: sums and masks of these run at the speed of the cache.
Bits = npt.NDArray[Any]
Numbers = npt.NDArray[Any]
FEN_PLACES = 2
MOST_PLACES = 4


@dataclass(frozen=True)
class Column:
    """One fact of the parties of a batch or block.

    values: numbers times 10**places, days since 1970, 0 or 1, or places in `words`; known: None where all are.
    """

    values: npt.NDArray[np.integer]
    known: Bits | None
    places: int = 0
    words: tuple[str, ...] = ()

    def part(self, rows: slice | Numbers) -> Column:
        """Some of the parties."""
        known = None if self.known is None else self.known[rows]
        return Column(self.values[rows], known, self.places, self.words)

    def places_of_words(self) -> Numbers:
        """Of each party the place of its word; one behind the last where it is not known."""
        at = self.values.astype(np.int64)
        if self.known is not None:
            at[self.known == 0] = len(self.words)
        return at


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
        return np.ones(self.size, np.uint8)

    @cached_property
    def zeros(self) -> Bits:
        """Zero for each party."""
        return np.zeros(self.size, np.uint8)

    def between(self, first: int, last: int) -> Parties:
        """The parties from one place up to before another."""
        rows = slice(first, last)
        columns = {name: column.part(rows) for name, column in self.columns.items()}
        return Parties(min(last, self.size) - first, columns)

    def at(self, rows: Numbers, names: Iterable[str]) -> Parties:
        """The parties at some places, with these of their facts."""
        columns = {name: self.columns[name].part(rows) for name in names if name in self.columns}
        return Parties(len(rows), columns)


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
    known = None if array.null_count == 0 else _bits(pc.is_valid(array))
    if kind == "truth" and pa.types.is_boolean(found):
        return Column(_bits(pc.fill_null(array, False)), known)
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


def both_known(one: Bits | None, other: Bits | None) -> Bits | None:
    """Of whom two things are known; None: of everybody."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _bits(array: pa.Array) -> Bits:
    packed = np.frombuffer(array.buffers()[1], np.uint8) if len(array) else np.zeros(0, np.uint8)
    bits = np.unpackbits(packed, count=array.offset + len(array), bitorder="little")
    found: Bits = bits[array.offset :]
    return found


def _numbers(array: pa.Array) -> npt.NDArray[np.integer]:
    """The values without a copy; what stands where null is means nothing."""
    if not len(array):
        return np.zeros(0, np.int64)
    if pa.types.is_decimal(array.type):
        # Values lie within 64 bits (fact.MOST_YUAN, MOST_NUMBER): the lower half of each is the number.
        halves = np.frombuffer(array.buffers()[1], np.int64)
        return halves[2 * array.offset : 2 * (array.offset + len(array)) : 2].copy()
    kind = array.type.to_pandas_dtype()
    found: npt.NDArray[np.integer] = np.frombuffer(array.buffers()[1], kind)[
        array.offset : array.offset + len(array)
    ]
    return found
