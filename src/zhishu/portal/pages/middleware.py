"""Permission before every view, bounds on every body, errors of the domain as Chinese pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from zhishu.base.errors import (
    BusyError,
    DamagedDataError,
    InvalidFileError,
    InvalidValueError,
    NotFoundError,
    ZhishuError,
)
from zhishu.portal.pages import errors
from zhishu.portal.pages.permissions import VISITOR, allows, permission_of, role_of

Respond = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)


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
            limit += settings.UPLOAD_MEGABYTES * 1024 * 1024
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
        if not isinstance(error, ZhishuError):
            return None
        status = status_of(error)
        if status >= 500:
            logger.error("%s %s", request.path, error)
        return errors.told(request, error, status)


def status_of(error: ZhishuError) -> int:
    """The HTTP status of an error of the domain."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, DamagedDataError | BusyError):
        return 503
    if isinstance(error, InvalidValueError | InvalidFileError):
        return 400
    return 400 if error.code in {"query_refused", "bad_query"} else 500
