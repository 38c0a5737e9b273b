"""What to ask a firm: the fewest questions that decide the most money, each asked once for all its measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhishu.rules.amount import Amount, Choice, Fixed, Range
from zhishu.rules.assessment import Assessment, State
from zhishu.rules.fact import Fact
from zhishu.rules.measure import PAID, Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.sums import fen

_ASKED_OF = {
    "truth": "{}吗？",
    "number": "{}有多少？",
    "money": "{}是多少元？",
    "date": "{}是哪一天？",
    "word": "{}是哪一种？",
    "region": "{}在哪里？",
}


@dataclass(frozen=True)
class Question:
    """One fact to ask for: its question, the measures that wait for it, the most they may come to (fen)."""

    fact: Fact
    words: str
    measures: tuple[str, ...]
    at_stake: int


def questions_of(
    assessments: Iterable[Assessment], declared: Mapping[str, Fact], day: date
) -> list[Question]:
    """The questions in the order of asking: first what decides the most money with the fewest answers.

    A measure lends each of its open questions an equal part of the most it may pay; the question with the
    most is asked, and its measures' other questions weigh more then. What a measure may pay whose sum would
    still be open with its conditions met counts only where nothing else does: its cap is no money in sight.
    """
    waiting = {
        one.measure.name: {name for name in one.missing if name in declared}
        for one in assessments
        if one.missing and one.state is not State.NOT_MET
    }
    most = {one.measure.name: _at_stake(one, day) for one in assessments}
    stays_open = {one.measure.name for one in assessments if _stays_open(one)}
    open_for = {name: set(missing) for name, missing in waiting.items()}
    left = {fact for missing in waiting.values() for fact in missing}
    found: list[Question] = []
    while left:
        sure, maybe = dict.fromkeys(left, 0), dict.fromkeys(left, 0)
        for measure, missing in open_for.items():
            weight = maybe if measure in stays_open else sure
            for fact in missing:
                weight[fact] += most[measure] // len(missing)
        chosen = min(left, key=lambda fact: (-sure[fact], -maybe[fact], fact))
        asking = tuple(measure for measure, missing in waiting.items() if chosen in missing)
        stake = sum(most[measure] for measure in asking)
        found.append(Question(declared[chosen], question_of(declared[chosen]), asking, stake))
        left.remove(chosen)
        for missing in open_for.values():
            missing.discard(chosen)
    return found


def question_of(fact: Fact) -> str:
    """How a firm is asked for a fact; one without words of its own is asked by its title."""
    return fact.question or _ASKED_OF[fact.kind].format(fact.title)


def most_of(measure: Measure, day: date) -> int | None:
    """The most fen a measure may pay by its own figures; None where they set no limit."""
    return None if measure.amount is None else _most(measure.amount, measure, day)


def _stays_open(one: Assessment) -> bool:
    """Whether conditions met would not tell the sum yet: a reimbursement or rate of what is not known."""
    money = one.nearest.amount if one.nearest is not None else None
    return one.state is State.UNKNOWN and money is not None and money.is_open


def _at_stake(one: Assessment, day: date) -> int:
    if one.measure.form not in PAID:
        return 0
    known = one.amount.high if one.amount is not None else None
    return (known if known is not None else most_of(one.measure, day)) or 0


def _most(amount: Amount, measure: Measure, day: date) -> int | None:
    def figure(name: str) -> int | None:
        parameter = measure.figures.get(name)
        value = parameter.at(day) if isinstance(parameter, Parameter) and not parameter.by else None
        return fen(value.value) if value is not None else None

    ends: list[int | None] = []
    base = amount.base
    if amount.cap:
        ends.append(figure(amount.cap))
    if isinstance(base, Fixed) and not base.each:
        ends.append(figure(base.figure))
    elif isinstance(base, Range):
        ends.append(figure(base.high))
    elif isinstance(base, Choice):
        options = [_most(option.amount, measure, day) for option in base.options]
        known = [one for one in options if one is not None]
        if len(known) == len(options):
            ends.append(sum(known) if base.how == "sum" else max(known))
    return min((one for one in ends if one is not None), default=None)
