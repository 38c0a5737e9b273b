"""An officer's decisions on holders as rows: each act looks at what stands, and adds what is new."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from zhishu.base.errors import InvalidValueError
from zhishu.flows.look_at_holders import find_uncertain
from zhishu.parties.linking.standing import Settled, standing_decisions
from zhishu.portal.accounts.models import User
from zhishu.portal.rights.holders.models import HolderDecision, all_decisions
from zhishu.settings import home


@dataclass(frozen=True)
class Officer:
    """Who decides."""

    user: User

    def confirm(self, folded_name: str, party_id: str) -> None:
        """The holder is this party, one of its candidates."""
        name, candidates = self._find(folded_name)
        if party_id not in candidates:
            raise InvalidValueError("这家不在候选里", next_step="从所列的候选里选")
        self._add(folded_name, name, "confirmed", party_id)

    def reject(self, folded_name: str) -> None:
        """The holder is none of the parties."""
        name, _ = self._find(folded_name)
        self._add(folded_name, name, "rejected", "")

    def undo(self, number: int) -> str:
        """Undo one's own decision, where it still stands; returns the name it was about."""
        for one in standing_decisions(all_decisions()).values():
            if one.number == number and one.user == self.user.pk:
                self._add(one.folded_name, one.name, "undone", "", undoes=number)
                return one.name
        raise InvalidValueError("没有可以撤销的", next_step="接着核定")

    def last(self) -> Settled | None:
        """The newest decision of this officer that stands."""
        mine = [
            one for one in standing_decisions(all_decisions()).values() if one.user == self.user.pk
        ]
        return max(mine, key=lambda one: one.number, default=None)

    def _find(self, folded_name: str) -> tuple[str, tuple[str, ...]]:
        found = find_uncertain(home(), folded_name)
        if found is None:
            raise InvalidValueError(
                "这个名称已不在待核定的里面", next_step="页面已更新，请接着核定"
            )
        return found

    def _add(
        self, folded_name: str, name: str, word: str, party_id: str, undoes: int | None = None
    ) -> None:
        """Add a row, unless the same stands already: a form that was sent twice does nothing twice."""
        with transaction.atomic():
            standing = standing_decisions(all_decisions()).get(folded_name)
            if word != "undone" and standing is not None:
                if (standing.word, standing.party_id or "") == (word, party_id):
                    return
                raise InvalidValueError(
                    "这个名称刚由别人核定过", next_step="页面已更新，请接着核定"
                )
            HolderDecision.objects.create(
                folded_name=folded_name,
                name=name,
                word=word,
                party_id=party_id,
                undoes_id=undoes,
                user=self.user,
                role=self.user.role,
            )
