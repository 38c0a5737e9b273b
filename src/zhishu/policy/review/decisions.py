"""What officers decided, one behind the other, and how a document stands after it.

Decisions are only ever added: undoing one is another. A decision holds for the words it was made on; on
other words of the same clause it is told as one on an older text, and the item waits again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from zhishu.policy.review.fields import Values
from zhishu.policy.review.numbers import TextNumber, find_uses, read_numbers
from zhishu.policy.review.reading import Range, Reading, find_passage, item_key

WORDS: dict[str, str] = {
    "confirmed": "已确认",
    "corrected": "已改正",
    "dropped": "不是",
    "split": "拆分",
    "merged": "合并",
    "added": "人工补上",
    "settled": "数字去向",
    "released": "发布",
    "undone": "撤销",
}
# What an item is called that nobody has decided.
PENDING = "pending"
_FINAL = ("confirmed", "corrected", "dropped")


@dataclass(frozen=True)
class Decision:
    """One decision; clause_digest: of the words it was made on.

    value: confirmed, corrected, added: the values; split: those of the parts; merged: those of the
    whole; settled: number -> role; released: what is published. others: the items merged beside `key`.
    """

    number: int
    word: str
    kind: str
    key: str
    clause_digest: str
    value: Any
    user: int
    role: str
    made_at: datetime
    others: tuple[str, ...] = ()
    undoes: int | None = None


@dataclass(frozen=True)
class Standing:
    """An item as it stands: state is pending, or the word of the decision that settled it.

    former: a decision on an older text.
    """

    key: str
    kind: str
    values: Values
    confidence: float
    place: Range | None
    order: tuple[Any, ...]
    state: str = PENDING
    decision: Decision | None = None
    former: Decision | None = None

    @property
    def clause(self) -> str:
        return str(self.values["clause"])

    @property
    def is_open(self) -> bool:
        return self.state == PENDING

    @property
    def holds(self) -> bool:
        """Whether it is something that the text says."""
        return self.state != "dropped"


@dataclass(frozen=True)
class Review:
    """A document with what was decided of it; newest: the number of the last decision of all, 0 for none."""

    reading: Reading
    items: tuple[Standing, ...]
    roles: dict[str, str]
    released: Decision | None
    changed_since: bool
    newest: int = 0
    live: tuple[Decision, ...] = field(repr=False, default=())

    @cached_property
    def numbers(self) -> tuple[TextNumber, ...]:
        """Every number of the text."""
        return read_numbers(self.reading.clauses, self._standing)

    @cached_property
    def uses(self) -> dict[str, str]:
        """Number -> the item that uses it."""
        words = {one.path: one.words for one in self.reading.clauses}
        return find_uses(self.numbers, [(one.key, one) for one in self._standing], words)

    @property
    def _standing(self) -> list[Standing]:
        return [one for one in self.items if one.holds]

    @cached_property
    def unused(self) -> tuple[TextNumber, ...]:
        """The numbers that no item uses; their role is settled or has to be."""
        return tuple(one for one in self.numbers if one.key not in self.uses)

    @cached_property
    def unsettled(self) -> tuple[TextNumber, ...]:
        """The numbers whose role nobody has settled."""
        return tuple(one for one in self.unused if one.key not in self.roles)

    @cached_property
    def pending(self) -> tuple[Standing, ...]:
        """The items that nobody has decided."""
        return tuple(one for one in self.items if one.is_open)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.pending and not self.unsettled

    def find(self, key: str) -> Standing | None:
        """The item of a key."""
        return next((one for one in self.items if one.key == key), None)

    def next_open(self, key: str) -> str:
        """The key of the first open item from this one on, else of the first of all; empty for none."""
        keys = [one.key for one in self.items]
        at = keys.index(key) if key in keys else 0
        return next((one.key for one in (*self.items[at:], *self.items) if one.is_open), "")

    def last_of(self, key: str) -> Decision | None:
        """The newest decision on an item that still holds."""
        return next(
            (one for one in reversed(self.live) if key in (one.key, *one.others)),
            None,
        )


def fold_decisions(reading: Reading, decisions: Iterable[Decision]) -> Review:
    """How a document stands after decisions, given in their order."""
    told = list(decisions)
    undone = {one.undoes for one in told}
    live = [one for one in told if one.number not in undone and one.word != "undone"]
    items: dict[str, Standing] = {
        one.key: Standing(one.key, one.kind, one.values, one.confidence, one.place, one.order)
        for one in reading.items
    }
    roles: dict[str, str] = {}
    released = None
    for one in live:
        if one.word == "settled":
            roles.update(one.value)
        elif one.word == "released":
            released = one
        else:
            _apply(reading, items, one)
    numbers = [one.number for one in told if one.word != "released"]
    changed = released is not None and any(one > released.number for one in numbers)
    standing = sorted(_without_covered(items), key=lambda one: one.order)
    newest = told[-1].number if told else 0
    return Review(reading, tuple(standing), roles, released, changed, newest, tuple(live))


def _apply(reading: Reading, items: dict[str, Standing], one: Decision) -> None:
    item = items.get(one.key)
    if one.word == "added" or (item is None and one.word in ("confirmed", "corrected")):
        # What a person said of these words stands, whatever the program reads in them today.
        if _same_words(reading, one, str(one.value["clause"])):
            items[one.key] = _said(reading, one)
        return
    if item is None:
        return
    # An officer may have said that it belongs to another clause.
    path = str(one.value["clause"]) if one.word in ("confirmed", "corrected") else item.clause
    if not _same_words(reading, one, path):
        items[one.key] = replace(item, former=one)
    elif one.word in _FINAL:
        values = item.values if one.word == "dropped" else one.value
        place = item.place
        if one.word == "corrected":
            place = _place(reading, item.kind, values) or item.place
        items[one.key] = replace(item, values=values, place=place, state=one.word, decision=one)
    elif one.word == "split":
        del items[one.key]
        for at, values in enumerate(one.value, 1):
            key = f"{one.key}.s{one.number}.{at}"
            items[key] = replace(
                item, key=key, values=values, order=(*item.order, at), state=PENDING, decision=None
            )
    elif one.word == "merged" and all(other in items for other in one.others):
        for other in one.others:
            del items[other]
        place = _place(reading, item.kind, one.value) or item.place
        items[one.key] = replace(item, values=one.value, place=place, state=PENDING, decision=None)


def _same_words(reading: Reading, one: Decision, path: str) -> bool:
    clause = reading.by_path.get(path)
    return clause is not None and clause.digest == one.clause_digest


def _place(reading: Reading, kind: str, values: Values) -> Range | None:
    clause = reading.by_path.get(str(values["clause"]))
    return find_passage(clause.words, str(values.get("text") or "")) if clause else None


def _said(reading: Reading, one: Decision) -> Standing:
    clause = reading.by_path[str(one.value["clause"])]
    place = _place(reading, one.kind, one.value)
    # Behind what was read of the clause, in the order of the decisions.
    order = (clause.position, clause.span[1] + one.number)
    return Standing(one.key, one.kind, one.value, 1.0, place, order, one.word, one)


def _without_covered(items: dict[str, Standing]) -> list[Standing]:
    """Without what the program now reads as somebody corrected it before."""
    said = {
        item_key(one.kind, one.values): one.key
        for one in items.values()
        if one.state in ("corrected", "added")
    }
    return [
        one for one in items.values() if not (one.is_open and said.get(one.key, one.key) != one.key)
    ]


def release_payload(review: Review) -> dict[str, Any]:
    """What is published of a settled review: its items, each with who decided it and when."""
    items = []
    for one in review.items:
        if one.holds and one.decision is not None:
            items.append(
                {
                    "item": one.key,
                    "kind": one.kind,
                    "values": one.values,
                    "decision": one.decision.word,
                    "role": one.decision.role,
                    "user": one.decision.user,
                    "made_at": one.decision.made_at.isoformat(),
                }
            )
    return {
        "text_digest": review.reading.text_digest,
        "numbers": len(review.numbers),
        "items": items,
    }


def settle_roles(
    review: Review, chosen: dict[str, str], keys: Sequence[str] = ()
) -> dict[str, str]:
    """Number -> role for the unsettled numbers: what was chosen, else what is proposed; `keys`: only these."""
    return {
        one.key: role
        for one in review.unsettled
        if (not keys or one.key in keys) and (role := chosen.get(one.key) or one.role)
    }
