"""What a format is: its headings, its table, and how one row of text becomes one row of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhishu.base.errors import InvalidValueError
from zhishu.parties.place import Places
from zhishu.warehouse.table import Table

ImportKind = Literal[
    "patents",
    "trademarks",
    "copyrights",
    "indications",
    "layout_designs",
    "plant_varieties",
    "pledges",
    "licences",
    "assignments",
    "payments",
    "citations",
    "recognitions",
    "awards_paid",
    "party_figures",
    "credit_records",
    "expenses",
    "controllers",
    "events",
    "registry",
    "policy",
]


@dataclass(frozen=True)
class Finding:
    """A fault in one field of a row that is kept: the field is unknown, the row holds."""

    field: str
    reason: str
    value: str


@dataclass(frozen=True)
class Row:
    """A row that can be used: its number in the file, its values by column, its faults."""

    number: int
    values: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """A row that waits for an officer: number, field, why, what stood there; then where and what its line is."""

    number: int
    field: str
    reason: str
    value: str
    line_number: int = 0
    line: str = ""


@dataclass
class Faults:
    """Collects the findings of one row while its fields are read."""

    found: list[Finding] = field(default_factory=list)

    def note(self, name: str, reason: str, value: str) -> None:
        """Keep one fault."""
        self.found.append(Finding(name, reason, value))

    def all(self) -> tuple[Finding, ...]:
        """One finding a field, in the order met: several faults of a field are told together."""
        fields: dict[str, list[Finding]] = {}
        for one in self.found:
            fields.setdefault(one.field, []).append(one)
        return tuple(_together(name, faults) for name, faults in fields.items())

    def read(self, name: str, value: str, parse: Callable[[str], Any]) -> Any:
        """The parsed value; None for an empty cell, None and a finding for one that cannot be read."""
        if not value.strip():
            return None
        try:
            return parse(value)
        except InvalidValueError as error:
            self.note(name, error.what, value)
            return None


def _together(name: str, faults: list[Finding]) -> Finding:
    reasons = dict.fromkeys(fault.reason for fault in faults)
    values = dict.fromkeys(fault.value for fault in faults)
    return Finding(name, "；".join(reasons), "；".join(values))


class ReadBatch(Protocol):
    """Reads the cells of many rows, a column a heading."""

    def __call__(
        self, cells: Mapping[str, pa.Array], count: int
    ) -> tuple[dict[str, pa.Array], npt.NDArray[np.bool_]]:
        """(columns of the table for all rows, rows that have to be read one by one)."""


@dataclass(frozen=True)
class TabularFormat:
    """A format of rows under headings.

    required: headings that must all stand in the file; one_of: groups of which one must; optional:
    those it knows beside them; aliases: other names of a heading. carried: the columns that this format speaks of.
    fields: heading -> field, for formats that a YAML file describes.
    read_batch: the same as `read` for many rows that are without fault (see patent_batch.py).
    """

    name: str
    title: str
    kind: ImportKind
    table: Table
    required: tuple[str, ...]
    optional: tuple[str, ...]
    carried: Callable[[frozenset[str]], frozenset[str]]
    read: Callable[[int, Mapping[str, str], Places], Row | SetAside]
    aliases: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    read_batch: Callable[[Places], ReadBatch] | None = None
    one_of: tuple[tuple[str, ...], ...] = ()

    def cells(self, headings: tuple[str, ...], cells: tuple[str, ...]) -> dict[str, str]:
        """The cells by heading; of two headings that mean the same the first that holds something."""
        found: dict[str, str] = {}
        for heading, cell in zip(headings, cells, strict=True):
            if not found.get(heading, "").strip():
                found[heading] = cell
        return found

    def heading(self, printed: str) -> str:
        """The format's own name of a printed heading."""
        name = fold_heading(printed)
        return self.aliases.get(name, name)

    def missing(self, printed: tuple[str, ...]) -> tuple[str, ...]:
        """The required headings that a file lacks; a group of which it has none as one."""
        have = {self.heading(name) for name in printed}
        return tuple(needed for needed, names in self.needs().items() if have.isdisjoint(names))

    def needs(self) -> dict[str, tuple[str, ...]]:
        """What a file must have, in words, and the headings any of which is enough for it."""
        alone = {name: (name,) for name in self.required}
        return alone | {"或".join(group): group for group in self.one_of}

    def known(self, printed: tuple[str, ...]) -> int:
        """How many of the headings of a file this format knows."""
        own = {*self.required, *self.optional}
        return sum(self.heading(name) in own for name in printed)


def fold_heading(printed: str) -> str:
    """A heading without blanks and byte-order mark, with full-width brackets."""
    return "".join(printed.split()).strip("\ufeff\"'").replace("(", "（").replace(")", "）")
