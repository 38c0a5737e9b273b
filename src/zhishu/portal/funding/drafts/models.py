"""What officers write of a rule before it is published: rows that are only ever added, the newest of a draft holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhishu.portal.pages.only_added import AddedRow

SAVED, RELEASED, WITHDRAWN = "saved", "released", "withdrawn"
WORDS = {SAVED: "已存", RELEASED: "已交发布", WITHDRAWN: "已撤下"}

CARRIED_ON, REPLACED, ANOTHER = "carried_on", "replaced", "another"
RELATIONS = {
    CARRIED_ON: "接着现行的规则改",
    REPLACED: "换下现行的规则",
    ANOTHER: "确是另一项，与现行的规则分别给",
}


class RuleDraft(AddedRow):
    """One saving, release or withdrawal of a rule: its text and its cases as they were then.

    key: of the measure among the drafts of its policy. file: where the rule lies in the office's rulebook.
    words_digest: of the clause that it was compared with. relation: what the officer said that it is to the rules
    in force of the same clause (RELATIONS), beside: their names by line.
    """

    document_id = models.CharField("文件标识", max_length=80)
    key = models.CharField("草稿", max_length=40)
    word = models.CharField("决定", max_length=20)
    file = models.CharField("规则文件", max_length=120, blank=True)
    text = models.TextField("规则", blank=True)
    cases = models.TextField("用例", blank=True)
    words_digest = models.CharField("条款文字的摘要", max_length=64, blank=True)
    relation = models.CharField("与同一条款的现行规则", max_length=20, blank=True)
    beside = models.TextField("同一条款的现行规则", blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="写的人")
    role = models.CharField("当时的角色", max_length=20)
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "规则草稿"
        ordering = ["id"]
        indexes = [models.Index(fields=["document_id", "key", "id"], name="draft_of_document")]

    @property
    def cases_file(self) -> str:
        """Where its cases lie beside it."""
        return self.file.replace("/measures/", "/cases/", 1)

    @property
    def files(self) -> dict[str, str]:
        """The files that a release or a withdrawal asks for: an empty text is a file that goes."""
        gone = self.word == WITHDRAWN
        found = {self.file: "" if gone else self.text}
        if self.cases_file != self.file and not self.file.endswith("/groups.yaml"):
            found[self.cases_file] = "" if gone else self.cases
        return found


def newest_of(document_id: str) -> dict[str, RuleDraft]:
    """The newest row of each draft of a policy, by its key."""
    return {
        row.key: row for row in RuleDraft.objects.filter(document_id=document_id).order_by("pk")
    }


def released() -> dict[str, RuleDraft]:
    """Rule file -> the row that decides of it: the newest release or withdrawal."""
    rows = RuleDraft.objects.filter(word__in=(RELEASED, WITHDRAWN)).order_by("pk")
    return {row.file: row for row in rows}


def file_of_draft(document_id: str, key: str) -> str:
    """The rule file that a draft stands published as; empty: none."""
    row = RuleDraft.objects.filter(
        document_id=document_id, key=key, word__in=(RELEASED, WITHDRAWN)
    ).last()
    return row.file if row is not None and row.word == RELEASED else ""
