"""The form of a measure filled in for one firm, to be printed: for the firm itself and for its officers; awards paid twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import InvalidValueError, NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.find_double_awards import find_double_awards
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.prefill_application import PrefilledApplication, prefill_application
from zhishu.funding.application import FIELD_STATES
from zhishu.funding.double_award import GRADES, DoubleAward
from zhishu.parties.queries import Party
from zhishu.portal.funding.firm_views import region_of, regions_of
from zhishu.portal.funding.own_views import open_own
from zhishu.portal.funding.shown import shown_entitlement
from zhishu.portal.funding.stated import known, newest
from zhishu.portal.funding.whom import open_party, organisations_of
from zhishu.portal.pages.asking import as_of_of, page_of, snapshot_of
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.permissions import requires
from zhishu.settings import home

SIZE = 20
# So many payments of a lead are shown; a thing called “产品” may have thousands.
SHOWN = 20
_TAGS = {"told": "ok", "check": "soon", "missing": "unknown"}
_GRADE_TAGS = {"sure": "bad", "related": "soon", "shared": "info", "review": "plain"}


@requires("funding.own")
def own_application(request: HttpRequest, organisation_id: int, measure: str) -> HttpResponse:
    """The form of a firm's own; what other firms were paid is not for it to see."""
    _, party = open_own(request, organisation_id)
    if party is None:
        raise Http404
    found = _prefill(request, party, measure)
    own = [one for one in found.earlier if {row.party for row in one.payments} == {party.party_id}]
    return _render(request, found, own, own_id=organisation_id)


@requires("funding.firms")
def application(request: HttpRequest, party: str, measure: str) -> HttpResponse:
    """The form of a firm for its officers, with what a payment would repeat."""
    found = _prefill(request, open_party(request, party), measure)
    is_officer = request.user.role in ("city_officer", "county_officer")
    return _render(request, found, found.earlier if is_officer else [])


def _prefill(request: HttpRequest, party: Party, measure: str) -> PrefilledApplication:
    day = as_of_of(request)
    stated = known(newest(organisations_of(party)), open_rulebook(home()).facts, day)
    try:
        return prefill_application(
            home(),
            party.party_id,
            measure,
            as_of=day,
            region=region_of(party),
            snapshot=snapshot_of(request),
            stated=stated,
        )
    except (InvalidValueError, NotFoundError):
        # Lost, lapsed or of another region: there is no form.
        raise Http404 from None


def _render(
    request: HttpRequest,
    found: PrefilledApplication,
    earlier: list[DoubleAward],
    own_id: int | None = None,
) -> HttpResponse:
    context = {
        "form": found.form,
        "fields": [
            (field, _TAGS[field.state], FIELD_STATES[field.state]) for field in found.form.fields
        ],
        "shown": shown_entitlement(found.form.one),
        "measure": found.form.one.measure,
        "earlier": [_lead(one) for one in earlier],
        "entitlements": found.entitlements,
        "party": found.entitlements.party,
        "as_of": found.entitlements.as_of,
        "own_id": own_id,
    }
    return render(request, "funding/application.html", context)


@requires("funding.match")
def doubles(request: HttpRequest) -> HttpResponse:
    """Leads to awards paid twice in the officer's regions."""
    day = as_of_of(request)
    regions = regions_of(request)
    codes = [instance().region] if regions is None else list(regions)
    leads: list[DoubleAward] = []
    for code in dict.fromkeys(code for code in codes if code):
        found = find_double_awards(
            home(), as_of=day, region=RegionCode.parse(code), snapshot=snapshot_of(request)
        )
        leads += found.leads
    page = page_of(request)
    context = {
        "leads": [_lead(one) for one in leads[(page - 1) * SIZE : page * SIZE]],
        "total": len(leads),
        "page": page,
        "size": SIZE,
        "as_of": day,
    }
    return render(request, "funding/doubles.html", context)


def _lead(one: DoubleAward) -> dict[str, Any]:
    """A lead as a page shows it: the payments that were made, the first of them where there are very many."""
    paid = [row for row in one.payments if row.award_id]
    return {
        "one": one,
        "tag": _GRADE_TAGS[one.grade],
        "words": GRADES[one.grade],
        "rows": [
            (
                row,
                None if row.amount is None else Decimal(row.amount) / 100,
                # Who is not in the registry has no page.
                not row.party.startswith("name:"),
            )
            for row in paid[:SHOWN]
        ],
        "more": max(0, len(paid) - SHOWN),
        "beyond": Decimal(one.beyond) / 100,
    }
