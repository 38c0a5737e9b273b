"""What rules ask of facts: which facts a measure needs, and at which numbers rules answer otherwise.

A count that is known between two ends alone is as good as known where none of these numbers lies between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from zhishu.rules.amount import Amount, Choice, Fixed, Rate, Reimburse, Tiers
from zhishu.rules.condition import AllOf, AnyOf, Comparison, Condition, Named, Not, references
from zhishu.rules.measure import Measure
from zhishu.rules.parameter import Parameter, in_force
from zhishu.rules.scale import Scale

_ALWAYS = ("party.kind", "party.region")
Figures = Mapping[str, Parameter | Scale]


def limits_of(
    measures: Iterable[Measure], shared: Figures, day: date
) -> dict[str, tuple[int, ...] | None]:
    """By fact, each whole number from which on another answer holds; None where a sum of money goes by the number.

    A fact of a number only: of others nothing is said.
    """
    found: dict[str, set[int]] = {}
    exact: set[str] = set()
    for measure in measures:
        figures = {**shared, **measure.figures}
        conditions = [measure.conditions] if measure.conditions is not None else []
        if measure.amount is not None:
            exact |= set(_counted(measure.amount))
            conditions += _whens(measure.amount)
        for test in (one for condition in conditions for one in _tests(condition)):
            for number in _numbers(test, figures, day):
                found.setdefault(test.fact, set()).add(number)
    return {
        name: None if name in exact else tuple(sorted(found.get(name, ())))
        for name in {*found, *exact}
    }


def facts_wanted(name: str, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The facts that decide a measure and its money, those of measures that it refers to among them; in order."""
    found = dict.fromkeys(_ALWAYS)
    waiting, seen = [name], set()
    while waiting:
        measure = measures.get(waiting.pop())
        if measure is None or measure.name in seen:
            continue
        seen.add(measure.name)
        conditions = [measure.conditions] if measure.conditions is not None else []
        if measure.amount is not None:
            conditions += _whens(measure.amount)
            found |= dict.fromkeys(_of_money(measure.amount))
        for condition in conditions:
            found |= dict.fromkeys(test.fact for test in _tests(condition))
            waiting += references(condition)
        found |= dict.fromkeys(
            one.by for one in measure.figures.values() if isinstance(one, Parameter) and one.by
        )
    return tuple(found)


def _of_money(amount: Amount) -> Iterator[str]:
    yield from _counted(amount)
    base = amount.base
    if isinstance(base, Rate):
        yield base.of
    elif isinstance(base, Reimburse):
        yield base.fact
    elif isinstance(base, Choice):
        for one in base.options:
            yield from _of_money(one.amount)


def _tests(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _tests(part)
    elif isinstance(condition, Not):
        yield from _tests(condition.part)


def _whens(amount: Amount) -> list[Condition]:
    if not isinstance(amount.base, Choice):
        return []
    own = [one.when for one in amount.base.options if one.when is not None]
    return own + [when for one in amount.base.options for when in _whens(one.amount)]


def _counted(amount: Amount) -> Iterator[str]:
    base = amount.base
    if isinstance(base, Fixed) and base.each:
        yield base.each
    elif isinstance(base, Tiers):
        yield base.fact
    elif isinstance(base, Choice):
        for one in base.options:
            yield from _counted(one.amount)


def _numbers(test: Comparison, figures: Figures, day: date) -> Iterator[int]:
    """at_least 3 begins to hold at 3, at_most 3 ends to hold at 4, is 3 does both."""
    for value in _values(test.operand, figures, day):
        if test.operator in ("at_least", "is"):
            yield -int(-value // 1)
        if test.operator in ("at_most", "is"):
            yield int(value // 1) + 1


def _values(operand: object, figures: Figures, day: date) -> list[Decimal]:
    if isinstance(operand, Decimal):
        return [operand]
    parameter = figures.get(operand.name) if isinstance(operand, Named) else None
    if not isinstance(parameter, Parameter):
        return []
    told = (in_force(series, day) for series in parameter.series.values())
    return [one.value for one in told if one is not None]
