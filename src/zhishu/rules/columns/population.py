"""Every measure for many parties on one day: the measures compiled once, then judged batch by batch.

The answers are those of entitling.entitle for each party; a property test holds the two together. Truths are
worked out in blocks that stay in the cache, money for those alone who are to get some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from zhishu.rules.assessment import State
from zhishu.rules.columns import sums
from zhishu.rules.columns.bits import Bits, Flags, Numbers, bits_at, clear, places, unpack
from zhishu.rules.columns.compiling import Compiled, Compiler
from zhishu.rules.columns.facts import Column, Parties, read_parties
from zhishu.rules.columns.groups import Sharing, less_of
from zhishu.rules.columns.received import Awards
from zhishu.rules.columns.sums import ENDLESS, Sums
from zhishu.rules.columns.totals import Money, Purse
from zhishu.rules.columns.truths import Kleene
from zhishu.rules.condition import Condition
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import REGION

# The code of a state is its place here.
STATES = (State.NOT_MET, State.UNKNOWN, State.MET, State.COMPETITIVE, State.NEAR)
_NEAR = STATES.index(State.NEAR)
# Parties whose truths are worked out together: a truth is 16 KB. And whose money: enough to be worth a call.
# Both are multiples of eight, the second of the first.
BLOCK = 1 << 17
CHUNK = 2 * BLOCK


class Part(NamedTuple):
    """What a part of a batch comes to: the money of each measure; first: where it begins."""

    first: int
    money: list[Money]


@dataclass(frozen=True)
class Judged:
    """A batch judged. states, reasons: a column of codes for each measure, by name.

    A reason is the place of the deciding condition in `Population.listed`: the first that is not met, else the
    first that is unknown; their number where none of them decides: with not_met then, it was received already.
    totals: low, high (null: no end is known) and is_open, in fen, of what a party is entitled to (total_…) and
    of what is chosen by review (competitive_…).
    """

    states: pa.RecordBatch
    reasons: pa.RecordBatch
    totals: pa.RecordBatch
    parts: Sequence[Part]

    def amounts(self, measure: int) -> pa.RecordBatch:
        """What a measure (by its place among the columns) comes to alone: party, low, high, is_open of whoever gets it."""
        money = [part.money[measure] for part in self.parts]
        rows = [its[0] + part.first for its, part in zip(money, self.parts, strict=True)]
        columns = [
            pa.array(np.concatenate([_NO_ROWS, *rows])),
            *_ends(_joined([its[1] for its in money])),
        ]
        return pa.RecordBatch.from_arrays(columns, names=["party", "low", "high", "is_open"])


class _Winners:
    """Who gets one measure, block by block, with the truths that its amount asks for."""

    def __init__(self, one: Compiled) -> None:
        self._one = one
        self._rows: list[Numbers] = []
        self._truths: dict[int, list[Kleene]] = {place: [] for place in one.truths}

    def note(self, yes: Flags, done: Sequence[Any], first: int) -> None:
        """Note those of a block that begins at a place."""
        rows = yes.view(np.bool_).nonzero()[0]
        self._rows.append(rows + first)
        for place, found in self._truths.items():
            found.append(Kleene(*(bits_at(end, rows) for end in done[place])))

    def price(self, parties: Parties) -> Money:
        """What the measure comes to for them."""
        rows = np.concatenate(self._rows)
        truths = {
            place: Kleene(*map(np.concatenate, zip(*found, strict=True)))
            for place, found in self._truths.items()
        }
        assert self._one.amount is not None
        return rows, self._one.amount.price(parties.pick(rows, self._one.facts), truths)


class Population:
    """The measures of a region on a day, compiled for any number of batches; safe for several threads."""

    def __init__(self, rules: InForce) -> None:
        self.rules = rules
        compiler = Compiler(rules)
        self._measures = [compiler.compile(one) for one in rules.judged]
        self._nodes = compiler.program.nodes
        self._steps = compiler.program.schedule([one.wanted for one in self._measures])
        grouped: dict[str, list[int]] = {}
        for at, one in enumerate(self._measures):
            if one.is_paid:
                grouped.setdefault(one.measure.group, []).append(at)
        self._sharing = [
            Sharing.of(rules.groups[name], members, self._measures, rules)
            for name, members in grouped.items()
            if name in rules.groups
        ]
        self._deducting = [
            at
            for at, one in enumerate(self._measures)
            if one.is_paid and one.measure.name in rules.deducting
        ]
        self._alone = [
            at for name, members in grouped.items() if name not in rules.groups for at in members
        ]

    def listed(self, name: str) -> tuple[Condition, ...]:
        """The conditions of a measure that its reasons count: region, kinds of parties, then its own."""
        return next(one.listed for one in self._measures if one.measure.name == name)

    def judge(
        self,
        batch: pa.RecordBatch,
        received: pa.RecordBatch | None = None,
        *,
        block: int = BLOCK,
        chunk: int = CHUNK,
    ) -> Judged:
        """Judge the parties of a batch, one a row (facts.py: its columns; received.py: awards they have had)."""
        parties = self._with_region(read_parties(batch, self.rules.rulebook.facts))
        awards = Awards(received, self.rules.day)
        states = np.empty((len(self._measures), parties.size), np.uint8)
        reasons = np.empty_like(states)
        totals = sums.nothing(parties.size), sums.nothing(parties.size)
        barred = [awards.barred(one.measure) for one in self._measures]
        used = [awards.used(one.group.rule, one.limited) for one in self._sharing]
        had = {at: awards.had(self._measures[at].measure) for at in self._deducting}

        def work(first: int) -> Part:
            last = min(first + chunk, parties.size)
            part = parties.between(first, last)
            winners = [_Winners(one) for one in self._measures]
            for begin in range(0, part.size, block):
                rows = slice(first + begin, min(first + begin + block, last))
                bars = [_between(one, rows.start, rows.stop) for one in barred]
                codes = states[:, rows], reasons[:, rows]
                self._block(part.between(begin, begin + block), codes, bars, winners, begin)
            its_used = [_money_between(money, first, last) for money in used]
            its_had = {at: _money_between(money, first, last) for at, money in had.items()}
            its_totals = [Sums(*(end[first:last] for end in one)) for one in totals]
            return Part(first, self._pay(part, winners, its_had, its_used, its_totals))

        parts = [work(first) for first in range(0, parties.size, chunk)]
        names = [one.measure.name for one in self._measures]
        return Judged(
            _codes(names, states),
            _codes(names, reasons),
            _totals(totals),
            parts,
        )

    def _block(
        self,
        parties: Parties,
        codes: tuple[Flags, Flags],
        barred: Sequence[Numbers],
        winners: Sequence[_Winners],
        first: int,
    ) -> None:
        """Fill in a block's codes, and note who gets what."""
        done: list[Any] = [None] * len(self._nodes)
        for at, (one, step) in enumerate(zip(self._measures, self._steps, strict=True)):
            for place in step.fresh:
                done[place] = self._nodes[place].work_out(parties, done)
            yes = _decide(one, done, parties, barred[at], codes[0][at], codes[1][at])
            if one.amount is not None:
                winners[at].note(yes, done, first)
            for place in step.spent:
                done[place] = None

    def _pay(
        self,
        parties: Parties,
        winners: Sequence[_Winners],
        had: Mapping[int, Money],
        used: Sequence[Money],
        totals: Sequence[Sums],
    ) -> list[Money]:
        """Work out everybody's money, and write down the totals; had: what was received of measures that deduct it."""
        money = [
            (_NO_ROWS, sums.nothing(0)) if one.amount is None else its.price(parties)
            for one, its in zip(self._measures, winners, strict=True)
        ]
        left = dict(enumerate(money))
        for at, its in had.items():
            left[at] = less_of(money[at], its)
        purses = Purse(parties.size), Purse(parties.size)
        for at in self._alone:
            purses[self._measures[at].measure.competitive].add(*left[at])
        for sharing, its_used in zip(self._sharing, used, strict=True):
            sharing.pay(parties, left, its_used, purses)
        for purse, total in zip(purses, totals, strict=True):
            purse.write(total)
        return money

    def _with_region(self, parties: Parties) -> Parties:
        """A party whose region is not known is taken to be of the region asked for."""
        asked = str(self.rules.region)
        column = parties.columns.get(REGION)
        if column is None:
            column = Column(np.zeros(parties.size, np.int8), None, words=(asked,))
        elif column.known is not None:
            known = unpack(column.known, parties.size)
            at = np.where(known, column.values, len(column.words)).astype(np.int32)
            column = Column(at, None, words=(*column.words, asked))
        return Parties(parties.size, {**parties.columns, REGION: column})


def _decide(
    one: Compiled,
    done: Sequence[Kleene],
    parties: Parties,
    barred: Numbers,
    states: Flags,
    reasons: Flags,
) -> Flags:
    """Fill in a measure's codes; returns who gets it.

    Truths go from the first condition on, each together with those before it: the number of those that hold
    is the place of the first that does not.
    """
    if one.listed:
        _write(_deciding([done[place] for place in one.places]), parties.size, reasons)
    else:
        reasons[:] = 0
    yes, may = done[one.places[-1]]
    near = one.near.of(done, one.places, parties)
    if len(barred):
        cleared = clear(yes, barred)
        yes, may = cleared, cleared if may is yes else clear(may, barred)
        near = None if near is None else clear(near, barred)
    # The codes in binary: may alone 1, yes 2, both by review 3, near 4.
    wins = unpack(yes, parties.size)
    np.add(wins, wins, out=states)
    if one.measure.competitive or may is not yes:
        states += unpack(may if one.measure.competitive else may ^ yes, parties.size)
    if near is not None:
        states += unpack(near, parties.size) * np.uint8(_NEAR)
    return wins


def _deciding(truths: Sequence[Kleene]) -> list[Bits]:
    """The place of the deciding condition, in binary: the first not met, else the first unknown, else behind all."""
    sure = places([truth.yes for truth in truths])
    if all(truth.may is truth.yes for truth in truths):
        return sure
    may = truths[-1].may
    possible = places([truth.may for truth in truths])
    return [other ^ ((other ^ one) & may) for one, other in zip(sure, possible, strict=True)]


def _write(digits: Sequence[Bits], size: int, numbers: Flags) -> None:
    """Write numbers given in binary, the lowest digit first."""
    numbers[:] = unpack(digits[-1], size)
    for digit in reversed(digits[:-1]):
        numbers += numbers
        numbers += unpack(digit, size)


_NO_ROWS: Numbers = np.zeros(0, np.int64)


def _between(rows: Numbers, first: int, last: int) -> Numbers:
    """Of places in order those of a part, counted from its beginning."""
    ends = np.searchsorted(rows, [first, last])
    found: Numbers = rows[ends[0] : ends[1]] - first
    return found


def _money_between(money: Money, first: int, last: int) -> Money:
    rows, own = money
    ends = slice(*np.searchsorted(rows, [first, last]))
    return rows[ends] - first, Sums(*(end[ends] for end in own))


def _joined(parts: Sequence[Sums]) -> Sums:
    return Sums(*map(np.concatenate, zip(sums.nothing(0), *parts, strict=True)))


def _codes(names: Sequence[str], codes: Flags) -> pa.RecordBatch:
    columns = [
        pa.Array.from_buffers(pa.int8(), codes.shape[1], [None, pa.py_buffer(one)]) for one in codes
    ]
    return pa.RecordBatch.from_arrays(columns, names=names)


def _ends(money: Sums) -> list[pa.Array]:
    endless = money.high == ENDLESS
    high = pa.array(money.high, mask=endless if endless.any() else None)
    return [pa.array(money.low), high, pa.array(money.is_open.view(np.bool_))]


def _totals(sides: Sequence[Sums]) -> pa.RecordBatch:
    names = [
        f"{side}_{end}" for side in ("total", "competitive") for end in ("low", "high", "open")
    ]
    return pa.RecordBatch.from_arrays([*_ends(sides[0]), *_ends(sides[1])], names=names)
