"""What rows under headings can be about: a table, its fields as people call them, the rule that reads a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from zhishu.importers.format import ImportKind, ReadBatch, Row, SetAside
from zhishu.parties.place import Places
from zhishu.warehouse.table import Table


@dataclass(frozen=True)
class Subject:
    """One table that YAML files of headings speak of by its `kind`.

    titles: field -> what a page calls it. telling: of each group one field has to stand in a file,
    or its rows say nothing. carried: the columns that some fields speak of.
    read: one row from its cells by field; read_batch: the same for many rows without fault.
    """

    kind: ImportKind
    title: str
    table: Table
    titles: Mapping[str, str]
    telling: tuple[tuple[str, ...], ...]
    carried: Callable[[Collection[str]], frozenset[str]]
    read: Callable[[int, Mapping[str, str], Places], Row | SetAside]
    read_batch: Callable[[Places], ReadBatch] | None = None

    def is_told(self, fields: Collection[str]) -> bool:
        """Whether these fields are enough to tell what a row is about."""
        return all(any(one in fields for one in group) for group in self.telling)

    @property
    def lacking(self) -> str:
        """What has to stand in a file, in words."""
        alone = "、".join(self.titles[one] for [one] in (g for g in self.telling if len(g) == 1))
        choices = ["、".join(self.titles[one] for one in g) for g in self.telling if len(g) > 1]
        told = "，以及".join(filter(None, (alone, *(f"{one}之一" for one in choices))))
        return f"至少要有{told}"


def whole_table(table: Table) -> Callable[[Collection[str]], frozenset[str]]:
    """Every column, whatever the headings: what a source does not say changes nothing."""
    names = frozenset(column.name for column in table.columns)
    return lambda fields: names
