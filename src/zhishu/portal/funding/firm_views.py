"""One firm and all measures, for the officers of its region and for the firm itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.region import RegionCode
from zhishu.flows.find_entitlements import FirmEntitlements, find_entitlements
from zhishu.flows.list_firm_rows import MOST, list_firm_rows
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.search_parties import search_parties
from zhishu.parties.party import KINDS
from zhishu.parties.queries import Party
from zhishu.portal.funding.rows import OWN_TABLES, cell, shown_columns
from zhishu.portal.funding.shown import Explainer, by_state, shown_entitlement
from zhishu.portal.funding.stated import known, newest
from zhishu.portal.funding.whom import open_party, organisations_of
from zhishu.portal.pages.asking import as_of_of, page_of, snapshot_of
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.permissions import allows, requires
from zhishu.rules.assessment import State, Sum
from zhishu.rules.settling import sum_words
from zhishu.rules.words import yuan_words
from zhishu.settings import home

SIZE = 20
LONGEST_WORDS = 100
# Which columns of an office's registers who reads beside the public ones.
_READ_BY = {"internal": "funding.firms", "personal": "rights.read_personal"}


@requires("funding.match")
def firms(request: HttpRequest) -> HttpResponse:
    """Firms by name or code, those of the officer's own regions."""
    words = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    found = search_parties(
        open_warehouse(home()),
        words,
        regions=regions_of(request),
        page=page_of(request),
        size=SIZE,
    )
    regions = open_rulebook(home()).regions()
    context = {
        "found": found,
        "words": words,
        "size": SIZE,
        "lines": [(one, KINDS.get(one.kind, ""), _place(regions, one)) for one in found.parties],
    }
    return render(request, "funding/firms.html", context)


def regions_of(request: HttpRequest) -> list[str] | None:
    """The regions that an officer sees firms of; None for all."""
    return None if request.user.role == "city_officer" else request.user.region_codes()


def _place(regions: Any, party: Party) -> str:
    return regions.full_name(party.region_code) if party.region_code else ""


@requires("funding.firms")
def firm(request: HttpRequest, party: str) -> HttpResponse:
    """One firm: what it gets, nearly gets, what data does not tell, and what it does not get."""
    found = open_party(request, party)
    entitlements = entitlements_of(request, found)
    context = {**shown(entitlements), "party": found}
    return render(request, "funding/firm.html", context)


def entitlements_of(request: HttpRequest, party: Party) -> FirmEntitlements:
    """All measures for a party on the day asked, with what it stated beside what data tells."""
    day = as_of_of(request)
    declared = open_rulebook(home()).facts
    stated = known(newest(organisations_of(party)), declared, day)
    return find_entitlements(
        home(),
        party.party_id,
        region=region_of(party),
        as_of=day,
        snapshot=snapshot_of(request),
        stated=stated,
    )


def region_of(party: Party) -> RegionCode | None:
    """Whose measures are asked for: the party's own region, else that of the site."""
    code = party.region_code or instance().region
    return RegionCode.parse(code) if code else None


def shown(entitlements: FirmEntitlements) -> dict[str, Any]:
    """What the pages of one firm's entitlements need."""
    found, groups = entitlements.found, by_state(entitlements)
    return {
        "entitlements": entitlements,
        "groups": groups,
        "groups_taken": any(one.taken for one in groups[State.MET]),
        # A gate that grants nothing counts as no measure.
        "met": sum(one.one.measure.amount is not None for one in groups[State.MET]),
        "total": _total_words(found.total),
        "competitive": _total_words(found.competitive),
        "has_competitive": bool(found.competitive.high is None or found.competitive.high),
        "as_of": entitlements.as_of,
    }


def _total_words(money: Sum) -> str:
    """A total; where a missing fact leaves it open, what is sure of it."""
    if not money.is_open:
        return sum_words(money)
    return f"至少{yuan_words(money.low)}" if money.low else "还不清楚"


@requires("funding.firms")
def why(request: HttpRequest, party: str, measure: str) -> HttpResponse:
    """Why one measure is what it is for one firm: each condition with its fact, origin and figure."""
    found = open_party(request, party)
    return render_why(request, entitlements_of(request, found), found, measure)


def render_why(
    request: HttpRequest,
    entitlements: FirmEntitlements,
    party: Party,
    measure: str,
    own_id: int | None = None,
) -> HttpResponse:
    """The explanation, in place where the page asks for it, else as a page of its own."""
    assessments = entitlements.found.assessments
    one = next((one for one in assessments if one.measure.name == measure), None)
    if one is None:
        raise Http404
    explainer = Explainer(entitlements.declared, party, open_rulebook(home()).regions())
    context = {
        "entitlements": entitlements,
        "party": party,
        "shown": shown_entitlement(one),
        "reasons": explainer.tell(one.reasons),
        "as_of": entitlements.as_of,
        "own_id": own_id,
    }
    template = "funding/_why.html" if request.htmx else "funding/why.html"
    return render(request, template, context)


@requires("funding.firms")
def rows(request: HttpRequest, party: str, table: str) -> HttpResponse:
    """The rows of a firm in one register; columns by what the user may see."""
    found = open_party(request, party)
    if table not in OWN_TABLES:
        raise Http404
    shown_table = OWN_TABLES[table]
    seen = {"public"} | {name for name, may in _READ_BY.items() if allows(request.user, may)}
    columns = shown_columns(shown_table, seen)
    listed = list_firm_rows(
        open_warehouse(home()), shown_table, found, snapshot=snapshot_of(request)
    )
    context = {
        "party": found,
        "table": shown_table,
        "columns": columns,
        "rows": [
            [(one, cell(shown_table, one, row[one.name])) for one in columns] for row in listed
        ],
        "is_cut": len(listed) == MOST,
    }
    return render(request, "funding/rows.html", context)
