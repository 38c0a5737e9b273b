"""Amounts of many parties at once: the twin of the walk's amounts, for those parties alone that are to get one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

import numpy as np

from zhishu.rules.amount import Amount, Fixed, Range, Rate, Reimburse, Tiers
from zhishu.rules.columns import sums
from zhishu.rules.columns.bits import Numbers
from zhishu.rules.columns.facts import FEN_PLACES, MOST_PLACES, Picked, Picks, both_known
from zhishu.rules.columns.figures import Figure, Figures, figure_on
from zhishu.rules.columns.sums import ENDLESS, Counted, Sums
from zhishu.rules.columns.truths import Kleene
from zhishu.rules.condition import Condition
from zhishu.rules.fact import Fact
from zhishu.rules.scale import Bands, Scale
from zhishu.rules.sums import ANYTHING, fen

_JOINED = {"highest": sums.highest, "sum": sums.added, "first": sums.first}
# A rate has at most four decimals, so that it is a whole number of these.
_RATE_UNIT = 10**MOST_PLACES


class Priced(Protocol):
    """An amount of the parties given; truths: those of conditions, by place, of the same parties."""

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums: ...


@dataclass(frozen=True)
class Anything:
    """What the rulebook has no figure for on the day."""

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        return sums.same(parties.size, ANYTHING)


@dataclass(frozen=True)
class FixedSum:
    """A fixed sum, or so much for each."""

    figure: Figure
    each: str

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        money, known = self.figure.spread(parties, fen)
        if not self.each:
            return sums.exact(np.broadcast_to(money, parties.size), known)
        count = parties.columns.get(self.each)
        if count is None:
            return sums.same(parties.size, ANYTHING)
        whole = count.values.astype(np.int64)
        if count.places:
            whole //= 10**count.places
        return sums.exact(whole * money, both_known(known, count.known))


@dataclass(frozen=True)
class ShareOf:
    """A rate of a sum of money (None: the whole of it)."""

    rate: Figure | None
    of: str

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        column = parties.columns.get(self.of)
        if column is None:
            return sums.same(parties.size, ANYTHING)
        money, known = _fen_column(column), column.known
        if self.rate is not None:
            rate, has = self.rate.spread(parties, _rate)
            money = sums.rounded(money * rate, _RATE_UNIT)
            known = both_known(known, has)
        return sums.exact(money, known)


@dataclass(frozen=True)
class BetweenSums:
    """Between two figures."""

    low: Figure
    high: Figure

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        low, has_low = self.low.spread(parties, fen)
        high, has_high = self.high.spread(parties, fen)
        known = both_known(has_low, has_high)
        if known is None:
            return Sums(np.full(parties.size, low), np.full(parties.size, high), parties.zeros)
        return Sums(np.where(known, low, 0), np.where(known, high, ENDLESS), known ^ 1)


@dataclass(frozen=True)
class ByBands:
    """By bands of a fact: the band's sum, or its rate on the part within each band."""

    bands: Bands
    fact: str

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        column = parties.columns.get(self.fact)
        if column is None:
            return sums.same(parties.size, ANYTHING)
        numbers, unit = column.values.astype(np.int64), 10**column.places
        starts = np.array(self.bands.starts, np.int64) * unit
        inside = (numbers >= starts[0]) & (numbers <= self.bands.up_to * unit)
        if self.bands.unit == "元":
            figures = np.array([fen(figure) for figure in self.bands.figures], np.int64)
            place = np.searchsorted(starts, numbers, side="right") - 1
            money = figures[np.maximum(place, 0)]
        else:
            money = self._by_rates(numbers, starts, column.places)
        known = inside.astype(np.uint8)
        return sums.exact(money, both_known(known, column.known))

    def _by_rates(self, numbers: Numbers, starts: Numbers, places: int) -> Numbers:
        ends = [*starts[1:].tolist(), self.bands.up_to * 10**places]
        total = np.zeros(len(numbers), np.int64)
        for start, end, rate in zip(starts.tolist(), ends, self.bands.figures, strict=True):
            total += np.maximum(np.minimum(numbers, end) - start, 0) * _rate(rate)
        if places < FEN_PLACES:
            total *= 10 ** (FEN_PLACES - places)
        return sums.rounded(total, _RATE_UNIT * 10 ** max(places - FEN_PLACES, 0))


@dataclass(frozen=True)
class Chosen:
    """The highest, the sum or the first of options; when: the place of an option's condition, None: always."""

    how: str
    options: tuple[tuple[int | None, Priced], ...]

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        parts = []
        for when, amount in self.options:
            own = amount.price(parties, truths)
            if when is None:
                parts.append(Counted(own, parties.ones, parties.zeros))
            else:
                yes, may = truths[when]
                parts.append(Counted(own, yes, may ^ yes))
        return _JOINED[self.how](parts, parties.size)


@dataclass(frozen=True)
class Held:
    """An amount held to a cap, or told as a most."""

    amount: Priced
    cap: Figure | None
    up_to: bool

    def price(self, parties: Picks, truths: Mapping[int, Kleene]) -> Sums:
        money = self.amount.price(parties, truths)
        if self.cap is not None:
            most, known = self.cap.spread(parties, fen)
            money = sums.capped(money, most, known)
        return money._replace(low=np.zeros_like(money.low)) if self.up_to else money


def compile_amount(
    amount: Amount,
    figures: Figures,
    declared: Mapping[str, Fact],
    day: date,
    place_of: Callable[[Condition], int],
) -> Priced:
    """An amount with its figures of the day. place_of: the place of a condition's truth."""

    def figure(name: str) -> Figure:
        return figure_on(figures, name, day)

    def base() -> Priced:
        found = amount.base
        if isinstance(found, Fixed):
            return FixedSum(figure(found.figure), found.each)
        if isinstance(found, Rate):
            return ShareOf(figure(found.rate), found.of)
        if isinstance(found, Reimburse):
            return ShareOf(None, found.fact)
        if isinstance(found, Range):
            return BetweenSums(figure(found.low), figure(found.high))
        if isinstance(found, Tiers):
            scale = figures.get(found.bands)
            bands = scale.at(day) if isinstance(scale, Scale) else None
            return Anything() if bands is None else ByBands(bands, found.fact)
        options = []
        for option in found.options:
            when = None if option.when is None else place_of(option.when)
            options.append((when, compile_amount(option.amount, figures, declared, day, place_of)))
        return Chosen(found.how, tuple(options))

    if not (amount.cap or amount.up_to):
        return base()
    return Held(base(), figure(amount.cap) if amount.cap else None, amount.up_to)


def facts_of(priced: Priced) -> Iterator[str]:
    """The facts that an amount asks for."""
    if isinstance(priced, FixedSum):
        yield from (one for one in (priced.each, priced.figure.by) if one)
    elif isinstance(priced, ShareOf):
        yield from (one for one in (priced.of, priced.rate.by if priced.rate else "") if one)
    elif isinstance(priced, BetweenSums):
        yield from (one for one in (priced.low.by, priced.high.by) if one)
    elif isinstance(priced, ByBands):
        yield priced.fact
    elif isinstance(priced, Chosen):
        for _, option in priced.options:
            yield from facts_of(option)
    elif isinstance(priced, Held):
        yield from facts_of(priced.amount)
        if priced.cap is not None and priced.cap.by:
            yield priced.cap.by


def truths_of(priced: Priced) -> Iterator[int]:
    """The places of the truths that an amount asks for."""
    if isinstance(priced, Chosen):
        for when, option in priced.options:
            if when is not None:
                yield when
            yield from truths_of(option)
    elif isinstance(priced, Held):
        yield from truths_of(priced.amount)


def _rate(rate: Decimal) -> int:
    return int((rate * _RATE_UNIT).to_integral_value(ROUND_HALF_UP))


def _fen_column(column: Picked) -> Numbers:
    money: Numbers = column.values.astype(np.int64)
    if column.places < FEN_PLACES:
        money *= 10 ** (FEN_PLACES - column.places)
    if column.places <= FEN_PLACES:
        return money
    return sums.rounded(money, 10 ** (column.places - FEN_PLACES))
