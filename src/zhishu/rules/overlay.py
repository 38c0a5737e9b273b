"""A reform as data: a YAML that changes figures, conditions or whole measures, laid over a rulebook without touching it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhishu.rules.amount import read_amount
from zhishu.rules.condition import read_condition
from zhishu.rules.fact import Fact
from zhishu.rules.loading import Located, RulebookError, load_yaml, refuse
from zhishu.rules.measure import FORMS, ONCE, Group, Measure, read_figures, read_measure
from zhishu.rules.parameter import Parameter, Value
from zhishu.rules.place import Regions
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Scale
from zhishu.rules.schema import Fields, iso_date

Figures = Mapping[str, Parameter | Scale]
_HEADS = ("parameter", "measure", "drop", "add")


@dataclass(frozen=True)
class NewValue:
    """A parameter `measure/name`, `group/name` or `name` of the rulebook gets another value from the overlay's day on."""

    parameter: str
    value: Decimal
    series: str
    line: int


@dataclass(frozen=True)
class NewTerms:
    """A measure gets other terms: those of its fields that `fields` names, and further parameters."""

    measure: str
    fields: Mapping[str, Any]
    figures: Figures
    line: int


@dataclass(frozen=True)
class Dropped:
    """A measure is gone."""

    measure: str
    line: int


@dataclass(frozen=True)
class Added:
    """A measure that there was not."""

    measure: Measure
    line: int


Change = NewValue | NewTerms | Dropped | Added


@dataclass(frozen=True)
class Overlay:
    """A reform: what it is called, from which day it holds, its changes in their order, the digest of its text."""

    title: str
    day: date
    changes: tuple[Change, ...]
    file: str
    digest: str


def read_overlay(text: str, *, where: str) -> Overlay:
    """An overlay from its YAML; raises RulebookError by line.

    Shape: overlay (title), day, changes: a list of {parameter: MEASURE/NAME, value, [series]},
    {measure: ID, [conditions, amount, parameters, applies_to, competitive, group, once, form]},
    {drop: ID}, {add: {a measure as in a file of its own}}.
    """
    fields = Fields(load_yaml(text, where=where), where)
    title = fields.text("overlay")
    day = iso_date(fields.text("day"), where, fields.line("day"))
    raw = fields.take("changes")
    fields.done()
    if not isinstance(raw, list) or not raw:
        raise fields.error("changes", "没有一处改动", "每处改动前写“- ”")
    changes = tuple(_read_change(one, where, fields.line("changes"), title) for one in raw)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Overlay(title, day, changes, where, digest)


def _read_change(value: Any, where: str, line: int, title: str) -> Change:
    fields = Fields(value, where, line)
    line = fields.mapping.line
    # A measure is told by its id; the whole of one stands under `add`.
    heads = [head for head in _HEADS if head in fields.mapping]
    if len(heads) != 1:
        raise refuse(
            "一处改动须以parameter、measure、drop或add之一开头", where, line,
            next_step="把几处改动分开写",
        )  # fmt: skip
    found: Change
    match heads[0]:
        case "parameter":
            name, series = fields.text("parameter"), fields.text("series", required=False)
            found = NewValue(name, fields.number("value"), series, line)
        case "drop":
            found = Dropped(fields.text("drop"), line)
        case "add":
            found = Added(read_measure(_located(fields, "add"), where=where), line)
        case _:
            found = _read_terms(fields, title)
    fields.done()
    return found


def _located(fields: Fields, key: str) -> Located:
    return fields.inner(key).mapping


def _read_terms(fields: Fields, title: str) -> NewTerms:
    name, where = fields.text("measure"), fields.where
    terms: dict[str, Any] = {}
    content = fields.mapping
    if "conditions" in content:
        raw = fields.take("conditions")
        terms["conditions"] = read_condition(raw, where, fields.line("conditions"))
    if "amount" in content:
        terms["amount"] = read_amount(fields.take("amount"), where, fields.line("amount"))
    if "applies_to" in content:
        terms["applies_to"] = fields.texts("applies_to", required=True)
    if "competitive" in content:
        terms["competitive"] = fields.truth("competitive")
    if "group" in content:
        # Written empty (group: ~) the measure leaves its group.
        terms["group"] = fields.text("group", required=False)
    if "once" in content:
        terms["once"] = fields.choice("once", ONCE)
    if "form" in content:
        terms["form"] = fields.choice("form", FORMS)
    figures = read_figures(fields, source=title)
    if not terms and not figures:
        raise fields.error("measure", f"“{name}”没有写改什么", "写conditions、amount等要改的项")
    return NewTerms(name, terms, figures, fields.mapping.line)


@dataclass(frozen=True, eq=False)
class LaidOver(Rulebook):
    """A rulebook over another one, whose facts, figures, groups and regions it has unless it says otherwise.

    Each is a rulebook of its own: what was prepared for one is not given for another of the same folders.
    """

    base: Rulebook

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @cached_property
    def _figures(self) -> dict[str, Parameter | Scale]:
        return self.base.figures

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every declared fact by name."""
        return self.base.facts

    @cached_property
    def measure_groups(self) -> dict[str, Group]:
        """Every group of measures by name."""
        return self.base.measure_groups

    def regions(self) -> Regions:
        """All regions known."""
        return self.base.regions()


@dataclass(frozen=True, eq=False)
class Supplemented(LaidOver):
    """A rulebook with drafts beside it, in place of those of the same name."""

    more: tuple[Measure, ...]
    more_groups: tuple[Group, ...] = ()

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure by name, the drafts among them."""
        return {**self.base.measures, **{one.name: one for one in self.more}}

    @cached_property
    def measure_groups(self) -> dict[str, Group]:
        """Every group of measures by name, those of drafts among them."""
        return {**self.base.measure_groups, **{one.name: one for one in self.more_groups}}


@dataclass(frozen=True, eq=False)
class ReformedRulebook(LaidOver):
    """A rulebook as it would be with an overlay; what the overlay does not name is as it was."""

    overlay: Overlay

    @cached_property
    def _figures(self) -> dict[str, Parameter | Scale]:
        found = self.base.figures
        for change in self.overlay.changes:
            if isinstance(change, NewValue) and "/" not in change.parameter:
                found = _changed(found, change.parameter, change, self.overlay)
        return found

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure by name, as the reform has it."""
        found = dict(self.base.measures)
        for change in self.overlay.changes:
            self._change(found, change)
        return found

    def _change(self, found: dict[str, Measure], change: Change) -> None:
        if isinstance(change, NewValue):
            owner, _, name = change.parameter.rpartition("/")
            if owner in found:
                figures = _changed(found[owner].figures, name, change, self.overlay)
                found[owner] = replace(found[owner], figures=figures)
            elif owner and owner not in self.base.measure_groups:
                raise self._unknown(owner, change.line)
        elif isinstance(change, Added):
            if change.measure.name in found:
                raise self._error(f"已有措施{change.measure.name}", change.line, "改用measure")
            found[change.measure.name] = change.measure
        elif change.measure not in found:
            raise self._unknown(change.measure, change.line)
        elif isinstance(change, Dropped):
            del found[change.measure]
        else:
            measure = found[change.measure]
            found[change.measure] = replace(
                measure,
                **change.fields,
                figures={**measure.figures, **change.figures},
                file=self.overlay.file,
                line=change.line,
                lines={},
            )

    @cached_property
    def measure_groups(self) -> dict[str, Group]:
        """Every group of measures by name, as the reform has it."""
        found = dict(self.base.measure_groups)
        for change in self.overlay.changes:
            if isinstance(change, NewValue):
                owner, _, name = change.parameter.rpartition("/")
                if owner in found:
                    figures = _changed(found[owner].figures, name, change, self.overlay)
                    found[owner] = replace(found[owner], figures=figures)
        return found

    def _error(self, what: str, line: int, next_step: str) -> RulebookError:
        return refuse(what, self.overlay.file, line, next_step=next_step)

    def _unknown(self, name: str, line: int) -> RulebookError:
        return self._error(f"规则库里没有措施{name}", line, "检查编号；新的措施写在add下")


def reform(rulebook: Rulebook, overlay: Overlay) -> ReformedRulebook:
    """The rulebook with an overlay; RulebookError names the line of a change that meets nothing."""
    rulebook.refuse_faults()
    reformed = ReformedRulebook(rulebook.roots, rulebook, overlay)
    # Read at once: a change that meets nothing, or makes a rule wrong, is told here, not when somebody asks.
    _ = reformed.measures, reformed.measure_groups, reformed.figures
    try:
        reformed.refuse_faults()
    except RulebookError as error:
        raise RulebookError(
            error.what, where=_place(reformed, error.where or ""), next_step=error.next_step
        ) from None
    return reformed


def _place(reformed: ReformedRulebook, where: str) -> str:
    """Where in the overlay the change is that makes a rule wrong; a rule that it only touches is named beside it."""
    overlay = reformed.overlay
    if where.startswith(overlay.file):
        return where
    for change in overlay.changes:
        if isinstance(change, NewValue):
            owner = change.parameter.rpartition("/")[0]
            found = reformed.measures.get(owner) or reformed.measure_groups.get(owner)
            if found is not None and where.startswith(found.file):
                return f"{overlay.file} 第{change.line}行（{where}）"
    return f"{overlay.file}（{where}）"


def _changed(
    figures: Figures, name: str, change: NewValue, overlay: Overlay
) -> dict[str, Parameter | Scale]:
    """The figures with one that has the new value from the overlay's day on, whatever was to come later."""
    parameter = figures.get(name)
    where = overlay.file
    if not isinstance(parameter, Parameter):
        known = "、".join(one for one, figure in figures.items() if isinstance(figure, Parameter))
        raise refuse(
            f"没有参数{change.parameter}", where, change.line,
            next_step=f"可改的有{known}" if known else "检查名称",
        )  # fmt: skip
    series = parameter.series.get(change.series)
    if series is None:
        raise refuse(
            f"参数{change.parameter}没有“{change.series}”一列", where, change.line,
            next_step=f"series写{'、'.join(parameter.keys())}之一",
        )  # fmt: skip
    if change.value < 0:
        raise refuse("数字不能小于零", where, change.line)
    new = Value(
        value=change.value,
        unit=parameter.unit,
        since=overlay.day,
        clause="",
        source=f"方案：{overlay.title}",
        verified=False,
    )
    kept = tuple(one for one in series if one.since < overlay.day)
    changed = replace(parameter, series={**parameter.series, change.series: (*kept, new)})
    return {**figures, name: changed}
