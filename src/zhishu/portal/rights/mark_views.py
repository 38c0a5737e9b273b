"""Marks beside names: the search before filing, a firm's name against marks, marks whose owner is no more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import InvalidValueError
from zhishu.flows.list_mark_owners import list_mark_owners
from zhishu.flows.search_marks import check_firm_name, search_marks
from zhishu.portal.pages.asking import as_of_of, page_of
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import requires
from zhishu.rights.marks.likeness import KINDS
from zhishu.rights.marks.owners import CONSEQUENCES, OWNER_STATES
from zhishu.rights.marks.trade_names import likely_trade_name
from zhishu.settings import home

SIZE = 20
_LONGEST = 60


@requires("rights.read")
@kept_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """Like names among the marks, by class and similar group."""
    asked = request.GET.get("q", "").strip()[:_LONGEST]
    day = as_of_of(request)
    groups = [one for one in _words(request.GET.get("groups", "")) if one.isdecimal()]
    found = search_marks(
        home(), asked, classes=_classes(request.GET.get("classes", "")), groups=groups, as_of=day
    )
    context = {"asked": asked, "found": found, "kinds": KINDS, "as_of": day}
    return render(request, "marks/search.html", context)


@requires("rights.read")
@kept_for_visitors
def firm_name(request: HttpRequest) -> HttpResponse:
    """Marks of others that a firm's trade name is like."""
    asked = request.GET.get("q", "").strip()[:_LONGEST]
    day = as_of_of(request)
    parts, found = check_firm_name(home(), asked, as_of=day)
    trade_name, trade, sure = likely_trade_name(parts)
    told = {"parts": parts, "trade_name": trade_name, "trade": trade, "sure": sure}
    context = {"asked": asked, **told, "found": found, "kinds": KINDS, "as_of": day}
    return render(request, "marks/firm_name.html", context)


@requires("rights.read")
def owners(request: HttpRequest) -> HttpResponse:
    """Marks whose owner is no more, with what the registry says."""
    found = list_mark_owners(home())
    page = page_of(request)
    context = {
        "found": found,
        "rows": found.marks[(page - 1) * SIZE : page * SIZE],
        "page": page,
        "size": SIZE,
        "states": OWNER_STATES,
        "consequences": CONSEQUENCES,
    }
    return render(request, "marks/owners.html", context)


def _words(text: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in text[:200]).split()


def _classes(text: str) -> list[int]:
    found = []
    for word in _words(text):
        if not (word.isdecimal() and len(word) < 3 and 1 <= int(word) <= 45):
            raise InvalidValueError(f"类别“{word}”读不出", next_step="应为1到45的数字，如9、35")
        found.append(int(word))
    return found
