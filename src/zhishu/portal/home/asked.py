"""What a search address asks: filters, order, and the addresses that narrow or widen it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError
from zhishu.flows.search_everything import FacetGroup
from zhishu.policy.validity import VALIDITY
from zhishu.portal.pages.asking import year_of
from zhishu.portal.pages.facets import Link, LinkedFacet, address_with, link_facet
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.rules.place import Regions
from zhishu.search.index import Filters, Sort

SORT_TITLES: dict[Sort, str] = {
    "relevance": "最相关",
    "newest": "最新在前",
    "oldest": "最早在前",
}
_NARROWING = ("region", "right_kind", "year", "name", "ipc", "validity", "since", "until")


def filters_of(request: HttpRequest) -> Filters:
    """The filters of an address; a value that cannot be read is told."""
    asked = request.GET
    return Filters(
        region=asked.get("region") or None,
        right_kind=asked.get("right_kind") or None,
        year=year_of(request),
        name=asked.get("name", "")[:200] or None,
        ipc=asked.get("ipc", "")[:20] or None,
        since=_day(request, "since"),
        until=_day(request, "until"),
    )


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    return parse_date(text) if text else None


def sort_of(request: HttpRequest) -> Sort:
    """The order asked for; the best first where none is known."""
    asked = request.GET.get("sort", "")
    return next((one for one in SORT_TITLES if one == asked), "relevance")


def link_facets(request: HttpRequest, groups: tuple[FacetGroup, ...]) -> list[LinkedFacet]:
    """The facets as links that narrow."""
    found = (
        link_facet(
            request,
            group.title,
            group.asked_by,
            [(one.value, one.title, one.count) for one in group.values],
        )
        for group in groups
    )
    return [facet for facet in found if facet is not None]


def link_active(request: HttpRequest, regions: Regions) -> list[Link]:
    """The filters in use, each with the address without it."""
    return [
        Link(title, address_with(request, **{name: ""}))
        for name, title in _active(request, regions)
    ]


def _active(request: HttpRequest, regions: Regions) -> Iterator[tuple[str, str]]:
    titles = {
        "region": regions.name,
        "right_kind": lambda value: RIGHT_KINDS.get(value, value),
        "year": lambda value: f"{value}年",
        "ipc": lambda value: f"IPC {value.upper()}",
        "validity": lambda value: VALIDITY.get(value, value),
        "since": lambda value: f"{value}起",
        "until": lambda value: f"{value}止",
    }
    for name in _NARROWING:
        if value := request.GET.get(name, ""):
            yield name, str(titles.get(name, str)(value))


def link_sorts(request: HttpRequest) -> list[Link]:
    """The orders there are."""
    return [
        Link(title, address_with(request, sort="" if one == "relevance" else one))
        for one, title in SORT_TITLES.items()
    ]


def validity_of(request: HttpRequest) -> str:
    """The validity asked for; one that there is not is told."""
    asked = request.GET.get("validity", "")
    if asked and asked not in VALIDITY:
        raise InvalidValueError(f"没有“{asked}”这种效力", next_step="在页面上选一种")
    return asked
