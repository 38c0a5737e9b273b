"""A simulation as plain values and in words: the JSON of `zhishu funding simulate`, the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from zhishu.funding.simulation import EFFECTS, MeasureMoney, Simulated, Tally
from zhishu.rules.assessment import Sum
from zhishu.rules.settling import sum_words

HEADINGS = ("单位", "地区", "规模", "结果", "现行（元）", "方案（元）", "变化（元）")


def plain_reform(one: Simulated) -> dict[str, Any]:
    """A reform as JSON has it: money in 元 with two decimals as text, a range as its two ends, null: no end known."""
    return {
        "overlay": one.title,
        "overlay_digest": one.digest,
        "budget": {"before": _ends(one.budget[0]), "after": _ends(one.budget[1])},
        "competitive": {"before": _ends(one.competitive[0]), "after": _ends(one.competitive[1])},
        "all": _tally(one.everybody),
        "counties": [_tally(each) for each in one.counties],
        "sizes": [_tally(each) for each in one.sizes],
        "measures": [
            {
                "id": each.name,
                "title": each.title,
                "competitive": each.competitive,
                "before": _measure(each.before),
                "after": _measure(each.after),
            }
            for each in one.measures
        ],
        "firms": [
            {
                "party": each.key,
                "name": each.name,
                "county": each.county,
                "size": each.size,
                "effect": each.effect,
                "before": _ends(each.before),
                "after": _ends(each.after),
            }
            for each in one.firms
        ],
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "name": tally.name,
        "firms": tally.firms,
        "effects": dict(tally.effects),
        "before": _ends(tally.before),
        "after": _ends(tally.after),
    }


def _measure(money: MeasureMoney | None) -> dict[str, Any] | None:
    if money is None:
        return None
    return {
        "met": money.met,
        "open": money.open,
        "money": _ends(money.money),
        "limited": money.is_limited,
    }


def _ends(money: Sum) -> dict[str, str | None]:
    return {"low": _yuan(money.low), "high": None if money.high is None else _yuan(money.high)}


def _yuan(money: int) -> str:
    return f"{Decimal(money) / 100:.2f}"


def change_words(before: Sum, after: Sum) -> str:
    """By how much money changes at its ends: 增加10,000元, 减少2,000元至5,000元, 不变, 不能判断."""
    low = after.low - before.low
    if before.high is None or after.high is None:
        if low == 0:
            return "不变" if before == after else "上端不能判断"
        return f"至少{_step(low)}"
    high = after.high - before.high
    if low == high:
        return _step(low)
    if (low >= 0) == (high >= 0):
        ends = sorted((abs(low), abs(high)))
        word = "增加" if low + high > 0 else "减少"
        return f"{word}{sum_words(Sum(ends[0], ends[1]))}"
    return f"{_step(low)}到{_step(high)}"


def _step(money: int) -> str:
    if money == 0:
        return "不变"
    return f"{'增加' if money > 0 else '减少'}{sum_words(Sum(abs(money), abs(money)))}"


def firm_rows(one: Simulated) -> Iterator[Sequence[str]]:
    """The firms that a reform touches as rows under `HEADINGS`."""
    for each in one.firms:
        yield (
            each.name, each.county, each.size, EFFECTS[each.effect], sum_words(each.before),
            sum_words(each.after), change_words(each.before, each.after),
        )  # fmt: skip
