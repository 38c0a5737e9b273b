"""Faults of conditions: unknown facts, figures and measures, comparisons that do not fit the fact, wrong units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.rules.checking.figures import FigureUses
from zhishu.rules.checking.finding import Book, Finding
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
    Reached,
)
from zhishu.rules.fact import KINDS, MOST_NUMBER, MOST_YUAN, Fact
from zhishu.rules.walking import TIME_UNITS

# Which comparisons a fact of each kind takes.
OPERATORS_OF: dict[str, tuple[str, ...]] = {
    "truth": ("is",),
    "number": ("is", "at_least", "at_most"),
    "money": ("is", "at_least", "at_most"),
    "date": ("within", "before", "after"),
    "word": ("is", "in"),
    "region": ("within",),
}
# Two hundred years; what is longer is a slip of the pen.
MOST_TIME = {"years": 200, "months": 2_400, "days": 73_000}
UNITS_OF_TIME = {"years": ("年",), "months": ("个月", "月"), "days": ("天", "日")}


def check_condition(condition: Condition, uses: FigureUses, book: Book) -> Iterator[Finding]:
    """Every fault of a condition and its parts."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from check_condition(part, uses, book)
    elif isinstance(condition, Not):
        yield from check_condition(condition.part, uses, book)
    elif isinstance(condition, Reached):
        if condition.measure not in book.measures:
            yield uses.fault(
                f"没有措施{condition.measure}", condition.line, "核对编号：地区/文件/条款"
            )
        elif book.measures[condition.measure].is_lost:
            yield uses.fault(
                f"措施{condition.measure}的文字缺损，不能引用",
                condition.line,
                "改为写出所要的条件",
            )
    else:
        yield from _check_comparison(condition, uses, book)


def _check_comparison(test: Comparison, uses: FigureUses, book: Book) -> Iterator[Finding]:
    fact = book.facts.get(test.fact)
    if fact is None:
        yield uses.unknown_fact(test.fact, test.line)
        return
    if test.operator not in OPERATORS_OF[fact.kind]:
        yield uses.fault(
            f"“{fact.title}”是{KINDS[fact.kind]}，不能用{test.operator}比较",
            test.line,
            f"用{'、'.join(OPERATORS_OF[fact.kind])}",
        )
        return
    operand, line = test.operand, test.line
    if isinstance(operand, Named):
        if fact.kind == "date":
            yield uses.fault("日期不能取自参数", line, "写出日期，如before: 2026-01-01")
        else:
            yield from uses.figure(operand.name, line, _units_of(fact), f"“{fact.title}”")
    elif fact.kind in ("number", "money"):
        yield from _check_number(operand, fact, line, uses)
    elif fact.kind == "truth":
        if not isinstance(operand, bool):
            yield uses.fault(f"“{fact.title}”是是否，不能与{operand}比较", line, "写true或false")
    elif fact.kind == "word":
        yield from _check_words(operand, fact, line, uses)
    elif fact.kind == "region":
        yield from _check_region(operand, fact, line, uses)
    else:
        yield from _check_days(operand, fact, line, uses)


def _units_of(fact: Fact) -> tuple[str, ...]:
    return ("元",) if fact.kind == "money" else (fact.unit,)


def _check_number(operand: object, fact: Fact, line: int, uses: FigureUses) -> Iterator[Finding]:
    most = MOST_YUAN if fact.kind == "money" else MOST_NUMBER
    if not isinstance(operand, Decimal):
        yield uses.fault(f"“{fact.title}”要与数字比较", line, "写数字，或参数名")
    elif not 0 <= operand <= most:
        yield uses.fault(f"{operand}超出“{fact.title}”的范围", line, f"应在0和{most}之间")
    elif operand not in (0, 1):
        # One and none are words of a rule (has any); every other number is a figure of policy.
        yield uses.doubt(
            f"数字{operand}直接写在条件里，没有日期和条款",
            line,
            "写进parameters（带日期、单位、条款），条件里写它的名字",
        )


def _check_words(operand: object, fact: Fact, line: int, uses: FigureUses) -> Iterator[Finding]:
    words = operand if isinstance(operand, tuple) else (operand,)
    for word in words:
        if not isinstance(word, str) or word not in fact.values:
            yield uses.fault(
                f"“{fact.title}”没有“{word}”这个值", line, f"应为{'、'.join(fact.values)}"
            )
    if len(set(words)) < len(words):
        yield uses.doubt("同一个词写了两次", line, "删去一个")


def _check_region(operand: object, fact: Fact, line: int, uses: FigureUses) -> Iterator[Finding]:
    if not isinstance(operand, Inside):
        yield uses.fault(f"“{fact.title}”是地区，要写区划代码", line, "如within: 361000")
        return
    try:
        RegionCode.parse(operand.code)
    except InvalidValueError as error:
        yield uses.fault(error.what, line, error.next_step)


def _check_days(operand: object, fact: Fact, line: int, uses: FigureUses) -> Iterator[Finding]:
    if isinstance(operand, Ago):
        if isinstance(operand.count, Named):
            units = UNITS_OF_TIME[operand.unit]
            yield from uses.figure(operand.count.name, line, units, f"“{fact.title}”", whole=True)
        elif operand.count > MOST_TIME[operand.unit]:
            most = f"{MOST_TIME[operand.unit]}{TIME_UNITS[operand.unit]}"
            yield uses.fault(f"“{fact.title}”的时间过长", line, f"不超过{most}")
    elif not isinstance(operand, date | Between | CalendarYear):
        yield uses.fault(
            f"“{fact.title}”是日期，不能用区划代码",
            line,
            "写{years: 1}、{from: …, to: …}或calendar_year",
        )
