"""The registers beside patents: what there is, a list with its filters and counts, one row, downloads."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhishu.flows.list_register import (
    LONGEST_WORDS,
    MAX_SIZE,
    RegisterFilter,
    count_register,
    count_registers,
    count_years,
    find_entry,
    list_register,
)
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.importers.formats import format_titles
from zhishu.parties.queries import find_parties_by_name
from zhishu.portal.pages.asking import as_of_of, page_of, year_of
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.facets import Link
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.kept import kept_for_visitors
from zhishu.portal.pages.permissions import VISITOR, allows, requires, role_of
from zhishu.portal.rights.register_lines import (
    cells_of,
    export_row,
    facets_of,
    holding_of,
    line_of,
    names_of,
    right_url,
    shown_columns,
)
from zhishu.rights.registers import REGISTERS, Register
from zhishu.settings import home

SIZE = 20
# Who takes along which columns that are not public.
_TAKEN_BY = {"internal": "rights.read_internal", "personal": "rights.export_personal"}
# The most rows that a visitor takes along; who is signed in takes MAX_SIZE.
MOST_FOR_VISITORS = 5_000


@requires("rights.read")
@kept_for_visitors
def overview(request: HttpRequest) -> HttpResponse:
    """Every kind of right and of dealing, how many there are, and how far the data reaches."""
    warehouse = open_warehouse(home())
    patents = warehouse.query("SELECT count(*), max(filed_on) FROM patents").rows[0]
    context = {
        "patents": patents,
        "totals": count_registers(warehouse),
        "snapshot": warehouse.snapshot(),
    }
    return render(request, "rights/registers.html", context)


def _wanted(request: HttpRequest) -> RegisterFilter:
    return RegisterFilter(
        words=request.GET.get("q", "").strip()[:LONGEST_WORDS],
        kind=request.GET.get("kind", "")[:40],
        region=request.GET.get("region", "").strip(),
        year=year_of(request),
    )


@requires("rights.read")
@kept_for_visitors
def register(request: HttpRequest, register: str) -> HttpResponse:
    """One register by filter, the latest first, with its counts by year and kind."""
    shown, wanted, warehouse = REGISTERS[register], _wanted(request), open_warehouse(home())
    as_of = as_of_of(request)
    found = list_register(warehouse, shown, wanted, page=page_of(request), size=SIZE)
    city, regions = instance().region, open_rulebook(home()).regions()
    context = {
        "register": shown,
        "tabs": _tabs(register),
        "found": found,
        "wanted": wanted,
        "filtered": wanted != RegisterFilter(),
        "as_of": as_of,
        "lines": [line_of(shown, row, as_of) for row in found.rows],
        "regions": regions.children(city) if city and shown.has_region else (),
        "facets": facets_of(request, shown, count_register(warehouse, shown, wanted), regions),
        "years": _years(shown, wanted),
        "is_visitor": role_of(request.user) == VISITOR,
        "most_exported": _most_exported(request),
    }
    return render(request, "rights/register.html", context)


def _tabs(current: str) -> list[tuple[Link, bool]]:
    """Patents, then every register."""
    links = [Link("专利", reverse("rights:patents"))] + [
        Link(one.title, reverse("registers:list", args=[one.name])) for one in REGISTERS.values()
    ]
    names = ("", *REGISTERS)
    return [(link, name == current) for name, link in zip(names, links, strict=True)]


def _years(shown: Register, wanted: RegisterFilter) -> dict[str, Any] | None:
    """The rows of a list by year and kind, with sums; None where nothing tells its kinds apart."""
    if not shown.kind or len(shown.kinds) > 10:
        return None
    years = count_years(open_warehouse(home()), shown, wanted)
    kinds = [one for one in (*shown.kinds, "") if any(one in counts for _, counts in years)]
    rows = [
        (year, [(kind, counts.get(kind, 0)) for kind in kinds], sum(counts.values()))
        for year, counts in years
    ]
    sums = [sum(counts.get(kind, 0) for _, counts in years) for kind in kinds]
    return {"kinds": [shown.kind_words(one) for one in kinds], "rows": rows, "sums": sums}


def _most_exported(request: HttpRequest) -> int:
    return MOST_FOR_VISITORS if role_of(request.user) == VISITOR else MAX_SIZE


@requires("rights.read")
def export(request: HttpRequest, register: str) -> HttpResponse:
    """The rows of a list as XLSX or CSV, by `format`; columns that are not public by what the user may take."""
    shown, wanted = REGISTERS[register], _wanted(request)
    most = _most_exported(request)
    found = list_register(open_warehouse(home()), shown, wanted, page=1, size=most)
    classes = {"public"} | {name for name, may in _TAKEN_BY.items() if allows(request.user, may)}
    columns = shown_columns(shown, classes)
    source = (
        ("表", shown.table.title),
        ("快照", str(found.snapshot)),
        ("行数", f"{len(found.rows)}，共{found.total}"),
        *((("数据", "演示数据，均为虚构"),) if instance().demo else ()),
    )
    rows = (export_row(columns, row) for row in found.rows)
    name = f"{shown.title}_快照{found.snapshot}"
    return respond(
        Export(name, [column.title for column in columns], rows, source),
        request.GET.get("format", ""),
    )


@requires("rights.read")
@kept_for_visitors
def entry(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """One row: what its register says, its state on a day with the rule, what was done with it, its source."""
    shown, as_of = REGISTERS[register], as_of_of(request)
    warehouse = open_warehouse(home())
    found = find_entry(warehouse, shown, key)
    if found is None:
        raise Http404
    row = found.row
    titles = format_titles(open_rulebook(home()))
    parties = find_parties_by_name(warehouse, names_of(shown, row), snapshot=found.snapshot)
    context = {
        "register": shown,
        "line": line_of(shown, row, as_of),
        "holding": holding_of(shown, row, as_of),
        "right_url": "" if shown.right_type else right_url(row["right_type"], row["right_number"]),
        "cells": cells_of(
            shown, row, request.user, {name: party.kind for name, party in parties.items()}
        ),
        "dealings": [(one, line_of(one, dealing, as_of)) for one, dealing in found.dealings],
        "found": found,
        "format": titles.get(found.format or "", ""),
        "as_of": as_of,
    }
    return render(request, "rights/register_entry.html", context)
