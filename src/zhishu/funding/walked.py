"""A firm's money of some measures between two ends, without sentences: for whole populations.

The states are those of rules.entitling; what is open there counts here with nothing as its low end.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhishu.rules.assessment import Assessment, State, Sum
from zhishu.rules.condition import Truth
from zhishu.rules.entitling import InForce, with_region
from zhishu.rules.fact import Facts
from zhishu.rules.measure import Measure
from zhishu.rules.settling import (
    Limit,
    Received,
    Settled,
    deduct_received,
    limit_of,
    once_reason,
    settle,
)
from zhishu.rules.walking import Walker


class Walked:
    """One firm under the measures in force; unsure: those of which its facts do not tell whether they are met."""

    def __init__(self, rules: InForce, facts: Facts, received: Sequence[Received] = ()) -> None:
        self.rules = rules
        self.facts = with_region(facts, rules.region, rules.day)
        self.received = received
        self.unsure: set[str] = set()
        self._truths: dict[str, Truth] = {}

    def settled(self) -> Settled:
        """What it gets or may get, within the limits of the groups."""
        judged = (self._assess(measure) for measure in self.rules.judged)
        found = [one for one in judged if one is not None]
        groups = {one.measure.group for one in found}
        limits = {name: self._limit(name) for name in self.rules.groups if name in groups}
        return settle(found, limits)

    def _assess(self, measure: Measure) -> Assessment | None:
        """A measure that is met or may be; None for one that is not."""
        truth = self.truth(measure.name)
        if truth is Truth.NOT_MET or once_reason(measure, self.received, self.rules.day):
            return None
        money = None
        if measure.amount is not None:
            money = self._walker(measure).amount(measure.amount).sum
        if truth is Truth.UNKNOWN:
            self.unsure.add(measure.name)
            money = None if money is None else Sum(0, money.high, is_open=True)
        state = State.COMPETITIVE if measure.competitive else State.MET
        paid = money
        if money is not None and self.received and measure.name in self.rules.deducting:
            paid, _ = deduct_received(measure, money, self.received, self.rules.day)
        return Assessment(measure, state, money, paid, "", ())

    def truth(self, name: str) -> Truth:
        """Whether a measure's conditions are met; a circle of references tells nothing."""
        measure = self.rules.rulebook.measures.get(name)
        if measure is None or measure.is_lost:
            return Truth.UNKNOWN
        if not measure.holds(self.rules.day):
            return Truth.NOT_MET
        if name not in self._truths:
            self._truths[name] = Truth.UNKNOWN
            reason = self._walker(measure).truth(self.rules.conditions[name])
            self._truths[name] = reason.truth or Truth.UNKNOWN
        return self._truths[name]

    def _walker(self, measure: Measure) -> Walker:
        rules = self.rules
        return Walker(
            rules.rulebook.facts,
            rules.figures[measure.name],
            self.facts,
            rules.day,
            self.truth,
            rules.operands[measure.name],
        )

    def _limit(self, name: str) -> Limit:
        rules = self.rules
        group = rules.groups[name]
        cap = None
        if group.cap:
            figures = {**rules.rulebook.figures, **group.figures}
            cap = Walker({}, figures, self.facts, rules.day, self.truth).figure(group.cap)
        return limit_of(group, rules.members[name], self.received, rules.day, cap)
