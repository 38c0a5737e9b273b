"""The nearest miss: the smallest change of facts under which conditions would be met.

Smallest: the fewest facts changed; of as many, the least shift of numbers (each as a share of the larger of both
values, any other change counts one); of equal ones, the first in the rule's order. A known fact changes only where
a party can change it; what is not known may turn out to be anything. Every condition comes down to literals (a
comparison wanted true or false); a branch is left as soon as it costs more than the best one found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from zhishu.rules.assessment import Change
from zhishu.rules.condition import (
    AllOf,
    AnyOf,
    Between,
    Comparison,
    Condition,
    Inside,
    Not,
    Operand,
    Operator,
    Truth,
)
from zhishu.rules.fact import FEN, MOST_NUMBER, MOST_YUAN, UNKNOWN, Fact, Facts, Value
from zhishu.rules.walking import Walker, holds, is_inside
from zhishu.rules.words import needed_words, test_words, value_words

# No rule of an office comes near; a rule that does gets no answer rather than a wrong one.
MOST_STEPS = 20_000

# How a referenced measure is walked: its condition and its walker; None where it cannot be met.
Inner = Callable[[str], "tuple[Condition, Walker] | None"]


class Literal(NamedTuple):
    """A comparison that has to come out as wanted."""

    operator: Operator
    operand: Operand
    wanted: bool

    def agrees(self, value: Value) -> bool:
        return holds(self.operator, value, self.operand) is self.wanted


# Two provinces: whatever region is meant, one of them lies outside.
_FAR_APART = ("110000", "650000")
_AT_ITS_END = ("at_least", "at_most", "is")
_JOINS = (AllOf, AnyOf)
_NEVER = Literal("in", (), wanted=True)
# A comparison that has to hold, its walker, and whether it is wanted true.
_Asked = tuple[Comparison, Walker, bool]
# What still has to hold: a condition, its walker, and whether it is wanted true; the rest of the list.
_Agenda = tuple[tuple[Condition, Walker, bool], "_Agenda"] | None


@dataclass
class _Search:
    facts: Facts
    declared: Mapping[str, Fact]
    day: date
    inner: Inner
    best: dict[str, Value] | None = None
    steps: int = 0
    asked: dict[str, list[_Asked]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, Value] = field(default_factory=dict)

    def run(self, agenda: _Agenda) -> None:
        """Meet what is on the agenda in every way that may beat the best."""
        agreed: list[list[_Asked]] = []
        while agenda is not None:
            self.steps += 1
            if self.steps > MOST_STEPS:
                break
            (condition, walker, wanted), agenda = agenda
            if isinstance(condition, Comparison):
                asked = self.asked[condition.fact]
                asked.append((condition, walker, wanted))
                if not self.agrees(condition, walker, wanted):
                    self.change(condition.fact, asked, agenda)
                    asked.pop()
                    break
                agreed.append(asked)
            elif isinstance(condition, _JOINS):
                if isinstance(condition, AllOf) is not wanted:
                    for part in condition.parts:
                        self.run(((part, walker, wanted), agenda))
                    break
                for part in reversed(condition.parts):
                    agenda = (part, walker, wanted), agenda
            elif isinstance(condition, Not):
                agenda = (condition.part, walker, not wanted), agenda
            else:
                found = self.inner(condition.measure)
                if found is None:
                    break
                agenda = (*found, wanted), agenda
        else:
            if self.is_best():
                self.best = dict(self.changed)
        for asked in agreed:
            asked.pop()

    def agrees(self, test: Comparison, walker: Walker, wanted: bool) -> bool:
        """Whether the fact's value, as it is or as changed so far, comes out as wanted."""
        changed = self.changed.get(test.fact)
        if changed is None:
            return walker.compare(test).truth is (Truth.MET if wanted else Truth.NOT_MET)
        return _literal(test, walker, wanted).agrees(changed)

    def change(self, name: str, asked: list[_Asked], rest: _Agenda) -> None:
        """Give a fact the value that its literals ask for, where it may have another, and go on with the rest."""
        fact, known = self.declared[name], self.facts.get(name, UNKNOWN).value
        if known is not None and not fact.changeable:
            return
        found = best_value(fact, known, [_literal(*one) for one in asked], self.day)
        if found is None:
            return
        before = self.changed.get(name)
        self.changed[name] = found
        if self.is_best():
            self.run(rest)
        if before is None:
            del self.changed[name]
        else:
            self.changed[name] = before

    def is_best(self) -> bool:
        """Whether the changes so far cost less than the best; shifts are added up only where as many are changed."""
        if self.best is None or len(self.changed) != len(self.best):
            return self.best is None or len(self.changed) < len(self.best)
        return self.shift(self.changed) < self.shift(self.best)

    def shift(self, changed: Mapping[str, Value]) -> float:
        facts = self.facts
        return sum(
            [_share(facts.get(name, UNKNOWN).value, value) for name, value in changed.items()]
        )


def find_nearest(condition: Condition, walker: Walker, inner: Inner) -> tuple[Change, ...] | None:
    """The smallest change of facts that meets a condition, in the rule's order; None where there is none."""
    search = _search(condition, walker, inner)
    if search.best is None or search.steps > MOST_STEPS:
        return None
    return tuple([_change(name, value, walker) for name, value in search.best.items()])


def can_be_met(condition: Condition, walker: Walker, inner: Inner) -> bool:
    """Whether some change of facts meets a condition; what takes too many steps to tell is taken to be met."""
    search = _search(condition, walker, inner)
    return search.best is not None or search.steps > MOST_STEPS


def _search(condition: Condition, walker: Walker, inner: Inner) -> _Search:
    search = _Search(walker.facts, walker.declared, walker.day, inner)
    search.run(((condition, walker, True), None))
    return search


def _literal(test: Comparison, walker: Walker, wanted: bool) -> Literal:
    """A figure that the rulebook does not hold agrees with nothing: the literal is one that no value meets."""
    operand = walker.operand(test)[0]
    return _NEVER if operand is None else Literal(test.operator, operand, wanted)


def best_value(fact: Fact, was: Value | None, literals: list[Literal], day: date) -> Value | None:
    """The value nearest to what is that agrees with all literals; None where there is none."""
    if len(literals) == 1 and literals[0].wanted and literals[0].operator in _AT_ITS_END:
        # The end itself is the nearest value that agrees.
        value = literals[0].operand
        assert isinstance(value, bool | Decimal | str)
        return value
    found: tuple[Value, float] | None = None
    for literal in literals:
        for value in _candidates(fact, was, literal, day):
            if all(one.agrees(value) for one in literals):
                shift = _shift(was, value, day)
                if found is None or shift < found[1]:
                    found = value, shift
    return None if found is None else found[0]


def _candidates(fact: Fact, was: Value | None, literal: Literal, day: date) -> list[Value]:
    """The values at a literal's ends; with them any set of literals that can be met is met."""
    operand = literal.operand
    if isinstance(operand, bool):
        return [True, False]
    if fact.kind == "word":
        return list(fact.values)
    if isinstance(operand, Inside):
        return [operand.code, next(one for one in _FAR_APART if not is_inside(one, operand.code))]
    if isinstance(operand, Decimal):
        step = FEN if fact.kind == "money" else _step(operand, was)
        most = MOST_YUAN if fact.kind == "money" else MOST_NUMBER
        return [one for one in (operand, operand - step, operand + step) if 0 <= one <= most]
    if isinstance(operand, Between):
        ends = [one for one in (operand.first, operand.last) if one is not None]
        return [day, *ends, *(_beside(one, by) for one in ends for by in (-1, 1))]
    if isinstance(operand, date):
        return [day, operand, _beside(operand, -1), _beside(operand, 1)]
    return []


def _step(operand: Decimal, was: Value | None) -> Decimal:
    """One, or the last decimal that either number has."""
    digits = [operand.as_tuple().exponent]
    if isinstance(was, Decimal):
        digits.append(was.as_tuple().exponent)
    return Decimal(1).scaleb(min(0, *(one for one in digits if isinstance(one, int))))


def _beside(day: date, by: int) -> date:
    return day if day in (date.min, date.max) else day + timedelta(days=by)


def _shift(was: Value | None, value: Value, day: date) -> float:
    """How far a value lies from what is; an unknown number from nothing, a day from the day asked: what is past stays."""
    if isinstance(value, Decimal):
        return _share(was, value) if isinstance(was, Decimal) else float(value)
    if isinstance(value, date):
        return abs((value - day).days)
    return 1.0


def _share(was: Value | None, value: Value) -> float:
    """What a change counts: of a known number its shift as a share of the larger value, any other one."""
    if isinstance(value, Decimal) and isinstance(was, Decimal):
        return float(abs(value - was) / max(value, was, Decimal(1)))
    return 1.0


def _change(name: str, needed: Value, walker: Walker) -> Change:
    """A change of the party, told once for all measures that ask for it."""
    changes = walker.told.changes
    if (name, needed) not in changes:
        was = walker.facts.get(name, UNKNOWN).value
        changes[name, needed] = _told_change(walker.declared[name], was, needed)
    return changes[name, needed]


def _told_change(fact: Fact, was: Value | None, needed: Value) -> Change:
    to = value_words(fact, needed)
    if was is None:
        words = f"{test_words(fact, '为', to)}（现在不清楚）"
    elif isinstance(needed, Decimal) and isinstance(was, Decimal):
        way = "增加到" if needed > was else "减少到"
        words = f"{fact.title}从{value_words(fact, was)}{way}{to}"
    else:
        words = needed_words(fact, value_words(fact, was), to)
    return Change(fact.name, was, needed, words)
