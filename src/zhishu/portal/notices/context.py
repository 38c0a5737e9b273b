"""What the head of every page knows: how many notices wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zhishu.portal.notices.telling import unread
from zhishu.portal.pages.permissions import allows


def waiting(request: HttpRequest) -> dict[str, Any]:
    """notices_waiting: their number; asked only by a page that shows it to somebody who has notices."""
    user = getattr(request, "user", None)
    if not allows(user, "notices.read"):
        return {}
    return {"notices_waiting": SimpleLazyObject(lambda: unread(user).count())}
