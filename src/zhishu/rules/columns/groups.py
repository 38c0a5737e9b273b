"""What groups of measures leave of their members' money, for many parties: the twin of rules/grouping.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhishu.rules.columns import sums
from zhishu.rules.columns.bits import Numbers
from zhishu.rules.columns.compiling import Compiled
from zhishu.rules.columns.facts import Parties, Picks
from zhishu.rules.columns.figures import Figure, Figures, figure_on
from zhishu.rules.columns.sums import Sums
from zhishu.rules.columns.totals import Money, Pot, Purse
from zhishu.rules.entitling import InForce
from zhishu.rules.measure import Group, Measure
from zhishu.rules.sums import fen


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
        had = [used] if len(used[0]) else []
        for purse, members in zip(purses, (self.entitling, self.by_review), strict=True):
            if not members:
                continue
            pot = Pot(parties.size, highest=not self._has_cap)
            for one in members:
                pot.add(*money[one])
            rows, together = pot.money()
            if self.group.rule == "exclusive" and had:
                may_have = ~np.isin(rows, used[0])
                rows, together = rows[may_have], Sums(*(end[may_have] for end in together))
            left = self._left(together, parties.pick(rows, [self.cap.by]), had)
            purse.add(rows, left)
            had = [*had, (rows, left)]

    @property
    def _has_cap(self) -> bool:
        return self.group.rule.startswith("cap_")

    def _left(self, together: Sums, parties: Picks, had: Sequence[Money]) -> Sums:
        """What of a sum the group leaves to these parties, given what they have had of its limit."""
        had_by = [sums.all_of(_among(money, parties.rows)) for money in had]
        taken = sums.added(had_by, parties.size)
        if not self._has_cap:
            return sums.less(together, taken) if had else together
        most, known = self.cap.spread(parties, fen)
        return sums.within_cap(together, most, known, taken)


def less_of(money: Money, had: Money) -> Money:
    """Each party's money less what it has had; of those who had nothing it stays as it is."""
    rows, own = money
    has = np.isin(rows, had[0])
    if not has.any():
        return money
    left = sums.less(own, _among(had, rows))
    return rows, Sums(*(np.where(has, less, end) for less, end in zip(left, own, strict=True)))


def _among(money: Money, rows: Numbers) -> Sums:
    """The money of these parties, nothing where they have none; both in order."""
    parties, own = money
    if not len(parties) or not len(rows):
        return sums.nothing(len(rows))
    place = np.minimum(np.searchsorted(parties, rows), len(parties) - 1)
    has = parties[place] == rows
    return Sums(*(np.where(has, end[place], 0) for end in own))
