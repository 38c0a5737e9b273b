"""Measures compiled: conditions as places in one program of shared truths, amounts with the figures of the day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce

from zhishu.rules.columns.amounts import Priced, compile_amount, facts_of, truths_of
from zhishu.rules.columns.near import Compile, Near, find_near
from zhishu.rules.columns.truths import Everybody, Given, Nobody, Program, Unknown
from zhishu.rules.condition import AllOf, Condition
from zhishu.rules.entitling import InForce
from zhishu.rules.measure import PAID, Measure


@dataclass(frozen=True)
class Compiled:
    """A measure: its conditions as listed, and the places of their truths, each together with those before it.

    amount: what is worked out for whoever meets them, with the facts and the truths it asks for.
    """

    measure: Measure
    listed: tuple[Condition, ...]
    places: tuple[int, ...]
    near: Near
    amount: Priced | None = None
    facts: frozenset[str] = frozenset()
    truths: frozenset[int] = frozenset()

    @property
    def wanted(self) -> frozenset[int]:
        """The places of all truths that judging it takes."""
        return self.truths.union(self.places, self.near.counted, self.near.needed)

    @property
    def is_paid(self) -> bool:
        """Whether it hands out money that adds up."""
        return self.amount is not None and self.measure.form in PAID


class Compiler:
    """Compiles the measures in force, and those that they refer to."""

    def __init__(self, rules: InForce) -> None:
        self.rules = rules
        self.program = Program(rules.rulebook.facts, rules.day)
        self._plain = Given()
        self._open: set[str] = set()

    def compile(self, measure: Measure) -> Compiled:
        """One measure."""
        listed, places = self._listed(measure), self._conditions(measure)
        declared = self.rules.rulebook.facts
        near = find_near(self.program, declared, self._compiles(measure))
        if measure.amount is None:
            return Compiled(measure, listed, places, near)
        figures = self.rules.figures[measure.name]
        place_of = partial(self._add, measure, given=self._plain)
        amount = compile_amount(measure.amount, figures, declared, self.rules.day, place_of)
        facts, truths = frozenset(facts_of(amount)), frozenset(truths_of(amount))
        return Compiled(measure, listed, places, near, amount, facts, truths)

    def _listed(self, measure: Measure) -> tuple[Condition, ...]:
        whole = self.rules.conditions[measure.name]
        assert isinstance(whole, AllOf)
        parts = whole.parts
        if measure.conditions is not None and isinstance(parts[-1], AllOf):
            return (*parts[:-1], *parts[-1].parts)
        return parts

    def _conditions(self, measure: Measure) -> tuple[int, ...]:
        """The places of a measure's conditions, each together with those before it."""
        places: list[int] = []
        for compile_one in self._compiles(measure):
            place = compile_one(self._plain)
            places.append(self.program.together(places[-1], place) if places else place)
        return tuple(places) or (self.program.place(Everybody()),)

    def _compiles(self, measure: Measure) -> list[Compile]:
        """What compiles each of a measure's conditions."""
        return [partial(self._add, measure, one) for one in self._listed(measure)]

    def _add(self, measure: Measure, condition: Condition, given: Given) -> int:
        figures = self.rules.figures[measure.name]
        self._open.add(measure.name)
        place = self.program.add(condition, figures, partial(self._reached, given), given)
        self._open.discard(measure.name)
        return place

    def _reached(self, given: Given, name: str) -> int:
        """The place of the truth that another measure's conditions are met; in a circle nobody knows."""
        measure = self.rules.rulebook.measures.get(name)
        if measure is None or measure.is_lost or name in self._open:
            return self.program.place(Unknown())
        if not measure.holds(self.rules.day):
            return self.program.place(Nobody())
        if name not in given.reached:
            places = (one(given) for one in self._compiles(measure))
            met = reduce(self.program.together, places, self.program.place(Everybody()))
            given.reached[name] = met
        return given.reached[name]
