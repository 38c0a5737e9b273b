"""The measures shipped with the product: figures with their clause, facts declared, words as read from the sources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhishu.rules.amount import Amount, Choice, Fixed, Rate, Reimburse, Tiers
from zhishu.rules.condition import AllOf, AnyOf, Comparison, Condition, Not, Reached
from zhishu.rules.measure import Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import SHIPPED, Rulebook

RULEBOOK = Rulebook((SHIPPED,))
MEASURES = sorted(RULEBOOK.measures.values(), key=lambda one: one.name)


def comparisons_of(condition: Condition | None) -> Iterator[Comparison | Reached]:
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from comparisons_of(part)
    elif isinstance(condition, Not):
        yield from comparisons_of(condition.part)
    elif condition is not None:
        yield condition


def parts_of(amount: Amount | None) -> Iterator[Amount]:
    if amount is None:
        return
    yield amount
    if isinstance(amount.base, Choice):
        for option in amount.base.options:
            yield from parts_of(option.amount)


def facts_of(measure: Measure) -> Iterator[str]:
    conditions = [measure.conditions]
    for amount in parts_of(measure.amount):
        base = amount.base
        if isinstance(base, Fixed) and base.each:
            yield base.each
        elif isinstance(base, Rate):
            yield base.of
        elif isinstance(base, Reimburse | Tiers):
            yield base.fact
        elif isinstance(base, Choice):
            conditions += [option.when for option in base.options]
    for condition in conditions:
        for test in comparisons_of(condition):
            if isinstance(test, Comparison):
                yield test.fact


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.name)
def test_a_measure_rests_on_declared_facts_and_on_figures_with_their_clause(
    measure: Measure,
) -> None:
    assert set(facts_of(measure)) <= set(RULEBOOK.facts)
    for test in comparisons_of(measure.conditions):
        assert not isinstance(test, Reached) or test.measure in RULEBOOK.measures
    assert not measure.group or measure.group in RULEBOOK.measure_groups
    for figure in measure.figures.values():
        assert isinstance(figure, Parameter)
        for value in (value for series in figure.series.values() for value in series):
            assert value.clause and value.source


def test_every_fact_is_asked_by_a_measure() -> None:
    used = {fact for measure in MEASURES for fact in facts_of(measure)}
    assert set(RULEBOOK.facts) - used == {"party.region"}


def test_what_the_text_lost_is_listed_and_never_filled() -> None:
    lost = {one.name for one in MEASURES if one.lost}
    assert lost == {
        "361000/fund/8-1",
        "361000/fund/9-3a",
        "361000/fund/9-5",
        "361000/fund/9-7",
        "361000/fund/10-1",
        "361000/fund/11-2",
        "361000/individual_business/11",
    }
    assert all(RULEBOOK.measures[name].is_lost for name in lost)
