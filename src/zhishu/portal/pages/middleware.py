"""A number and a line for every request, permission before every view, bounds on every body, errors as pages."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.utils import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty

from zhishu.base.errors import (
    BusyError,
    DamagedDataError,
    InvalidFileError,
    InvalidValueError,
    NotFoundError,
    ZhishuError,
)
from zhishu.portal.pages import errors
from zhishu.portal.pages.database import DatabaseTroubleError, tell_database
from zhishu.portal.pages.gauges import count_request
from zhishu.portal.pages.logs import is_request_number, new_request_number, request_number
from zhishu.portal.pages.permissions import VISITOR, allows, permission_of, role_of

Respond = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked every few seconds by machines: counted, but a line only when something is wrong.
_WATCHED = frozenset({"healthz", "readyz", "metrics"})


class RequestMiddleware:
    """Gives every request its number, measures it, counts it, and writes its line."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.headers.get("X-Request-Id", "") if settings.BEHIND_PROXY else ""
        token = request_number.set(number if is_request_number(number) else new_request_number())
        begun = time.perf_counter()
        try:
            response = self.respond(request)
            seconds = time.perf_counter() - begun
            route = getattr(response, "kept_route", "") or route_of(request)
            method = method_of(request)
            count_request(route, method, response.status_code, seconds)
            response.headers["X-Request-Id"] = request_number.get()
            if route != "static" and (route not in _WATCHED or response.status_code >= 400):
                facts = {
                    "event": "request",
                    "method": method,
                    "route": route,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                }
                if (user := user_id_of(request)) is not None:
                    facts["user"] = user
                logger.info("request", extra={"facts": facts})
            return response
        finally:
            request_number.reset(token)


def route_of(request: HttpRequest) -> str:
    """The name of the URL, never what was typed."""
    if (match := request.resolver_match) is not None:
        return match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def method_of(request: HttpRequest) -> str:
    """The method, any word of a client's own told as `other`."""
    return request.method if request.method in _METHODS else "other"


def user_id_of(request: HttpRequest) -> int | None:
    """The id of who is signed in, where that is known already: a line asks the database nothing."""
    user = vars(request).get("user")
    if user is None or (isinstance(user, LazyObject) and user._wrapped is empty):
        return None
    return user.pk


class PermissionMiddleware:
    """No view runs without a named permission that the user's role has."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse before the view runs: 404 for closed pages, log-in for visitors, 403 otherwise."""
        permission = permission_of(request.resolver_match, request.method or "GET")
        if permission is None or permission == "closed":
            raise Http404
        if allows(request.user, permission):
            return None
        visitor = role_of(request.user) == VISITOR
        if visitor and request.method == "GET" and not errors.wants_json(request):
            return redirect_to_login(request.get_full_path())
        return errors.forbidden(request, permission=permission)


class BodyLimitMiddleware:
    """A body larger than its view takes is refused unread."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """413 when the length that the client declares is over the limit."""
        declared = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if getattr(view, "takes_files", False):
            # The form's own fields and the boundaries between files come on top.
            upload = settings.UPLOAD_MEGABYTES * 1024 * 1024
            limit += min(upload, getattr(view, "most_bytes", upload))
        if declared.isdecimal() and int(declared) > limit:
            return errors.too_large(request, limit)
        return None


class ErrorMiddleware:
    """What a flow or rule refuses becomes a page that says what, where and what next."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a ZhishuError into its page; everything else goes on to the 500 page."""
        if isinstance(error, DatabaseError):
            error = tell_database(error)
        if not isinstance(error, ZhishuError):
            return None
        status = status_of(error)
        if status >= 500:
            facts = {"event": "trouble", "code": error.code, "status": status}
            logger.error("trouble", exc_info=error, extra={"facts": facts})
        return errors.told(request, error, status)


def status_of(error: ZhishuError) -> int:
    """The HTTP status of an error of the domain."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, DamagedDataError | BusyError | DatabaseTroubleError):
        return 503
    if isinstance(error, InvalidValueError | InvalidFileError):
        return 400
    return 400 if error.code in {"query_refused", "bad_query"} else 500
