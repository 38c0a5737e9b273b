"""One's own account; for the administrator, all of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.portal.accounts.models import User
from zhishu.portal.pages.asking import page_of
from zhishu.portal.pages.permissions import PERMISSIONS, ROLES, requires, role_of
from zhishu.settings import home

LIST_SIZE = 50


def _region_names(codes: list[str]) -> list[str]:
    regions = open_rulebook(home()).regions()
    return [regions.full_name(code) for code in codes]


@requires("accounts.self")
def own(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and what the role allows."""
    role = role_of(request.user)
    permitted = [words for words, roles in PERMISSIONS.values() if role in roles]
    context = {"region_names": _region_names(request.user.region_codes()), "permitted": permitted}
    return render(request, "accounts/own.html", context)


@requires("accounts.list")
def list_accounts(request: HttpRequest) -> HttpResponse:
    """Every account, by log-in name."""
    users = User.objects.select_related("organisation").prefetch_related("regions")
    total = users.count()
    page = min(page_of(request), max(1, -(-total // LIST_SIZE)))
    shown = users[(page - 1) * LIST_SIZE : page * LIST_SIZE]
    rows = [
        (user, _region_names([one.region_code for one in user.regions.all()])) for user in shown
    ]
    table = [
        (words, [role in roles for role in ROLES]) for words, roles in PERMISSIONS.values() if roles
    ]
    context = {
        "rows": rows,
        "total": total,
        "page": page,
        "size": LIST_SIZE,
        "roles": ROLES.values(),
        "table": table,
    }
    return render(request, "accounts/list.html", context)
