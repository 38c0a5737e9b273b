"""Public pages kept for visitors: the same address over the same data, on the same day, is the same page.

What a page rests on is looked at on every request: the pointers of warehouse and index, the instance, the
edition of the office's own rules, the day. A new snapshot is therefore seen at once. Who is signed in, or
carries any session, is never given a kept page, and none of theirs is kept.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from zhishu.flows.rebuild_index import index_folder
from zhishu.portal.pages.instance import today
from zhishu.rules.rulebook import EDITION
from zhishu.search.edition import POINTER
from zhishu.settings import home
from zhishu.warehouse.layout import Layout

View = TypeVar("View", bound=Callable[..., Any])
MOST_BYTES = 32 * 1024 * 1024
MOST_BYTES_EACH = 512 * 1024
# Made anew after this time though nothing has changed, so that damage behind a page is found.
KEPT_SECONDS = 60


@dataclass(frozen=True)
class KeptPage:
    """A finished page and what it rested on."""

    rests_on: object
    made: float
    content: bytes
    content_type: str
    etag: str
    route: str


class Pages:
    """The pages of one process, bounded by their bytes; one thread makes a page, the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[object, KeptPage] = OrderedDict()
        self._bytes = 0
        self._makers = tuple(threading.Lock() for _ in range(64))

    def maker(self, key: object) -> threading.Lock:
        """Held while the page of a key is made."""
        return self._makers[hash(key) % len(self._makers)]

    def get(self, key: object, rests_on: object) -> KeptPage | None:
        """The page, where what it rests on is still so."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.rests_on != rests_on:
                return None
            if time.monotonic() - page.made > KEPT_SECONDS:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: object, page: KeptPage) -> None:
        """Keep a page, the ones longest unused making room."""
        if len(page.content) > MOST_BYTES_EACH:
            return
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += len(page.content) - (len(before.content) if before else 0)
            self._pages[key] = page
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._pages.popitem(last=False)[1].content)


_pages = Pages()


def forget_pages() -> None:
    """Keep none of those kept so far."""
    global _pages
    _pages = Pages()


def _rests_on() -> object:
    """What decides of public pages; a file that is switched to is another file."""
    folder = home()
    paths = (
        Layout.of_home(folder).pointer,
        index_folder(folder) / POINTER,
        folder / "instance.yaml",
        folder / "rulebook" / EDITION,
    )
    return (today(), *map(_stamp, paths))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def kept_for_visitors(view: View) -> View:
    """Keep what a view answers to visitors; the view must rest on public data alone."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_public(request):
            return view(request, *args, **kwargs)
        rests_on, key = _rests_on(), _key(request)
        with _pages.maker(key):
            page = _pages.get(key, rests_on)
            if page is not None:
                return _answer(request, page)
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.streaming or response.cookies:
                return response
            if rests_on != _rests_on():
                return response
            page = KeptPage(
                rests_on,
                time.monotonic(),
                response.content,
                response.headers["Content-Type"],
                f'"{hashlib.sha256(response.content).hexdigest()[:32]}"',
                request.resolver_match.view_name,
            )
            _pages.keep(key, page)
            return _answer(request, page)

    return keeping  # type: ignore[return-value]


class KeptPagesMiddleware:
    """A kept page is given before anything else is asked: whoever a visitor is, it was made for visitors."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_public(request):
            page = _pages.get(_key(request), _rests_on())
            if page is not None:
                # What the middleware that is passed over would have refused.
                request.get_host()
                return _answer(request, page)
        return self.respond(request)


def _key(request: HttpRequest) -> tuple[str, str]:
    return str(home()), request.get_full_path()


def _is_public(request: HttpRequest) -> bool:
    """A plain GET of nobody: no session, no message waiting, no piece of a page."""
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HX-Request" not in request.headers
    )


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """The page, or that the visitor's copy still holds; a browser asks again each time."""
    response: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == page.etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(page.content, content_type=page.content_type)
        response.headers["Content-Length"] = str(len(page.content))
    response.kept_route = page.route
    response.headers["ETag"] = page.etag
    response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Cookie", "HX-Request"))
    return response
