"""Who may do what: one table of permissions by role, and the permission of every library's URL.

A view names its permission by `@requires`; the middleware refuses a view that names none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

VISITOR = "visitor"
ROLES: dict[str, str] = {
    VISITOR: "访客",
    "firm": "企业",
    "agency": "代理机构",
    "county_officer": "区县人员",
    "city_officer": "市级人员",
    "administrator": "管理员",
}
_EVERYBODY = frozenset(ROLES)
_SIGNED_IN = _EVERYBODY - {VISITOR}
_HOLDERS = frozenset({"firm", "agency"})
_OFFICERS = frozenset({"county_officer", "city_officer"})
# An import changes what the whole city sees, and its set-aside rows show people of every county:
# both are the city's work, so a county officer hands a file to the city.
_IMPORTERS = frozenset({"city_officer", "administrator"})

# Permission -> (what it allows, in words; the roles that have it).
PERMISSIONS: dict[str, tuple[str, frozenset[str]]] = {
    "home.read": ("看首页和检索", _EVERYBODY),
    "policy.read": ("看政策库", _EVERYBODY),
    # What is published under the office's name is the work of its officers, not of who keeps the accounts.
    "policy.review": ("核对政策、发布核对结果", frozenset({"city_officer"})),
    # What the office makes of a paper is its own work until it says so.
    "policy.lint": ("对照上位规定看政策", _OFFICERS),
    "rights.read": ("看专利等权利和质押、许可、转移的公开内容", _EVERYBODY),
    # Each search takes a second of a processor: not for passers-by.
    "rights.search_images": ("拿图片找相近的商标和外观设计", _SIGNED_IN),
    "rights.read_personal": ("看个人一级的列，如发明人和个人地址", _OFFICERS),
    "rights.read_internal": ("看内部一级的列，如合同金额", _OFFICERS),
    # A file goes on where nobody asks: the people of all counties in one are the city's alone.
    "rights.export_personal": ("下载个人一级的列", frozenset({"city_officer"})),
    "rights.read_findings": ("看法律事务里的矛盾", _OFFICERS),
    # Whose space it is decides beside the role: one's own, or one that its holder gave access to.
    "space.read": ("看自己的和受托的权利人空间", _HOLDERS),
    "space.manage": ("在权利人空间里说明情况、委托代理机构", _HOLDERS),
    # Holders are told of their limits; what nobody takes note of goes to the office.
    "notices.read": ("看给自己的消息、表示知晓", _HOLDERS | {"city_officer"}),
    # A calendar program does not sign in: the view itself asks for the token.
    "space.subscribe": ("凭地址里的口令订阅期限日历", _EVERYBODY),
    # Which firm a right is counted for is the city's figure.
    "holders.settle": ("核定权利人是哪家主体", frozenset({"city_officer"})),
    "funding.read": ("看扶持措施的条件、金额和依据", _EVERYBODY),
    # Which firm it is decides beside the role: an officer's region, one's own, or one that let the visitor in.
    "funding.firms": ("看单位可以享受的措施和依据", _OFFICERS | _HOLDERS),
    "funding.match": ("按单位查、看一项措施有哪些单位符合", _OFFICERS),
    "funding.own": ("看自己的和受托单位可以享受的措施，回答问题", _HOLDERS),
    # A rule decides what every firm of the city is told it gets.
    "funding.draft": ("把措施写成规则、试算、发布", frozenset({"city_officer"})),
    # Losers are named, of every county: a plan that is not decided is the city's alone.
    "funding.simulate": ("测算方案：花多少钱，谁得益，谁受损", frozenset({"city_officer"})),
    "insight.read": ("看指标、来源和明细", _EVERYBODY),
    "data.read": ("看数据来源和快照", _EVERYBODY),
    "api.read": ("看接口说明", _EVERYBODY),
    "jobs.read": ("看导入任务和搁置的行", _IMPORTERS),
    "jobs.upload": ("上传文件", _IMPORTERS),
    "accounts.list": ("看全部账户", frozenset({"administrator"})),
    "accounts.sign_in": ("登录", _EVERYBODY),
    "accounts.self": ("改自己的口令、退出", _SIGNED_IN),
    "health.read": ("查看是否在运行", _EVERYBODY),
    # Programs that watch do not sign in: the view itself asks for the token, or for this machine.
    "metrics.read": ("凭令牌读运行指标", _EVERYBODY),
    # Nobody: pages of libraries that this portal does not offer.
    "closed": ("本站不提供", frozenset()),
}

# Every URL that a library brings, by its name: none is open that is not named here.
LIBRARY_URLS: dict[str, str] = {
    "account_login": "accounts.sign_in",
    "account_logout": "accounts.self",
    "account_change_password": "accounts.self",
    "account_reauthenticate": "accounts.self",
    "account_signup": "closed",
    "account_inactive": "closed",
    "account_set_password": "closed",
    "account_email": "closed",
    "account_email_verification_sent": "closed",
    "account_confirm_email": "closed",
    "account_reset_password": "closed",
    "account_reset_password_done": "closed",
    "account_reset_password_from_key": "closed",
    "account_reset_password_from_key_done": "closed",
    "account_confirm_login_code": "closed",
    "account_request_login_code": "closed",
    "api:openapi-json": "api.read",
    "api:openapi-view": "closed",
    "api:api-root": "closed",
}

# (URL name, method) -> permission of every API operation; the API fills it in where it is built.
API_OPERATIONS: dict[tuple[str, str], str] = {}


def role_of(user: Any) -> str:
    """The role of a request's user; anonymous and inactive ones are visitors."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return VISITOR
    return str(user.role)


def allows(user: Any, permission: str) -> bool:
    """Whether a user's role has a permission."""
    return role_of(user) in PERMISSIONS[permission][1]


def requires(permission: str) -> Callable[[View], View]:
    """Name the permission of a view or API operation; the middleware checks it before it runs."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def decorate(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return decorate


def takes_files(view: View) -> View:
    """Let the body of a request to this view be as large as an upload may be."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_file_of(most_bytes: int) -> Callable[[View], View]:
    """The same for one file of at most so many bytes, where an upload may be larger."""

    def decorate(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return takes_files(view)

    return decorate


def permission_of(match: Any, method: str) -> str | None:
    """The permission of a resolved URL: named by its view, by the API, or by the library table."""
    if (name := match.view_name) in LIBRARY_URLS:
        return LIBRARY_URLS[name]
    if (name, method) in API_OPERATIONS:
        return API_OPERATIONS[name, method]
    # Another method at an address of the API is refused to whom the address is closed, to others as no method of it.
    if (other := next((one for one in API_OPERATIONS if one[0] == name), None)) is not None:
        return API_OPERATIONS[other]
    return getattr(match.func, "permission", None)
