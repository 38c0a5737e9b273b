"""An officer's decisions as rows: each act looks at how the document stands, and adds what is new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhishu.base.errors import InvalidValueError
from zhishu.policy.review.decisions import (
    Review,
    Standing,
    fold_decisions,
    release_payload,
    settle_roles,
)
from zhishu.policy.review.fields import Values, merge_values
from zhishu.policy.review.numbers import NUMBER_ROLES
from zhishu.policy.review.reading import Reading, item_key
from zhishu.portal.accounts.models import User
from zhishu.portal.policy.models import ReviewDecision, decisions_of


def _gone() -> InvalidValueError:
    return InvalidValueError("这一项已不在读出的结果里", next_step="页面已更新，请接着核对")


# The key of a part is that of the whole with a few characters more.
_LONGEST_KEY = 90


@dataclass(frozen=True)
class Officer:
    """Who decides, on which reading."""

    user: User
    reading: Reading

    def review(self) -> Review:
        """How the document stands now."""
        return fold_decisions(self.reading, decisions_of(self.reading.document_id))

    def decide(self, key: str, values: Values | None, *, drop: bool = False) -> None:
        """Confirm an item, as it stands or with other values, or say that it is none."""
        item = self._find(key)
        values = item.values if values is None else values
        if drop:
            word = "dropped"
        else:
            read = next((one.values for one in self.reading.items if one.key == key), item.values)
            word = "confirmed" if values == (item.values if item.is_open else read) else "corrected"
        same = values == item.values and (item.state == "dropped") == drop
        if item.is_open or not same:
            self._add(
                word, item.kind, key, self._digest(values["clause"]), None if drop else values
            )

    def add(self, kind: str, values: Values) -> str:
        """Put in an item that the program did not find; returns its key."""
        key = item_key(f"{kind}-added", values)
        if self.review().find(key) is None:  # else it was sent twice
            self._add("added", kind, key, self._digest(values["clause"]), values)
        return key

    def split(self, key: str) -> str:
        """Two items in place of one, to be told apart; returns the key of the first."""
        item = self._find(key)
        if len(key) > _LONGEST_KEY:
            raise InvalidValueError("这一项已经拆了很多次", next_step="用补一项写上其余的")
        row = self._add(
            "split", item.kind, key, self._digest(item.clause), [item.values, item.values]
        )
        return f"{key}.s{row.pk}.1"

    def merge(self, key: str) -> None:
        """One item in place of this one and the next of its kind."""
        review = self.review()
        items = [one for one in review.items if one.is_open or one.key == key]
        item = self._find(key, review)
        at = items.index(item)
        other = next((one for one in items[at + 1 :] if one.kind == item.kind), None)
        if other is None:
            raise InvalidValueError("后面没有同一种的未核对项可以合并", next_step="改用改或不是")
        values = merge_values(item.kind, item.values, other.values)
        self._add("merged", item.kind, key, self._digest(item.clause), values, others=other.key)

    def settle(self, chosen: Mapping[str, str], *, only: str = "") -> None:
        """Settle what numbers are there for: all as proposed or chosen, or one alone."""
        if any(role not in NUMBER_ROLES for role in chosen.values() if role):
            raise InvalidValueError("没有这种去向", next_step="从所列的里选")
        roles = settle_roles(self.review(), dict(chosen), (only,) if only else ())
        if roles:
            self._add("settled", "number", only, "", roles)

    def undo(self, number: int | None = None) -> str:
        """Undo a decision, or the last of this officer; returns the item it was about."""
        live = [one for one in self.review().live if one.word != "released"]
        mine = [
            one
            for one in live
            if (one.user == self.user.pk if number is None else one.number == number)
        ]
        if not mine:
            raise InvalidValueError("没有可以撤销的", next_step="接着核对")
        last = mine[-1]
        self._add("undone", last.kind, last.key, last.clause_digest, None, undoes=last.number)
        return last.key

    def release(self) -> None:
        """Let the review go to be published; all of it must be settled."""
        review = self.review()
        if not review.is_settled:
            raise InvalidValueError(
                f"还有{len(review.pending)}项和{len(review.unsettled)}个数字没有核对",
                next_step="全部核对完再发布",
            )
        if review.released is None or review.changed_since or not self._released_this(review):
            self._add("released", "document", "", "", release_payload(review))

    def _released_this(self, review: Review) -> bool:
        return review.released is not None and (
            review.released.value["text_digest"] == self.reading.text_digest
        )

    def _find(self, key: str, review: Review | None = None) -> Standing:
        item = (review or self.review()).find(key)
        if item is None:
            raise _gone()
        return item

    def _digest(self, path: str) -> str:
        clause = self.reading.by_path.get(path)
        if clause is None:
            raise InvalidValueError("没有这一条", next_step="从所列的条款里选")
        return clause.digest

    def _add(
        self,
        word: str,
        kind: str,
        key: str,
        clause_digest: str,
        value: Any,
        *,
        others: str = "",
        undoes: int | None = None,
    ) -> ReviewDecision:
        text = "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
        with transaction.atomic():
            return ReviewDecision.objects.create(
                document_id=self.reading.document_id,
                word=word,
                kind=kind,
                key=key,
                clause_digest=clause_digest,
                value=text,
                others=others,
                undoes_id=undoes,
                user=self.user,
                role=self.user.role,
            )
