"""The app of holders: it keeps what officers decide of uncertain links."""

from __future__ import annotations

from django.apps import AppConfig


class HoldersConfig(AppConfig):
    """The queue of uncertain links of holders."""

    name = "zhishu.portal.rights.holders"
    label = "holders"
    verbose_name = "权利人"
