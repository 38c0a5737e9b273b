"""A holder's own entitlements: the part of its space, the questions to it, an application filled in as far as data tells."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhishu.base.errors import InvalidValueError
from zhishu.flows.find_entitlements import FirmEntitlements
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.funding.statement import NO, YES, read_answer
from zhishu.parties.queries import Party
from zhishu.portal.accounts.models import Organisation
from zhishu.portal.funding.firm_views import entitlements_of, region_of, render_why, shown
from zhishu.portal.funding.models import FactStatement
from zhishu.portal.funding.publishing import ask_for_publication
from zhishu.portal.funding.stated import newest, state_fact
from zhishu.portal.funding.whom import party_of
from zhishu.portal.pages.permissions import requires
from zhishu.rules.fact import Fact
from zhishu.settings import home


def open_own(request: HttpRequest, organisation_id: int) -> tuple[Organisation, Party | None]:
    """The organisation whose space this is, and the party that it is; 404 for who was not let in."""
    if not request.user.scope_over(organisation_id):
        raise Http404
    organisation = Organisation.objects.get(pk=organisation_id)
    return organisation, party_of(organisation)


@requires("funding.own")
def own(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What the organisation can get: a part of its space where that asks, else a page of its own."""
    organisation, party = open_own(request, organisation_id)
    context: dict[str, Any] = {"organisation": organisation, "own_id": organisation.pk}
    if party is not None:
        context |= {**shown(entitlements_of(request, party)), "party": party}
    template = "funding/_own.html" if request.htmx else "funding/own.html"
    return render(request, template, context)


def open_entitlements(
    request: HttpRequest, organisation_id: int
) -> tuple[Organisation, Party, FirmEntitlements]:
    """The same with all measures; 404 where the registry does not have the organisation."""
    organisation, party = open_own(request, organisation_id)
    if party is None:
        raise Http404
    return organisation, party, entitlements_of(request, party)


@requires("funding.own")
def own_why(request: HttpRequest, organisation_id: int, measure: str) -> HttpResponse:
    """Why one measure is what it is."""
    _, party, entitlements = open_entitlements(request, organisation_id)
    return render_why(request, entitlements, party, measure, own_id=organisation_id)


@requires("funding.own")
def questions(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What data does not tell and the organisation may: answered in one form, each answer kept with who and when."""
    organisation, party, entitlements = open_entitlements(request, organisation_id)
    may_state = request.user.may_act_for(organisation.pk)
    held = {name: row for name, row in newest([organisation]).items() if row.answer}
    asked = _asked(entitlements, held)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not may_state:
            raise Http404
        errors = _state(request, organisation, asked)
        if not errors:
            return redirect("funding:own", organisation_id=organisation.pk)
    regions = open_rulebook(home()).regions()
    region = region_of(party)
    city = region.city if region else None
    fields = [
        {
            "fact": fact,
            "question": next(
                (one for one in entitlements.questions if one.fact.name == fact.name), None
            ),
            "typed": request.POST.get(
                fact.name, held[fact.name].answer if fact.name in held else ""
            ),
            "held": held.get(fact.name),
            "error": errors.get(fact.name, ""),
        }
        for fact in asked
    ]
    context = {
        "organisation": organisation,
        "own_id": organisation.pk,
        "may_state": may_state,
        "entitlements": entitlements,
        "fields": [one for one in fields if not one["held"]],
        "answered": [one for one in fields if one["held"]],
        "regions": regions.children(str(city)) if city else (),
        "truths": ((YES, "是"), (NO, "否"), ("", "不想回答")),
        "errors": errors,
    }
    return render(request, "funding/questions.html", context, status=422 if errors else 200)


def _asked(entitlements: FirmEntitlements, held: dict[str, FactStatement]) -> list[Fact]:
    """The facts that are asked for, in their order, then those that were answered already."""
    declared = entitlements.declared
    names = [one.fact.name for one in entitlements.questions] + list(held)
    return [declared[name] for name in dict.fromkeys(names) if name in declared]


def _state(request: HttpRequest, organisation: Organisation, asked: list[Fact]) -> dict[str, str]:
    """Keep the answers where all of them can be read; what is wrong, by fact: then none is kept."""
    errors: dict[str, str] = {}
    answered = [fact for fact in asked if fact.name in request.POST]
    for fact in answered:
        try:
            read_answer(fact, request.POST[fact.name])
        except InvalidValueError as error:
            errors[fact.name] = f"{error.what}，{error.next_step}"
    if errors:
        return errors
    changed = [
        state_fact(organisation, request.user, fact, request.POST[fact.name]) for fact in answered
    ]
    if any(changed):
        ask_for_publication()
    return {}
