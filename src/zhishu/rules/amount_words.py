"""An amount in one phrase, before anybody's facts are known: 30,000元, 保费的60%、不超过10,000元."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from zhishu.rules.amount import Amount, Choice, Fixed, Range, Rate, Reimburse
from zhishu.rules.fact import Fact
from zhishu.rules.measure import Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.scale import Scale
from zhishu.rules.sums import fen
from zhishu.rules.words import percent, yuan_words

# So many sums of a choice are said one by one; of more only the ends.
_SAID = 3
_NOT_CARRIED = "（规则没有收录）"


class AmountWords:
    """Says the amounts of measures on one day; figures: the measure's own over the rulebook's."""

    def __init__(
        self,
        declared: Mapping[str, Fact],
        figures: Mapping[str, Parameter | Scale],
        day: date,
    ) -> None:
        self._declared = declared
        self._figures = figures
        self._day = day

    def say(self, amount: Amount) -> str:
        """The phrase; a figure that is not carried on the day is said to be so."""
        base = amount.base
        most = "不超过" if amount.up_to else ""
        if isinstance(base, Fixed):
            said = f"每{self._unit(base.each)}" if base.each else ""
            said += most + self.yuan(base.figure)
        elif isinstance(base, Rate):
            said = f"{most}{self._title(base.of)}的{self._percent(base.rate)}"
        elif isinstance(base, Reimburse):
            said = f"{self._title(base.fact)}，按实际发生"
        elif isinstance(base, Range):
            said = f"{self.yuan(base.low)}至{self.yuan(base.high)}"
        elif isinstance(base, Choice):
            said = most + self._choice(base)
        else:
            said = f"按{self._title(base.fact)}分档"
        return f"{said}，最多{self.yuan(amount.cap)}" if amount.cap else said

    def _choice(self, base: Choice) -> str:
        options = list(dict.fromkeys(self.say(one.amount) for one in base.options))
        if len(options) > _SAID:
            options = [f"{options[0]}至{options[-1]}共{len(options)}档"]
        how = {"highest": "，取最高一项", "sum": "，可以相加", "first": "，按情形"}
        return "、".join(options) + (how[base.how] if len(base.options) > 1 else "")

    def yuan(self, name: str) -> str:
        """A figure of money on the day; of several series each with what it is for."""
        return self._series(name, lambda value: yuan_words(fen(value)))

    def _percent(self, name: str) -> str:
        return self._series(name, percent)

    def _series(self, name: str, say: Callable[[Decimal], str]) -> str:
        """What a parameter is on the day, of every series that it has."""
        found = self._figures.get(name)
        if not isinstance(found, Parameter):
            return _NOT_CARRIED
        values = ((key, found.at(self._day, key)) for key in found.series)
        figures = {key: say(value.value) for key, value in values if value is not None}
        if len(set(figures.values())) < 2:
            return next(iter(figures.values()), _NOT_CARRIED)
        called = self._declared[found.by].values if found.by in self._declared else {}
        return "、".join(f"{called.get(key, key)}{said}" for key, said in figures.items())

    def _title(self, name: str) -> str:
        return self._declared[name].title

    def _unit(self, name: str) -> str:
        return self._declared[name].unit


def amount_words(
    measure: Measure,
    declared: Mapping[str, Fact],
    figures: Mapping[str, Parameter | Scale],
    day: date,
) -> str:
    """What a measure pays, in one phrase; empty where its text lost that or nothing is paid."""
    if measure.amount is None:
        return ""
    return AmountWords(declared, {**figures, **measure.figures}, day).say(measure.amount)
