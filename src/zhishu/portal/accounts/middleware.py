"""A session ends after idle time, not in the middle of work; nothing of it stays in a browser."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from django.http import HttpRequest, HttpResponse

RENEWED_AFTER_SECONDS = 60
_SEEN = "seen_at"


class IdleMiddleware:
    """Moves the end of a session on while its owner works, writing at most once a minute."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A page that asks for news by itself is no work: it must not keep a session alive.
        if request.user.is_authenticated and not request.headers.get("HX-Request"):
            now = int(time())
            if now - request.session.get(_SEEN, 0) > RENEWED_AFTER_SECONDS:
                request.session[_SEEN] = now
        response = self.respond(request)
        if request.user.is_authenticated:
            # After log-out the back button of a shared machine shows nothing.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
