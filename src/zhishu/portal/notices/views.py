"""The list of notices, and taking note."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from zhishu.portal.notices.models import (
    ACKNOWLEDGED,
    CLOSING,
    SETTLED,
    TO_OFFICE,
    TO_ORGANISATION,
    Notice,
    NoticeEvent,
)
from zhishu.portal.notices.telling import acknowledge, notices_of, unread
from zhishu.portal.pages.asking import page_of
from zhishu.portal.pages.permissions import allows, requires

SIZE = 20
_EVENTS = {
    TO_ORGANISATION: "无人知晓，已转给全单位",
    TO_OFFICE: "无人知晓，已转给主管部门",
    ACKNOWLEDGED: "已知晓",
    SETTLED: "已办，或有了更近的一步",
}


@requires("notices.read")
def notices(request: HttpRequest) -> HttpResponse:
    """What the user was told, newest first; unread ones alone where asked for."""
    only_unread = request.GET.get("show", "") != "all"
    found = unread(request.user) if only_unread else notices_of(request.user)
    total = found.count()
    page = min(page_of(request), max(1, -(-total // SIZE)))
    rows = found.select_related("organisation", "addressee").prefetch_related("events__user")
    shown = rows.order_by("-pk")[(page - 1) * SIZE : page * SIZE]
    context = {
        "rows": [_told(row, request.user) for row in shown],
        "only_unread": only_unread,
        "opens": allows(request.user, "space.read"),
        "total": total,
        "page": page,
        "size": SIZE,
    }
    return render(request, "notices/list.html", context)


def _told(notice: Notice, user: Any) -> tuple[Notice, list[tuple[NoticeEvent, str]], bool]:
    """A notice, what became of it in words, and whether the user may take note of it."""
    events = list(notice.events.all())
    is_open = all(event.word not in CLOSING for event in events)
    words = [(event, _EVENTS[event.word]) for event in events]
    return notice, words, is_open and user.may_act_for(notice.organisation_id)


@requires("notices.read")
def take_note(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Somebody has taken note; a notice that is not the user's is not there."""
    notice = get_object_or_404(notices_of(request.user), pk=notice_id)
    if request.method == "POST" and request.user.may_act_for(notice.organisation_id):
        acknowledge(notice, request.user)
    return redirect("notices:list")
