"""Sums of money of many parties added up: all that each is to get, and what the members of a group come to."""

from __future__ import annotations

import numpy as np

from zhishu.rules.columns import sums
from zhishu.rules.columns.bits import Numbers
from zhishu.rules.columns.sums import ENDLESS, Sums

# Parties by their places in order, and the money of each.
Money = tuple[Numbers, Sums]


class Purse:
    """Money of so many parties, added up."""

    def __init__(self, size: int) -> None:
        self._low, self._more, self._open = sums.nothing(size)
        self._endless = np.zeros(size, np.bool_)

    def add(self, rows: Numbers, money: Sums) -> None:
        """Add to some parties' money, each of them once."""
        self._low[rows] += money.low
        if not money.is_exact:
            endless = money.high == ENDLESS
            self._more[rows] += np.where(endless, 0, money.high - money.low)
            self._open[rows] |= money.is_open
            self._endless[rows] |= endless

    def write(self, totals: Sums) -> None:
        """Write down what each has."""
        totals.low[:] = self._low
        np.add(self._low, self._more, out=totals.high)
        totals.high[self._endless] = ENDLESS
        np.bitwise_and(self._open, totals.low != totals.high, out=totals.is_open)


class Pot:
    """What the members of a group come to for each of so many parties: the highest of them, or all together."""

    def __init__(self, size: int, *, highest: bool) -> None:
        self._low, self._high, self._open = sums.nothing(size)
        self._has = np.zeros(size, np.bool_)
        self._highest = highest

    def add(self, rows: Numbers, money: Sums) -> None:
        """Add a member's money of some parties, each of them once."""
        self._has[rows] = True
        self._open[rows] |= money.is_open
        low, high = self._low[rows], self._high[rows]
        if self._highest:
            self._low[rows] = np.maximum(low, money.low)
            self._high[rows] = np.maximum(high, money.high)
        else:
            is_endless = (high == ENDLESS) | (money.high == ENDLESS)
            self._low[rows] = low + money.low
            self._high[rows] = np.where(is_endless, ENDLESS, high + money.high)

    def money(self) -> Money:
        """Whoever has some, and what it comes to."""
        rows = self._has.nonzero()[0]
        low, high = self._low[rows], self._high[rows]
        return rows, Sums(low, high, self._open[rows] & (low != high))
