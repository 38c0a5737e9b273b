"""What can never be met, or is always met: conditions solved over every fact, on the days on which figures change.

A condition can be met when some facts meet it: the nearest miss of a party of which nothing is known. Conditions whose
figure is chosen by a fact of the party, and days without a figure, tell nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from zhishu.rules.amount import Amount, Choice
from zhishu.rules.checking.finding import Book, Figures, Finding
from zhishu.rules.condition import (
    Ago,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Named,
    Not,
    Reached,
    Truth,
)
from zhishu.rules.measure import Measure, whole_condition
from zhishu.rules.nearest import Inner, can_be_met
from zhishu.rules.parameter import Parameter
from zhishu.rules.walking import Walker


def check_reach(measure: Measure, book: Book) -> Iterator[Finding]:
    """Parts of a measure that nobody can meet and conditions that everybody meets; it has no faults otherwise."""
    return _Solver(measure, book).findings()


# For a measure of which neither a day nor a figure is known.
ANY_DAY = date(2020, 1, 1)


class _Solver:
    """Solves the conditions of one measure."""

    def __init__(self, measure: Measure, book: Book) -> None:
        self.measure = measure
        self.book = book
        self.whole = whole_condition(measure)
        self.figures: Figures = {**book.figures, **measure.figures}
        self.walkers = [self.walker(self.figures, day) for day in self.days()]

    def walker(self, figures: Figures, day: date) -> Walker:
        return Walker(self.book.facts, figures, {}, day, lambda _: Truth.UNKNOWN)

    def days(self) -> list[date]:
        """The first day of the measure and every later day on which one of its figures changes."""
        source = self.measure.source
        first = source.effective_from or source.issued_on
        changes = {
            value.since
            for figure in self.measure.figures.values()
            if isinstance(figure, Parameter)
            for series in figure.series.values()
            for value in series
        }
        if first is None:
            return sorted(changes) or [ANY_DAY]
        until = source.effective_to or date.max
        return sorted({first, *(day for day in changes if first <= day <= until)})

    def findings(self) -> Iterator[Finding]:
        if not self.tells(self.whole):
            return
        if not self.can_be(self.whole):
            line, what = self.narrowest(self.whole)
            yield self.finding(f"{what}，没有谁能符合", line, "核对这几个条件，改正或删去")
            return
        if self.measure.conditions is not None:
            yield from self.parts(self.measure.conditions, [self.whole])
        if self.measure.amount is not None:
            yield from self.options(self.measure.amount)

    def parts(self, condition: Condition, context: Sequence[Condition]) -> Iterator[Finding]:
        """Branches of `any` that cannot be met together with the rest; comparisons that everybody meets."""
        if isinstance(condition, AllOf):
            for part in condition.parts:
                yield from self.parts(part, context)
        elif isinstance(condition, AnyOf):
            for part in condition.parts:
                if not self.can_be(AllOf((*context, part))):
                    yield self.finding(
                        "any里的这一支与其他条件矛盾，永远走不到", part.line, "删去，或改正条件"
                    )
                else:
                    yield from self.parts(part, context)
        elif isinstance(condition, Comparison) and not self.can_be(Not(condition)):
            yield self.finding("这个条件谁都符合", condition.line, "删去，或核对数字")

    def options(self, amount: Amount) -> Iterator[Finding]:
        """Options of an amount that are never taken."""
        if not isinstance(amount.base, Choice):
            return
        before: list[Condition] = []
        for option in amount.base.options:
            if option.when is not None and self.tells(option.when):
                if not self.can_be(AllOf((self.whole, option.when, *before))):
                    yield self.finding(
                        "这一项金额永远取不到：它的when与条件或前面的项矛盾",
                        option.when.line,
                        "调整次序，或改正when",
                    )
                if amount.base.how == "first":
                    before.append(Not(option.when))
            yield from self.options(option.amount)

    def narrowest(self, condition: Condition) -> tuple[int, str]:
        """The line of the smallest part that cannot be met by itself."""
        parts: Sequence[Condition] = ()
        if isinstance(condition, AllOf | AnyOf):
            parts = condition.parts
        for part in parts:
            if not self.can_be(part):
                return self.narrowest(part)
        what = "这个条件" if isinstance(condition, Comparison | Not) else "这几个条件互相矛盾"
        return condition.line, what

    def can_be(self, condition: Condition) -> bool:
        """Whether some facts meet it on one of the days."""
        return any(can_be_met(condition, walker, self.inner(walker.day)) for walker in self.walkers)

    def inner(self, day: date) -> Inner:
        def find(name: str) -> tuple[Condition, Walker] | None:
            other = self.book.measures.get(name)
            if other is None or other.is_lost or not other.holds(day):
                return None
            figures = {**self.book.figures, **other.figures}
            return whole_condition(other), self.walker(figures, day)

        return find

    def tells(self, condition: Condition) -> bool:
        """Whether every figure of a condition has a value on each of the days, whoever the party is."""
        return all(self.tells_on(condition, walker) for walker in self.walkers)

    def tells_on(self, condition: Condition, walker: Walker) -> bool:
        if isinstance(condition, AllOf | AnyOf):
            return all(self.tells_on(part, walker) for part in condition.parts)
        if isinstance(condition, Not):
            return self.tells_on(condition.part, walker)
        if isinstance(condition, Reached):
            found = self.inner(walker.day)(condition.measure)
            return found is not None and self.tells_on(*found)
        operand = condition.operand
        named = operand.count if isinstance(operand, Ago) else operand
        return not isinstance(named, Named) or walker.figure(named.name) is not None

    def finding(self, what: str, line: int, next_step: str) -> Finding:
        return Finding(what, self.measure.file, line, next_step, is_fault=False)
