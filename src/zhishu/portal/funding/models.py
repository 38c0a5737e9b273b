"""What firms say of themselves: rows that are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhishu.funding.statement import Statement
from zhishu.portal.accounts.models import Organisation
from zhishu.portal.pages.only_added import AddedRow

# No answer of a fact is longer.
LONGEST = 80


class FactStatement(AddedRow):
    """A firm's answer on one fact; the newest of its fact holds, an empty one takes it back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="单位")
    fact = models.CharField("事实", max_length=80)
    answer = models.CharField("回答", max_length=LONGEST, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="由谁")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "单位说明"
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "fact"], name="statement_of_organisation")]

    def as_statement(self) -> Statement:
        """The row as rules and flows look at it."""
        return Statement(
            number=self.pk,
            holder=self.organisation.name,
            credit_code=self.organisation.credit_code,
            fact=self.fact,
            answer=self.answer,
            user=self.user_id,
            made_at=self.made_at,
        )
