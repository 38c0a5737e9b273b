"""Conditions of many parties at once: Kleene's three values as two columns, each shared part worked out once.

`yes`: surely met; `may`: met or unknown. Where nothing is unknown both are the same array, and half the work
falls away. Every comparison is a range of numbers or days, or a test of the few words of a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial, reduce
from typing import NamedTuple, Protocol

import numpy as np

from zhishu.base.errors import InvalidValueError
from zhishu.rules.columns.bits import Bits, Flags, pack
from zhishu.rules.columns.facts import Column, Parties, both_known
from zhishu.rules.columns.figures import NO_FIGURE, Figure, Figures, figure_on
from zhishu.rules.condition import (
    Ago,
    AllOf,
    AnyOf,
    Between,
    CalendarYear,
    Comparison,
    Condition,
    Inside,
    Named,
    Not,
)
from zhishu.rules.fact import Fact
from zhishu.rules.walking import days_ago, is_inside

End = Decimal | int | Figure | None
# Beyond every number and day that a column holds.
_FAR = 2**62
# So many words are compared one by one: quicker than looking each party's word up.
_FEW = 8
_EPOCH = date(1970, 1, 1).toordinal()


class Kleene(NamedTuple):
    """Of each party whether something surely is, and whether it may be."""

    yes: Bits
    may: Bits


class Node(Protocol):
    """One truth of a program, worked out from the parties and from nodes before it."""

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene: ...


@dataclass(frozen=True)
class Unknown:
    """Unknown of everybody."""

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        return Kleene(parties.zeros, parties.ones)


@dataclass(frozen=True)
class Everybody:
    """Met by everybody."""

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        return Kleene(parties.ones, parties.ones)


@dataclass(frozen=True)
class Nobody:
    """Met by nobody."""

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        return Kleene(parties.zeros, parties.zeros)


@dataclass(frozen=True)
class Both:
    """Two truths together."""

    one: int
    other: int

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        one, other = done[self.one], done[self.other]
        if one.yes is parties.ones:
            return other
        if other.yes is parties.ones:
            return one
        yes = one.yes & other.yes
        if one.may is one.yes and other.may is other.yes:
            return Kleene(yes, yes)
        return Kleene(yes, one.may & other.may)


@dataclass(frozen=True)
class Either:
    """One of two truths."""

    one: int
    other: int

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        one, other = done[self.one], done[self.other]
        if one.may is parties.zeros:
            return other
        if other.may is parties.zeros:
            return one
        yes = one.yes | other.yes
        if one.may is one.yes and other.may is other.yes:
            return Kleene(yes, yes)
        return Kleene(yes, one.may | other.may)


@dataclass(frozen=True)
class Opposite:
    """What is where a truth is not."""

    of: int

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        yes, may = done[self.of]
        if may is yes:
            opposite = ~yes
            return Kleene(opposite, opposite)
        return Kleene(~may, ~yes)


@dataclass(frozen=True)
class Ranged:
    """A number, sum or day from one to another, both counted; None: open; a figure: each word has its own."""

    fact: str
    low: End
    high: End

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The facts whose words choose its figures, each with the words that have one."""
        figures = [end for end in (self.low, self.high) if isinstance(end, Figure)]
        return {one.by: tuple(key for key, _ in one.values) for one in figures}

    def ends(self, keys: Mapping[str, str]) -> tuple[Decimal | int | None, Decimal | int | None]:
        """Both ends, for parties with these words."""
        low, high = (
            dict(end.values)[keys[end.by]] if isinstance(end, Figure) else end
            for end in (self.low, self.high)
        )
        return low, high

    def passes(self, value: Decimal | int, keys: Mapping[str, str]) -> bool:
        """Whether it would be met with this value (a day as a number), for parties with these words."""
        low, high = self.ends(keys)
        return (low is None or low <= value) and (high is None or value <= high)

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        column = parties.columns.get(self.fact)
        if column is None:
            return Unknown().work_out(parties, done)
        has: Flags | None = None
        met: list[Flags] = []
        for end, rounding, test in (
            (self.low, ROUND_CEILING, np.greater_equal),
            (self.high, ROUND_FLOOR, np.less_equal),
        ):
            if end is None:
                continue
            whole = partial(_whole, 10**column.places, rounding)
            if isinstance(end, Figure):
                everybody = parties.pick(np.arange(parties.size), [end.by])
                border, its_has = end.spread(everybody, whole)
                has = both_known(has, its_has)
                met.append(test(column.values, border))
            else:
                met.append(test(column.values, whole(end)))
        known = column.known if has is None else both_known(column.known, pack(has))
        return _where_known(pack(reduce(np.logical_and, met)), known)


@dataclass(frozen=True)
class Told:
    """A fact that is true, or false."""

    fact: str
    operand: bool

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        column = parties.columns.get(self.fact)
        if column is None:
            return Unknown().work_out(parties, done)
        return _where_known(column.values if self.operand else ~column.values, column.known)


@dataclass(frozen=True)
class Worded:
    """A word or region that passes a test."""

    fact: str
    operand: str | tuple[str, ...] | Inside

    def work_out(self, parties: Parties, done: Sequence[Kleene]) -> Kleene:
        column = parties.columns.get(self.fact)
        if column is None:
            return Unknown().work_out(parties, done)
        passing = [at for at, word in enumerate(column.words) if self.passes(word)]
        if len(passing) == len(column.words):
            return Kleene(parties.ones if column.known is None else column.known, parties.ones)
        return _where_known(pack(_among(column, passing)), column.known)

    def passes(self, word: str) -> bool:
        """Whether it would be met with this word."""
        if isinstance(self.operand, Inside):
            return is_inside(word, self.operand.code)
        if isinstance(self.operand, tuple):
            return word in self.operand
        return word == self.operand


Leaf = Ranged | Told | Worded


class Given:
    """What stands in place of comparisons while conditions are compiled.

    seen: the comparisons met; reached: the places of other measures' truths, so that each is compiled once.
    """

    def __init__(self, stands: Mapping[Leaf, Node] | None = None) -> None:
        self._stands = stands or {}
        self.seen: dict[Leaf, None] = {}
        self.reached: dict[str, int] = {}

    def stand_for(self, leaf: Leaf) -> Node:
        """What stands for a comparison: itself, where nothing else is given."""
        self.seen[leaf] = None
        return self._stands.get(leaf, leaf)


class Step(NamedTuple):
    """Places to be worked out, in order, and places not needed any more afterwards."""

    fresh: list[int]
    spent: list[int]


class Program:
    """The truths of many conditions in an order in which each can be worked out once, like parts shared."""

    def __init__(self, declared: Mapping[str, Fact], day: date) -> None:
        self._declared = declared
        self._day = day
        self._places: dict[Node, int] = {}
        self.nodes: list[Node] = []

    def add(
        self, condition: Condition, figures: Figures, reached: Callable[[str], int], given: Given
    ) -> int:
        """The place of a condition's truth; reached: that of another measure's truth by its name."""
        if isinstance(condition, AllOf | AnyOf):
            join = self.together if isinstance(condition, AllOf) else self.either
            parts = [self.add(part, figures, reached, given) for part in condition.parts]
            return reduce(join, dict.fromkeys(parts))
        if isinstance(condition, Not):
            return self.opposite(self.add(condition.part, figures, reached, given))
        if isinstance(condition, Comparison):
            leaf = self.compare(condition, figures)
            return self.place(given.stand_for(leaf) if isinstance(leaf, Leaf) else leaf)
        return reached(condition.measure)

    def place(self, node: Node) -> int:
        """The place of a node, the same for the same node."""
        found = self._places.setdefault(node, len(self.nodes))
        if found == len(self.nodes):
            self.nodes.append(node)
        return found

    def together(self, one: int, other: int) -> int:
        """The place of two truths together."""
        return self._join(Both(one, other), Everybody(), Nobody())

    def either(self, one: int, other: int) -> int:
        """The place of one of two truths."""
        return self._join(Either(one, other), Nobody(), Everybody())

    def opposite(self, of: int) -> int:
        """The place of what is where a truth is not."""
        node = self.nodes[of]
        if isinstance(node, Everybody | Nobody):
            return self.place(Nobody() if isinstance(node, Everybody) else Everybody())
        return node.of if isinstance(node, Opposite) else self.place(Opposite(of))

    def _join(self, joined: Both | Either, idle: Node, deciding: Node) -> int:
        """The place of two truths joined; constant ones fall away or decide."""
        pair = self.nodes[joined.one], self.nodes[joined.other]
        if deciding in pair:
            return self.place(deciding)
        if idle in pair:
            return joined.other if pair[0] == idle else joined.one
        return joined.one if joined.one == joined.other else self.place(joined)

    def schedule(self, wanted: Sequence[Collection[int]]) -> list[Step]:
        """For each of several sets of places, wanted one after the other, what has to be worked out for it.

        Comparisons come first of all, those of one fact together, while its column is in the cache. What nobody
        wants is left out; what nobody wants any more is dropped, so that little is held at once.
        """
        behind = [self._behind(places) for places in wanted]
        last = {place: step for step, places in enumerate(behind) for place in places}
        leaves = {place: node.fact for place in last if isinstance(node := self.nodes[place], Leaf)}
        done = set(leaves)
        steps = []
        for places in behind:
            steps.append(Step(sorted(places - done), []))
            done |= places
        for place, step in last.items():
            steps[step].spent.append(place)
        if steps:
            by_fact = sorted(leaves, key=lambda place: (leaves[place], place))
            steps[0] = steps[0]._replace(fresh=[*by_fact, *steps[0].fresh])
        return steps

    def _behind(self, places: Collection[int]) -> set[int]:
        """These places and all that they are worked out from."""
        found: set[int] = set()
        open_places = list(places)
        while open_places:
            place = open_places.pop()
            if place not in found:
                found.add(place)
                node = self.nodes[place]
                if isinstance(node, Both | Either):
                    open_places += (node.one, node.other)
                elif isinstance(node, Opposite):
                    open_places.append(node.of)
        return found

    def compare(self, test: Comparison, figures: Figures) -> Leaf | Unknown:
        """A comparison with the figures of the day; unknown of everybody where a figure is missing."""
        kind, operand = self._declared[test.fact].kind, test.operand
        if kind == "truth" and isinstance(operand, bool):
            return Told(test.fact, operand)
        if kind in ("word", "region") and isinstance(operand, str | tuple | Inside):
            return Worded(test.fact, operand)
        low, high = self._ends(test, figures)
        if NO_FIGURE in (low, high):
            return Unknown()
        return Ranged(test.fact, low, high)

    def _ends(self, test: Comparison, figures: Figures) -> tuple[End, End]:
        """The ends of a range of numbers or days that a comparison asks for."""
        operand, operator = test.operand, test.operator
        if isinstance(operand, Ago):
            return self._first_day(operand, figures), day_number(self._day)
        if isinstance(operand, CalendarYear):
            year = self._day.year + operand.offset
            operand = Between(date(year, 1, 1), date(year, 12, 31))
        if isinstance(operand, Between):
            first, last = operand.first, operand.last
            return _end_day(first), _end_day(last)
        if isinstance(operand, date) and operator in ("before", "after"):
            day = day_number(operand)
            return (None, day - 1) if operator == "before" else (day + 1, None)
        end = self._figure(figures, operand.name) if isinstance(operand, Named) else operand
        if isinstance(end, Decimal | Figure) and operator in ("is", "at_least", "at_most"):
            return None if operator == "at_most" else end, None if operator == "at_least" else end
        raise InvalidValueError(
            f"“{test.fact}”不能这样比较：{operator}",
            where=test.fact,
            next_step="先用zhishu rules check检查规则",
        )

    def _first_day(self, ago: Ago, figures: Figures) -> End:
        def first(count: Decimal | int) -> int:
            return day_number(days_ago(self._day, int(count), ago.unit))

        if not isinstance(ago.count, Named):
            return first(ago.count)
        figure = self._figure(figures, ago.count.name)
        if isinstance(figure, Decimal):
            return first(figure)
        return Figure(figure.by, tuple((key, Decimal(first(one))) for key, one in figure.values))

    def _figure(self, figures: Figures, name: str) -> Decimal | Figure:
        figure = figure_on(figures, name, self._day)
        return figure if figure.alone is None else figure.alone


def _end_day(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def _whole(unit: int, rounding: str, number: Decimal | int) -> int:
    """A number as the whole one that a column in this unit is held against."""
    whole = int((Decimal(number) * unit).to_integral_value(rounding))
    return max(-_FAR, min(_FAR, whole))


def _among(column: Column, words: Sequence[int]) -> Flags:
    """Who has one of these words, by their places; what stands where none is known means nothing."""
    if len(words) > _FEW:
        has = np.zeros(len(column.words) + 1, np.bool_)
        has[list(words)] = True
        found: Flags = has[np.minimum(column.values, len(column.words))]
        return found
    found = np.zeros(len(column.values), np.bool_)
    for word in words:
        found |= column.values == word
    return found


def _where_known(is_met: Bits, known: Bits | None) -> Kleene:
    if known is None:
        return Kleene(is_met, is_met)
    return Kleene(is_met & known, is_met | ~known)
