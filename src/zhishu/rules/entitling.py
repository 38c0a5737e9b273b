"""Every measure for one party on one day: implicit conditions, states, money after groups and received awards, totals.

A measure that another one names counts as reached when its region, its kinds of parties and its conditions are met
on the day; one not in force is not reached, of one whose text is lost nobody knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from zhishu.base.region import RegionCode
from zhishu.rules.amount import Amount, Fixed, Range
from zhishu.rules.assessment import Assessment, Entitlements, Nearest, Reason, State, Sum
from zhishu.rules.condition import AllOf, AnyOf, Comparison, Condition, Not, Truth
from zhishu.rules.fact import REGION, UNKNOWN, Facts, Known
from zhishu.rules.measure import PAID, Measure, whole_condition
from zhishu.rules.nearest import find_nearest
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.scale import Scale
from zhishu.rules.settling import (
    Limit,
    Received,
    Settled,
    deduct_received,
    deducts,
    limit_of,
    once_reason,
    settle,
    share_limit,
)
from zhishu.rules.sums import NOTHING
from zhishu.rules.walking import Operands, Priced, Told, Walker

Figures = Mapping[str, Parameter | Scale]
# Regions and days that are asked for at the same time.
MOST_KEPT = 32


def entitle(
    rulebook: Rulebook,
    region: RegionCode,
    facts: Facts,
    day: date,
    received: Sequence[Received] = (),
) -> Entitlements:
    """Every measure that holds in a region, for one party; what is prepared for it is kept with the rulebook."""
    kept = rulebook.kept.get((region, day))
    if not isinstance(kept, InForce):
        if len(rulebook.kept) >= MOST_KEPT:
            rulebook.kept.clear()
        kept = rulebook.kept[region, day] = InForce(rulebook, region, day)
    return kept.entitle(facts, received)


class InForce:
    """The measures of a region as they stand on a day, prepared once for any number of parties.

    figures: for each measure, its own over the rulebook's; conditions: whole, with those that are implied;
    priced: sums that rest on no fact; deducting: measures whose own sum is less what was received of them; groups, members and group_figures: by the name of the group.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        region: RegionCode,
        day: date,
        only: Collection[str] | None = None,
    ) -> None:
        """The measures that hold in the region; `only`: of these the named ones alone.

        RulebookError where a measure has a fault: nothing is judged by a rulebook that is wrong.
        """
        rulebook.refuse_faults()
        self.rulebook = rulebook
        self.region = region
        self.day = day
        held = rulebook.measures_of(region)
        if only is not None:
            held = [one for one in held if one.name in only]
        self.lost = tuple(one for one in held if one.is_lost)
        self.not_in_force = tuple(one for one in held if not one.is_lost and not one.holds(day))
        self.judged = tuple(one for one in held if not one.is_lost and one.holds(day))
        shared = rulebook.figures
        self.figures: dict[str, Figures] = {
            one.name: {**shared, **one.figures} if one.figures else shared
            for one in rulebook.measures.values()
        }
        same: dict[Condition, Condition] = {}
        self.conditions = {
            one.name: share_comparisons(whole_condition(one), same)
            for one in rulebook.measures.values()
        }
        self.series_facts = {one.name: tuple(_series_facts(one)) for one in self.judged}
        self.regions = rulebook.regions()
        self.operands = {name: Operands() for name in rulebook.measures}
        # What is the same sum for everybody is worked out once.
        self.priced: dict[str, Priced] = {
            one.name: self._nobody(one).amount(one.amount)
            for one in self.judged
            if one.amount is not None and not _asks(one.amount, self.figures[one.name])
        }
        self.groups = {
            one.group: rulebook.measure_groups[one.group]
            for one in self.judged
            if one.group in rulebook.measure_groups
        }
        self.group_figures: dict[str, tuple[Figures, Operands]] = {
            name: ({**shared, **group.figures}, Operands()) for name, group in self.groups.items()
        }
        self.deducting = frozenset(
            one.name for one in self.judged if deducts(one, self.groups.get(one.group))
        )
        self.members = {
            name: [one for one in rulebook.measures.values() if one.group == name]
            for name in self.groups
        }

    def _nobody(self, measure: Measure) -> Walker:
        """The walk of a measure for a party of which nothing is known."""
        figures, operands = self.figures[measure.name], self.operands[measure.name]
        facts = self.rulebook.facts
        return Walker(facts, figures, {}, self.day, lambda _: Truth.UNKNOWN, operands)

    def entitle(self, facts: Facts, received: Sequence[Received] = ()) -> Entitlements:
        """Every judged measure for one party; where its region is not known it is taken to be the one asked for."""
        return _Party(self, with_region(facts, self.region, self.day), received).entitlements()


def with_region(facts: Facts, region: RegionCode, day: date) -> Facts:
    """Facts with the region asked for in place of one that is not known."""
    if facts.get(REGION, UNKNOWN).value is not None:
        return facts
    return {**facts, REGION: Known(str(region), "所问的地区", day)}


def _asks(amount: Amount, figures: Figures) -> bool:
    """Whether an amount rests on a party's facts."""
    base = amount.base
    if isinstance(base, Fixed):
        names = (base.figure, amount.cap)
        return bool(base.each) or any(_is_series(figures.get(name)) for name in names)
    if isinstance(base, Range):
        return any(_is_series(figures.get(name)) for name in (base.low, base.high, amount.cap))
    return True


def _is_series(figure: Parameter | Scale | None) -> bool:
    return isinstance(figure, Parameter) and bool(figure.by)


def share_comparisons(condition: Condition, same: dict[Condition, Condition]) -> Condition:
    """The condition with equal comparisons as one object, so that a party is held against each once."""
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple(share_comparisons(part, same) for part in condition.parts)
        return replace(condition, parts=parts)
    if isinstance(condition, Not):
        return replace(condition, part=share_comparisons(condition.part, same))
    if isinstance(condition, Comparison):
        return same.setdefault(condition, condition)
    return condition


def _series_facts(measure: Measure) -> Iterator[str]:
    """The facts that choose the series of a measure's own figures."""
    for figure in measure.figures.values():
        if isinstance(figure, Parameter) and figure.by:
            yield figure.by


class _Party:
    """One party's walk over all measures."""

    def __init__(self, rules: InForce, facts: Facts, received: Sequence[Received]) -> None:
        self.rules = rules
        self.facts = facts
        self.received = received
        self.reasons: dict[str, Reason] = {}
        self.declared = rules.rulebook.facts
        self.walkers: dict[str, Walker] = {}
        self.open: set[str] = set()
        self.told = Told()

    def entitlements(self) -> Entitlements:
        rules = self.rules
        found = [self.assess(measure) for measure in rules.judged]
        limits = {name: self.limit(name) for name in rules.groups}
        settled = settle(found, limits)
        return Entitlements(
            tuple(self.with_nearest(one, limits, settled) for one in settled.assessments),
            settled.total,
            settled.competitive,
            rules.lost,
            rules.not_in_force,
        )

    def assess(self, measure: Measure) -> Assessment:
        """One measure alone, before groups."""
        whole = self.conditions(measure)
        reasons = whole.parts
        barred = once_reason(measure, self.received, self.rules.day)
        if barred is not None:
            reasons = (*reasons, barred)
        truth = Truth.NOT_MET if barred is not None else whole.truth
        if truth is Truth.NOT_MET:
            return Assessment(measure, State.NOT_MET, None, None, "", reasons)
        if truth is Truth.UNKNOWN:
            return Assessment(
                measure,
                State.UNKNOWN,
                None,
                None,
                "",
                reasons,
                missing=self.missing(measure, reasons),
            )
        state = State.COMPETITIVE if measure.competitive else State.MET
        if measure.amount is None:
            return Assessment(measure, state, None, None, "", reasons)
        priced = self.rules.priced.get(measure.name) or self.walker(measure).amount(measure.amount)
        reasons = (*reasons, priced.reason)
        if measure.pro_rata:
            reasons = (*reasons, Reason("amount", "按资金规模分配，实际可能少于此数"))
        missing = self.missing(measure, (priced.reason,)) if priced.sum.is_open else ()
        paid, deducted = self.deduct(measure, priced.sum)
        if deducted is not None:
            reasons = (*reasons, deducted)
        return Assessment(measure, state, priced.sum, paid, priced.cap, reasons, missing=missing)

    def deduct(self, measure: Measure, money: Sum) -> tuple[Sum, Reason | None]:
        """What is left of a measure's sum after the awards received of it, and why."""
        if not self.received or measure.name not in self.rules.deducting:
            return money, None
        return deduct_received(measure, money, self.received, self.rules.day)

    def with_nearest(
        self, one: Assessment, limits: Mapping[str, Limit], settled: Settled
    ) -> Assessment:
        """A measure that is not met or not known with its nearest miss and the money it would bring."""
        measure = one.measure
        if one.state not in (State.NOT_MET, State.UNKNOWN) or (self.received and _is_received(one)):
            return one
        whole = self.rules.conditions[measure.name]
        changes = find_nearest(whole, self.walker(measure), self.inner)
        if not changes:
            return one
        money = None
        if measure.amount is not None:
            priced = self.rules.priced.get(measure.name)
            if priced is None:
                assumed = {one.fact: Known(one.needed, "假定", self.rules.day) for one in changes}
                walker = self.walker(measure, {**self.facts, **assumed})
                priced = walker.amount(measure.amount)
            money, _ = self.deduct(measure, priced.sum)
            if measure.group in limits and measure.form in PAID:
                taken = settled.taken.get(measure.group, NOTHING)
                money = share_limit(limits[measure.group], [money], taken).shares[0]
        is_near = one.state is State.NOT_MET and len(changes) == 1
        return Assessment(
            measure,
            State.NEAR if is_near else one.state,
            one.amount,
            one.paid,
            one.cap,
            one.reasons,
            Nearest(changes, money),
            one.missing,
        )

    def inner(self, name: str) -> tuple[Condition, Walker] | None:
        """The conditions of a measure that another one names, with their walker; None where nobody knows them."""
        measure = self.rules.rulebook.measures.get(name)
        if measure is None or measure.is_lost:
            return None
        if not measure.holds(self.rules.day):
            return AnyOf(()), self.walker(measure)  # not reached for sure, whatever changes
        return self.rules.conditions[name], self.walker(measure)

    def walker(self, measure: Measure, facts: Facts | None = None) -> Walker:
        """The walk of one measure with its own figures, over the party's facts or those assumed."""
        rules, name = self.rules, measure.name
        if facts is None and name in self.walkers:
            return self.walkers[name]
        walker = Walker(
            self.declared,
            rules.figures[name],
            self.facts if facts is None else facts,
            rules.day,
            self.reached,
            rules.operands[name],
            self.told if facts is None else None,
            rules.regions,
        )
        if facts is None:
            self.walkers[name] = walker
        return walker

    def conditions(self, measure: Measure) -> Reason:
        """Region, kinds of parties and conditions of a measure in one, walked once for each party."""
        found = self.reasons.get(measure.name)
        if found is None:
            self.open.add(measure.name)
            found = self.walker(measure).truth(self.rules.conditions[measure.name])
            self.open.discard(measure.name)
            self.reasons[measure.name] = found
        return found

    def reached(self, name: str) -> Truth | Reason:
        """Whether the conditions of another measure are met, and why; a circle of references tells nothing."""
        measure = self.rules.rulebook.measures.get(name)
        if measure is None:
            return Truth.UNKNOWN
        said = f"符合“{measure.title}”的条件"
        if measure.is_lost or name in self.open:
            return Reason("conditions", said, Truth.UNKNOWN)
        if not measure.holds(self.rules.day):
            return Reason("conditions", f"{said}（不在有效期）", Truth.NOT_MET)
        whole = self.conditions(measure)
        return Reason("conditions", said, whole.truth, parts=whole.parts)

    def limit(self, name: str) -> Limit:
        """A group's limit for this party."""
        rules = self.rules
        group = rules.groups[name]
        cap = None
        if group.cap:
            figures, operands = rules.group_figures[name]
            walker = Walker(self.declared, figures, self.facts, rules.day, self.reached, operands)
            cap = walker.figure(group.cap)
        return limit_of(group, rules.members[name], self.received, rules.day, cap)

    def missing(self, measure: Measure, reasons: Sequence[Reason]) -> tuple[str, ...]:
        """The facts that would decide it and are not known, in the order of the rule; then those that choose a series."""
        found = dict.fromkeys(_unknown_facts(reasons))
        for name in self.rules.series_facts[measure.name]:
            if self.facts.get(name, UNKNOWN).value is None:
                found[name] = None
        return tuple(found)


def _is_received(one: Assessment) -> bool:
    """Whether it is given once and was: no fact changes that."""
    return any(reason.about == "received" for reason in one.reasons)


def _unknown_facts(reasons: Sequence[Reason]) -> Iterator[str]:
    """The facts of the leaves that nobody knows."""
    for reason in reasons:
        if reason.truth is Truth.MET or reason.truth is Truth.NOT_MET:
            continue
        if reason.fact and reason.known is not None and reason.known.value is None:
            yield reason.fact
        yield from _unknown_facts(reason.parts)
