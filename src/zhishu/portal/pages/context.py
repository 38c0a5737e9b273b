"""What every template knows: the instance, the role, what it may do, the entries of the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.permissions import PERMISSIONS, ROLES, allows, role_of

# Name, URL name, permission. Only pages that exist stand here: no entry is a dead link.
NAVIGATION = (
    ("首页", "home:front", "home.read"),
    ("政策", "policy:library", "policy.read"),
    ("扶持", "funding:measures", "funding.read"),
    ("专利", "rights:patents", "rights.read"),
    ("权利", "registers:overview", "rights.read"),
    ("监测", "insight:dashboard", "insight.read"),
    ("空间", "space:own", "space.read"),
    ("数据", "jobs:sources", "data.read"),
)
# Seven entries fit a phone, on the narrowest the row is moved sideways: who has a space finds it where others find the data, which the foot leads to as well.
_IN_PLACE_OF = {"jobs:sources": "space.read"}


@dataclass(frozen=True)
class NavigationEntry:
    """A word of the head; current is page, true (a page below it) or empty, as ARIA wants it."""

    name: str
    url: str
    current: str


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """The entries that this user may open."""
    entries = []
    for name, view_name, permission in NAVIGATION:
        user = getattr(request, "user", None)
        if not allows(user, permission):
            continue
        if (other := _IN_PLACE_OF.get(view_name)) and allows(user, other):
            continue
        try:
            url = reverse(view_name)
        except NoReverseMatch:
            continue
        current = ""
        if request.path == url:
            current = "page"
        elif url != "/" and request.path.startswith(url):
            current = "true"
        entries.append(NavigationEntry(name, url, current))
    return entries


def portal(request: HttpRequest) -> dict[str, Any]:
    """instance, role (its name), may (permission with _ for . -> bool), navigation."""
    user = getattr(request, "user", None)
    return {
        "instance": instance(),
        "role": ROLES[role_of(user)],
        "may": {name.replace(".", "_"): allows(user, name) for name in PERMISSIONS},
        "navigation": navigation(request),
    }
