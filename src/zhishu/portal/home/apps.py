"""The app of the front page and of the holder's space."""

from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """What a holder states, and the addresses of its calendars."""

    name = "zhishu.portal.home"
    label = "home"
    verbose_name = "首页"

    def ready(self) -> None:
        """Once the models are there."""
        from zhishu.portal.home.reminding import ask_for_reminders
        from zhishu.portal.jobs.daily import every_day

        every_day(ask_for_reminders)
