"""Chance with a seed: the same seed gives the same city, on every machine."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
_GOLDEN, _MIX, _MORE = (
    np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
# Days from a weekday (Monday first) to the next Tuesday or Friday.
_TO_GAZETTE = np.array([1, 0, 2, 1, 0, 3, 2])


class Chance:
    """A seeded source of choices one after another; one for each purpose, so that they do not disturb one another."""

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


class Draws:
    """Chance as a function of seed, purpose and place: what stands at a place needs no other place.

    So a city is made in batches of any size, and one patent can ask what another one is.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def share(self, what: str, at: Numbers) -> npt.NDArray[np.float64]:
        """A number from 0 up to, not including, 1 for each place."""
        return (self._bits(what, at) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, what: str, at: Numbers, count: int | Numbers) -> Numbers:
        """A whole number from 0 up to, not including, `count`."""
        return (self.share(what, at) * count).astype(np.int64)

    def between(self, what: str, at: Numbers, low: int | Numbers, high: int | Numbers) -> Numbers:
        """A whole number from low to high."""
        return low + self.below(what, at, high - low + 1)

    def happens(self, what: str, at: Numbers, share: float) -> Flags:
        """True in a share of cases."""
        return self.share(what, at) < share

    def skewed(self, what: str, at: Numbers, count: int | Numbers) -> Numbers:
        """A whole number below count, the small ones much more often: few hold many."""
        share = self.share(what, at)
        return (share * share * count).astype(np.int64)

    def _bits(self, what: str, at: Numbers) -> npt.NDArray[np.uint64]:
        """The 64 bits of a place: SplitMix64 at that step of the stream of the purpose."""
        digest = hashlib.sha256(f"{self._seed}:{what}".encode()).digest()
        bits = (at.astype(np.uint64) + np.uint64(1)) * _GOLDEN + np.uint64(
            int.from_bytes(digest[:8], "little")
        )
        bits = (bits ^ (bits >> np.uint64(30))) * _MIX
        bits = (bits ^ (bits >> np.uint64(27))) * _MORE
        mixed: npt.NDArray[np.uint64] = bits ^ (bits >> np.uint64(31))
        return mixed


def day_number(day: date) -> int:
    """Days since 1970, as the arrays here count them."""
    return (day - EPOCH).days


def gazette_days(days: Numbers) -> Numbers:
    """The next Tuesdays or Fridays: when the gazette appears."""
    # 1 January 1970 was a Thursday.
    later: Numbers = days + _TO_GAZETTE[(days + 3) % 7]
    return later


def add_years(days: Numbers, years: int | Numbers) -> Numbers:
    """The corresponding days of later years (29 February becomes the 28th)."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    later = months + np.asarray(years) * 12
    last = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64)
    within = np.minimum((dates - months.astype("datetime64[D]")).astype(np.int64), last - 1)
    found: Numbers = later.astype("datetime64[D]").astype(np.int64) + within
    return found
