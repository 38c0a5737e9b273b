"""Faults of the figures that a measure uses: unknown ones, wrong units, values out of range, series that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zhishu.rules.checking.finding import Book, Figures, Finding
from zhishu.rules.fact import FEN, MOST_NUMBER, MOST_YUAN
from zhishu.rules.parameter import Parameter, Value
from zhishu.rules.scale import Scale

MOST_EACH = Decimal(1_000_000)
RATE_PLACES = -4
RATE, YUAN = "比例", "元"


@dataclass
class FigureUses:
    """The figures of one file as its rules use them; remembers which were used."""

    file: str
    figures: Figures
    book: Book
    used: set[str] = field(default_factory=set)

    def fault(self, what: str, line: int, next_step: str) -> Finding:
        """A finding with which nothing may be judged."""
        return Finding(what, self.file, line, next_step)

    def doubt(self, what: str, line: int, next_step: str) -> Finding:
        """A finding that an officer should look at."""
        return Finding(what, self.file, line, next_step, is_fault=False)

    def unknown_fact(self, name: str, line: int) -> Finding:
        """The fault of a fact that is not declared."""
        return self.fault(f"没有事实{name}", line, "用zhishu rules facts查事实名，或在facts/里声明")

    def figure(
        self, name: str, line: int, units: Sequence[str], what: str, *, whole: bool = False
    ) -> Iterator[Finding]:
        """Faults of one figure where it stands in a rule; units: those it may have there."""
        self.used.add(name)
        figure = self.figures.get(name)
        if figure is None:
            yield self.fault(f"没有参数{name}", line, "写进这个文件的parameters，或检查拼写")
            return
        if isinstance(figure, Scale):
            yield self.fault(f"参数{name}是分档的，不能用在这里", line, "分档的只用在tiers的bands")
            return
        if not any(figure.unit == unit or figure.unit.startswith(f"{unit}/") for unit in units):
            yield self.fault(
                f"参数{name}的单位是{figure.unit}，{what}用的是{'或'.join(units)}",
                line,
                "改正参数的单位，或换一个参数",
            )
        yield from self._series(figure, line)
        for value in (one for series in figure.series.values() for one in series):
            yield from self._value(figure, value, whole=whole)

    def _series(self, figure: Parameter, line: int) -> Iterator[Finding]:
        if not figure.by:
            return
        fact = self.book.facts.get(figure.by)
        if fact is None or fact.kind != "word":
            yield self.fault(
                f"参数{figure.name}按{figure.by}分开，它不是类别的事实",
                line,
                "by写一个类别的事实名",
            )
            return
        for key in figure.series:
            if key not in fact.values:
                yield self.fault(
                    f"参数{figure.name}按“{fact.title}”分开，没有“{key}”这个值",
                    figure.line,
                    f"应为{'、'.join(fact.values)}",
                )

    def _value(self, figure: Parameter, value: Value, *, whole: bool) -> Iterator[Finding]:
        what = f"参数{figure.name}的值{value.value}"
        for found, next_step in _value_faults(value, whole=whole):
            yield Finding(f"{what}{found}", figure.file, value.line or figure.line, next_step)
        if not value.clause and figure.file == self.file:
            yield self.doubt(
                f"参数{figure.name}自{value.since}的值没有条款", value.line, "补上clause"
            )

    def money(self, name: str, line: int, what: str) -> Iterator[Finding]:
        """Faults of a sum of money."""
        yield from self.figure(name, line, (YUAN,), what)

    def values(self, name: str) -> list[tuple[date, Decimal, int]]:
        """The values of a figure with their days and lines; none where it is in series or not known."""
        figure = self.figures.get(name)
        if not isinstance(figure, Parameter) or figure.by:
            return []
        return [(one.since, one.value, one.line) for one in figure.series[""]]


def _value_faults(value: Value, *, whole: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a value by its unit, and what to do."""
    number = value.value
    if value.unit == RATE:
        if not 0 <= number <= 1:
            yield "不在0和1之间", "60%写成0.6"
        elif _places(number) < RATE_PLACES:
            yield "多于四位小数", "四舍五入到四位"
    elif value.unit.startswith(YUAN):
        if not 0 <= number <= MOST_YUAN:
            yield "超出范围", f"应在0和{MOST_YUAN}之间"
        elif number % FEN:
            yield "不是整分", "写到分，两位小数"
    elif not 0 <= number <= MOST_NUMBER:
        yield "超出范围", f"应在0和{MOST_NUMBER}之间"
    elif whole and (number != int(number) or number < 1):
        yield "不是正整数", "年、月、天写正整数"


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
