"""A notice to an organisation, and what became of it: rows that are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhishu.portal.pages.only_added import AddedRow

# What becomes of a notice: shown to all of its organisation, to the office; taken note of, or no longer to be done.
TO_ORGANISATION, TO_OFFICE = "to_organisation", "to_office"
ACKNOWLEDGED, SETTLED = "acknowledged", "settled"
# After these nobody needs to look at it.
CLOSING = (ACKNOWLEDGED, SETTLED)


class Notice(AddedRow):
    """Told once: `key` is what it is about. addressee: who is told first, None for all of the organisation."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, verbose_name="给哪个单位"
    )
    key = models.CharField("事由", max_length=200)
    title = models.CharField("标题", max_length=300)
    words = models.TextField("内容")
    url = models.CharField("去哪里办", max_length=300, blank=True)
    due_on = models.DateField("期限", null=True)
    is_pressing = models.BooleanField("是否紧急", default=False)
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="先给谁"
    )
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "消息"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="notice_told_once")
        ]


class NoticeEvent(AddedRow):
    """Something that became of a notice, once each; user: who took note."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="events", verbose_name="消息")
    word = models.CharField("事件", max_length=20)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="由谁"
    )
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "消息的经过"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["notice", "word"], name="notice_event_once")]
