"""What is done in a space: facts stated, calendars handed out, agents let in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError, ZhishuError
from zhishu.portal.accounts.mandates import agents, give_mandate, withdraw_mandate
from zhishu.portal.accounts.models import SCOPES, Mandate, Organisation
from zhishu.portal.home.calendars import (
    MOST_OPEN,
    addresses_of,
    make_address,
    organisation_of,
    revoke_address,
)
from zhishu.portal.home.space import find_organisation, open_space, view_of
from zhishu.portal.home.stated import (
    KEEPER,
    REDUCTION,
    REDUCTION_WORDS,
    keeper_of,
    newest,
    state_keeper,
    state_reduction,
)
from zhishu.portal.pages.permissions import requires


@requires("space.manage")
def facts(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What the holder states of itself: the reduction granted, who is told first."""
    organisation, _ = find_organisation(request, organisation_id)
    may_state = request.user.may_act_for(organisation.pk)
    if request.method == "POST":
        if not may_state:
            raise Http404
        if REDUCTION in request.POST:
            state_reduction(organisation, request.user, request.POST[REDUCTION])
        if KEEPER in request.POST:
            state_keeper(organisation, request.user, request.POST[KEEPER])
        return redirect("space:space", organisation_id=organisation.pk)
    stated = newest(organisation, REDUCTION)
    context = {
        "organisation": organisation,
        "may_state": may_state,
        "stated": stated,
        "chosen": stated.value if stated else "",
        "choices": REDUCTION_WORDS,
    }
    if may_state:
        context |= {
            "keeper": keeper_of(organisation),
            "users": organisation.user_set.filter(is_active=True),
        }
    return render(request, "space/facts.html", context)


@requires("space.read")
def calendar_file(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The limits ahead as a file to take away."""
    found = open_space(request, organisation_id)
    return _calendar(found.organisation, found.view.calendar(_calendar_name(found.organisation)))


@requires("space.subscribe")
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """The same at a secret address, for programs that do not sign in."""
    organisation = organisation_of(token)
    if organisation is None:
        raise Http404
    view = view_of(organisation, newest(organisation, REDUCTION))
    return _calendar(organisation, view.calendar(_calendar_name(organisation)))


def _calendar_name(organisation: Organisation) -> str:
    return f"{organisation.name}知识产权期限"


def _calendar(organisation: Organisation, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{_calendar_name(organisation)}.ics"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@requires("space.read")
def calendar(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Take the calendar, or make and revoke an address of one's own; it is shown this once."""
    organisation, _ = find_organisation(request, organisation_id)
    address = ""
    if request.method == "POST":
        if request.POST.get("do") != "make":
            revoke_address(organisation, request.user, _key(request.POST.get("revoke", "")))
            return redirect("space:calendar", organisation_id=organisation.pk)
        token = make_address(organisation, request.user)
        address = request.build_absolute_uri(reverse("space:subscription", args=[token]))
    addresses = addresses_of(organisation, request.user)
    context = {
        "organisation": organisation,
        "address": address,
        "addresses": addresses,
        "is_full": sum(one.user_id == request.user.pk for one in addresses) >= MOST_OPEN,
        "most": MOST_OPEN,
    }
    return render(request, "space/calendar.html", context)


def _key(text: str) -> int:
    """The key of a row that a form names; 0, which no row has, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@requires("space.manage")
def mandates(request: HttpRequest) -> HttpResponse:
    """The holder's own acts: let an agent in, take it back; every act stays on record."""
    organisation = request.user.organisation
    if organisation is None:
        raise Http404
    day = timezone.localdate()
    error: ZhishuError | None = None
    if request.method == "POST":
        try:
            _act(request)
            return redirect("space:mandates")
        except InvalidValueError as found:
            error = found
    context = {
        "organisation": organisation,
        "standing": Mandate.standing(day, holder=organisation),
        "agents": [one for one in agents() if one.pk != organisation.pk],
        "scopes": SCOPES,
        "error": error,
        "until": request.POST.get("until", ""),
        "acts": Mandate.objects.select_related("agent", "user")
        .filter(holder=organisation)
        .order_by("-pk")[:20],
    }
    return render(request, "space/mandates.html", context, status=422 if error else 200)


def _act(request: HttpRequest) -> None:
    agent = _key(request.POST.get("agent", ""))
    if request.POST.get("do") == "withdraw":
        withdraw_mandate(request.user, agent, timezone.localdate())
        return
    text = request.POST.get("until", "").strip()
    until = parse_date(text) if text else None
    give_mandate(request.user, agent, request.POST.get("scope", ""), until, timezone.localdate())
