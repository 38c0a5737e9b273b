"""The figures of measures that a plan can change, as they stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.funding.phrases import RATE
from zhishu.rules.parameter import Parameter
from zhishu.rules.words import percent, plain


@dataclass(frozen=True)
class Changeable:
    """A parameter by the name that a plan calls it by, with its measure, its title and what it is now."""

    name: str
    measure: str
    title: str
    value: str


def list_changeable(home: Path, *, region: str, as_of: date) -> list[Changeable]:
    """The one-series figures of every measure in force in a region, and of the groups they share."""
    rulebook = open_rulebook(home)
    if not region:
        return []
    held = [one for one in rulebook.measures_of(RegionCode.parse(region)) if one.holds(as_of)]
    groups = dict.fromkeys(one.group for one in held if one.group in rulebook.measure_groups)
    owners = [(one.name, one.title, one.figures) for one in held] + [
        (name, rulebook.measure_groups[name].title, rulebook.measure_groups[name].figures)
        for name in groups
    ]
    found = []
    for owner, title, figures in owners:
        for name, figure in figures.items():
            value = figure.at(as_of) if isinstance(figure, Parameter) and not figure.by else None
            if value is not None and isinstance(figure, Parameter):
                is_rate = value.unit == RATE
                now = percent(value.value) if is_rate else f"{plain(value.value)}{value.unit}"
                found.append(Changeable(f"{owner}/{name}", title, figure.title, now))
    return found
