"""A policy held against higher rules: findings with both clauses, figures and what to do (Requirements A28, A30-A33)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.flows.lint_policy import lint_policy
from zhishu.policy.lint.finding import SEVERITIES
from zhishu.portal.pages.asking import as_of_of
from zhishu.portal.pages.permissions import requires
from zhishu.settings import home

# State tags by severity; shape and word say the same as the colour.
_TAGS = {"conflict": "bad", "doubt": "soon", "notice": "info"}


@requires("policy.lint")
def lint(request: HttpRequest, document_id: str) -> HttpResponse:
    """What the rules say of a policy on a day."""
    as_of = as_of_of(request)
    found = lint_policy(home(), document_id, as_of=as_of)
    if found is None:
        raise Http404
    counts = [
        (words, _TAGS[name], sum(one.severity == name for one in found.findings))
        for name, words in SEVERITIES.items()
    ]
    context = {
        "found": found,
        "as_of": as_of,
        "counts": counts,
        "severities": SEVERITIES,
        "tags": _TAGS,
    }
    return render(request, "policy/lint.html", context)
