"""Conditions and amounts in one phrase, before anybody's facts are known, with every figure by its title.

So a change of a figure changes no phrase: two phrases differ where the rules do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from zhishu.base.dates import print_date
from zhishu.rules.amount import Amount, Choice, Fixed, Option, Range, Rate, Reimburse
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
)
from zhishu.rules.fact import Fact
from zhishu.rules.parameter import Parameter
from zhishu.rules.scale import Scale
from zhishu.rules.walking import CHOICES, SIGNS, TIME_UNITS
from zhishu.rules.words import test_words, value_words


class Phrases:
    """Says the rules of one measure; figures: its own over the rulebook's; titles: of measures, by name."""

    def __init__(
        self,
        declared: Mapping[str, Fact],
        figures: Mapping[str, Parameter | Scale],
        titles: Mapping[str, str] | None = None,
    ) -> None:
        self.declared = declared
        self.figures = figures
        self.titles = titles or {}

    def condition(self, condition: Condition) -> str:
        """A condition: 首次：是，并且（专利不少于“件数”，或者级别属于国家级）."""
        if isinstance(condition, AllOf):
            return "，并且".join(self._part(one) for one in condition.parts)
        if isinstance(condition, AnyOf):
            return "，或者".join(self._part(one) for one in condition.parts)
        if isinstance(condition, Not):
            return f"不属于（{self.condition(condition.part)}）"
        if isinstance(condition, Comparison):
            fact = self.declared.get(condition.fact)
            operand = self._operand(condition.operand, fact)
            if fact is None:
                return f"{condition.fact}{SIGNS[condition.operator]}{operand}"
            return test_words(fact, SIGNS[condition.operator], operand)
        title = self.titles.get(condition.measure)
        return f"符合“{title}”的条件" if title else f"符合措施{condition.measure}的条件"

    def amount(self, amount: Amount) -> str:
        """An amount: 每件“奖励”，最多“封顶”."""
        base = amount.base
        if isinstance(base, Fixed):
            each = f"每一{self._fact(base.each)}" if base.each else ""
            said = f"{each}{self._figure(base.figure)}"
        elif isinstance(base, Rate):
            said = f"{self._fact(base.of)}的{self._figure(base.rate)}"
        elif isinstance(base, Reimburse):
            said = f"按实际发生的{self._fact(base.fact)}"
        elif isinstance(base, Range):
            said = f"{self._figure(base.low)}至{self._figure(base.high)}"
        elif isinstance(base, Choice):
            options = "；".join(self._option(one) for one in base.options)
            said = f"{CHOICES[base.how]}（{options}）"
        else:
            said = f"按{self._fact(base.fact)}分档{self._figure(base.bands)}"
        if amount.cap:
            said = f"{said}，最多{self._figure(amount.cap)}"
        return f"不超过{said}" if amount.up_to else said

    def _option(self, option: Option) -> str:
        said = self.amount(option.amount)
        return said if option.when is None else f"{self.condition(option.when)}的，{said}"

    def _part(self, condition: Condition) -> str:
        said = self.condition(condition)
        return f"（{said}）" if isinstance(condition, AllOf | AnyOf) else said

    def _operand(self, operand: Operand, fact: Fact | None) -> str:
        if isinstance(operand, Named):
            return self._figure(operand.name)
        if isinstance(operand, Ago):
            count = operand.count
            said = self._figure(count.name) if isinstance(count, Named) else str(count)
            return f"近{said}{TIME_UNITS[operand.unit]}内"
        if isinstance(operand, CalendarYear):
            return "当年" if operand.offset == 0 else "上一年"
        if isinstance(operand, Between):
            ends = (operand.first, operand.last)
            return "至".join(print_date(day) if day else "" for day in ends)
        if isinstance(operand, Inside):
            return operand.code
        if isinstance(operand, tuple):
            return "、".join(fact.values.get(one, one) if fact else one for one in operand)
        if fact is not None and isinstance(operand, bool | Decimal | date | str):
            return value_words(fact, operand)
        return str(operand)

    def _fact(self, name: str) -> str:
        fact = self.declared.get(name)
        return fact.title if fact else name

    def _figure(self, name: str) -> str:
        figure = self.figures.get(name)
        return f"“{figure.title if figure else name}”"
