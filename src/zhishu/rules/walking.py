"""The walk of one measure for one party: each condition three-valued, each amount an interval, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from zhishu.base.dates import add_months, add_years, print_date
from zhishu.base.region import RegionCode
from zhishu.rules.amount import (
    Amount,
    Choice,
    Fixed,
    Option,
    Range,
    Rate,
    Reimburse,
    Tiers,
)
from zhishu.rules.assessment import Change, Figure, Reason, Sum
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
    Operand,
    Operator,
    Truth,
)
from zhishu.rules.fact import UNKNOWN, Fact, Facts, Value
from zhishu.rules.parameter import Parameter
from zhishu.rules.place import Regions
from zhishu.rules.scale import Scale
from zhishu.rules.sums import (
    ANYTHING,
    added_sum,
    cap_sum,
    fen,
    first_sum,
    highest_sum,
    share,
    tiers_sum,
)
from zhishu.rules.words import (
    needed_words,
    percent,
    plain,
    test_words,
    value_words,
    yuan_words,
)

MET, NOT_MET, NOBODY_KNOWS = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
NO_NAMES = Regions()
_BY_FIGURE = (Named, Ago)


class Priced(NamedTuple):
    """What an amount comes to, why, and the name of the cap that bit (empty: none)."""

    sum: Sum
    reason: Reason
    cap: str = ""


# A comparison's operand on a day (None: the rulebook has no figure), its figure, and the words of both.
Compared = tuple[Operand | None, Figure | None, str]


@dataclass(frozen=True)
class Operands:
    """What comparisons and figures come to on a day, kept for all parties: prepare one for each set of figures."""

    compared: dict[int, tuple[Comparison, Compared]] = field(default_factory=dict)
    figures: dict[tuple[str, str], Figure | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What was told of one party and is told again by other measures.

    compared: comparisons without figures, each by its identity; values: in words, by fact; changes: by fact and value.
    """

    compared: dict[int, tuple[Comparison, Reason]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    changes: dict[tuple[str, Value], Change] = field(default_factory=dict)


class Walker:
    """Walks conditions and amounts of one measure over one party's facts on one day.

    declared: facts by name; figures: parameters by name, the measure's own over the rulebook's; reached:
    whether another measure's conditions are met, with the reasons where they are known; operands: kept from other parties with the same figures and day;
    told: what was told of the party, kept from its other measures;
    regions: their names, for the sentences.
    """

    def __init__(
        self,
        declared: Mapping[str, Fact],
        figures: Mapping[str, Parameter | Scale],
        facts: Facts,
        day: date,
        reached: Callable[[str], Truth | Reason],
        operands: Operands | None = None,
        told: Told | None = None,
        regions: Regions | None = None,
    ) -> None:
        self.declared = declared
        self.figures = figures
        self.facts = facts
        self.day = day
        self.reached = reached
        self.operands = operands or Operands()
        self.told = told or Told()
        self.compared: dict[int, tuple[Comparison, Reason]] = {}
        self.regions = NO_NAMES if regions is None else regions

    # Conditions

    def truth(self, condition: Condition) -> Reason:
        """Whether a condition is met, with the same of each part."""
        if isinstance(condition, Comparison):
            return self.compare(condition)
        if isinstance(condition, AllOf):
            parts = self._truths(condition.parts)
            return Reason("conditions", "全部符合", _decide(parts, NOT_MET, MET), parts=parts)
        if isinstance(condition, AnyOf):
            parts = self._truths(condition.parts)
            return Reason("conditions", "符合其中之一", _decide(parts, MET, NOT_MET), parts=parts)
        if isinstance(condition, Not):
            part = self.truth(condition.part)
            return Reason("conditions", "不属于", _negated(part.truth), parts=(part,))
        found = self.reached(condition.measure)
        if isinstance(found, Reason):
            return found
        return Reason("conditions", f"符合措施{condition.measure}的条件", found)

    def _truths(self, parts: tuple[Condition, ...]) -> tuple[Reason, ...]:
        return tuple(
            [self.compare(one) if isinstance(one, Comparison) else self.truth(one) for one in parts]
        )

    def compare(self, test: Comparison) -> Reason:
        """How the party's fact comes out; told once for the measure, and without figures once for all measures."""
        by_figure = isinstance(test.operand, _BY_FIGURE)
        compared = self.compared if by_figure else self.told.compared
        kept = compared.get(id(test))
        if kept is None:
            kept = compared[id(test)] = test, self._compare_anew(test)
        return kept[1]

    def _compare_anew(self, test: Comparison) -> Reason:
        known = self.facts.get(test.fact, UNKNOWN)
        operand, figure, said = self.operand(test)
        if operand is None:
            return Reason("conditions", f"{said}（规则没有收录）", NOBODY_KNOWS, test.fact, known)
        value = known.value
        if value is None:
            return Reason("conditions", f"{said}（不清楚）", NOBODY_KNOWS, test.fact, known, figure)
        truth = MET if holds(test.operator, value, operand) else NOT_MET
        fact = self.declared[test.fact]
        if fact.kind != "truth":
            said = f"{said}（为{self._value(fact, value)}）"
        elif truth is NOT_MET:
            said = needed_words(fact, self._value(fact, value), value_words(fact, operand))
        return Reason("conditions", said, truth, test.fact, known, figure)

    def _value(self, fact: Fact, value: Value) -> str:
        """The party's value of a fact in words."""
        said = self.told.values.get(fact.name)
        if said is None:
            said = self.regions.full_name(str(value)) if fact.kind == "region" else ""
            said = self.told.values[fact.name] = said or value_words(fact, value)
        return said

    def operand(self, test: Comparison) -> Compared:
        """A comparison's operand on the day (None: the rulebook has no figure), its figure, and the words of both."""
        kept = self.operands.compared.get(id(test))
        if kept is not None:
            return kept[1]
        fact = self.declared[test.fact]
        operand, figure, words = self._operand(test.operand, fact)
        found = operand, figure, test_words(fact, SIGNS[test.operator], words)
        if not self._is_series(test.operand):
            self.operands.compared[id(test)] = test, found
        return found

    def _is_series(self, operand: Operand) -> bool:
        """Whether a fact of the party chooses the operand's figure."""
        named = operand.count if isinstance(operand, Ago) else operand
        figure = self.figures.get(named.name) if isinstance(named, Named) else None
        return isinstance(figure, Parameter) and bool(figure.by)

    def _operand(self, operand: Operand, fact: Fact) -> Compared:
        """An operand with figures in place of names (None: the rulebook has none on the day), and its words."""
        if isinstance(operand, Named):
            figure = self.figure(operand.name)
            if figure is None:
                return None, None, operand.name
            return figure.value, figure, f"{plain(figure.value)}{figure.unit}"
        if isinstance(operand, Ago):
            count, figure = operand.count, None
            if isinstance(count, Named):
                figure = self.figure(count.name)
                if figure is None:
                    return None, None, count.name
                count = int(figure.value)
            first = days_ago(self.day, count, operand.unit)
            return Between(first, self.day), figure, f"近{count}{TIME_UNITS[operand.unit]}内"
        if isinstance(operand, CalendarYear):
            year = max(1, self.day.year + operand.offset)
            return Between(date(year, 1, 1), date(year, 12, 31)), None, f"{year}年内"
        if isinstance(operand, Between):
            ends = [print_date(day) if day else "" for day in (operand.first, operand.last)]
            return operand, None, f"{ends[0]}至{ends[1]}"
        if isinstance(operand, Inside):
            return operand, None, self.regions.name(operand.code)
        if isinstance(operand, tuple):
            return operand, None, "、".join(fact.values.get(one, one) for one in operand)
        return operand, None, value_words(fact, operand)

    def figure(self, name: str) -> Figure | None:
        """A parameter's figure on the day; None where the rulebook has none, or which one is not known."""
        parameter = self.figures.get(name)
        if not isinstance(parameter, Parameter):
            return None
        series = ""
        if parameter.by:
            known = self.facts.get(parameter.by, UNKNOWN).value
            if known is None:
                return None
            series = str(known)
        kept = self.operands.figures
        if (name, series) not in kept:
            kept[name, series] = _figure(parameter, name, self.day, series)
        return kept[name, series]

    # Amounts

    def amount(self, amount: Amount) -> Priced:
        """What an amount comes to: its base, then its cap; a printed 不超过 leaves the lower end at nothing."""
        base = amount.base
        if isinstance(base, Fixed):
            priced = self._fixed(base)
        elif isinstance(base, Rate):
            priced = self._rate(base)
        elif isinstance(base, Reimburse):
            money, reason = self._money(base.fact)
            priced = Priced(money, reason._replace(words=f"按实际发生：{reason.words}"))
        elif isinstance(base, Range):
            priced = self._range(base)
        elif isinstance(base, Tiers):
            priced = self._tiers(base)
        else:
            priced = self._choose(base)
        if amount.cap:
            priced = self._capped(priced, amount.cap)
        if amount.up_to:
            priced = priced._replace(sum=priced.sum._replace(low=0))
        return priced

    def _fixed(self, base: Fixed) -> Priced:
        figure = self.figure(base.figure)
        if figure is None:
            return Priced(ANYTHING, _unsaid(base.figure))
        each = fen(figure.value)
        if not base.each:
            return Priced(
                Sum(each, each),
                Reason("amount", f"{figure.title}{yuan_words(each)}", figure=figure),
            )
        fact = self.declared[base.each]
        known = self.facts.get(base.each, UNKNOWN)
        said = f"每{fact.unit}{yuan_words(each)}，{fact.title}"
        if not isinstance(known.value, Decimal):
            return Priced(
                ANYTHING, Reason("amount", f"{said}不清楚", None, base.each, known, figure)
            )
        total = each * int(known.value)
        said = f"{said}{int(known.value)}{fact.unit}，合{yuan_words(total)}"
        return Priced(Sum(total, total), Reason("amount", said, None, base.each, known, figure))

    def _rate(self, base: Rate) -> Priced:
        figure = self.figure(base.rate)
        money, reason = self._money(base.of)
        if figure is None:
            return Priced(ANYTHING, _unsaid(base.rate))
        said = f"{reason.words}的{percent(figure.value)}"
        if money.high is None:
            return Priced(ANYTHING, reason._replace(words=said, figure=figure))
        part = share(money.low, figure.value)
        said = f"{said}，合{yuan_words(part)}"
        return Priced(Sum(part, part), reason._replace(words=said, figure=figure))

    def _money(self, name: str) -> tuple[Sum, Reason]:
        fact = self.declared[name]
        known = self.facts.get(name, UNKNOWN)
        if not isinstance(known.value, Decimal):
            return ANYTHING, Reason("amount", f"{fact.title}（不清楚）", None, name, known)
        money = fen(known.value)
        return Sum(money, money), Reason(
            "amount", f"{fact.title}{yuan_words(money)}", None, name, known
        )

    def _range(self, base: Range) -> Priced:
        low, high = self.figure(base.low), self.figure(base.high)
        if low is None or high is None:
            return Priced(ANYTHING, _unsaid(base.low if low is None else base.high))
        ends = Sum(fen(low.value), fen(high.value))
        said = f"{yuan_words(ends.low)}至{yuan_words(fen(high.value))}"
        return Priced(ends, Reason("amount", said, figure=high))

    def _tiers(self, base: Tiers) -> Priced:
        fact, known = self.declared[base.fact], self.facts.get(base.fact, UNKNOWN)
        scale = self.figures.get(base.bands)
        bands = scale.at(self.day) if isinstance(scale, Scale) else None
        if bands is None:
            return Priced(ANYTHING, _unsaid(base.bands))
        if not isinstance(known.value, Decimal):
            said = f"按{fact.title}分档（不清楚）"
            return Priced(ANYTHING, Reason("amount", said, None, base.fact, known))
        money = tiers_sum(bands, known.value)
        said = f"按{fact.title}{value_words(fact, known.value)}分档"
        if money is None:
            said = f"{said}，没有这一档"
            return Priced(ANYTHING, Reason("amount", said, None, base.fact, known))
        said = f"{said}，{bands.source}{bands.clause}，合{yuan_words(money)}"
        return Priced(Sum(money, money), Reason("amount", said, None, base.fact, known))

    def _choose(self, base: Choice) -> Priced:
        """The options that are met, and those that may be: an unknown one moves the ends apart."""
        sure: list[Priced] = []
        maybe: list[Priced] = []
        reasons = []
        for option in base.options:
            reason, priced = self._option(option)
            reasons.append(reason)
            if reason.truth is NOT_MET:
                continue
            (sure if reason.truth is MET else maybe).append(priced)
            if base.how == "first" and reason.truth is MET:
                break
        total = _JOINED[base.how]([one.sum for one in sure], [one.sum for one in maybe])
        caps = [one.cap for one in sure if one.cap]
        reason = Reason("amount", CHOICES[base.how], parts=tuple(reasons))
        return Priced(total, reason, caps[0] if caps else "")

    def _option(self, option: Option) -> tuple[Reason, Priced]:
        when = self.truth(option.when) if option.when is not None else None
        truth = when.truth if when else MET
        priced = self.amount(option.amount)
        parts = (when, priced.reason) if when else (priced.reason,)
        return Reason("amount", priced.reason.words, truth, parts=parts), priced

    def _capped(self, priced: Priced, name: str) -> Priced:
        figure = self.figure(name)
        if figure is None:
            reason = _unsaid(name)._replace(parts=(priced.reason,))
            return Priced(priced.sum._replace(is_open=True), reason, priced.cap)
        most = fen(figure.value)
        capped, bit = cap_sum(priced.sum, most)
        said = f"不超过{yuan_words(most)}" + ("，超出的不计" if bit else "")
        reason = Reason("cap", said, None, figure=figure, parts=(priced.reason,))
        return Priced(capped, reason, name if bit else priced.cap)


def _figure(parameter: Parameter, name: str, day: date, key: str) -> Figure | None:
    value = parameter.at(day, key)
    if value is None:
        return None
    return Figure(
        name,
        parameter.title,
        value.value,
        value.unit,
        value.since,
        value.clause,
        value.source,
        value.verified,
    )


def holds(operator: Operator, value: Value, operand: Operand) -> bool:
    """Whether a value known stands the comparison with an operand in which no name is left."""
    if operator == "is":
        return value == operand
    if operator == "in":
        return value in operand  # type: ignore[operator]
    if operator == "at_least":
        return value >= operand  # type: ignore[operator]
    if operator == "at_most":
        return value <= operand  # type: ignore[operator]
    if operator == "before":
        return value < operand  # type: ignore[operator]
    if operator == "after":
        return value > operand  # type: ignore[operator]
    if isinstance(operand, Inside):
        return is_inside(str(value), operand.code)
    assert isinstance(operand, Between) and isinstance(value, date)
    return (operand.first is None or operand.first <= value) and (
        operand.last is None or value <= operand.last
    )


def days_ago(day: date, count: int, unit: str) -> date:
    """The same day so many years, months or days before; the first day there is where that lies before it."""
    try:
        if unit == "years":
            return add_years(day, -count)
        if unit == "months":
            return add_months(day, -count)
        return date.fromordinal(day.toordinal() - count)
    except (ValueError, OverflowError):
        return date.min


@lru_cache(maxsize=10_000)
def is_inside(code: str, around: str) -> bool:
    """Whether a region lies within another, by their codes."""
    return RegionCode(around).contains(RegionCode(code))


def _decide(parts: tuple[Reason, ...], one: Truth, other: Truth) -> Truth:
    """`one` where a part has it, else unknown where a part is, else `other`; by identity: hashing an enum is slow."""
    found = other
    for part in parts:
        if part.truth is one:
            return one
        if part.truth is not other:
            found = NOBODY_KNOWS
    return found


def _negated(truth: Truth | None) -> Truth:
    if truth is MET:
        return NOT_MET
    return MET if truth is NOT_MET else NOBODY_KNOWS


def _unsaid(name: str) -> Reason:
    return Reason("amount", f"{name}：这一天的规则没有收录", NOBODY_KNOWS)


TIME_UNITS = {"years": "年", "months": "个月", "days": "天"}
SIGNS = {
    "is": "为",
    "in": "属于",
    "within": "在",
    "at_least": "不少于",
    "at_most": "不超过",
    "before": "早于",
    "after": "晚于",
}
CHOICES = {"highest": "取最高的一项", "sum": "各项相加", "first": "取符合的第一项"}
_JOINED = {"highest": highest_sum, "sum": added_sum, "first": first_sum}
