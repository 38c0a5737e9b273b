"""What officers decide of who a holder is: rows that are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhishu.parties.linking.standing import Settled
from zhishu.portal.pages.only_added import AddedRow


class HolderDecision(AddedRow):
    """One decision on a holder's name: it is this party, it is none, or an earlier decision is undone."""

    folded_name = models.CharField("比对用名称", max_length=300)
    name = models.CharField("权利人", max_length=300)
    word = models.CharField("决定", max_length=20)
    party_id = models.CharField("主体标识", max_length=300, blank=True)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="所撤销的决定")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核定人")
    role = models.CharField("当时的角色", max_length=20)
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "权利人核定"
        ordering = ["id"]
        indexes = [models.Index(fields=["folded_name", "id"], name="decision_of_holder")]

    def as_settled(self) -> Settled:
        """The row as the rules look at it."""
        return Settled(
            number=self.pk,
            folded_name=self.folded_name,
            name=self.name,
            word=self.word,
            party_id=self.party_id or None,
            user=self.user_id,
            role=self.role,
            made_at=self.made_at,
            undoes=self.undoes_id,
        )


def all_decisions() -> list[Settled]:
    """Every decision, in order."""
    return [row.as_settled() for row in HolderDecision.objects.order_by("pk")]
