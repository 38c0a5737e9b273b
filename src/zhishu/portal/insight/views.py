"""The dashboard, an indicator's source, the rows it counted, and exports."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.flows.look_at_dashboard import look_at_dashboard
from zhishu.flows.measure_indicator import (
    find_indicator,
    list_indicator_rows,
    list_indicators,
    measure_indicator,
)
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.insight.figure import Figure
from zhishu.portal.pages.asking import as_of_of, page_of, snapshot_of
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import requires
from zhishu.settings import home

SIZE = 50
MAX_EXPORT = 50_000


def _region(request: HttpRequest) -> str | None:
    return request.GET.get("region", "").strip() or instance().region or None


@requires("insight.read")
@kept_for_visitors
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures, counties, years: a chart and its table each."""
    board = look_at_dashboard(home(), region=_region(request), as_of=as_of_of(request))
    return render(request, "insight/dashboard.html", {"board": board})


@requires("insight.read")
def export_dashboard(request: HttpRequest, table: str, kind: str) -> HttpResponse:
    """One table of the dashboard as XLSX or CSV."""
    board = look_at_dashboard(home(), region=_region(request), as_of=as_of_of(request))
    found = board.table(table)
    source = (
        ("截至", board.as_of.isoformat()),
        ("快照", str(board.snapshot)),
        *((f"口径：{one.name}", one.definition) for one in found.figures),
        *((("数据", "演示数据，均为虚构"),) if instance().demo else ()),
    )
    return respond(Export(found.title, found.headings, found.plain_rows(), source), kind)


def _filters(request: HttpRequest, name: str) -> dict[str, str]:
    known = {dimension.name for dimension in find_indicator(home(), name).dimensions}
    return {key: value for key, value in request.GET.items() if key in known and value}


@requires("insight.read")
@kept_for_visitors
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """Where a figure comes from: definition, rule, parameters, data, rows by dimension."""
    found = find_indicator(home(), name)
    by = [one.name for one in found.dimensions if one.name == request.GET.get("by")]
    filters = _filters(request, name)
    figure = measure_indicator(
        home(),
        name,
        as_of=as_of_of(request),
        region=_region(request),
        snapshot=snapshot_of(request),
        by=by,
        filters=filters,
    )
    sql = dict(open_rulebook(home()).files("*/indicators/*.sql"))[figure.sql].read_text("utf-8")
    titles = {one.name: one.title for one in found.dimensions}
    labels = _labels(found, filters)
    context = {
        "indicator": found,
        "figure": figure,
        "by": by[0] if by else "",
        "filters": filters,
        "filter_words": [(titles[key], labels[key]) for key in filters],
        "sql": sql,
        "others": list_indicators(home()),
    }
    return render(request, "insight/indicator.html", context)


def _labels(found: Any, filters: dict[str, str]) -> dict[str, str]:
    regions = open_rulebook(home()).regions()
    known = {one.name: one.labels for one in found.dimensions}
    return {
        key: known[key].get(value) or (regions.name(value) if value[:1].isdigit() else value)
        for key, value in filters.items()
    }


@requires("insight.read")
@kept_for_visitors
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The very rows that a figure counted, or could not."""
    found, figure, listed = _listed(request, name, page_of(request), SIZE)
    filters = _filters(request, name)
    titles = {one.name: one.title for one in found.dimensions}
    labels = _labels(found, filters)
    context = {
        "indicator": found,
        "figure": figure,
        "listed": listed,
        "standing": listed.standing,
        "id_column": listed.columns.index("patent_id") if "patent_id" in listed.columns else None,
        "filter_words": [(titles[key], labels[key]) for key in filters],
        "size": SIZE,
    }
    return render(request, "insight/rows.html", context)


def _listed(request: HttpRequest, name: str, page: int, size: int) -> tuple[Any, Figure, Any]:
    found = find_indicator(home(), name)
    standing = "unknown" if request.GET.get("standing") == "unknown" else "counted"
    asked: dict[str, Any] = {
        "as_of": as_of_of(request),
        "region": _region(request),
        "snapshot": snapshot_of(request),
        "filters": _filters(request, name),
    }
    figure = measure_indicator(home(), name, **asked)
    listed = list_indicator_rows(home(), name, standing=standing, page=page, size=size, **asked)
    return found, figure, listed


@requires("insight.read")
def export_rows(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """All rows behind a figure as XLSX or CSV."""
    found, figure, listed = _listed(request, name, 1, MAX_EXPORT)
    source = (
        ("指标", found.title),
        ("口径", figure.definition),
        ("截至", figure.as_of.isoformat()),
        ("快照", str(figure.snapshot)),
        ("行数", f"{len(listed.rows)}，共{listed.total}"),
        *((("数据", "演示数据，均为虚构"),) if instance().demo else ()),
    )
    return respond(Export(f"{found.title}明细", listed.titles, listed.rows, source), kind)
