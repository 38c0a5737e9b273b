"""Why a measure came out as it did, in the few sentences that decide it; its money in words."""

from __future__ import annotations

from collections.abc import Iterator

from zhishu.rules.assessment import Assessment, Reason, State
from zhishu.rules.condition import Truth
from zhishu.rules.settling import sum_words


def why(one: Assessment) -> list[str]:
    """What would have to change, what is not known or does not hold, what the money rests on."""
    if one.nearest is not None and one.state is State.NEAR:
        return [change.words for change in one.nearest.changes]
    if one.state in (State.UNKNOWN, State.NOT_MET):
        wanted = Truth.UNKNOWN if one.state is State.UNKNOWN else Truth.NOT_MET
        return list(dict.fromkeys(_leaves(one, wanted)))
    told = ("amount", "cap", "group", "received")
    money = [reason for reason in one.reasons if reason.about in told]
    return [words for reason in money for words in _chosen(reason)]


def money_words(one: Assessment) -> str:
    """What is paid; of a measure that is missed, what it would bring."""
    money = one.paid if one.paid is not None else one.amount
    if money is None and one.nearest is not None and one.nearest.amount is not None:
        return f"可得{sum_words(one.nearest.amount)}"
    return "—" if money is None else sum_words(money)


def _chosen(reason: Reason) -> list[str]:
    """The sentence of an amount; of one out of several, those that are met."""
    met = [part for part in reason.parts if part.truth is Truth.MET and part.about == "amount"]
    return [words for part in met for words in _chosen(part)] or [reason.words]


def _leaves(one: Assessment, wanted: Truth) -> Iterator[str]:
    """The sentences of the innermost conditions that came out so."""
    waiting = list(reversed(one.reasons))
    while waiting:
        reason = waiting.pop()
        if reason.truth is not wanted:
            continue
        if reason.parts and reason.about == "conditions":
            waiting.extend(reversed(reason.parts))
        else:
            yield reason.words
