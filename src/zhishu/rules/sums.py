"""Exact sums in whole fen: rates, bands, caps, and what several sums come to while some are uncertain."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from zhishu.rules.assessment import Sum
from zhishu.rules.scale import Bands

NOTHING = Sum(0, 0)
ANYTHING = Sum(0, None, is_open=True)


def cap_sum(money: Sum, most: int) -> tuple[Sum, bool]:
    """A sum held to a cap, and whether the cap bit for sure; ends that fall together are no longer open."""
    high = most if money.high is None else min(money.high, most)
    low = min(money.low, most)
    bit = money.high is not None and money.high > most
    return Sum(low, high, money.is_open and low != high), bit


def highest_sum(sure: list[Sum], maybe: list[Sum]) -> Sum:
    """The highest of those that count for sure; those that may count can only raise the upper end."""
    low = max((one.low for one in sure), default=0)
    ends = [one.high for one in (*sure, *maybe)]
    high = None if None in ends else max((end for end in ends if end is not None), default=0)
    is_open = any(one.is_open for one in sure) or any(
        one.high is None or one.high > low for one in maybe
    )
    return Sum(low, high, is_open and low != high)


def added_sum(sure: list[Sum], maybe: list[Sum]) -> Sum:
    """All together; those that may count move the upper end."""
    low = sum(one.low for one in sure)
    ends = [one.high for one in (*sure, *maybe)]
    high = None if None in ends else sum(end for end in ends if end is not None)
    is_open = any(one.is_open for one in sure) or any(one.high != 0 for one in maybe)
    return Sum(low, high, is_open and low != high)


def first_sum(sure: list[Sum], maybe: list[Sum]) -> Sum:
    """The one that is met, unless one before it, not known, is: then anything between."""
    possible = [*maybe, *(sure or [NOTHING])]
    low = min(one.low for one in possible)
    ends = [one.high for one in possible]
    high = None if None in ends else max(end for end in ends if end is not None)
    is_open = bool(maybe) or any(one.is_open for one in sure)
    return Sum(low, high, is_open and low != high)


def tiers_sum(bands: Bands, number: Decimal) -> int | None:
    """Fen by bands: the band's own sum, or with rates each part of the money by its band; None outside of all."""
    if number < bands.starts[0] or number > bands.up_to:
        return None
    if bands.unit == "元":
        figure = bands.figure(int(number))
        return None if figure is None else fen(figure)
    total = Decimal(0)
    ends = (*bands.starts[1:], bands.up_to)
    for start, end, rate in zip(bands.starts, ends, bands.figures, strict=True):
        if number > start:
            total += (min(number, Decimal(end)) - start) * rate
    return fen(total)


def fen(yuan: Decimal) -> int:
    """Whole fen, half up."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def share(money: int, rate: Decimal) -> int:
    """A rate of so many fen, half up to the fen."""
    return int((money * rate).quantize(Decimal(1), ROUND_HALF_UP))
