"""The app of policies: it keeps what officers decide of what was read."""

from __future__ import annotations

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The library of policies and their review."""

    name = "zhishu.portal.policy"
    label = "policy"
    verbose_name = "政策"
