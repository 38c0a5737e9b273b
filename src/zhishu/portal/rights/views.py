"""Patents: the list with its filters, and one patent."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.flows.look_at_status import status_of
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.parties.party import are_bodies
from zhishu.portal.pages.asking import as_of_of, page_of, year_of
from zhishu.portal.pages.facets import LinkedFacet, link_facet
from zhishu.portal.pages.instance import instance, today
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import allows, requires
from zhishu.rights.legal_event import DEALINGS, STAGES
from zhishu.rights.legal_status import STATES
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.rights.patent_history import for_visitors
from zhishu.rights.queries import PatentFilter, count_patents, find_patent, list_patents
from zhishu.rights.status_finding import RULES
from zhishu.rules.place import Regions
from zhishu.settings import home

SIZE = 20


@requires("rights.read")
@kept_for_visitors
def patents(request: HttpRequest) -> HttpResponse:
    """Patents by filter, newest filing first."""
    wanted = PatentFilter(
        words=request.GET.get("q", "").strip()[:100],
        holder=request.GET.get("holder", "").strip()[:100],
        ipc=request.GET.get("ipc", "").strip()[:20],
        region=request.GET.get("region", "").strip(),
        right_kind=request.GET.get("right_kind", ""),
        state=request.GET.get("state", ""),
        year=year_of(request),
    )
    found = list_patents(
        open_warehouse(home()), wanted, as_of=as_of_of(request), page=page_of(request), size=SIZE
    )
    city = instance().region
    regions = open_rulebook(home()).regions()
    counts = count_patents(open_warehouse(home()), wanted, as_of=found.as_of)
    context = {
        "found": found,
        "wanted": wanted,
        "right_kinds": RIGHT_KINDS,
        "states": STATES,
        "regions": regions.children(city) if city else (),
        "filtered": wanted != PatentFilter(),
        "facets": _facets(request, counts, regions),
    }
    return render(request, "rights/patents.html", context)


_FACETS = {
    "right_kind": "专利类型",
    "state": "法律状态",
    "year": "申请年份",
    "region": "县区",
    "ipc": "IPC部",
}


def _facets(
    request: HttpRequest, counts: dict[str, list[tuple[str, int]]], regions: Regions
) -> list[LinkedFacet]:
    """The counts of a list as links that narrow it."""
    titles = {"right_kind": RIGHT_KINDS.get, "state": STATES.get, "region": regions.name}

    def words(name: str, value: str) -> str:
        return str(titles[name](value) or value) if name in titles else value  # type: ignore[operator]

    found = (
        link_facet(
            request,
            title,
            name,
            [(value, words(name, value), count) for value, count in counts[name]],
        )
        for name, title in _FACETS.items()
    )
    return [facet for facet in found if facet is not None]


@requires("rights.read")
@kept_for_visitors
def patent(request: HttpRequest, patent_id: str) -> HttpResponse:
    """One patent: bibliography, abstract, status with its cause and timeline; personal columns and contradictions by role."""
    found = find_patent(open_warehouse(home()), patent_id)
    if found is None:
        raise Http404
    day = as_of_of(request)
    rulebook = open_rulebook(home())
    row = found.patent
    personal = allows(request.user, "rights.read_personal")
    status = status_of(found, rulebook, as_of=day, today=today())
    kinds = {name: party.kind for name, party in found.holders.items()}
    context = {
        "found": found,
        "patent": row,
        "today": today(),
        "status": status,
        "moments": status.moments if personal else for_visitors(status.moments),
        "states": STATES,
        "stages": STAGES,
        "dealings": DEALINGS,
        "rules": RULES,
        "shows_findings": allows(request.user, "rights.read_findings"),
        "right_kind": RIGHT_KINDS[row["right_kind"]],
        "region": rulebook.regions().full_name(row["region_code"]) if row["region_code"] else "",
        "personal": personal,
        # A body's address is public by its register; a person's is not.
        "shows_address": personal or are_bodies(row["holders"], kinds),
    }
    return render(request, "rights/patent.html", context)
