"""The app of drafts: it keeps what officers write of rules, and their release."""

from __future__ import annotations

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Drafts of rules, from the clause to the rulebook."""

    name = "zhishu.portal.funding.drafts"
    label = "drafts"
    verbose_name = "规则草稿"
