"""The app of notices."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What users are told."""

    name = "zhishu.portal.notices"
    label = "notices"
    verbose_name = "消息"
