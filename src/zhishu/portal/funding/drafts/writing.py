"""An officer's acts on a draft as rows: saved, released to be published, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from zhishu.base.errors import InvalidValueError
from zhishu.flows.try_draft import CheckedDraft
from zhishu.portal.accounts.models import User
from zhishu.portal.funding.drafts.models import (
    ANOTHER,
    CARRIED_ON,
    RELEASED,
    REPLACED,
    SAVED,
    WITHDRAWN,
    RuleDraft,
    file_of_draft,
    released,
)
from zhishu.portal.funding.drafts.publishing import refuse_misfit

# A rule is a page of text; what is longer is something else.
LONGEST = 50_000


@dataclass(frozen=True)
class Writer:
    """Who writes, of which policy, which draft."""

    user: User
    document_id: str
    key: str
    # The number of the row that the writer saw last; what somebody added meanwhile is not written over.
    seen: str = ""

    def newest(self) -> RuleDraft | None:
        """The draft as it was last saved, released or withdrawn; None: nobody wrote anything."""
        return (
            RuleDraft.objects.filter(document_id=self.document_id, key=self.key)
            .order_by("pk")
            .last()
        )

    def save(self, text: str, cases: str) -> None:
        """Keep the texts; the same ones again are kept once."""
        last = self.newest()
        if last is None or (last.text, last.cases) != (text, cases) or last.word == WITHDRAWN:
            self._add(SAVED, "", text, cases, "")

    def release(
        self, text: str, cases: str, checked: CheckedDraft, words_digest: str, relation: str = ""
    ) -> None:
        """Let a rule go to be published, compared with its clause; InvalidValueError says what hinders.

        relation: what the officer says that it is to the rules in force of the same clause, where there are any.
        """
        if checked.hindrances:
            raise InvalidValueError("；".join(checked.hindrances), next_step="改好再发布")
        other = released().get(checked.file)
        if other is not None and other.word == RELEASED and not self._is_of(other):
            raise InvalidValueError(
                f"{checked.file}已由另一条草稿发布", next_step="换一个编号，或先撤下那一条"
            )
        own = file_of_draft(self.document_id, self.key)
        if own and own != checked.file:
            raise InvalidValueError(
                f"这条草稿已发布为{own}，换编号再发布会付两次",
                next_step="先撤下已发布的，再换编号",
            )
        if not checked.beside:
            relation = ""
        elif relation not in ((CARRIED_ON, REPLACED) if checked.replaces else (ANOTHER,)):
            names = "、".join(f"“{one.title}”" for one in checked.beside)
            raise InvalidValueError(
                f"现行的规则{names}依据同一条款，再发布一条会付两次",
                next_step="选明与它的关系：接着改，换下它，或者确是另一项",
            )
        self._fit(RELEASED, checked.file, text, cases)
        names = "\n".join(one.name for one in checked.beside)
        self._add(RELEASED, checked.file, text, cases, words_digest, relation, names)

    def withdraw(self) -> None:
        """Take a published rule out of the office's rulebook; one that is shipped comes back in its place."""
        row = self.published()
        if row is None or row.word == WITHDRAWN or released().get(row.file) != row:
            raise InvalidValueError("这条规则没有发布", next_step="看页面上的状态")
        self._fit(WITHDRAWN, row.file, row.text, row.cases)
        self._add(WITHDRAWN, row.file, row.text, row.cases, "")

    def published(self) -> RuleDraft | None:
        """The newest row that decides of its file."""
        return (
            RuleDraft.objects.filter(
                document_id=self.document_id, key=self.key, word__in=(RELEASED, WITHDRAWN)
            )
            .order_by("pk")
            .last()
        )

    def _is_of(self, row: RuleDraft) -> bool:
        return (row.document_id, row.key) == (self.document_id, self.key)

    def _fit(self, word: str, file: str, text: str, cases: str) -> None:
        """Refuse what other rules could not do with or without."""
        refuse_misfit(RuleDraft(word=word, file=file, text=text, cases=cases).files)

    def _add(
        self,
        word: str,
        file: str,
        text: str,
        cases: str,
        words_digest: str,
        relation: str = "",
        beside: str = "",
    ) -> None:
        with transaction.atomic():
            rows = RuleDraft.objects.filter(document_id=self.document_id, key=self.key)
            # Whoever else writes on this draft waits here, and then sees what was added.
            rows.select_for_update().order_by("pk").first()
            last = self.newest()
            if self.seen != str(last.pk if last else 0):
                raise InvalidValueError(
                    "别人刚存过这条草稿", next_step="先打开新的页面看过，再存自己的"
                )
            RuleDraft.objects.create(
                document_id=self.document_id,
                key=self.key,
                word=word,
                file=file,
                text=text,
                cases=cases,
                words_digest=words_digest,
                relation=relation,
                beside=beside,
                user=self.user,
                role=self.user.role,
            )
