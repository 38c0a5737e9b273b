"""Conditions of a measure: a closed vocabulary over facts, read from YAML with the line of each part.

Two conditions are equal where they say the same, wherever they are written.

all, any, not; {fact: F, is | in | within | at_least | at_most | before | after: …}; {measure: ID, is: met}.
An operand of at_least, at_most, before and after is a literal or the name of a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from zhishu.rules.loading import Located, refuse
from zhishu.rules.schema import Fields, iso_date


class Truth(StrEnum):
    """Kleene's three values: what is not known makes an answer unknown only where it would decide it."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


Operator = Literal["is", "in", "within", "at_least", "at_most", "before", "after"]
OPERATORS: tuple[Operator, ...] = (
    "is", "in", "within", "at_least", "at_most", "before", "after",
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """The figure of a parameter by its name, of the day asked for."""

    name: str


@dataclass(frozen=True)
class Ago:
    """The days from so many years, months or days before the day asked for up to that day, both counted."""

    count: int | Named
    unit: Literal["years", "months", "days"]


@dataclass(frozen=True)
class Between:
    """The days from one to another, both counted; an open end is None."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class CalendarYear:
    """The calendar year of the day asked for (offset -1: the year before)."""

    offset: int = 0


@dataclass(frozen=True)
class Inside:
    """A region and all that lies within it, by its code."""

    code: str


Operand = (
    bool | Decimal | date | str | tuple[str, ...] | Named | Ago | Between | CalendarYear | Inside
)


@dataclass(frozen=True)
class AllOf:
    """Met when every part is."""

    parts: tuple[Condition, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class AnyOf:
    """Met when one part is."""

    parts: tuple[Condition, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """Met when its part is not."""

    part: Condition
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Comparison:
    """One fact held against an operand."""

    fact: str
    operator: Operator
    operand: Operand
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Reached:
    """Whether the conditions of another measure are met."""

    measure: str
    line: int = field(default=0, compare=False)


Condition = AllOf | AnyOf | Not | Comparison | Reached


def reached_in(condition: Condition | None) -> Iterator[Reached]:
    """The references to other measures in a condition."""
    if isinstance(condition, Reached):
        yield condition
    elif isinstance(condition, Not):
        yield from reached_in(condition.part)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from reached_in(part)


def references(condition: Condition | None) -> Iterator[str]:
    """The measures that a condition names."""
    return (one.measure for one in reached_in(condition))


def read_condition(value: Any, where: str, line: int) -> Condition:
    """One condition from its YAML; RulebookError names the line. Kinds of facts are checked later, with the rulebook."""
    fields = Fields(value, where, line)
    line = fields.mapping.line
    heads = [key for key in ("all", "any", "not", "fact", "measure") if key in fields.mapping]
    if len(heads) != 1:
        raise refuse(
            "一个条件须以all、any、not、fact或measure之一开头", where, line,
            next_step="把几个条件分开，放进all或any的列表",
        )  # fmt: skip
    found: Condition
    head = heads[0]
    if head in ("all", "any"):
        parts = fields.take(head)
        if not isinstance(parts, list) or not parts:
            raise fields.error(head, f"“{head}”须是条件的列表", "每个条件前写“- ”")
        inner = tuple(read_condition(part, where, fields.line(head)) for part in parts)
        found = AllOf(inner, line) if head == "all" else AnyOf(inner, line)
    elif head == "not":
        found = Not(read_condition(fields.take("not"), where, fields.line("not")), line)
    elif head == "measure":
        found = Reached(fields.text("measure"), line)
        fields.choice("is", {"met"})
    else:
        found = _read_comparison(fields, line)
    fields.done()
    return found


def _read_comparison(fields: Fields, line: int) -> Comparison:
    fact = fields.text("fact")
    used = [operator for operator in OPERATORS if operator in fields.mapping]
    if len(used) != 1:
        raise refuse(
            f"事实“{fact}”后面须有一个比较：{'、'.join(OPERATORS)}", fields.where, line,
            next_step="一行写一个比较；几个比较放进all",
        )  # fmt: skip
    operator = used[0]
    raw = fields.take(operator)
    return Comparison(fact, operator, _read_operand(fields, operator, raw), line)


def _read_operand(fields: Fields, operator: Operator, raw: Any) -> Operand:
    where, line = fields.where, fields.line(operator)
    if operator == "within":
        return _read_within(raw, where, line)
    if operator == "in":
        if not isinstance(raw, list) or not raw or not all(isinstance(one, str) for one in raw):
            raise fields.error(operator, "“in”须是词的列表", "如in: [university, enterprise]")
        return tuple(raw)
    if operator in ("before", "after"):
        if not isinstance(raw, str):
            raise fields.error(operator, f"“{operator}”须是日期或参数名", "如before: 2026-01-01")
        return iso_date(raw, where, line) if raw[:1].isdigit() else Named(raw)
    if operator in ("at_least", "at_most"):
        if isinstance(raw, str):
            return Named(raw)
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            raise fields.error(operator, f"“{operator}”须是数字或参数名")
        return Decimal(raw)
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    if isinstance(raw, str) and raw:
        return raw
    raise fields.error(operator, "“is”后面没有值", "写true、false、数字或一个词")


def _read_within(raw: Any, where: str, line: int) -> Operand:
    if raw == "calendar_year":
        return CalendarYear()
    if raw == "previous_calendar_year":
        return CalendarYear(-1)
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        return Inside(str(raw))
    if not isinstance(raw, Located):
        raise refuse(
            "“within”读不出", where, line,
            next_step="地区写区划代码；日期写{years: 1}、{from: …, to: …}或calendar_year",
        )  # fmt: skip
    fields = Fields(raw, where, line)
    units = [unit for unit in ("years", "months", "days") if unit in raw]
    found: Operand
    if len(units) == 1:
        count = fields.take(units[0])
        if not isinstance(count, int | str) or isinstance(count, bool) or count in (0, ""):
            raise fields.error(units[0], f"“{units[0]}”须是正整数或参数名")
        if isinstance(count, int) and count < 0:
            raise fields.error(units[0], f"“{units[0]}”须是正整数或参数名")
        found = Ago(Named(count) if isinstance(count, str) else count, units[0])  # type: ignore[arg-type]
    else:
        ends = [
            iso_date(fields.text(key), where, fields.line(key)) if key in raw else None
            for key in ("from", "to")
        ]
        if not any(ends) or units:
            raise refuse("“within”读不出", where, line, next_step="写from和to，或一个years")
        found = Between(*ends)
        if found.first and found.last and found.first > found.last:
            raise fields.error("to", "“to”早于“from”", "对调两个日期")
    fields.done()
    return found
