"""Chance with a seed: the same seed gives the same city, on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A seeded source of choices; one for each file, so that files do not disturb one another."""

    def __init__(self, seed: int, what: str) -> None:
        # A text seed is hashed by its bytes, not by the process.
        self._random = random.Random(f"{seed}:{what}")  # noqa: S311 - a demo, not a secret

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self._random.randrange(len(items))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Several different items, in a random order."""
        return self._random.sample(list(items), min(count, len(items)))

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self._random.randint(low, high)

    def happens(self, share: float) -> bool:
        """True in a share of cases."""
        return self._random.random() < share

    def skewed(self, count: int, power: float = 2.2) -> int:
        """An index below count, the small ones much more often: few hold many."""
        return min(count - 1, int(count * self._random.random() ** power))

    def day(self, first: date, last: date) -> date:
        """A day between two days."""
        return first + timedelta(days=self._random.randrange((last - first).days + 1))


def gazette_day(day: date) -> date:
    """The next Tuesday or Friday: when the gazette appears."""
    while day.weekday() not in (1, 4):
        day += timedelta(days=1)
    return day
