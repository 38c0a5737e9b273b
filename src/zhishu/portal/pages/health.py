"""/healthz: the process lives. /readyz: each part that an answer needs is there; 503 names the one that is not.

Neither tells a path, a size or an address: both are open to everybody.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import index_folder
from zhishu.portal.pages.permissions import requires
from zhishu.search.tantivy_index import open_index
from zhishu.settings import home

logger = logging.getLogger(__name__)
# However often it is asked, the parts are looked at once in this time.
LOOKED_SECONDS = 2
# An upload lies here, then in the raw store, then in segments.
ROOM_FOR_UPLOADS = 3

# Part -> (its name for people, what says what is wrong with it: empty when nothing is).
_checks: dict[str, tuple[str, Callable[[], str]]] = {}


def tell_part(part: str, name: str, trouble: Callable[[], str]) -> None:
    """Add a part that the portal needs."""
    _checks[part] = (name, trouble)


@requires("health.read")
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; it asks nothing else."""
    return _answer({"status": "ok"})


@requires("health.read")
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be answered now: every part with its trouble, 503 when one has any."""
    parts = _look()
    troubled = [one["part"] for one in parts if one["trouble"]]
    if troubled:
        logger.error(
            "not ready", extra={"facts": {"event": "not_ready", "part": ",".join(troubled)}}
        )
    told = {"status": "not_ready" if troubled else "ready", "parts": parts}
    return _answer(told, 503 if troubled else 200)


def _answer(told: dict[str, object], status: int = 200) -> HttpResponse:
    answer = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    return answer


_looking = threading.Lock()
_looked: tuple[float, list[dict[str, str]]] = (0.0, [])


def _look() -> list[dict[str, str]]:
    global _looked
    with _looking:
        at, parts = _looked
        if not parts or time.monotonic() - at > LOOKED_SECONDS:
            parts = [
                {"part": part, "name": name, "trouble": trouble()}
                for part, (name, trouble) in _checks.items()
            ]
            _looked = (time.monotonic(), parts)
    return parts


def _database() -> str:
    try:
        connection.ensure_connection()
        return "" if connection.is_usable() else "没有应答"
    except DatabaseError:
        return "没有应答"


def _warehouse() -> str:
    try:
        open_warehouse(home()).snapshots(limit=1)
    except ZhishuError:
        return "最新的快照读不出来"
    return ""


def _index() -> str:
    try:
        open_index(index_folder(home()))
    except NotFoundError:
        # Before the first import there is nothing to find.
        return "还没有建立" if open_warehouse(home()).snapshot() else ""
    except ZhishuError:
        return "打不开"
    return ""


def _disk() -> str:
    needed = ROOM_FOR_UPLOADS * settings.UPLOAD_MEGABYTES * 1024 * 1024
    return "剩下的空间放不下一次上传" if shutil.disk_usage(home()).free < needed else ""


tell_part("database", "数据库", _database)
tell_part("warehouse", "数据仓库", _warehouse)
tell_part("index", "检索索引", _index)
tell_part("disk", "磁盘", _disk)
