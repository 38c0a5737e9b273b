"""How measures of a group share its limit: the highest alone, one of them only, a cap over a year or in all.

The total of a group is exact between its ends; a member's share is what it may get where ends lie apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from zhishu.rules.assessment import Sum
from zhishu.rules.sums import NOTHING, added_sum, highest_sum


@dataclass(frozen=True)
class Shared:
    """What a group pays: to each member in the order given, and together. winner: the highest's place, where one is."""

    shares: tuple[Sum, ...]
    total: Sum
    winner: int | None = None


def share_group(
    rule: str, amounts: Sequence[Sum], *, cap: int | None = None, used: Sum = NOTHING
) -> Shared:
    """Shares of a group's members, given what of its limit is used already (awards received).

    highest, exclusive: the highest less what is used; of equal ones the first. cap_year, cap_total: up to
    the cap, in the order given; a cap that the rulebook does not hold on the day (None) leaves the total open.
    """
    if rule in ("cap_year", "cap_total"):
        return _share_cap(amounts, cap, used)
    return _share_highest(amounts, used)


def _share_highest(amounts: Sequence[Sum], used: Sum) -> Shared:
    best = highest_sum(list(amounts), [])
    shares = []
    winner = None
    for place, one in enumerate(amounts):
        others = [(other, place < at) for at, other in enumerate(amounts) if at != place]
        loses = any(
            other.low > _end(one) or (other.low == _end(one) and not first)
            for other, first in others
        )
        wins = all(
            one.low > _end(other) or (one.low == _end(other) and first) for other, first in others
        )
        if wins:
            winner = place
        shares.append(
            NOTHING if loses else less(one if wins else Sum(0, one.high, one.is_open), used)
        )
    return Shared(tuple(shares), less(best, used), winner)


def _share_cap(amounts: Sequence[Sum], cap: int | None, used: Sum) -> Shared:
    together = added_sum(list(amounts), [])
    if cap is None:
        shares = tuple(Sum(0, one.high, is_open=True) for one in amounts)
        return Shared(shares, Sum(0, together.high, is_open=True))
    found = []
    low, high, is_open = used.low, _end(used), used.is_open
    for one in amounts:
        is_open = is_open or one.is_open
        least = max(0, min(one.low, cap - high))
        most = max(0, min(_end(one), cap - low))
        found.append(Sum(int(least), int(most), is_open and least != most))
        low, high = low + one.low, high + _end(one)
    least = max(0, min(together.low, cap - _end(used)))
    most = max(0, min(_end(together), cap - used.low))
    total = Sum(int(least), int(most), is_open and least != most)
    return Shared(tuple(found), total)


def less(money: Sum, used: Sum) -> Sum:
    """What is left of a sum, never below nothing."""
    low = max(0, money.low - used.high) if used.high is not None else 0
    high = None if money.high is None else max(0, money.high - used.low)
    return Sum(low, high, (money.is_open or used.is_open) and low != high)


def _end(money: Sum) -> float:
    return inf if money.high is None else money.high
