"""What one party gets, as a page shows it: by state, each reason with its fact, origin, rows and figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhishu.flows.find_entitlements import FirmEntitlements
from zhishu.funding.why import told_words
from zhishu.parties.queries import Party
from zhishu.portal.funding.rows import rows_url
from zhishu.rules.assessment import STATES, Assessment, Reason, State
from zhishu.rules.fact import Fact
from zhishu.rules.place import Regions
from zhishu.rules.words import value_words

# Codes of regions in the walk's own sentences.
_CODE = re.compile(r"[1-9][0-9]{5}(?:Z[0-9])?")
TAGS = {
    State.MET: "ok",
    State.COMPETITIVE: "info",
    State.NEAR: "soon",
    State.UNKNOWN: "unknown",
    State.NOT_MET: "plain",
}


@dataclass(frozen=True)
class ShownEntitlement:
    """One measure for one party. money: in words, empty where none can be told; taken: what a limit took away."""

    one: Assessment
    money: str
    taken: str
    nearly: str

    @property
    def tag(self) -> str:
        return TAGS[self.one.state]

    @property
    def state_words(self) -> str:
        return STATES[self.one.state]


@dataclass(frozen=True)
class ShownFact:
    """A fact as it is known: value in words (empty: unknown), where from, of which day, where its rows are."""

    fact: Fact
    value: str
    origin: str
    on: date | None
    url: str


@dataclass(frozen=True)
class ShownReason:
    """One node of an explanation."""

    words: str
    reason: Reason
    fact: ShownFact | None
    parts: tuple[ShownReason, ...]


def by_state(entitlements: FirmEntitlements) -> dict[str, list[ShownEntitlement]]:
    """The measures by state, those with the most money first."""
    found: dict[str, list[ShownEntitlement]] = {str(state): [] for state in TAGS}
    for one in sorted(entitlements.found.assessments, key=_most, reverse=True):
        found[str(one.state)].append(shown_entitlement(one))
    return found


def _most(one: Assessment) -> int:
    money = one.paid or one.amount or (one.nearest.amount if one.nearest else None)
    return (money.high or money.low) if money else 0


def shown_entitlement(one: Assessment) -> ShownEntitlement:
    """One measure with its money in words."""
    paid = one.paid if one.paid is not None else one.amount
    money = told_words(paid) if paid is not None else ""
    if one.measure.amount is None:
        money = "金额还不清楚" if one.measure.lost else "不涉及金额"
    taken = told_words(one.amount) if one.amount is not None and one.amount != paid else ""
    nearest = one.nearest.amount if one.nearest else None
    return ShownEntitlement(one, money, taken, told_words(nearest) if nearest else "")


@dataclass(frozen=True)
class Explainer:
    """Tells the reasons of one party's entitlements: facts in words, regions by name, rows by address."""

    declared: Mapping[str, Fact]
    party: Party
    regions: Regions

    def tell(self, reasons: Iterable[Reason]) -> tuple[ShownReason, ...]:
        """The tree of an explanation."""
        return tuple(
            ShownReason(self._words(one), one, self._fact(one), self.tell(one.parts))
            for one in reasons
        )

    def _words(self, reason: Reason) -> str:
        fact = self.declared.get(reason.fact)
        if fact is None or fact.kind != "region":
            return reason.words
        return _CODE.sub(lambda code: self.regions.full_name(code.group()), reason.words)

    def _fact(self, reason: Reason) -> ShownFact | None:
        fact = self.declared.get(reason.fact)
        if fact is None:
            return None
        known = reason.known
        if known is None or known.value is None:
            return ShownFact(fact, "", "", None, "")
        value = value_words(fact, known.value)
        if fact.kind == "region":
            value = self.regions.full_name(value)
        return ShownFact(fact, value, known.origin, known.on, rows_url(fact.table, self.party))
