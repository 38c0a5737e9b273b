"""Error pages in Chinese: what happened, what is safe, what to do, a short code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from zhishu.base.errors import ZhishuError
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.logs import request_number
from zhishu.portal.pages.permissions import PERMISSIONS, ROLES, VISITOR, role_of


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: the API answers in JSON always."""
    return request.path.startswith("/api/")


def _answer(
    request: HttpRequest,
    status: int,
    code: str,
    title: str,
    *,
    what: str = "",
    next_step: str = "",
    kind: str = "bad",
) -> HttpResponse:
    """The page, or for a program {code, message, next_step}."""
    if wants_json(request):
        body = {"code": code, "message": what or title, "next_step": next_step}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    context = {
        "title": title,
        "what": what,
        "next_step": next_step,
        "status": status,
        "number": request_number.get(),
        "kind": kind,
        "phone": instance().phone,
    }
    # An error page asks the database nothing but who is signed in; see _plain for when even that fails.
    return HttpResponse(render_to_string("error.html", context, request), status=status)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, permission: str = ""
) -> HttpResponse:
    """403 (401 for a program that is not signed in): who may, and what can be done."""
    role = role_of(getattr(request, "user", None))
    what = "您的账户不能使用这一页"
    if permission:
        words, roles = PERMISSIONS[permission]
        names = "、".join(ROLES[name] for name in ROLES if name in roles)
        what = f"这里需要“{words}”的权限，有这项权限的是{names}；您现在是{ROLES[role]}"
    status = 401 if role == VISITOR and wants_json(request) else 403
    next_step = "换用有权限的账户登录，或请管理员调整您的角色"
    code = "sign_in_first" if status == 401 else "forbidden"
    return _answer(
        request, status, code, "没有权限", what=what, next_step=next_step, kind="unknown"
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answer(
        request,
        404,
        "not_found",
        "没有这一页",
        what="网址不对，或内容已经移走",
        next_step="检查网址，或从首页搜索",
        kind="unknown",
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _answer(
        request,
        400,
        "bad_request",
        "请求无法处理",
        what="网址或提交的内容有误",
        next_step="返回上一页，检查后重新提交",
    )


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413: nothing of it was stored."""
    return _answer(
        request,
        413,
        "too_large",
        "内容太大，没有接收",
        what=f"一次最多{limit // 1024 // 1024}MB，已有的数据没有变",
        next_step="把文件拆小，分几次上传",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the request's number to quote, which the log has too; no trace on the page."""
    number = request_number.get()
    try:
        return _answer(
            request,
            500,
            "server_error",
            "没能打开这一页",
            what=f"程序出错，已有的数据没有变。编号{number}",
            next_step="稍后再试；仍不行，请把编号告诉管理员",
        )
    except Exception:  # noqa: BLE001 - what broke the page may break its error page too
        return _plain(number)


def _plain(number: str) -> HttpResponse:
    """The 500 page when even templates or the database fail."""
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>没能打开这一页</title>'
        f"<h1>没能打开这一页</h1><p>程序出错，已有的数据没有变。编号{number}</p>"
        "<p>稍后再试；仍不行，请把编号告诉管理员</p></html>"
    )
    return HttpResponse(page, status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that was sent from elsewhere or waited too long."""
    return _answer(
        request,
        403,
        "form_expired",
        "表单已过期，没有提交",
        what="页面停留太久，或不是从本站提交；已有的数据没有变",
        next_step="返回上一页，刷新后再提交",
    )


def told(request: HttpRequest, error: ZhishuError, status: int) -> HttpResponse:
    """What a flow or rule refused, in its own words."""
    titles = {400: "写法有误", 404: "没有找到", 503: "暂时不能用", 500: "没能完成"}
    # Where an outage lies (a file, a host) is for the log and the commands of an administrator.
    what = f"{error.what}（{error.where}）" if error.where and status < 500 else error.what
    return _answer(
        request,
        status,
        error.code,
        titles[status],
        what=what,
        next_step=error.next_step or "返回上一页",
        kind="unknown" if status == 404 else "bad",
    )
