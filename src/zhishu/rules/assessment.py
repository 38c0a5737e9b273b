"""What a measure comes to for one party: its state, its money, why, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from zhishu.rules.condition import Truth
from zhishu.rules.fact import Known, Value
from zhishu.rules.measure import Measure


class State(StrEnum):
    """met; near: one changeable fact away; competitive: met, but chosen by review; unknown: data does not tell."""

    MET = "met"
    NEAR = "near"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    COMPETITIVE = "competitive"


STATES: dict[State, str] = {
    State.MET: "符合",
    State.NEAR: "差一点",
    State.NOT_MET: "不符合",
    State.UNKNOWN: "不清楚",
    State.COMPETITIVE: "可以申报，择优",
}


# Sums and reasons are tuples: hundreds are made for each party, and a frozen dataclass takes three times as long.


class Sum(NamedTuple):
    """Money in whole fen between two ends; equal ends are one sum. high None: no upper end is known.

    is_open: a missing fact or figure leaves it open, so that no sum may be told; a printed 不超过 does not.
    """

    low: int
    high: int | None
    is_open: bool = False

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Figure:
    """A parameter's figure as used: name, value, unit, since when, where it stands, whether it was checked."""

    name: str
    title: str
    value: Decimal
    unit: str
    since: date
    clause: str
    source: str
    verified: bool


class Reason(NamedTuple):
    """One node of an explanation: its sentence, whether it is met, the fact and figure it rests on, its parts.

    about: conditions | amount | cap | group | received.
    """

    about: str
    words: str
    truth: Truth | None = None
    fact: str = ""
    known: Known | None = None
    figure: Figure | None = None
    parts: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Change:
    """A fact as it is and as it would have to be."""

    fact: str
    was: Value | None
    needed: Value
    words: str


@dataclass(frozen=True)
class Nearest:
    """The smallest change of facts that would qualify, and what it would be worth."""

    changes: tuple[Change, ...]
    amount: Sum | None


@dataclass(frozen=True)
class Assessment:
    """One measure judged for one party on one day.

    amount: what it comes to alone, None where it is not met or cannot be told. paid: what is left of it
    after groups, received awards and caps (what `total` adds up). cap: the name of the cap that bit;
    is_limited: that cap is the group's, over a year or in all, so that `paid` is what the clause gives.
    missing: facts that would decide it and are not known, to be asked.
    """

    measure: Measure
    state: State
    amount: Sum | None
    paid: Sum | None
    cap: str
    reasons: tuple[Reason, ...]
    nearest: Nearest | None = None
    missing: tuple[str, ...] = ()
    is_limited: bool = False

    @property
    def capped(self) -> Sum | None:
        """What the measure comes to under every cap; of a group that gives only the highest, its own sum."""
        return self.paid if self.is_limited else self.amount


@dataclass(frozen=True)
class Entitlements:
    """Every measure for one party: judged ones in the rulebook's order, lost and lapsed ones apart.

    total: money of met measures after groups; competitive: of competitive ones, never in total.
    """

    assessments: tuple[Assessment, ...]
    total: Sum
    competitive: Sum
    lost: tuple[Measure, ...] = ()
    not_in_force: tuple[Measure, ...] = ()
