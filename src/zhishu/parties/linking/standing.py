"""What stands of officers' decisions on holders: the newest of each name that nobody undid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Settled:
    """One decision: word is confirmed, rejected (it is no party) or undone (then `undoes` says which)."""

    number: int
    folded_name: str
    name: str
    word: str
    party_id: str | None
    user: int
    role: str
    made_at: datetime
    undoes: int | None = None


def standing_decisions(decisions: Iterable[Settled]) -> dict[str, Settled]:
    """Name for comparing -> the decision that stands, given all of them in their order."""
    live: dict[int, Settled] = {}
    for one in decisions:
        if one.undoes is not None:
            live.pop(one.undoes, None)
        else:
            live[one.number] = one
    return {one.folded_name: one for one in live.values()}
