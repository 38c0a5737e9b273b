"""Which measures a reform touches."""

from __future__ import annotations

from collections.abc import Iterator

from zhishu.rules.amount import Amount, Choice
from zhishu.rules.condition import references
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import Rulebook


def affected_measures(before: Rulebook, after: Rulebook) -> frozenset[str]:
    """The measures that differ, those that share a limit with them, and those that refer to any of these."""
    books = (before, after)
    names = {name for book in books for name in book.measures}
    if before.figures != after.figures:
        return frozenset(names)
    changed_groups = {
        name
        for name in {*before.measure_groups, *after.measure_groups}
        if before.measure_groups.get(name) != after.measure_groups.get(name)
    }
    found = {name for name in names if before.measures.get(name) != after.measures.get(name)}
    groups = changed_groups
    while True:
        groups = groups | {
            one.group for book in books for one in book.measures.values() if one.name in found
        } - {""}
        more = {
            one.name
            for book in books
            for one in book.measures.values()
            if one.group in groups or found & set(named_by(one))
        }
        if more <= found:
            return frozenset(found)
        found |= more


def named_by(measure: Measure) -> Iterator[str]:
    """The measures that a measure refers to, in its conditions or its amount."""
    if measure.conditions is not None:
        yield from references(measure.conditions)
    if measure.amount is not None:
        yield from _named_by_amount(measure.amount)


def _named_by_amount(amount: Amount) -> Iterator[str]:
    if isinstance(amount.base, Choice):
        for option in amount.base.options:
            if option.when is not None:
                yield from references(option.when)
            yield from _named_by_amount(option.amount)
