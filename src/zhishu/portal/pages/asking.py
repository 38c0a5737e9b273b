"""Reading what a URL asks: pages, days, years, choices; a bad value is told, never guessed."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError
from zhishu.portal.pages.instance import today


def page_of(request: HttpRequest) -> int:
    """The page number, 1 for anything that is none."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def as_of_of(request: HttpRequest) -> date:
    """The day asked for in any of the usual forms; today when none is. InvalidValueError for another."""
    text = request.GET.get("as_of", "").strip()
    return parse_date(text) if text else today()


def year_of(request: HttpRequest) -> int | None:
    """The year asked for; None when none is."""
    text = request.GET.get("year", "").strip()
    if not text:
        return None
    if not (text.isdecimal() and len(text) == 4):
        raise InvalidValueError(f"年份“{text}”读不出", next_step="应为四位数字，如2026")
    return int(text)


def snapshot_of(request: HttpRequest) -> int | None:
    """The snapshot asked for; None for the newest."""
    text = request.GET.get("snapshot", "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise InvalidValueError(f"快照“{text}”读不出", next_step="应为快照编号，如12")
    return int(text)
