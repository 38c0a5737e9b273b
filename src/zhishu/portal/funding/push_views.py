"""One measure and the firms of a region: who gets it, who nearly does, of whom data does not tell; as a list to push."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.list_entitled import EntitledFirm, EntitledFirms, list_entitled
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.portal.funding.firm_views import regions_of
from zhishu.portal.funding.shown import TAGS, shown_entitlement
from zhishu.portal.funding.stated import stated_by_party
from zhishu.portal.funding.whom import lies_in
from zhishu.portal.pages.asking import as_of_of, page_of, snapshot_of
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.permissions import requires
from zhishu.rules.assessment import STATES, State
from zhishu.rules.measure import Measure
from zhishu.rules.settling import sum_words
from zhishu.rules.words import marked_title
from zhishu.settings import home

SIZE = 20


@requires("funding.match")
def firms_of_measure(request: HttpRequest, measure: str) -> HttpResponse:
    """The firms of a measure by state, as a page or as a table to take along."""
    rulebook = open_rulebook(home())
    found = rulebook.measures.get(measure)
    if found is None:
        raise Http404
    region = _region(request, found)
    context: dict[str, Any] = {"measure": found, "states": STATES, "tags": TAGS}
    if region is None:
        return render(request, "funding/entitled.html", context)
    listed = _listed(request, measure, region)
    state = request.GET.get("state", "")
    # Whoever does not meet a measure is counted and not listed.
    asked = [one for one in STATES if not state or one == state]
    firms = list(listed.listed(*asked))
    if request.GET.get("format"):
        return _export(request, listed, firms)
    page = min(page_of(request), max(1, -(-len(firms) // SIZE)))
    regions = rulebook.regions()
    context |= {
        "listed": listed,
        "counts": [(one, words, listed.counts[one]) for one, words in STATES.items()],
        "state": state,
        "total": len(firms),
        "page": page,
        "size": SIZE,
        "lines": [
            (firm, shown_entitlement(firm.assessment), regions.full_name(firm.region_code or ""))
            for firm in firms[(page - 1) * SIZE : page * SIZE]
        ],
        "region": regions.full_name(str(region)),
        "paid": sum_words(listed.total),
        "competitive": sum_words(listed.competitive),
        "regions": _choices(request, region),
        "asked_region": str(region),
    }
    return render(request, "funding/entitled.html", context)


def _listed(request: HttpRequest, measure: str, region: RegionCode) -> EntitledFirms:
    day = as_of_of(request)
    declared = open_rulebook(home()).facts
    try:
        return list_entitled(
            home(),
            measure,
            region=region,
            as_of=day,
            snapshot=snapshot_of(request),
            stated=stated_by_party(declared, day),
        )
    except NotFoundError:
        raise Http404 from None


def _region(request: HttpRequest, measure: Measure) -> RegionCode | None:
    """The region asked for, else the officer's own, the site's, the measure's; 404 for one that is not theirs."""
    own = regions_of(request)
    asked = request.GET.get("region", "")
    if asked:
        region = RegionCode.parse(asked)
        if own is not None and not lies_in(str(region), own):
            raise Http404
        return region
    if own is not None:
        return RegionCode(own[0]) if own else None
    if instance().region:
        return RegionCode.parse(instance().region)
    return measure.region


def _choices(request: HttpRequest, region: RegionCode) -> list[tuple[str, str]]:
    """The regions that an officer may choose: the own ones, or the city and its counties."""
    regions = open_rulebook(home()).regions()
    own = regions_of(request)
    codes = own
    if codes is None:
        around = region.city or region
        codes = [str(around), *(str(one.code) for one in regions.children(str(around)))]
    return [(code, regions.full_name(code)) for code in codes]


_COLUMNS: dict[str, Callable[[EntitledFirm], Any]] = {
    "名称": lambda firm: firm.name,
    "统一社会信用代码": lambda firm: firm.credit_code,
    "区划代码": lambda firm: firm.region_code,
    "状态": lambda firm: STATES[firm.assessment.state],
    "预计金额": lambda firm: shown_entitlement(firm.assessment).money,
    "差在哪里": lambda firm: _nearest(firm),
    "如果符合可得": lambda firm: shown_entitlement(firm.assessment).nearly,
}


def _nearest(firm: EntitledFirm) -> str:
    one = firm.assessment
    if one.nearest is None or one.state is not State.NEAR:
        return ""
    return "；".join(change.words for change in one.nearest.changes)


def _export(request: HttpRequest, listed: EntitledFirms, firms: list[EntitledFirm]) -> HttpResponse:
    def missing(firm: EntitledFirm) -> str:
        names = firm.assessment.missing
        return "、".join(listed.declared[name].title for name in names if name in listed.declared)

    columns = {**_COLUMNS, "还不知道": missing}
    source = (
        ("措施", f"{listed.measure.title}（{listed.measure.name}）"),
        ("依据", f"{marked_title(listed.measure.source.title)}{listed.measure.source.clause}"),
        ("地区", open_rulebook(home()).regions().full_name(str(listed.region))),
        ("截至", listed.as_of.isoformat()),
        ("快照", str(listed.snapshot)),
        ("说明", "预计金额，以审核为准；没有数据的不当作不符合"),
        *((("数据", "演示数据，均为虚构"),) if instance().demo else ()),
    )
    name = (
        f"{listed.measure.title}_{listed.region}_{listed.as_of.isoformat()}_快照{listed.snapshot}"
    )
    rows = ([told(firm) for told in columns.values()] for firm in firms)
    return respond(Export(name, list(columns), rows, source), request.GET["format"])
