"""Sheets of text as columns: put together for a whole batch at once, written as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from string import Formatter
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.demo.chance import Flags, Numbers

# Days since 1970 that can be printed: a hundred years.
LONGEST = 36_525


class Sheet:
    """A CSV file that grows batch by batch; no cell here holds a comma, a quote or a line break."""

    def __init__(self, path: Path, headings: Sequence[str], *, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._stream = path.open("wb")
        self._stream.write((",".join(headings) + "\n").encode(encoding))
        self.rows = 0

    def add(self, columns: Sequence[pa.Array | str]) -> None:
        """Write rows, given as columns of text; a missing text is an empty cell."""
        lines = pc.binary_join_element_wise(
            *columns[:-1],
            join(columns[-1], "\n"),
            ",",
            null_handling="replace",
            null_replacement="",
        )
        self.rows += len(lines)
        # The texts of an array lie one behind the other: they are the file.
        content = memoryview(lines.buffers()[2] or b"")[
            : pc.sum(pc.binary_length(lines)).as_py() or 0
        ]
        if self._encoding.startswith("utf-8"):
            self._stream.write(content)
        else:
            self._stream.write(bytes(content).decode().encode(self._encoding))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()


def join(*parts: pa.Array | str, between: str = "") -> pa.Array:
    """Texts put one behind the other, row by row; a missing one is nothing."""
    return pc.binary_join_element_wise(
        *parts, between, null_handling="replace", null_replacement=""
    )


def fill(templates: Sequence[str], choice: Numbers, slots: Mapping[str, pa.Array]) -> pa.Array:
    """For each row the template it chose, `{slot}` being the row's text of that slot."""
    made, places = [], []
    for number, template in enumerate(templates):
        rows = np.flatnonzero(choice == number)
        index = pa.array(rows)
        parts: list[pa.Array] = []
        for literal, slot, _, _ in Formatter().parse(template):
            if literal:
                parts.append(pa.repeat(literal, len(rows)))
            if slot:
                parts.append(slots[slot].take(index))
        made.append(join(*parts))
        places.append(rows)
    return pa.concat_arrays(made).take(pa.array(np.argsort(np.concatenate(places), kind="stable")))


def words(number: Numbers | pa.Array) -> pa.Array:
    """Whole numbers as texts."""
    return pa.array(number).cast(pa.string())


def padded(number: Numbers, width: int) -> pa.Array:
    """Whole numbers as texts with leading noughts."""
    return pc.utf8_lpad(words(number), width, "0")


def printed_days(days: Numbers, form: str) -> pa.Array:
    """Days since 1970 as texts, e.g. %Y.%m.%d; each day is printed once."""
    return _calendar(form).take(pa.array(days))


@lru_cache(maxsize=4)
def _calendar(form: str) -> pa.Array:
    return pc.strftime(pa.array(np.arange(LONGEST, dtype=np.int32)).cast(pa.date32()), format=form)


def where(flags: Flags, values: pa.Array | str, other: pa.Array | str | None = None) -> pa.Array:
    """The values where a flag is set, else the others (nothing)."""
    none = pa.scalar(None, pa.string()) if other is None else other
    return pc.if_else(pa.array(flags), values, none)


class Choice:
    """Lists of words, one for each number; a row picks one word of the list it belongs to."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self.lengths = np.array([len(one) for one in lists])
        self._starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self._words = pa.array([word for one in lists for word in one], pa.string())

    def pick(self, of: Numbers, number: Numbers) -> pa.Array:
        """For each row word `number` of list `of`, counted round and round."""
        return self._words.take(pa.array(self._starts[of] + number % self.lengths[of]))
