"""What a reform would cost and whom it would touch: every firm judged before and after, unknown facts as intervals.

Only measures that the reform touches are judged, with those that share a limit with them or refer to them: all
others pay the same before and after. Where a firm's facts leave a measure open, the low end takes it as not
met and the high end as met. Nothing here depends on clock or chance: the same input gives the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import inf

from zhishu.base.region import RegionCode
from zhishu.funding.affected import affected_measures
from zhishu.funding.walked import Walked
from zhishu.rules.assessment import Sum
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Facts
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.settling import Received, Settled
from zhishu.rules.sums import NOTHING, added_sum, cap_sum, fen

# What a reform does to a firm, by both ends of what it gets.
EFFECTS: dict[str, str] = {
    "gains": "得益",
    "may_gain": "可能得益",
    "loses": "受损",
    "may_lose": "可能受损",
    "unclear": "不能判断",
    "same": "不变",
}
# So many kinds of firms are kept at a time.
_KEPT = 50_000


@dataclass(frozen=True)
class Firm:
    """A firm to be judged: its key, name, county and size in words, what is known, what it received.

    like: the same of firms of which the same is known; None: it is told by what is known.
    """

    key: str
    name: str
    county: str
    size: str
    facts: Facts
    received: tuple[Received, ...] = ()
    like: Hashable = None

    @property
    def likeness(self) -> Hashable:
        """Equal for firms that are judged alike."""
        if self.like is not None:
            return self.like
        return frozenset((name, known.value) for name, known in self.facts.items()), self.received


@dataclass(frozen=True)
class Reform:
    """A rulebook as it would be, with the title and the digest of the overlay that makes it."""

    title: str
    digest: str
    rulebook: Rulebook


@dataclass(frozen=True)
class FirmEffect:
    """A firm whose money a reform changes: what it gets of the measures judged, before and after."""

    key: str
    name: str
    county: str
    size: str
    before: Sum
    after: Sum
    effect: str


@dataclass(frozen=True)
class Tally:
    """The firms under one heading: how many of each effect, their money before and after."""

    name: str
    firms: int
    effects: Mapping[str, int]
    before: Sum
    after: Sum


@dataclass(frozen=True)
class MeasureMoney:
    """What a measure comes to over all firms: met for sure, open, money; is_limited: its quota or budget bit."""

    met: int
    open: int
    money: Sum
    is_limited: bool


@dataclass(frozen=True)
class MeasureTally:
    """A measure before and after; None where it is not there or not in force."""

    name: str
    title: str
    competitive: bool
    before: MeasureMoney | None
    after: MeasureMoney | None


@dataclass(frozen=True)
class Simulated:
    """One reform over all firms; firms: those whose money it changes, the most touched first.

    budget: what the entitled get within quotas and budgets; competitive: what review may choose among, apart.
    """

    title: str
    digest: str
    budget: tuple[Sum, Sum]
    competitive: tuple[Sum, Sum]
    everybody: Tally
    counties: tuple[Tally, ...]
    sizes: tuple[Tally, ...]
    measures: tuple[MeasureTally, ...]
    firms: tuple[FirmEffect, ...]


def simulate(
    before: Rulebook,
    reforms: Sequence[Reform],
    firms: Iterable[Firm],
    *,
    region: RegionCode,
    day: date,
) -> list[Simulated]:
    """Each reform against the rulebook as it is, over the same firms, read once."""
    runs = [_Run(before, reform, region, day) for reform in reforms]
    for firm in firms:
        for run in runs:
            run.add(firm)
    return [run.result() for run in runs]


@dataclass
class _Side:
    """One rulebook's measures over all firms so far."""

    rules: InForce
    paid: dict[str, list[Sum]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    totals: list[Sum] = field(default_factory=list)
    competitive: list[Sum] = field(default_factory=list)
    kept: dict[object, tuple[Settled, frozenset[str]]] = field(default_factory=dict)

    def judge(self, firm: Firm) -> Sum:
        """What a firm gets; firms alike in all that is known of them are judged once."""
        like = firm.likeness
        found = self.kept.get(like)
        if found is None:
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            walked = Walked(self.rules, firm.facts, firm.received)
            found = self.kept[like] = walked.settled(), frozenset(walked.unsure)
        settled, unsure = found
        for one in settled.assessments:
            name = one.measure.name
            (self.open if name in unsure else self.met)[name] += 1
            if one.paid is not None and one.paid != NOTHING:
                self.paid.setdefault(name, []).append(one.paid)
        self.totals.append(settled.total)
        self.competitive.append(settled.competitive)
        return settled.total

    def money(self) -> dict[str, MeasureMoney]:
        """Each measure in force; quotas and budgets applied."""
        found = {}
        for measure in self.rules.judged:
            paid = self.paid.get(measure.name, [])
            money, is_limited = added_sum(paid, []), False
            if measure.quota and (most := self._figure(measure.name, measure.quota)) is not None:
                money, is_limited = _chosen(paid, int(most)), len(paid) > most
            if (
                measure.pro_rata
                and (most := self._figure(measure.name, measure.pro_rata)) is not None
            ):
                money, bit = cap_sum(money, fen(most))
                is_limited = is_limited or bit
            found[measure.name] = MeasureMoney(
                self.met[measure.name], self.open[measure.name], money, is_limited
            )
        return found

    def budgets(self) -> tuple[Sum, Sum]:
        """What the entitled get and what is chosen by review, less what quotas and budgets cut off."""
        totals = [added_sum(self.totals, []), added_sum(self.competitive, [])]
        money = self.money()
        for measure in self.rules.judged:
            one = money.get(measure.name)
            if one is None or not (measure.quota or measure.pro_rata):
                continue
            whole = added_sum(self.paid.get(measure.name, []), [])
            side = 1 if measure.competitive else 0
            totals[side] = _less(totals[side], whole, one.money)
        return totals[0], totals[1]

    def _figure(self, measure: str, name: str) -> Decimal | None:
        figure = self.rules.figures[measure].get(name)
        value = figure.at(self.rules.day) if isinstance(figure, Parameter) else None
        return value.value if value is not None else None


def _chosen(paid: Sequence[Sum], quota: int) -> Sum:
    """What so many of the recipients get: the least and the most that it may be."""
    if len(paid) <= quota:
        return added_sum(list(paid), [])
    least = sorted(paid, key=lambda one: one.low)[:quota]
    low = sum(one.low for one in least)
    ends = [one.high for one in paid]
    high = None
    if None not in ends:
        high = sum(sorted((end for end in ends if end is not None), reverse=True)[:quota])
    return Sum(low, high, is_open=low != high)


def _less(total: Sum, whole: Sum, left: Sum) -> Sum:
    """A total in which a part came to less."""
    low = total.low - whole.low + left.low
    high = None
    if total.high is not None and whole.high is not None and left.high is not None:
        high = total.high - whole.high + left.high
    return Sum(max(0, low), high, total.is_open or left.is_open)


class _Run:
    """One reform on its way: both sides, and what became of each firm."""

    def __init__(self, before: Rulebook, reform: Reform, region: RegionCode, day: date) -> None:
        self.reform = reform
        names = affected_measures(before, reform.rulebook)
        self.sides = tuple(
            _Side(InForce(book, region, day, only=names)) for book in (before, reform.rulebook)
        )
        self.effects: list[FirmEffect] = []

    def add(self, firm: Firm) -> None:
        """Judge a firm on both sides."""
        before, after = (side.judge(firm) for side in self.sides)
        self.effects.append(
            FirmEffect(
                firm.key, firm.name, firm.county, firm.size, before, after,
                effect_of(before, after),
            )
        )  # fmt: skip

    def result(self) -> Simulated:
        """All that was judged, added up."""
        old, new = (side.budgets() for side in self.sides)
        touched = [one for one in self.effects if one.effect != "same"]
        return Simulated(
            self.reform.title,
            self.reform.digest,
            budget=(old[0], new[0]),
            competitive=(old[1], new[1]),
            everybody=_tally("", self.effects),
            counties=_tallies(self.effects, "county"),
            sizes=_tallies(self.effects, "size"),
            measures=self._measures(),
            firms=tuple(sorted(touched, key=_weight)),
        )

    def _measures(self) -> tuple[MeasureTally, ...]:
        before, after = (side.money() for side in self.sides)
        known = {
            one.name: one for side in self.sides for one in side.rules.rulebook.measures.values()
        }
        return tuple(
            MeasureTally(
                name, known[name].title, known[name].competitive, before.get(name), after.get(name)
            )
            for name in sorted({*before, *after})
        )


def effect_of(before: Sum, after: Sum) -> str:
    """What a change of both ends means: a low end that moves is sure, a high end alone is possible."""
    low, high = after.low - before.low, _change_of_end(before, after)
    if low == 0 and high == 0:
        return "same"
    if low >= 0 and high >= 0:
        return "gains" if low > 0 else "may_gain"
    if low <= 0 and high <= 0:
        return "loses" if low < 0 else "may_lose"
    return "unclear"


def _change_of_end(before: Sum, after: Sum) -> float:
    if before.high is None:
        return 0 if after.high is None else -inf
    return inf if after.high is None else after.high - before.high


def _weight(one: FirmEffect) -> tuple[bool, float, str]:
    """Those who lose come first, and of each kind those with the greatest change; then by their key."""
    change = max(abs(one.after.low - one.before.low), abs(_change_of_end(one.before, one.after)))
    return one.effect not in ("loses", "may_lose"), -change, one.key


def _tallies(effects: Sequence[FirmEffect], by: str) -> tuple[Tally, ...]:
    named: dict[str, list[FirmEffect]] = {}
    for one in effects:
        named.setdefault(getattr(one, by), []).append(one)
    return tuple(_tally(name, named[name]) for name in sorted(named))


def _tally(name: str, effects: Sequence[FirmEffect]) -> Tally:
    counts = dict.fromkeys(EFFECTS, 0)
    for one in effects:
        counts[one.effect] += 1
    before = added_sum([one.before for one in effects], [])
    return Tally(name, len(effects), counts, before, added_sum([one.after for one in effects], []))
