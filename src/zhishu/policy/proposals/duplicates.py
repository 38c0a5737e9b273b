"""Whether a proposal says again what the program found itself, or what the same answer said before.

A number counts as said where the program's items of that clause use it as often as it stands there:
whoever names the same number once more says nothing new about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhishu.base.text import drop_inner_blanks
from zhishu.policy.document import Measure, Stage, Target, Task, TimeLimit
from zhishu.policy.proposals.passages import Passage
from zhishu.policy.proposals.proposal import Kind, Proposal

_NUMBERS = ("value", "value_max", "amount", "amount_max", "cap", "rate", "rate_max")
_PLACED = frozenset(("units", "value", "reference", "amount", "cap", "rate", "time"))


class Seen:
    """What was said of a document so far."""

    def __init__(self, found: Mapping[Kind, Sequence[Mapping[str, Any]]]) -> None:
        self._found = found
        self._places: set[object] = set()

    def holds(self, made: Proposal, own: Passage) -> bool:
        """Whether this was said; from now on it was."""
        places = (made.kind, *(one for one in made.evidence if one.field in _PLACED))
        if places in self._places:
            return True
        self._places.add(places)
        beside = [one for one in self._found[made.kind] if one["clause"] == own.clause.path]
        return bool(beside) and _says(beside, made, own)


def _says(beside: Sequence[Mapping[str, Any]], made: Proposal, own: Passage) -> bool:
    item = made.item
    if isinstance(item, Task):
        return any(_same_task(one, item) for one in beside)
    if isinstance(item, Stage):
        return any(
            one["name"] == item.name or (one["from"], one["to"]) == (item.starts, item.ends)
            for one in beside
        )
    if isinstance(item, Target) and item.value is None:
        return any(one["value"] is None and (one["reference"] or "") in item.text for one in beside)
    used = [number for one in beside for number in _numbers_told(one)]
    numbers = list(_numbers(item))
    return all(used.count(one) >= _times(own, one, isinstance(item, Measure)) for one in numbers)


def _same_task(told: Mapping[str, Any], item: Task) -> bool:
    names = {one["name"] for one in told["units"]}
    ours, theirs = drop_inner_blanks(item.text), drop_inner_blanks(told["text"])
    return {one.name for one in item.units} <= names and (ours in theirs or theirs in ours)


def _numbers_told(told: Mapping[str, Any]) -> Iterator[Decimal]:
    for name in _NUMBERS:
        if told.get(name) is not None:
            yield Decimal(str(told[name]))
    for one in told.get("other_caps") or ():
        yield Decimal(str(one["value"]))


def _numbers(item: Target | Measure | TimeLimit) -> Iterator[Decimal]:
    """The numbers of a proposal; a range counts by both its ends."""
    for name in _NUMBERS:
        value: Decimal | None = getattr(item, name, None)
        if value is not None:
            yield value
    if isinstance(item, Measure):
        yield from (value for value, _ in item.other_caps)


def _times(own: Passage, number: Decimal, is_rate: bool) -> int:
    """How often a number stands in a clause, rates as percentages; at least once."""
    shown = (number, number * 100) if is_rate else (number,)
    count = sum(
        (one.value in shown) + (one.value_max in shown)
        for one in own.quantities
        if one.form == "quantity"
    )
    return max(1, count)
