"""One rule over the firms of a region, before it is published: who gets it, who nearly does, what it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.region import RegionCode
from zhishu.flows.list_firms import list_firms
from zhishu.rules.assessment import STATES, Assessment, State, Sum
from zhishu.rules.entitling import InForce
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.settling import sum_words
from zhishu.rules.sums import added_sum

# So many firms of each state are shown.
SHOWN = 3
_SHOWN_STATES = (State.MET, State.COMPETITIVE, State.NEAR, State.UNKNOWN)


@dataclass(frozen=True)
class Tried:
    """A firm of the sample: its state in words, and what of its reasons decides."""

    name: str
    state: str
    words: str


@dataclass(frozen=True)
class TriedRule:
    """A rule over all firms of a region: how many of each state, money in words, a few of each."""

    is_competitive: bool
    firms: int
    met: int
    near: int
    unknown: int
    not_met: int
    money: str
    sample: tuple[Tried, ...]


def try_rule(
    home: Path, rulebook: Rulebook, measure: Measure, *, region: str, as_of: date
) -> TriedRule:
    """Judge every firm of a region by one measure, with what it refers to, and without its group."""
    around = RegionCode.parse(region)
    rules = InForce(rulebook, around, as_of, only=[measure.name])
    counts = dict.fromkeys(State, 0)
    money: list[Sum] = []
    sample: dict[State, list[Tried]] = {state: [] for state in _SHOWN_STATES}
    firms = 0
    for firm in list_firms(home, [rulebook], [measure.name], region=around, as_of=as_of):
        firms += 1
        found = rules.entitle(firm.facts, firm.received).assessments
        one = next((each for each in found if each.measure.name == measure.name), None)
        if one is None:
            continue
        counts[one.state] += 1
        if one.amount is not None and one.state in (State.MET, State.COMPETITIVE):
            money.append(one.amount)
        if len(sample.get(one.state, [None] * SHOWN)) < SHOWN:
            sample[one.state].append(Tried(firm.name, STATES[one.state], _words(one)))
    return TriedRule(
        measure.competitive,
        firms,
        counts[State.MET] + counts[State.COMPETITIVE],
        counts[State.NEAR],
        counts[State.UNKNOWN],
        counts[State.NOT_MET],
        sum_words(added_sum(money, [])),
        tuple(one for state in _SHOWN_STATES for one in sample[state]),
    )


def _words(one: Assessment) -> str:
    """The money of one that gets it; what is missing of one that does not."""
    if one.nearest is not None:
        return "；".join(change.words for change in one.nearest.changes)
    if one.amount is not None:
        return sum_words(one.amount)
    return "；".join(reason.words for reason in one.reasons[:2])
