"""Amounts of a measure: a closed vocabulary, read from YAML with the line of each part.

{fixed: P}, {each: COUNT, fixed: P}, {rate: P, of: MONEY}, {reimburse: MONEY}, {between: [P, P]},
{tiers: FACT, bands: SCALE}, {highest | sum | first: [{when: CONDITION, …amount}]}; each with [cap: P], [up_to: true].
P is the name of a parameter: a figure of policy never stands bare in a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from zhishu.rules.condition import Condition, read_condition
from zhishu.rules.loading import refuse
from zhishu.rules.schema import Fields


@dataclass(frozen=True)
class Fixed:
    """A fixed sum; with `each`, so much for each one that the fact counts."""

    figure: str
    each: str = ""


@dataclass(frozen=True)
class Rate:
    """A share of a sum of money."""

    rate: str
    of: str


@dataclass(frozen=True)
class Reimburse:
    """What was really spent."""

    fact: str


@dataclass(frozen=True)
class Range:
    """A sum between two figures that nobody can tell in advance."""

    low: str
    high: str


@dataclass(frozen=True)
class Tiers:
    """By bands of a fact: the band's sum (unit 元), or its rate on the part within each band (unit 比例)."""

    fact: str
    bands: str


@dataclass(frozen=True)
class Option:
    """One of several amounts, where its condition is met."""

    when: Condition | None
    amount: Amount


@dataclass(frozen=True)
class Choice:
    """The highest, the sum or the first of the options whose conditions are met."""

    how: Literal["highest", "sum", "first"]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Amount:
    """What is paid, at most `cap`; up_to: the text says 不超过, so the result is a most and not a sum."""

    base: Fixed | Rate | Reimburse | Range | Tiers | Choice
    cap: str = ""
    up_to: bool = False
    line: int = field(default=0, compare=False)


def has_cap(amount: Amount) -> bool:
    """Whether a cap holds the amount or one of its options."""
    if amount.cap:
        return True
    base = amount.base
    return isinstance(base, Choice) and any(has_cap(one.amount) for one in base.options)


HEADS = ("fixed", "rate", "reimburse", "between", "tiers", "highest", "sum", "first")


def read_amount(value: Any, where: str, line: int) -> Amount:
    """One amount from its YAML; RulebookError names the line."""
    fields = Fields(value, where, line)
    found = _read_amount(fields)
    fields.done()
    return found


def _read_amount(fields: Fields) -> Amount:
    where, line = fields.where, fields.mapping.line
    heads = [key for key in HEADS if key in fields.mapping]
    if len(heads) != 1:
        raise refuse(
            f"一笔金额须以{'、'.join(HEADS)}之一开头", where, line,
            next_step="几笔金额放进highest、sum或first的列表",
        )  # fmt: skip
    head = heads[0]
    base: Fixed | Rate | Reimburse | Range | Tiers | Choice
    if head == "fixed":
        base = Fixed(_figure(fields, "fixed"), fields.text("each", required=False))
    elif head == "rate":
        base = Rate(_figure(fields, "rate"), fields.text("of"))
    elif head == "reimburse":
        base = Reimburse(fields.text("reimburse"))
    elif head == "between":
        ends = fields.texts("between", required=True)
        if len(ends) != 2:
            raise fields.error("between", "“between”须是两个参数名", "如between: [low, high]")
        base = Range(*ends)
    elif head == "tiers":
        base = Tiers(fields.text("tiers"), fields.text("bands"))
    else:
        base = Choice(head, _read_options(fields, head))  # type: ignore[arg-type]
    cap = _figure(fields, "cap") if "cap" in fields.mapping else ""
    return Amount(base, cap, fields.truth("up_to"), line)


def _figure(fields: Fields, key: str) -> str:
    value = fields.take(key)
    if not isinstance(value, str) or not value:
        raise fields.error(
            key, f"“{key}”须是参数名", "把数字写进parameters（带日期、单位、条款），这里写它的名字"
        )
    return value


def _read_options(fields: Fields, head: str) -> tuple[Option, ...]:
    values = fields.take(head)
    if not isinstance(values, list) or not values:
        raise fields.error(head, f"“{head}”须是金额的列表", "每笔前写“- ”，用when写条件")
    found = []
    for value in values:
        option = Fields(value, fields.where, fields.line(head))
        when = option.take("when", required=False)
        condition = (
            read_condition(when, option.where, option.line("when")) if when is not None else None
        )
        found.append(Option(condition, _read_amount(option)))
        option.done()
    return tuple(found)
