"""The app of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, log-in, roles."""

    name = "zhishu.portal.accounts"
    label = "accounts"
    verbose_name = "用户"
