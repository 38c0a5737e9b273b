"""The front page and the one search box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import DamagedDataError, NotFoundError, ZhishuError
from zhishu.flows.list_register import LONGEST_WORDS, RegisterTotal, count_registers
from zhishu.flows.look_at_city import look_at_city
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.search_everything import search_everything
from zhishu.policy.queries import PolicyFilter, list_policies
from zhishu.policy.validity import VALIDITY
from zhishu.portal.home.asked import (
    SORT_TITLES,
    filters_of,
    link_active,
    link_facets,
    link_sorts,
    sort_of,
    validity_of,
)
from zhishu.portal.jobs.tasks import ask_for_index
from zhishu.portal.pages.asking import page_of
from zhishu.portal.pages.instance import instance, today
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import requires
from zhishu.rights.legal_status import STATES
from zhishu.settings import home

SIZE = 20


@requires("home.read")
@kept_for_visitors
def index(request: HttpRequest) -> HttpResponse:
    """Search, tasks, figures, newest policies."""
    day = today()
    policies = list_policies(open_warehouse(home()), PolicyFilter(), as_of=day, size=5)
    figures = look_at_city(home(), region=instance().region or None, as_of=day)
    context = {"policies": policies, "figures": figures, "as_of": day, "validity": VALIDITY}
    return render(request, "home/index.html", context)


@requires("home.read")
@kept_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """The one box over policies and patents: tabs with honest totals, facets, order, pages."""
    q = request.GET.get("q", "").strip()[:500]
    kind = request.GET.get("kind", "")
    regions = open_rulebook(home()).regions()
    active = link_active(request, regions)
    context = {"q": q, "kind": kind, "states": STATES, "as_of": today(), "active": active}
    if not q and not active:
        return render(request, "home/search.html", context)
    try:
        answer = search_everything(
            home(),
            q,
            kind=kind if kind in ("policy", "patent") else None,  # type: ignore[arg-type]
            filters=filters_of(request),
            validity=validity_of(request),
            sort=sort_of(request),
            page=page_of(request),
            size=SIZE,
            as_of=today(),
            region=instance().region or None,
        )
    except (DamagedDataError, NotFoundError) as error:
        # Derived data: a job makes it anew, nobody needs to be asked.
        ask_for_index()
        context = {**context, "error": error, "rebuilding": True}
        return render(request, "home/search.html", context, status=503)
    except ZhishuError as error:
        return render(request, "home/search.html", {**context, "error": error}, status=400)
    context |= {
        "answer": answer,
        "kind": answer.kind,
        "facets": link_facets(request, answer.facets),
        "sorts": link_sorts(request),
        "sort": SORT_TITLES[answer.sort],
        "registers": _registers(q),
    }
    return render(request, "home/search.html", context)


def _registers(q: str) -> list[RegisterTotal]:
    """The registers that hold the words as they were typed; what only the index reads is not asked there."""
    if not q or len(q) > LONGEST_WORDS:
        return []
    try:
        return [one for one in count_registers(open_warehouse(home()), q) if one.count]
    except DamagedDataError:  # an outage of those tables, not of the search
        return []
