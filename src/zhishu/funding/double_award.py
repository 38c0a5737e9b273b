"""重复兑付: the same thing paid more than once, across measures, years and parties that have to do with one another.

What is found is a lead with its rows, for somebody to look into; never that anyone did wrong. A thing is what
a payment was for: a patent, a product, a contract, as told. Parties are tied by what they share: a controller,
an address, a contact, inventors. Everything goes by keys, so that a million payments cost no pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhishu.rules.amount import Amount, Choice
from zhishu.rules.measure import Group, Measure
from zhishu.rules.parameter import Parameter
from zhishu.rules.sums import fen
from zhishu.rules.words import yuan_words

Grade = Literal["sure", "related", "shared", "review"]
# The order in which leads are looked into.
GRADES: dict[Grade, str] = {
    "sure": "同一单位、同一事项兑付了不止一次",
    "related": "有关联的单位以同一事项各自兑付",
    "shared": "没有已知关联的单位以同一件专利各自兑付",
    "review": "同一单位以同一事项享受了不同的措施",
}
TieKind = Literal["controller", "contact", "address", "inventor"]
TIES: dict[TieKind, str] = {
    "controller": "控制人相同",
    "contact": "联系方式相同",
    "address": "登记地址相同",
    "inventor": "有共同的发明人",
}
# What more parties share (an incubator's address, a frequent name) ties none of them.
_SHARED_BY_MOST: dict[TieKind, int] = {
    "controller": 50, "contact": 20, "address": 20, "inventor": 5,
}  # fmt: skip
# A number of so many digits names one right; a word may name anybody's product.
_DIGITS_OF_A_NUMBER = 8
_EXCLUSIVE = frozenset({"highest", "exclusive"})


@dataclass(frozen=True)
class Payment:
    """An award that was paid; thing: what it was for, folded for comparing (empty: not told); amount in fen."""

    award_id: str
    party: str
    holder: str
    measure: str
    item: str
    subject: str
    thing: str
    amount: int | None
    year: int | None
    paid_on: date | None = None


@dataclass(frozen=True)
class Tie:
    """Something that parties share. key: what it is, never shown; shown: what of it may be, else empty."""

    kind: TieKind
    key: str
    shown: str = ""

    @property
    def words(self) -> str:
        return f"{TIES[self.kind]}{f'（{self.shown}）' if self.shown else ''}"


@dataclass(frozen=True)
class DoubleAward:
    """A lead: its payments in order, what ties their parties, and how much was paid beyond what may be.

    allowed: the fen that a cap of the year allows; None where only one of the payments may be.
    """

    grade: Grade
    subject: str
    payments: tuple[Payment, ...]
    ties: tuple[Tie, ...]
    reason: str
    allowed: int | None = None

    @property
    def beyond(self) -> int:
        """Fen beyond what is allowed, else beyond the largest payment; sums that are not told count as nothing."""
        amounts = [one.amount or 0 for one in self.payments]
        return sum(amounts) - (max(amounts) if self.allowed is None else self.allowed)


def double_awards(
    payments: Iterable[Payment],
    ties: Mapping[str, Iterable[Tie]],
    measures: Mapping[str, Measure],
    groups: Mapping[str, Group],
) -> list[DoubleAward]:
    """The leads, the surest and then the most money first; ties: of each party."""
    rows = sorted(set(payments), key=_order)
    usable = _usable(ties)
    found = list(_paid_again(rows, measures))
    for alike in _by(rows, lambda one: one.thing).values():
        for same in _by(alike, lambda one: one.party).values():
            if len(same) > 1:
                found += _of_one_party(same, measures, groups)
        if len({one.party for one in alike}) > 1:
            found += _of_several(alike, usable)
    grades = list(GRADES)
    return sorted(
        _once_each(found),
        key=lambda one: (grades.index(one.grade), -one.beyond, _order(one.payments[0])),
    )


def _order(one: Payment) -> tuple[str, int, date, str]:
    return (one.thing, one.year or 0, one.paid_on or date.min, one.award_id)


def _by(
    rows: Iterable[Payment], key: Callable[[Payment], Hashable]
) -> dict[Hashable, list[Payment]]:
    """Rows by a key, those without one left out."""
    found: dict[Hashable, list[Payment]] = {}
    for row in rows:
        if of := key(row):
            found.setdefault(of, []).append(row)
    return found


def _paid_again(rows: list[Payment], measures: Mapping[str, Measure]) -> Iterator[DoubleAward]:
    """What was paid to one party whatever for: twice what is given once in all or once a year, or beyond a year's cap."""

    def turn(one: Payment) -> Hashable:
        measure = measures.get(one.measure)
        if measure is None or measure.once not in ("ever", "year"):
            return None
        return (one.party, one.measure, one.year if measure.once == "year" else 0)

    for same in _by(rows, turn).values():
        if len(same) < 2:
            continue
        measure = measures[same[0].measure]
        if measure.is_barred_again:
            word = "一次性" if measure.once == "ever" else "每年一次"
            reason = f"“{measure.title}”{word}，兑付了{len(same)}次"
            yield DoubleAward("sure", same[0].subject, tuple(same), (), reason)
        elif (cap := _most_a_year(measure, same[0].year)) is not None:
            paid = sum(one.amount or 0 for one in same)
            if paid > cap:
                reason = (
                    f"“{measure.title}”{same[0].year}年兑付了{len(same)}次，共{yuan_words(paid)}，"
                    f"超过每年最高{yuan_words(cap)}"
                )
                yield DoubleAward("sure", same[0].subject, tuple(same), (), reason, cap)


def _most_a_year(measure: Measure, year: int | None) -> int | None:
    """The most fen that a measure's caps allow anybody in a year; None where they do not tell."""
    if year is None or measure.amount is None:
        return None
    ends = (date(year, 1, 1), date(year, 12, 31))

    def most(amount: Amount) -> int | None:
        figure = measure.figures.get(amount.cap)
        if isinstance(figure, Parameter):
            values = (figure.at(day, key) for day in ends for key in figure.series)
            return max((fen(one.value) for one in values if one is not None), default=None)
        if not isinstance(amount.base, Choice):
            return None
        parts = [most(option.amount) for option in amount.base.options]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            return None
        return sum(known) if amount.base.how == "sum" else max(known)

    return most(measure.amount)


def _of_one_party(
    same: list[Payment], measures: Mapping[str, Measure], groups: Mapping[str, Group]
) -> Iterator[DoubleAward]:
    """One thing paid several times to one party: by one rule for sure, by different ones to be looked at."""
    sure = set()
    for alike in _by(same, lambda one: _rule(one, measures, groups)).values():
        if len(alike) > 1:
            sure |= set(alike)
            reason = f"“{alike[0].subject}”以{_titles(alike, measures)}兑付了{len(alike)}次"
            yield DoubleAward("sure", alike[0].subject, tuple(alike), (), reason)
    if len(same) > len(sure) and not _is_yearly(same, measures):
        reason = f"“{same[0].subject}”享受了{_titles(same, measures)}，是否允许叠加要看办法"
        yield DoubleAward("review", same[0].subject, tuple(same), (), reason)


def _rule(one: Payment, measures: Mapping[str, Measure], groups: Mapping[str, Group]) -> Hashable:
    """What may be had but once for a thing: measures that exclude one another, else the measure, else the item as printed."""
    measure = measures.get(one.measure)
    if measure is None:
        return ("", one.measure or one.item)
    group = groups.get(measure.group)
    if group is not None and group.rule in _EXCLUSIVE:
        return ("group", group.name)
    return ("measure", measure.name, one.year if measure.once in ("year", "round") else 0)


def _is_yearly(same: list[Payment], measures: Mapping[str, Measure]) -> bool:
    """Whether all are of one measure that is given anew each year or round."""
    names = {one.measure for one in same}
    measure = measures.get(same[0].measure)
    return len(names) == 1 and measure is not None and measure.once in ("year", "round")


def _titles(rows: Iterable[Payment], measures: Mapping[str, Measure]) -> str:
    titles = (measures[one.measure].title if one.measure in measures else one.item for one in rows)
    return "、".join(f"“{title}”" for title in dict.fromkeys(titles))


def _of_several(alike: list[Payment], ties: Mapping[str, frozenset[Tie]]) -> Iterator[DoubleAward]:
    """One thing paid to several parties: those that are tied to one another, and a right that others were paid for."""
    circles = _circles({one.party for one in alike}, ties)
    for circle, shared in circles:
        if len(circle) > 1:
            rows = tuple(one for one in alike if one.party in circle)
            reason = f"“{rows[0].subject}”由{len(circle)}个有关联的单位各自兑付"
            yield DoubleAward("related", rows[0].subject, rows, shared, reason)
    thing = alike[0].thing
    if len(circles) > 1 and sum(sign.isdigit() for sign in thing) >= _DIGITS_OF_A_NUMBER:
        reason = f"专利“{alike[0].subject}”由{len(circles)}个没有已知关联的单位各自兑付"
        yield DoubleAward("shared", alike[0].subject, tuple(alike), (), reason)


def _circles(
    parties: set[str], ties: Mapping[str, frozenset[Tie]]
) -> list[tuple[frozenset[str], tuple[Tie, ...]]]:
    """Parties that ties join, directly or through one another, with the ties that do."""
    by_tie: dict[Tie, list[str]] = {}
    for party in sorted(parties):
        for tie in ties.get(party, ()):
            by_tie.setdefault(tie, []).append(party)
    joined = {tie: members for tie, members in by_tie.items() if len(members) > 1}
    head = {party: party for party in parties}

    def top(party: str) -> str:
        while head[party] != party:
            head[party] = head[head[party]]
            party = head[party]
        return party

    for members in joined.values():
        for other in members[1:]:
            head[top(other)] = top(members[0])
    circles: dict[str, set[str]] = {}
    for party in parties:
        circles.setdefault(top(party), set()).add(party)
    order = list(TIES)
    found = []
    for circle in sorted(circles.values(), key=min):
        own = [tie for tie, members in joined.items() if members[0] in circle]
        ranked = sorted(own, key=lambda tie: (order.index(tie.kind), tie.shown, tie.key))
        found.append((frozenset(circle), tuple(ranked)))
    return found


def _usable(ties: Mapping[str, Iterable[Tie]]) -> dict[str, frozenset[Tie]]:
    """Ties of each party without those that too many share."""
    held = {party: frozenset(own) for party, own in ties.items()}
    counts: dict[Tie, int] = {}
    for own in held.values():
        for tie in own:
            counts[tie] = counts.get(tie, 0) + 1
    return {
        party: frozenset(tie for tie in own if counts[tie] <= _SHARED_BY_MOST[tie.kind])
        for party, own in held.items()
    }


def _once_each(found: Iterable[DoubleAward]) -> Iterator[DoubleAward]:
    """Leads over the same payments are one: the first, which is the surest."""
    seen: set[frozenset[str]] = set()
    for one in found:
        ids = frozenset(row.award_id for row in one.payments)
        if ids not in seen:
            seen.add(ids)
            yield one
