"""How allauth behaves here: nobody signs up; what it says is said in Chinese."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are made by the office, not by strangers."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "这个账户已停用，请联系管理员",
        "enter_current_password": "请输入现在的口令",
        "incorrect_password": "口令不对",
        "too_many_login_attempts": "失败次数过多，请5分钟后再试",
        "username_password_mismatch": "登录名或口令不对",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what changed is worth a message: the page shows who is signed in."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template == "account/messages/password_changed.txt":
            super().add_message(request, level, *args, **kwargs)
