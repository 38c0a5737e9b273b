"""What groups of measures leave of their members' money, for many parties: the twin of rules/grouping.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhishu.rules.columns import sums
from zhishu.rules.columns.compiling import Compiled
from zhishu.rules.columns.facts import Bits, Numbers, Parties
from zhishu.rules.columns.figures import Figure, Figures, figure_on
from zhishu.rules.columns.sums import Counted, Sums
from zhishu.rules.columns.totals import Purse
from zhishu.rules.entitling import InForce
from zhishu.rules.measure import Group, Measure
from zhishu.rules.sums import fen

# Parties by their places in order, and the money of each.
Money = tuple[Numbers, Sums]


@dataclass(frozen=True)
class Sharing:
    """A group: its members' places among the measures, those that entitle and those by review; its cap's figure.

    limited: all measures of the group, in force or not: what was received of any of them uses its limit.
    """

    group: Group
    entitling: tuple[int, ...]
    by_review: tuple[int, ...]
    limited: tuple[Measure, ...]
    cap: Figure

    @classmethod
    def of(
        cls, group: Group, members: Sequence[int], measures: Sequence[Compiled], rules: InForce
    ) -> Sharing:
        """A group with these of the measures as members that are paid."""
        figures: Figures = {**rules.rulebook.figures, **group.figures}
        return cls(
            group,
            tuple(one for one in members if not measures[one].measure.competitive),
            tuple(one for one in members if measures[one].measure.competitive),
            tuple(rules.members[group.name]),
            figure_on(figures, group.cap, rules.day),
        )

    def pay(
        self,
        parties: Parties,
        money: Mapping[int, Money],
        used: Money,
        purses: tuple[Purse, Purse],
    ) -> None:
        """Add to both purses, of what is entitled and what is by review, what the group pays.

        money: of each member who gets how much alone; used: what received awards have used of the limit.
        """
        gets = np.zeros(parties.size, np.bool_)
        for one in (*self.entitling, *self.by_review):
            gets[money[one][0]] = True
        if self.group.rule == "exclusive":
            gets[used[0]] = False
        rows = gets.nonzero()[0]
        taken, _ = _among(used, rows)
        some = parties.at(rows, [self.cap.by])
        for purse, members in zip(purses, (self.entitling, self.by_review), strict=True):
            parts = [Counted(*_among(money[one], rows), some.zeros) for one in members]
            total = self._total(parts, some, taken)
            taken = sums.added([sums.all_of(taken), sums.all_of(total)], some.size)
            purse.add(rows, total)

    def _total(self, parts: Sequence[Counted], parties: Parties, taken: Sums) -> Sums:
        size = parties.size
        if self.group.cap:
            most, known = self.cap.spread(parties, fen)
            found = sums.within_cap(sums.added(parts, size), most, known, taken)
        else:
            found = sums.less(sums.highest(parts, size), taken)
        counts = np.zeros(size, np.uint8)
        for one in parts:
            counts |= one.sure
        return Sums(*(np.where(counts, end, 0) for end in found))


def _among(money: Money, rows: Numbers) -> tuple[Sums, Bits]:
    """The money of these parties, nothing where they have none, and who has some; both in order."""
    parties, own = money
    if not len(parties) or not len(rows):
        return sums.nothing(len(rows)), np.zeros(len(rows), np.uint8)
    place = np.minimum(np.searchsorted(parties, rows), len(parties) - 1)
    has = (parties[place] == rows).view(np.uint8)
    return Sums(*(np.where(has, end[place], 0) for end in own)), has
