"""What officers decide of what was read out of a policy: rows that are only ever added."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from zhishu.policy.review.decisions import Decision
from zhishu.portal.pages.only_added import AddedRow


class ReviewDecision(AddedRow):
    """One decision on an item, on the roles of numbers, or to release a review (policy.review.decisions)."""

    document_id = models.CharField("文件标识", max_length=80)
    word = models.CharField("决定", max_length=20)
    kind = models.CharField("种类", max_length=20, blank=True)
    key = models.CharField("项", max_length=120, blank=True)
    clause_digest = models.CharField("所看文字的摘要", max_length=64, blank=True)
    value = models.TextField("内容", blank=True)
    others = models.TextField("一并合并的项", blank=True)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="所撤销的决定")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人")
    role = models.CharField("当时的角色", max_length=20)
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "政策核对决定"
        ordering = ["id"]
        indexes = [models.Index(fields=["document_id", "id"], name="review_of_document")]

    @property
    def told(self) -> Any:
        """The content as it was decided."""
        return json.loads(self.value) if self.value else None

    def as_decision(self) -> Decision:
        """The row as the rules look at it."""
        return Decision(
            number=self.pk,
            word=self.word,
            kind=self.kind,
            key=self.key,
            clause_digest=self.clause_digest,
            value=self.told,
            user=self.user_id,
            role=self.role,
            made_at=self.made_at,
            others=tuple(self.others.split()),
            undoes=self.undoes_id,
        )


def decisions_of(document_id: str) -> list[Decision]:
    """All decisions on a document, in their order."""
    rows = ReviewDecision.objects.filter(document_id=document_id).order_by("pk")
    return [row.as_decision() for row in rows]
