"""A figure in bands (a fee by the year of a patent's life, a rate by months overdue) as dated data."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zhishu.base.errors import InvalidValueError
from zhishu.rules.loading import Located, refuse
from zhishu.rules.parameter import in_force, read_dated
from zhishu.rules.schema import Fields


@dataclass(frozen=True)
class Bands:
    """One set of bands, in force from `since` until the next: each begins at its number and reaches to the next.

    The last band ends with `up_to`; below the first and beyond the last there is no figure.
    """

    starts: tuple[int, ...]
    figures: tuple[Decimal, ...]
    up_to: int
    unit: str
    since: date
    clause: str
    source: str
    verified: bool
    line: int = field(default=0, compare=False)

    def figure(self, number: int) -> Decimal | None:
        """The figure of the band that a number falls in; None outside of all bands."""
        index = bisect_right(self.starts, number)
        return self.figures[index - 1] if index and number <= self.up_to else None


@dataclass(frozen=True)
class Scale:
    """A named figure in bands; `banded_by` and `dated_by` say in words what chooses band and set."""

    name: str
    title: str
    unit: str
    banded_by: str
    dated_by: str
    values: tuple[Bands, ...]
    file: str
    line: int = field(default=1, compare=False)

    def at(self, day: date) -> Bands | None:
        """The bands in force on a day; None before the first: unknown stays unknown."""
        return in_force(self.values, day)

    def required(self, day: date) -> Bands:
        """The bands in force on a day; InvalidValueError says which rule is not carried and from when one is."""
        bands = self.at(day)
        if bands is None:
            raise InvalidValueError(
                f"{day}的规则没有收录：{self.title}",
                where=self.file,
                next_step=f"规则库从{self.values[0].since}起才有，补上更早的值",
            )
        return bands


def read_scale(content: Located, *, where: str) -> Scale:
    """A scale from its YAML as loaded; raises RulebookError by line.

    Shape: scale, title, unit, [source], banded_by, [dated_by], values: {date: {bands: {number: figure},
    up_to, clause, [source], verified}}. Dates and band numbers ascend; a band reaches to the next one.
    """
    fields = Fields(content, where)
    name = fields.text("scale")
    title, unit = fields.text("title"), fields.text("unit")
    source = fields.text("source", required=False)
    banded_by = fields.text("banded_by")
    dated_by = fields.text("dated_by", required=False)
    values = fields.inner("values")
    fields.done()
    return Scale(name, title, unit, banded_by, dated_by, _read_values(values, unit, source), where)


def read_inline_scale(fields: Fields, *, name: str, source: str) -> Scale:
    """A scale written inside another file; its source is that file's unless it names one."""
    unit, title = fields.text("unit"), fields.text("title", required=False, default=name)
    banded_by = fields.text("banded_by")
    values = fields.inner("values")
    fields.done()
    bands = _read_values(values, unit, source)
    return Scale(name, title, unit, banded_by, "", bands, fields.where, fields.mapping.line)


def _read_values(values: Fields, unit: str, source: str) -> tuple[Bands, ...]:
    def read(entry: Fields, since: date) -> Bands:
        starts, figures = _read_bands(entry.inner("bands"))
        up_to = entry.number("up_to")
        if up_to != int(up_to) or up_to < starts[-1]:
            raise entry.error("up_to", f"“up_to”须是不小于{starts[-1]}的整数")
        return Bands(
            starts=starts,
            figures=figures,
            up_to=int(up_to),
            unit=unit,
            since=since,
            clause=entry.text("clause", required=False),
            source=entry.text("source", required=not source, default=source),
            verified=entry.truth("verified"),
            line=entry.mapping.line,
        )

    return read_dated(values, read)


def _read_bands(bands: Fields) -> tuple[tuple[int, ...], tuple[Decimal, ...]]:
    starts: list[int] = []
    figures: list[Decimal] = []
    for key in bands.mapping:
        line = bands.line(key)
        if not (key.isascii() and key.isdecimal() and len(key) <= 6):
            raise refuse(f"档“{key}”读不出", bands.where, line, next_step="写这一档从几起，如4")
        if starts and int(key) <= starts[-1]:
            raise refuse("各档须从小到大", bands.where, line, next_step="按数字重新排列")
        starts.append(int(key))
        figures.append(bands.number(key))
    if not starts:
        raise refuse("没有一档", bands.where, bands.mapping.line, next_step="至少写一档“1: …”")
    return tuple(starts), tuple(figures)
