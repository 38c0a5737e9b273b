"""The measures of a region, and one measure from its clause to its file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.look_at_measure import look_at_measure
from zhishu.flows.look_at_measures import MEASURE_STATES, MeasureFilter, list_measures
from zhishu.flows.run_measure_cases import run_measure_cases
from zhishu.portal.pages.asking import as_of_of
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import requires
from zhishu.rules.measure import FORMS, GROUP_RULES, ONCE, Measure
from zhishu.settings import home

# Of what is asked for, so much is looked for.
LONGEST_WORDS = 100
ALL_REGIONS = "all"


@requires("funding.read")
@kept_for_visitors
def measures(request: HttpRequest) -> HttpResponse:
    """The measures by filter, each with its clause, what it pays and to whom; lost ones as lost."""
    asked = request.GET.get("region", instance().region)
    wanted = MeasureFilter(
        words=request.GET.get("q", "").strip()[:LONGEST_WORDS],
        state=request.GET.get("state", ""),
        form=request.GET.get("form", ""),
        document=request.GET.get("document", ""),
        region="" if asked == ALL_REGIONS else asked,
    )
    as_of = as_of_of(request)
    context = {
        "found": list_measures(home(), wanted, as_of=as_of),
        "wanted": wanted,
        "asked_region": asked or ALL_REGIONS,
        "all_regions": ALL_REGIONS,
        "filtered": any((wanted.words, wanted.state, wanted.form, wanted.document)),
        "as_of": as_of,
        "states": MEASURE_STATES,
        "forms": FORMS,
        "once": ONCE,
    }
    return render(request, "funding/measures.html", context)


@requires("funding.read")
@kept_for_visitors
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """One measure: the clause's words, conditions, figures, group, file."""
    as_of = as_of_of(request)
    try:
        view = look_at_measure(home(), measure, as_of=as_of)
    except NotFoundError:
        raise Http404 from None
    context = {
        "view": view,
        "line": view.line,
        "measure": view.line.measure,
        "source": view.line.measure.source,
        "as_of": as_of,
        "forms": FORMS,
        "once": ONCE,
        "group_rules": GROUP_RULES,
        "may_list": _holds_here(view.line.measure),
    }
    return render(request, "funding/measure.html", context)


def _holds_here(measure: Measure) -> bool:
    """Whether a measure holds in the region of this site, or in a part of it."""
    if measure.region is None or not instance().region:
        return True
    here = RegionCode.parse(instance().region)
    return measure.region.contains(here) or here.contains(measure.region)


@requires("funding.read")
@kept_for_visitors
def cases(request: HttpRequest, measure: str) -> HttpResponse:
    """The cases of a measure as an officer wrote them, each run now: what was expected, what came."""
    try:
        found = run_measure_cases(home(), measure)
    except NotFoundError:
        raise Http404 from None
    context = {"found": found, "measure": found.measure}
    template = "funding/_cases.html" if request.htmx else "funding/cases.html"
    return render(request, template, context)
