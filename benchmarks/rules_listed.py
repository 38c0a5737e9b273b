"""The conditions of a measure one by one, as reasons count them, for the peers of rules_speed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhishu.rules.condition import AllOf, AnyOf, Comparison, Condition, Not
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Fact
from zhishu.rules.measure import Measure


@dataclass(frozen=True)
class Listed:
    """One condition; turnable: one fact that a firm can change would meet it, so that it may be all that is missing."""

    condition: Condition
    turnable: bool


def list_conditions(rules: InForce, measure: Measure) -> list[Listed]:
    """Region, kinds of parties, then its own; in these measures no changeable fact stands in two of them."""
    whole = rules.conditions[measure.name]
    assert isinstance(whole, AllOf)
    parts = whole.parts
    if isinstance(parts[-1], AllOf):
        parts = (*parts[:-1], *parts[-1].parts)
    return [Listed(one, _is_turnable(one, rules.rulebook.facts)) for one in parts]


def _is_turnable(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    if isinstance(condition, AnyOf):
        return any(_is_turnable(part, facts) for part in condition.parts)
    if isinstance(condition, Not):
        return _is_turnable(condition.part, facts)
    assert isinstance(condition, Comparison), "these measures are flat"
    return facts[condition.fact].changeable
