"""What a holder says of its own space: facts that no data tells, and addresses to subscribe to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhishu.portal.accounts.models import Mandate, Organisation
from zhishu.portal.pages.only_added import AddedRow


class StatedFact(AddedRow):
    """A fact in the holder's own words; the newest of its name holds."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="权利人")
    name = models.CharField("事实", max_length=20)
    value = models.CharField("内容", max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="由谁")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "权利人说明"
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "name"], name="stated_of_organisation")]


class CalendarAddress(AddedRow):
    """An address made (digest of its token), or one revoked (`revokes`).

    mandate: the holder's act that let its maker in; null where that is one of the holder's own.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="权利人")
    digest = models.CharField("口令的摘要", max_length=80, blank=True)
    revokes = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="所停用的地址")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, verbose_name="所依据的委托")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="由谁")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "日历地址"
        ordering = ["id"]
        indexes = [models.Index(fields=["digest"], name="calendar_by_digest")]
