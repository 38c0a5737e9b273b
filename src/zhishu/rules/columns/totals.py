"""What parties are to get in all: sums added up."""

from __future__ import annotations

import numpy as np

from zhishu.rules.columns import sums
from zhishu.rules.columns.facts import Numbers
from zhishu.rules.columns.sums import ENDLESS, Sums


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

    def sums(self) -> Sums:
        """What each has."""
        high = np.where(self._endless, ENDLESS, self._low + self._more)
        return Sums(self._low, high, self._open & (self._low != high))
