"""权利人空间: the rights of one's own, money by month, what to do next, and why each figure is what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from zhishu.flows.look_at_holder import HolderView, Line
from zhishu.portal.accounts.models import SCOPES, Mandate
from zhishu.portal.home.space import Space, open_space
from zhishu.portal.home.stated import REDUCTION_WORDS
from zhishu.portal.pages.asking import page_of
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.permissions import requires
from zhishu.rights.legal_status import STATES
from zhishu.rights.portfolio.dues import Due
from zhishu.rights.portfolio.health import value_hints
from zhishu.rights.portfolio.holding import RIGHT_TYPES, Holding
from zhishu.rights.registers import REGISTER_OF

SIZE = 20
_NEXT = 8


@requires("space.read")
def own_space(request: HttpRequest) -> HttpResponse:
    """The visitor's own space; the spaces that it looks after beside it."""
    organisation = request.user.organisation
    if organisation is None:
        return render(request, "space/nobody.html")
    clients = Mandate.standing(timezone.localdate(), agent=organisation)
    return _front(request, organisation.pk, clients)


@requires("space.read")
def space(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The space of an organisation."""
    return _front(request, organisation_id, [])


def _front(request: HttpRequest, organisation_id: int, clients: Sequence[Any]) -> HttpResponse:
    found = open_space(request, organisation_id)
    view = found.view
    coming = [due for due in view.dues if due.state != "grace" and due.on >= view.as_of]
    context = {
        **_common(found),
        "clients": clients,
        "counts": [(RIGHT_TYPES[kind], kind, counts) for kind, counts in view.counts().items()],
        "in_force": sum(one["in_force"] for one in view.counts().values()),
        "next_dues": [*view.late, *coming][:_NEXT],
        "lines": sorted(view.lines, key=_pressing)[:_NEXT],
    }
    return render(request, "space/front.html", context)


_URGENCY = ("bad", "soon", "unknown", "info", "ok", "plain")


def _pressing(line: Line) -> tuple[Any, ...]:
    """What presses most comes first."""
    day = line.next.on
    return (_URGENCY.index(line.next.urgency), day is None, day, line.right.right_id)


def _common(found: Space) -> dict[str, Any]:
    stated = found.stated.value if found.stated else ""
    return {
        "space": found,
        "view": found.view,
        "organisation": found.organisation,
        "scope_words": SCOPES.get(found.scope, ""),
        "reduction": REDUCTION_WORDS[stated],
        "states": STATES,
    }


@requires("space.read")
def rights(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """All rights by kind and state, each with what to do next; as a table to take away."""
    found = open_space(request, organisation_id)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    lines = [
        line
        for line in found.view.lines
        if (not kind or line.right.right_type == kind) and (not state or line.right.state == state)
    ]
    if request.GET.get("format"):
        return _export(request, found, "名下权利", _RIGHT_COLUMNS, lines)
    lines.sort(key=_pressing)
    page = min(page_of(request), max(1, -(-len(lines) // SIZE)))
    context = {
        **_common(found),
        "lines": lines[(page - 1) * SIZE : page * SIZE],
        "total": len(lines),
        "page": page,
        "size": SIZE,
        "kind": kind,
        "state": state,
        "counts": [(RIGHT_TYPES[name], name, one) for name, one in found.view.counts().items()],
    }
    return render(request, "space/rights.html", context)


@requires("space.read")
def right(request: HttpRequest, organisation_id: int, right_type: str, row_id: str) -> HttpResponse:
    """One right: its state, its term, what to do, what happened and what lies ahead."""
    found = open_space(request, organisation_id)
    line = found.view.line(right_type, row_id)
    if line is None:
        raise Http404
    view = found.view
    context = {
        **_common(found),
        "line": line,
        "right": line.right,
        "moments": view.history(line),
        "hints": value_hints(line.right, view.pledged, view.licensed),
        "public_page": _public_page(line.right),
    }
    return render(request, "space/right.html", context)


def _public_page(right: Holding) -> str:
    """Where everybody sees the right."""
    if right.right_type == "patent":
        return reverse("rights:patent", args=[right.right_id])
    return reverse("registers:entry", args=[REGISTER_OF[right.right_type].name, right.row_id])


@requires("space.read")
def money(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What the coming twelve months ask for, by month; late and unknown ones apart."""
    found = open_space(request, organisation_id)
    if request.GET.get("format"):
        return _export(request, found, "应缴费用和期限", _DUE_COLUMNS, found.view.dues)
    return render(request, "space/money.html", _common(found))


@requires("space.read")
def due(request: HttpRequest, organisation_id: int, key: str) -> HttpResponse:
    """Why an amount is what it is: each step with its clause, its source and whether it was checked."""
    found = open_space(request, organisation_id)
    asked = found.view.due(key)
    if asked is None:
        raise Http404
    return render(request, "space/due.html", {**_common(found), "due": asked})


@requires("space.read")
def health(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """How well the portfolio stands; each figure opens into its rights."""
    found = open_space(request, organisation_id)
    asked = request.GET.get("figure", "")
    chosen = next((one for one in found.view.health if one.name == asked), None)
    if asked and chosen is None:
        raise Http404
    lines: list[Line] = []
    if chosen is not None:
        keys = {(one.right_type, one.row_id) for one in chosen.rights}
        lines = [
            line for line in found.view.lines if (line.right.right_type, line.right.row_id) in keys
        ]
        if request.GET.get("format"):
            return _export(request, found, chosen.title, _RIGHT_COLUMNS, lines)
    page = min(page_of(request), max(1, -(-len(lines) // SIZE)))
    context = {
        **_common(found),
        "chosen": chosen,
        "lines": sorted(lines, key=_pressing)[(page - 1) * SIZE : page * SIZE],
        "total": len(lines),
        "page": page,
        "size": SIZE,
    }
    return render(request, "space/health.html", context)


_RIGHT_COLUMNS: dict[str, Callable[[Line], Any]] = {
    "权利": lambda line: line.right.type_name,
    "种类": lambda line: line.right.kind,
    "名称": lambda line: line.right.title,
    "号码": lambda line: line.right.right_id,
    "权利人": lambda line: list(line.right.holders),
    "状态": lambda line: STATES[line.right.state],
    "状态依据": lambda line: line.right.reason,
    "申请日": lambda line: line.right.filed_on,
    "授权或登记日": lambda line: line.right.began_on,
    "期限届满日": lambda line: line.right.ends_on,
    "下一步": lambda line: line.next.words,
    "理由": lambda line: line.next.reason,
    "下一期限": lambda line: line.next.on,
}
_DUE_COLUMNS: dict[str, Callable[[Due], Any]] = {
    "期限": lambda due: due.on,
    "是否暂定": lambda due: due.is_provisional,
    "事项": lambda due: due.words,
    "权利": lambda due: due.right.type_name,
    "名称": lambda due: due.right.title,
    "号码": lambda due: due.right.right_id,
    "状态": lambda due: due.state_words,
    "全额（元）": lambda due: due.amount,
    "应缴（元）": lambda due: due.payable,
    "其中滞纳金（元）": lambda due: due.surcharge,
    "最迟补办": lambda due: due.late_until,
    "依据": lambda due: [f"{one.text}（{one.source}{one.clause}）" for one in due.explanation],
}


def _export(
    request: HttpRequest,
    found: Space,
    what: str,
    columns: dict[str, Callable[[Any], Any]],
    rows: Sequence[Any],
) -> HttpResponse:
    view = found.view
    table = [[told(row) for told in columns.values()] for row in rows]
    name = f"{found.organisation.name}_{what}_{view.as_of.isoformat()}_快照{view.snapshot}"
    return respond(Export(name, list(columns), table, _source(view)), request.GET["format"])


def _source(view: HolderView) -> tuple[tuple[str, str], ...]:
    heard = view.heard_until.isoformat() if view.heard_until else "没有缴费数据"
    return (
        ("权利人", view.name),
        ("截至", view.as_of.isoformat()),
        ("快照", str(view.snapshot)),
        ("缴费数据到", heard),
        ("说明", "没有缴费记录的，缴费情况未知，不视为未缴；以国家知识产权局登记为准"),
    )
