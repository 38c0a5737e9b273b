"""The policy library, a policy, its original."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.flows.look_at_policy import look_at_original, look_at_policy
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.policy.document import COMPLETENESS, LOSS_KINDS, RELATIONS
from zhishu.policy.queries import PolicyFilter, list_policies
from zhishu.policy.validity import VALIDITY
from zhishu.portal.pages.asking import as_of_of, page_of, year_of
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import ROLES, requires
from zhishu.settings import home

SIZE = 20


@requires("policy.read")
@kept_for_visitors
def library(request: HttpRequest) -> HttpResponse:
    """List of policies with filters, paging and total (Requirements A01, A02, A08)."""
    wanted = PolicyFilter(
        words=request.GET.get("q", "").strip()[:100],
        issuing_authority=request.GET.get("issuer", ""),
        year=year_of(request),
        validity=request.GET.get("validity", ""),
        completeness=request.GET.get("completeness", ""),
    )
    found = list_policies(
        open_warehouse(home()), wanted, as_of=as_of_of(request), page=page_of(request), size=SIZE
    )
    context = {
        "found": found,
        "wanted": wanted,
        "validity": VALIDITY,
        "completeness": COMPLETENESS,
        "filtered": wanted != PolicyFilter(),
    }
    return render(request, "policy/library.html", context)


@requires("policy.read")
@kept_for_visitors
def policy(request: HttpRequest, document_id: str) -> HttpResponse:
    """One policy: clause tree, text with its damage marked, citations both ways, losses."""
    found = look_at_policy(home(), document_id, as_of=as_of_of(request))
    if found is None:
        raise Http404
    context = {
        "found": found,
        "view": found.view,
        "document": found.view.document,
        "validity": VALIDITY,
        "completeness": COMPLETENESS,
        "relations": RELATIONS,
        "loss_kinds": LOSS_KINDS,
        "roles": ROLES,
    }
    return render(request, "policy/policy.html", context)


@requires("policy.read")
@kept_for_visitors
def original(request: HttpRequest, document_id: str) -> HttpResponse:
    """The original beside the reading: its text as decoded, one clause boxed where asked."""
    found = look_at_original(home(), document_id, clause=request.GET.get("clause"))
    if found is None:
        raise Http404
    return render(request, "policy/original.html", {"found": found, "document": found.document})
