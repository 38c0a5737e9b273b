"""Why a measure came out as it did, in the few sentences that decide it; its money in words."""

from __future__ import annotations

from collections.abc import Iterator

from zhishu.rules.assessment import Assessment, Reason, State, Sum
from zhishu.rules.condition import Truth
from zhishu.rules.settling import sum_words
from zhishu.rules.words import yuan_words


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
    """What is paid; of a measure that is nearly met or not known, what it would bring."""
    money = one.paid if one.paid is not None else one.amount
    if money is not None:
        return told_words(money)
    if one.nearest is None or one.nearest.amount is None or one.state is State.NOT_MET:
        return "—"
    return f"如果符合：{told_words(one.nearest.amount)}"


def told_words(money: Sum) -> str:
    """A sum in words; one that a missing fact leaves open is not told as money: 金额还不清楚，至多20,000元."""
    if not money.is_open:
        return sum_words(money)
    if money.low:
        return f"金额还不清楚，{sum_words(money)}"
    return "金额还不清楚" + ("" if money.high is None else f"，至多{yuan_words(money.high)}")


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
