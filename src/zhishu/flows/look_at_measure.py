"""One measure whole: its clause in the library, conditions, figures, group, and the file it is written in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from zhishu.base.errors import NotFoundError
from zhishu.flows.find_clause import FoundClause, find_clause
from zhishu.flows.look_at_figures import RuleFigure, told_figure
from zhishu.flows.look_at_measures import MeasureLine, measure_line
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.amount import Amount, Choice, Fixed, Range, Rate, Tiers
from zhishu.rules.amount_words import AmountWords
from zhishu.rules.assessment import Reason
from zhishu.rules.condition import Ago, AllOf, AnyOf, Comparison, Condition, Named, Not, Truth
from zhishu.rules.fact import Fact
from zhishu.rules.measure import Group, Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Scale
from zhishu.rules.walking import Walker
from zhishu.rules.words import percent, plain

# What the walk adds to a sentence where it has no facts.
_NO_FACT = "（不清楚）"


@dataclass(frozen=True)
class ConditionWords:
    """A condition without anybody's facts: its sentence, the fact it asks for, its parts."""

    words: str
    fact: Fact | None
    measure: str
    parts: tuple[ConditionWords, ...]


@dataclass(frozen=True)
class OptionWords:
    """One of several amounts and the condition it stands under."""

    amount: str
    when: ConditionWords | None


@dataclass(frozen=True)
class MeasureView:
    """A measure as its page shows it. figures: those of its own and those of the rulebook that it uses.

    group_cap: the cap of its group in words, empty where there is none; its figure is among the others.
    """

    line: MeasureLine
    clause: FoundClause
    condition: ConditionWords | None
    options: tuple[OptionWords, ...]
    figures: tuple[RuleFigure, ...]
    group: Group | None
    group_cap: str
    members: tuple[Measure, ...]
    text: str


def look_at_measure(home: Path, name: str, *, as_of: date) -> MeasureView:
    """The measure of a name; NotFoundError for one that the rulebook does not have."""
    rulebook = open_rulebook(home)
    measure = rulebook.measures.get(name)
    if measure is None:
        raise NotFoundError(f"规则库里没有措施{name[:60]}", next_step="从扶持措施的列表里找")
    figures = {**rulebook.figures, **measure.figures}
    teller = _Teller(rulebook, Walker(rulebook.facts, figures, {}, as_of, _nobody_knows(rulebook)))
    used = dict.fromkeys((*measure.figures, *_figures_used(measure)))
    group = rulebook.measure_groups.get(measure.group)
    shown = [figures[one] for one in used if one in figures]
    cap = ""
    if group and group.cap:
        shared = {**rulebook.figures, **group.figures}
        cap = AmountWords(rulebook.facts, shared, as_of).yuan(group.cap)
        shown += [shared[group.cap]] if group.cap in shared else []
    members = (one for one in rulebook.measures.values() if group and one.group == group.name)
    return MeasureView(
        measure_line(rulebook, measure, as_of),
        find_clause(home, measure.source, as_of=as_of),
        teller.tell(measure.conditions),
        teller.options(measure.amount, AmountWords(rulebook.facts, figures, as_of)),
        tuple(_figure(one) for one in shown),
        group,
        cap,
        tuple(members),
        rulebook.text_of(measure.file),
    )


def _figure(figure: Parameter | Scale) -> RuleFigure:
    """A figure as a page prints it: thousands by comma, rates in percent."""
    told = told_figure(figure)
    if isinstance(figure, Scale):
        return told
    if figure.unit == "比例":
        values = (replace(one, value=percent(Decimal(one.value))) for one in told.values)
        return replace(told, unit="", values=tuple(values))
    values = (replace(one, value=plain(Decimal(one.value))) for one in told.values)
    return replace(told, values=tuple(values))


def _nobody_knows(rulebook: Rulebook) -> Callable[[str], Reason]:
    """What is told of another measure without facts: its title alone."""

    def tell(name: str) -> Reason:
        measure = rulebook.measures.get(name)
        said = f"符合“{measure.title if measure else name}”的条件"
        return Reason("conditions", said, Truth.UNKNOWN)

    return tell


@dataclass(frozen=True)
class _Teller:
    """The sentences of conditions as the walk says them, before there are facts."""

    rulebook: Rulebook
    walker: Walker

    def tell(self, condition: Condition | None) -> ConditionWords | None:
        return None if condition is None else self._tell(condition, self.walker.truth(condition))

    def _tell(self, condition: Condition, reason: Reason) -> ConditionWords:
        words = reason.words.removesuffix(_NO_FACT)
        if isinstance(condition, Comparison):
            return ConditionWords(words, self.rulebook.facts[condition.fact], "", ())
        if isinstance(condition, AllOf | AnyOf | Not):
            inner = (condition.part,) if isinstance(condition, Not) else condition.parts
            pairs = zip(inner, reason.parts, strict=True)
            parts = tuple(self._tell(part, why) for part, why in pairs)
            return ConditionWords(words, None, "", parts)
        return ConditionWords(words, None, condition.measure, ())

    def options(self, amount: Amount | None, words: AmountWords) -> tuple[OptionWords, ...]:
        if amount is None or not isinstance(amount.base, Choice):
            return ()
        return tuple(
            OptionWords(words.say(one.amount), self.tell(one.when)) for one in amount.base.options
        )


def _figures_used(measure: Measure) -> Iterator[str]:
    """The names of the figures that conditions and amounts rest on."""
    if measure.conditions is not None:
        yield from _of_condition(measure.conditions)
    if measure.amount is not None:
        yield from _of_amount(measure.amount)
    yield from (name for name in (measure.quota, measure.pro_rata) if name)


def _of_condition(condition: Condition) -> Iterator[str]:
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _of_condition(part)
    elif isinstance(condition, Not):
        yield from _of_condition(condition.part)
    elif isinstance(condition, Comparison):
        operand = condition.operand
        count = operand.count if isinstance(operand, Ago) else operand
        if isinstance(count, Named):
            yield count.name


def _of_amount(amount: Amount) -> Iterator[str]:
    base = amount.base
    if isinstance(base, Fixed):
        yield base.figure
    elif isinstance(base, Rate):
        yield base.rate
    elif isinstance(base, Range):
        yield from (base.low, base.high)
    elif isinstance(base, Tiers):
        yield base.bands
    elif isinstance(base, Choice):
        for option in base.options:
            if option.when is not None:
                yield from _of_condition(option.when)
            yield from _of_amount(option.amount)
    if amount.cap:
        yield amount.cap
