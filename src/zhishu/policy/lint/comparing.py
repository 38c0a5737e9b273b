"""Measures beside measures: higher than the cited superior's, and two that pay for the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhishu.base.money import Money
from zhishu.base.region import RegionCode
from zhishu.policy.document import Measure
from zhishu.policy.lint.library import Library, Policy
from zhishu.policy.lint.sameness import Thing, top

_MONEY = ("资助", "奖", "补", "贴", "支持", "扶持")


@dataclass(frozen=True)
class Compared:
    """Two measures that do not go together."""

    measure: Measure
    other: Measure
    owner: Policy
    here: str
    there: str


def find_higher_caps(policy: Policy, library: Library) -> Iterator[Compared]:
    """Measures that pay more than the same ones of a document that the policy rests on."""
    own = [Thing.of(one) for one in policy.document.measures]
    met: set[str] = set()
    for citation in policy.document.citations:
        if citation.relation not in ("basis", "implements"):
            continue
        superior = library.meant(citation.title, citation.document_number)
        if superior is None or superior is policy or superior.document_id in met:
            continue
        met.add(superior.document_id)
        theirs = [Thing.of(one) for one in superior.document.measures]
        for thing in own:
            for other in theirs:
                if thing.is_same(other) and (pair := _more(thing.measure, other.measure)):
                    yield Compared(thing.measure, other.measure, superior, *pair)


def _more(here: Measure, there: Measure) -> tuple[str, str] | None:
    """The figures of both where the one pays more than the other for as much: by sum, else by rate."""
    if here.per and there.per and here.per != there.per:
        return None
    ours, theirs = top(here), top(there)
    if ours is not None and theirs is not None:
        return (_yuan(ours), _yuan(theirs)) if ours > theirs else None
    if here.rate is not None and there.rate is not None and here.rate > there.rate:
        return _percent(here.rate), _percent(there.rate)
    return None


def find_double_payments(policy: Policy, library: Library, as_of: date) -> Iterator[Compared]:
    """Measures that pay for the same thing as another, in this policy or in one that is in force in the same place."""
    own = [Thing.of(one) for one in policy.document.measures if _pays_money(one)]
    open_ = [thing for thing in own if not thing.measure.exclusivity]
    for index, thing in enumerate(open_):
        for other in open_[index + 1 :]:
            if thing.measure.clause != other.measure.clause and thing.is_same(other):
                yield _compared(thing, other, policy)
    if not open_:
        return
    for one in library.policies:
        if one is policy or not _goes_beside(policy, one, library, as_of):
            continue
        for measure in one.document.measures:
            if measure.exclusivity or not _pays_money(measure):
                continue
            other = Thing.of(measure)
            for thing in open_:
                if thing.is_same(other):
                    yield _compared(thing, other, one)


def _compared(thing: Thing, other: Thing, owner: Policy) -> Compared:
    return Compared(thing.measure, other.measure, owner, _told(thing.measure), _told(other.measure))


def _pays_money(measure: Measure) -> bool:
    return measure.form is not None and any(word in measure.form for word in _MONEY)


def _goes_beside(policy: Policy, other: Policy, library: Library, as_of: date) -> bool:
    """Whether two policies are in force in the same place, and neither follows the other."""
    if not _share_place(policy.region, other.region):
        return False
    if policy.title_keys & other.title_keys or library.validity(other, as_of).validity in (
        "lapsed", "repealed",
    ):  # fmt: skip
        return False
    return not (_follows(policy, other, library) or _follows(other, policy, library))


def _share_place(one: str | None, other: str | None) -> bool:
    """Whether one region lies in the other; unknown ones share none."""
    if not one or not other:
        return False
    stems = RegionCode.parse(one).stem, RegionCode.parse(other).stem
    return stems[0].startswith(stems[1]) or stems[1].startswith(stems[0])


def _follows(policy: Policy, other: Policy, library: Library) -> bool:
    """Whether a policy stands in another's place, or carries it out: then it is the other's own measure."""
    return any(
        citation.relation != "mentions"
        and library.meant(citation.title, citation.document_number) is other
        for citation in policy.document.citations
    )


def _told(measure: Measure) -> str:
    most = top(measure)
    if most is not None:
        return _yuan(most)
    return _percent(measure.rate) if measure.rate is not None else "未写明金额"


def _yuan(amount: Decimal) -> str:
    return Money(amount.normalize()).display()


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
