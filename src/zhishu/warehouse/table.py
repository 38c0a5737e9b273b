"""How a published table is declared: columns with kind, title and class, key, and what makes a record newer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "texts", "integer", "decimal", "boolean", "date", "timestamp"]
Classification = Literal["public", "internal", "personal", "sensitive", "important"]


@dataclass(frozen=True)
class Column:
    """One declared column.

    kind: `texts` is a list of text, `decimal` is DECIMAL(20, 4), `timestamp` is UTC.
    title: what an officer calls it. classification: drives masking, audit, export and open data.
    """

    name: str
    kind: Kind
    title: str
    classification: Classification = "public"


@dataclass(frozen=True)
class Table:
    """A published table; rows carry beside its columns where they came from (see `version`).

    key: the columns that identify a record. newer_by: the date column that says which of two
    records of a key is newer; None means the later import is newer.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    newer_by: str | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a column is declared twice")
        for name in (*self.key, *([self.newer_by] if self.newer_by else [])):
            if name not in names:
                raise ValueError(f"{self.name}: {name} is not a declared column")

    def column(self, name: str) -> Column:
        """The declared column of that name (KeyError when there is none)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
