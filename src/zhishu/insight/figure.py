"""A figure as it is shown: value, two dates, rows by dimension, what was unknown, and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

UNKNOWN = "未知"


@dataclass(frozen=True)
class ParameterUsed:
    """A value of the rulebook that went into a figure, with where it is written.

    value is None when no value holds for the day; `note` then says so, or says that an earlier
    value was used (RULES 1.2: the last published year-end population).
    """

    name: str
    title: str
    path: str
    value: Decimal | None
    unit: str
    since: date | None
    clause: str
    source: str
    verified: bool
    note: str = ""


@dataclass(frozen=True)
class FigureRow:
    """The figure for one value of each dimension asked for.

    labels: what an officer calls the values. unknown: what could not be counted.
    """

    dimensions: Mapping[str, str]
    labels: Mapping[str, str]
    value: Decimal | None
    unknown: int


@dataclass(frozen=True)
class Figure:
    """One indicator, measured for a region and a day from what one snapshot knew.

    value is None when it is not known (`reason` says why), never zero for that.
    unknown counts what may belong to the figure but lacks data; the value is then 至少 (at_least).
    """

    indicator: str
    name: str
    unit: str
    value: Decimal | None
    unknown: int
    as_of: date
    snapshot: int
    region: str | None
    region_name: str | None
    by: tuple[str, ...]
    filters: Mapping[str, str]
    rows: tuple[FigureRow, ...]
    definition: str
    source: str
    sql: str  # the indicator's file, relative to the rulebook
    parameters: tuple[ParameterUsed, ...] = ()
    reason: str = ""

    @property
    def at_least(self) -> bool:
        """Whether the value is a lower bound, because something could not be counted."""
        return self.unknown > 0


@dataclass(frozen=True)
class IndicatorRows:
    """One page of the very rows that a figure counted (or could not: standing "unknown")."""

    indicator: str
    as_of: date
    snapshot: int
    standing: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    total: int
    page: int
    size: int
    rows: tuple[tuple[object, ...], ...]
