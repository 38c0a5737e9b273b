"""The JSON API: the same permissions as the pages, every error with what and next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.flows.look_at_policy import look_at_policy
from zhishu.flows.measure_indicator import list_indicators, measure_indicator
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.search_everything import search_everything
from zhishu.policy.queries import PolicyFilter, list_policies
from zhishu.portal.funding.answers import answer_of
from zhishu.portal.funding.whom import open_party
from zhishu.portal.pages.instance import instance, today
from zhishu.portal.pages.middleware import status_of
from zhishu.portal.pages.permissions import API_OPERATIONS, requires
from zhishu.rights.event_values import public_value
from zhishu.rights.queries import PatentFilter, find_patent, list_patents
from zhishu.rights.tables import PATENTS
from zhishu.search.index import Filters
from zhishu.settings import home

api = NinjaAPI(
    title="知枢接口", version="1", docs_url=None, urls_namespace="api", openapi_extra={"info": {}}
)
_PUBLIC = tuple(one.name for one in PATENTS.columns if one.classification == "public")


class Problem(Schema):
    """What was wrong and what to do."""

    code: str
    message: str
    next_step: str


_ERRORS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 503: Problem}


class Paged(Schema):
    """Paging: page from 1, at most 100 a page."""

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(20, ge=1, le=100)


class PolicyQuestion(Paged):
    """Filters of the policy library."""

    q: str = ""
    issuer: str = ""
    year: int | None = None
    validity: str = ""
    completeness: str = ""
    as_of: date | None = None


class PatentQuestion(Paged):
    """Filters of the patents."""

    q: str = ""
    holder: str = ""
    ipc: str = ""
    region: str = ""
    right_kind: str = ""
    state: str = ""
    year: int | None = None
    as_of: date | None = None


class SearchQuestion(Paged):
    """The one box."""

    q: str
    kind: str = ""
    region: str = ""


class IndicatorQuestion(Schema):
    """Day, region, snapshot and dimensions of a figure; by: names separated by commas."""

    as_of: date | None = None
    region: str = ""
    snapshot: int | None = None
    by: str = ""
    where: str = ""


class EntitlementQuestion(Schema):
    """Day and snapshot of an answer."""

    as_of: date | None = None
    snapshot: int | None = None


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


@api.get("/policies", response={200: dict, **_ERRORS}, url_name="policies")
@requires("policy.read")
def policies(request: HttpRequest, asked: Query[PolicyQuestion]) -> Any:
    """Policies by filter, newest first, with their validity on the day asked."""
    wanted = PolicyFilter(asked.q, asked.issuer, asked.year, asked.validity, asked.completeness)
    found = list_policies(
        open_warehouse(home()),
        wanted,
        as_of=asked.as_of or today(),
        page=asked.page,
        size=asked.size,
    )
    return _plain(found)


@api.get("/policies/{document_id}", response={200: dict, **_ERRORS}, url_name="policy")
@requires("policy.read")
def policy(request: HttpRequest, document_id: str) -> Any:
    """One policy with clauses, citations both ways, losses, and its items: confirmed, or as they were read."""
    found = look_at_policy(home(), document_id, as_of=today())
    if found is None:
        raise NotFoundError(f"没有政策{document_id}", next_step="用/policies查找")
    told = {"items": found.items, "review": found.review, "is_confirmed": found.is_confirmed}
    return {**_plain(found.view), **_plain(told)}


@api.get("/patents", response={200: dict, **_ERRORS}, url_name="patents")
@requires("rights.read")
def patents(request: HttpRequest, asked: Query[PatentQuestion]) -> Any:
    """Patents by filter, public columns only."""
    wanted = PatentFilter(
        asked.q, asked.holder, asked.ipc, asked.region, asked.right_kind, asked.state, asked.year
    )
    found = list_patents(
        open_warehouse(home()),
        wanted,
        as_of=asked.as_of or today(),
        page=asked.page,
        size=asked.size,
    )
    rows = [{name: row[name] for name in (*_PUBLIC, "state")} for row in found.rows]
    return {**_plain(found), "rows": rows}


@api.get("/patents/{path:patent_id}", response={200: dict, **_ERRORS}, url_name="patent")
@requires("rights.read")
def patent(request: HttpRequest, patent_id: str) -> Any:
    """One patent: public columns, events as visitors may read them, periods."""
    found = find_patent(open_warehouse(home()), patent_id)
    if found is None:
        raise NotFoundError(f"没有专利{patent_id}", next_step="用/patents或/search查找")
    return {
        "patent": {name: found.patent[name] for name in _PUBLIC},
        "events": _plain([replace(one, value=public_value(one.value)) for one in found.events]),
        "periods": _plain(found.periods),
        "snapshot": found.snapshot,
    }


@api.get("/search", response={200: dict, **_ERRORS}, url_name="search")
@requires("home.read")
def search(request: HttpRequest, asked: Query[SearchQuestion]) -> Any:
    """The one box over policies and patents."""
    answer = search_everything(
        home(),
        asked.q[:500],
        kind=asked.kind if asked.kind in ("policy", "patent") else None,  # type: ignore[arg-type]
        filters=Filters(region=asked.region or None),
        page=asked.page,
        size=asked.size,
        as_of=today(),
    )
    return _plain(answer)


@api.get("/indicators", response={200: dict, **_ERRORS}, url_name="indicators")
@requires("insight.read")
def indicators(request: HttpRequest) -> Any:
    """The indicators there are, with definition, source and dimensions."""
    names = ("name", "title", "unit", "formula", "source", "dimensions")
    found = [
        {name: _plain(getattr(one, name)) for name in names} for one in list_indicators(home())
    ]
    return {"indicators": found}


@api.get("/indicators/{name}", response={200: dict, **_ERRORS}, url_name="indicator")
@requires("insight.read")
def indicator(request: HttpRequest, name: str, asked: Query[IndicatorQuestion]) -> Any:
    """A figure; the same day and snapshot give the same figure."""
    figure = measure_indicator(
        home(),
        name,
        as_of=asked.as_of or today(),
        region=asked.region or instance().region or None,
        snapshot=asked.snapshot,
        by=[one for one in asked.by.split(",") if one],
        filters=dict(one.split("=", 1) for one in asked.where.split(",") if "=" in one),
    )
    return _plain(figure)


@api.get("/entitlement/firms/{path:party}", response={200: dict, **_ERRORS}, url_name="entitlement")
@requires("funding.firms")
def entitlement(request: HttpRequest, party: str, asked: Query[EntitlementQuestion]) -> Any:
    """What one firm is entitled to, nearly is, and is asked, as `zhishu entitlement firm --json` tells it; by its code."""
    try:
        found = open_party(request, party)
    except Http404:
        raise NotFoundError("没有这个单位", next_step="核对信用代码，只看得到所管的单位") from None
    return HttpResponse(answer_of(request, found), content_type="application/json")


@api.exception_handler(ZhishuError)
def _told(request: HttpRequest, error: ZhishuError) -> HttpResponse:
    body = {"code": error.code, "message": error.what, "next_step": error.next_step}
    return api.create_response(request, body, status=status_of(error))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "、".join(str(one["loc"][-1]) for one in error.errors)
    body = {"code": "invalid", "message": f"参数读不出：{places}", "next_step": "见openapi.json"}
    return api.create_response(request, body, status=422)


def _name_permissions() -> None:
    """Tell the permission table of every operation; one without a permission stays closed."""
    for path_view in api.default_router.path_operations.values():
        for operation in path_view.operations:
            permission = getattr(operation.view_func, "permission", None)
            if permission is not None:
                for method in operation.methods:
                    API_OPERATIONS[f"api:{operation.url_name}", method] = permission


_name_permissions()
