"""Sums of money of many parties, in whole fen between two ends: the twin of rules/sums.py.

A high end that nobody knows is ENDLESS. Bounds of facts and figures (rules/fact.py) keep every other sum
far below it: 64 bits hold them all exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zhishu.rules.assessment import Sum
from zhishu.rules.columns.bits import Flags, Numbers

ENDLESS = int(np.iinfo(np.int64).max)


class Sums(NamedTuple):
    """Of each party a low and a high end, and whether something missing leaves it open."""

    low: Numbers
    high: Numbers
    is_open: Flags

    @property
    def is_exact(self) -> bool:
        """Whether each is one sum, and known: both ends are then the same array."""
        return self.low is self.high


class Counted(NamedTuple):
    """Sums with whether each counts for sure, and whether it may."""

    sums: Sums
    sure: Flags
    maybe: Flags


def all_of(money: Sums) -> Counted:
    """Sums that all count for sure."""
    size = len(money.low)
    return Counted(money, np.ones(size, np.uint8), np.zeros(size, np.uint8))


def nothing(size: int) -> Sums:
    """No money at all."""
    return Sums(np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.uint8))


def same(size: int, money: Sum) -> Sums:
    """The same sum for everybody."""
    high = ENDLESS if money.high is None else money.high
    return Sums(
        np.full(size, money.low, np.int64),
        np.full(size, high, np.int64),
        np.full(size, money.is_open, np.uint8),
    )


def exact(money: Numbers, known: Flags | None) -> Sums:
    """One sum where it is known, else anything."""
    if known is None:
        return Sums(money, money, np.zeros(len(money), np.uint8))
    return Sums(np.where(known, money, 0), np.where(known, money, ENDLESS), known ^ 1)


def capped(money: Sums, most: int | Numbers, known: Flags | None) -> Sums:
    """Held to a cap; where it has no figure the sum stays as it is, and open."""
    low = np.minimum(money.low, most)
    high = low if money.is_exact else np.minimum(money.high, most)
    held = Sums(low, high, money.is_open if money.is_exact else money.is_open & (low != high))
    if known is None:
        return held
    open_ends = np.where(known, held.is_open, 1).astype(np.uint8)
    return Sums(np.where(known, low, money.low), np.where(known, high, money.high), open_ends)


def highest(parts: Sequence[Counted], size: int) -> Sums:
    """The highest of those that count for sure; those that may count can only raise the upper end."""
    low, high, is_open = nothing(size)
    for (own_low, own_high, _), sure, maybe in parts:
        low = np.maximum(low, np.where(sure, own_low, 0))
        high = np.maximum(high, np.where(sure | maybe, own_high, 0))
    for own, sure, maybe in parts:
        is_open |= (sure & own.is_open) | (maybe & (own.high > low))
    return Sums(low, high, is_open & (low != high))


def added(parts: Sequence[Counted], size: int) -> Sums:
    """All together; those that may count move the upper end."""
    low, high, is_open = nothing(size)
    endless = np.zeros(size, np.bool_)
    for own, sure, maybe in parts:
        counts = sure | maybe
        low += np.where(sure, own.low, 0)
        high += np.where(counts, own.high, 0)  # wraps where endless, and is put right below
        endless |= (counts != 0) & (own.high == ENDLESS)
        is_open |= (sure & own.is_open) | (maybe & (own.high != 0))
    high[endless] = ENDLESS
    return Sums(low, high, is_open & (low != high))


def first(parts: Sequence[Counted], size: int) -> Sums:
    """The first that is met, unless one before it, not known, is: then anything between."""
    low, high = np.full(size, ENDLESS), np.zeros(size, np.int64)
    is_open: Flags = np.zeros(size, np.uint8)
    waiting: Flags = np.ones(size, np.uint8)
    for own, sure, maybe in parts:
        counts = waiting & (sure | maybe)
        low = np.minimum(low, np.where(counts, own.low, ENDLESS))
        high = np.maximum(high, np.where(counts, own.high, 0))
        is_open |= waiting & (maybe | (sure & own.is_open))
        waiting = waiting & (sure ^ 1)
    low[waiting != 0] = 0
    return Sums(low, high, is_open & (low != high))


def less(money: Sums, used: Sums) -> Sums:
    """What is left of a sum, never below nothing."""
    low = np.where(used.high == ENDLESS, 0, np.maximum(0, money.low - used.high))
    high = np.where(money.high == ENDLESS, ENDLESS, np.maximum(0, money.high - used.low))
    return Sums(low, high, (money.is_open | used.is_open) & (low != high))


def within_cap(money: Sums, most: int | Numbers, known: Flags | None, used: Sums) -> Sums:
    """What a cap leaves of sums together, given what of it is used; without a figure nobody knows what it leaves."""
    least = np.where(
        used.high == ENDLESS, 0, np.maximum(0, np.minimum(money.low, most - used.high))
    )
    utmost = np.maximum(0, np.minimum(money.high, most - used.low))
    open_ends = (money.is_open | used.is_open) & (least != utmost)
    if known is None:
        return Sums(least, utmost, open_ends)
    is_open = np.where(known, open_ends, 1).astype(np.uint8)
    return Sums(np.where(known, least, 0), np.where(known, utmost, money.high), is_open)


def rounded(numbers: Numbers, divisor: int) -> Numbers:
    """Divided, half up."""
    return (numbers + divisor // 2) // divisor
