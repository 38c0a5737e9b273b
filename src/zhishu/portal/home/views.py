"""The front page and the one search box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.flows.look_at_city import look_at_city
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.search_everything import search_everything
from zhishu.policy.queries import PolicyFilter, list_policies
from zhishu.policy.validity import VALIDITY
from zhishu.portal.pages.asking import page_of, year_of
from zhishu.portal.pages.instance import instance, today
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import requires
from zhishu.rights.legal_status import STATES
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.search.index import Filters
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
    """The one box over policies and patents: tabs with honest totals, filters, pages."""
    q = request.GET.get("q", "").strip()[:500]
    kind = request.GET.get("kind", "")
    region = request.GET.get("region", "")
    regions = open_rulebook(home()).regions()
    city = instance().region
    context = {
        "q": q,
        "kind": kind,
        "region": region,
        "right_kind": request.GET.get("right_kind", ""),
        "year": request.GET.get("year", ""),
        "right_kinds": RIGHT_KINDS,
        "states": STATES,
        "regions": regions.children(city) if city else (),
        "as_of": today(),
    }
    if not q:
        return render(request, "home/search.html", context)
    try:
        filters = Filters(
            region=region or None,
            right_kind=request.GET.get("right_kind") or None,
            year=year_of(request),
        )
        answer = search_everything(
            home(),
            q,
            kind=kind if kind in ("policy", "patent") else None,  # type: ignore[arg-type]
            filters=filters,
            page=page_of(request),
            size=SIZE,
            as_of=today(),
        )
    except NotFoundError as error:
        return render(request, "home/search.html", {**context, "error": error}, status=404)
    except ZhishuError as error:
        return render(request, "home/search.html", {**context, "error": error}, status=400)
    return render(request, "home/search.html", {**context, "answer": answer, "kind": answer.kind})
