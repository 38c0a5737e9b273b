"""The figures of a home's rulebook: which there are, what holds on a day, and every value with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.errors import NotFoundError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.parameter import Parameter, Value
from zhishu.rules.scale import Bands, Scale


@dataclass(frozen=True)
class FigureValue:
    """One value from a day on. key: of which region, kind or channel, empty for all; value: in words, bands in one."""

    key: str
    since: date
    value: str
    clause: str
    source: str
    verified: bool


@dataclass(frozen=True)
class RuleFigure:
    """A parameter or scale; values: those that hold on the day asked, or all of them."""

    name: str
    title: str
    unit: str
    dated_by: str
    file: str
    values: tuple[FigureValue, ...]


def list_figures(home: Path, *, as_of: date, words: str = "") -> list[RuleFigure]:
    """Every figure whose name or title holds the words, with what holds on a day; by name.

    No value means that the rulebook does not carry the rule of that day.
    """
    figures = open_rulebook(home).figures
    return [
        told_figure(one, as_of)
        for name, one in sorted(figures.items())
        if words in name or words in one.title
    ]


def find_figure(home: Path, name: str) -> RuleFigure:
    """A figure with all its values by its name; NotFoundError for one that the rulebook does not hold."""
    found = open_rulebook(home).figures.get(name)
    if found is None:
        raise NotFoundError(f"规则库里没有{name}", next_step="用zhishu rulebook list看有哪些")
    return told_figure(found)


def told_figure(figure: Parameter | Scale, as_of: date | None = None) -> RuleFigure:
    """A figure with what holds on a day, or with all its values."""
    values: list[FigureValue] = []
    if isinstance(figure, Scale):
        holding = figure.values if as_of is None else (figure.at(as_of),)
        values.extend(_value("", one) for one in holding if one is not None)
    else:
        for key, series in figure.series.items():
            every = series if as_of is None else (figure.at(as_of, key),)
            values.extend(_value(key, one) for one in every if one is not None)
    return RuleFigure(
        figure.name, figure.title, figure.unit, figure.dated_by, figure.file, tuple(values)
    )


def _value(key: str, one: Value | Bands) -> FigureValue:
    worded = _bands(one) if isinstance(one, Bands) else str(one.value)
    return FigureValue(key, one.since, worded, one.clause, one.source, one.verified)


def _bands(one: Bands) -> str:
    """The bands as 1—3：900，4—6：1200 and so on."""
    ends = (*(start - 1 for start in one.starts[1:]), one.up_to)
    return "，".join(
        f"{start if start == end else f'{start}—{end}'}：{figure}"
        for start, end, figure in zip(one.starts, ends, one.figures, strict=True)
    )
