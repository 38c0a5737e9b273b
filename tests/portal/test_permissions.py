"""Every URL names its permission; every role gets exactly what the table says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from small_city import application_number, patent_rows
from zhishu.flows.import_file import import_file
from zhishu.portal.pages.permissions import LIBRARY_URLS, PERMISSIONS, ROLES

ARGUMENTS: dict[str, Any] = {
    "document_id": "0000000000000000-1",
    "patent_id": "2016199000006",
    "name": "valid_inventions",
    "table": "years",
    "kind": "csv",
    "job_id": 1,
    "organisation_id": 1,
    "notice_id": 1,
    "right_type": "trademark",
    "row_id": "90000001-9",
    "token": "x",
    "key": "x",
    "register": "trademarks",
    "measure": "361000/fund/9-1",
    "party": "91361002MA99000001",
    "uidb36": "x",
}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


def addresses() -> list[tuple[str, str, str]]:
    """(name, address, permission) of every URL there is."""
    from zhishu.portal.pages.permissions import permission_of

    class Match:
        def __init__(self, name: str, func: Any) -> None:
            self.view_name, self.func = name, func

    found = []
    for name, pattern in patterns(get_resolver()):
        parameters = pattern.pattern.converters or pattern.pattern.regex.groupindex
        arguments = {key: ARGUMENTS[key] for key in parameters}
        permission = permission_of(Match(name, pattern.callback), "GET") or permission_of(
            Match(name, pattern.callback), "POST"
        )
        try:
            address = reverse(name, kwargs=arguments)
        except NoReverseMatch:
            address = reverse(name, args=list(arguments.values()))
        found.append((name, address, permission or ""))
    return found


def test_every_url_names_a_permission_that_exists() -> None:
    found = addresses()
    assert len(found) > 25
    for name, address, permission in found:
        assert permission in PERMISSIONS, f"{name} {address} names no permission"


def test_the_table_of_library_urls_names_urls_that_exist() -> None:
    names = {name for name, _, _ in addresses()}
    # Names that a setting of a library may add stay closed before they come.
    stale = {name for name in LIBRARY_URLS if name not in names}
    assert all(LIBRARY_URLS[name] == "closed" for name in stale), stale


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_sees_what_the_table_gives_it_and_nothing_else(
    role: str, sign_in: Callable[[str], Any], portal_home: Path
) -> None:
    client = sign_in(role)
    client.raise_request_exception = False
    for name, address, permission in addresses():
        if name == "account_logout":
            continue
        allowed = role in PERMISSIONS[permission][1]
        status = client.get(address).status_code
        where = f"{role} {name} {address}: {status}"
        if permission == "closed":
            assert status == 404, where
        elif allowed:
            # 405: the address takes POST only; 404: there is no such document or job.
            expected = {200, 302, 400, 404, 405, 422}
            # No worker runs beside these tests, and that is told.
            assert status in expected | ({503} if name == "readyz" else set()), where
        elif address.startswith("/api/"):
            assert status in {401, 403}, where
        elif role == "visitor":
            assert status == 302, where
            assert client.get(address)["Location"].startswith(reverse("account_login")), where
        else:
            assert status == 403, where
        posted = client.post(address, {}).status_code
        if permission == "closed":
            assert posted == 404, f"POST {where}"
        elif not allowed:
            assert posted in {401, 403}, f"POST {where} {posted}"


def test_the_page_of_a_refusal_says_who_may_and_what_to_do(
    sign_in: Callable[[str], Any], portal_home: Path
) -> None:
    page = sign_in("firm").get(reverse("jobs:list"))
    assert page.status_code == 403
    text = page.content.decode()
    assert "没有权限" in text
    assert "市级人员" in text
    assert "换用有权限的账户" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("role", "sees"),
    [("visitor", False), ("firm", False), ("county_officer", True), ("city_officer", True)],
)
def test_personal_columns_are_for_officers(
    role: str, sees: bool, sign_in: Callable[[str], Any], portal_home: Path
) -> None:
    client = sign_in(role)
    first = client.get(reverse("api:patents")).json()["rows"][0]["patent_id"]
    text = client.get(reverse("rights:patent", args=[first])).content.decode()
    assert ("赵某" in text) is sees


@pytest.mark.parametrize(
    ("role", "sees"), [("visitor", False), ("firm", False), ("county_officer", True)]
)
def test_contradictions_of_a_patent_are_for_officers(
    role: str, sees: bool, sign_in: Callable[[str], Any], own_home: Path, tmp_path: Path
) -> None:
    client = sign_in(role)
    first = client.get(reverse("api:patents")).json()["rows"][0]["patent_id"]
    events = tmp_path / "事务.csv"
    events.write_text(f"申请号,事务代码,公告日\n{first},ZZ99,2026-01-06\n", encoding="utf-8")
    import_file(own_home, events)
    text = client.get(reverse("rights:patent", args=[first])).content.decode()
    assert "ZZ99" in text
    assert ("代码ZZ99不在代码表里" in text) is sees


def test_the_api_never_gives_a_personal_column(
    sign_in: Callable[[str], Any], portal_home: Path
) -> None:
    client = sign_in("visitor")
    rows = client.get(reverse("api:patents")).json()["rows"]
    assert rows
    for row in rows:
        assert not {"inventors", "address"} & set(row)
        one = client.get(reverse("api:patent", args=[row["patent_id"]])).json()["patent"]
        assert not {"inventors", "address"} & set(one)


# What an event says: in it 明 marks what everybody may read, 隐 and HIDDEN what visitors may not.
EVENT_VALUES = (
    "变更事项:地址 变更前权利人:云澜市隐一路1号 变更后权利人:云澜市隐二路2号",
    "变更事项:专利权人 变更前权利人:明甲公司 变更后权利人:明乙"
    " 变更事项:地址 变更前权利人:隐三路 12:隐30号 变更后权利人:隐四路",
    "登记生效日:20240105 变更前地址:隐五路；隐六室 变更后地址:隐七路",
    "变更事项：发明人 变更前：隐丙；隐丁 变更后：隐戊",
    "变更事项:专利代理人 变更前:隐己 变更后:隐庚",
    "变更事项:设计人 由:隐酉 改为:隐戌",
    "变更前设计人:隐辛 变更后设计人:隐壬 专利号:明1",
    "发明人变更前:隐癸 变更后:隐子",
    "变更前:隐丑 变更后:明丙电池有限公司",
    "变更事项:专利权人、地址 变更前:隐寅，隐八路 变更后:隐卯，隐九路",
    "联系人:隐辰 电话:隐巳 许可种类:明丁",
    "变更后专利权人地址:隐午路",
    "专利权人的地址由隐未路变更为隐申路",
    "Patentee after: 明 Foo Ltd; Address after: 1 HIDDEN Road; Inventor before: HIDDEN Li",
    "CORRECT: ADDRESS; FROM: HIDDEN ROAD; TO: HIDDEN STREET",
)


@pytest.mark.parametrize(
    ("role", "sees"), [("visitor", False), ("firm", False), ("county_officer", True)]
)
def test_addresses_and_inventors_in_events_are_for_officers(
    role: str, sees: bool, sign_in: Callable[[str], Any], own_home: Path, tmp_path: Path
) -> None:
    client = sign_in(role)
    first = client.get(reverse("api:patents")).json()["rows"][0]["patent_id"]
    events = tmp_path / "事务.csv"
    rows = (f"{first},ZZ99,2026-01-06,{value}" for value in EVENT_VALUES)
    events.write_text("\n".join(("申请号,事务代码,公告日,事务内容", *rows)), encoding="utf-8")
    assert import_file(own_home, events).accepted == len(EVENT_VALUES)
    page = client.get(reverse("rights:patent", args=[first])).content.decode()
    told = client.get(reverse("api:patent", args=[first])).json()["events"]
    values = "\n".join(one["value"] for one in told)
    marks = re.compile(r"[明隐][\w ]|HIDDEN")
    printed = marks.findall("\n".join(EVENT_VALUES))
    open_marks = {one for one in printed if one.startswith("明")}
    assert open_marks <= set(marks.findall(values)) and open_marks <= set(marks.findall(page))
    assert not re.search("隐|HIDDEN", values)
    assert (set(printed) <= set(marks.findall(page))) is sees
    assert sees or not re.search("隐|HIDDEN", page)


@pytest.mark.parametrize(("holders", "shows"), [("云澜大学", True), ("王会", False), ("", False)])
def test_the_address_of_a_patent_is_that_of_bodies_alone(
    holders: str, shows: bool, client: Any, own_home: Path, tmp_path: Path, db: None
) -> None:
    number = application_number(2020, 1, 500)
    row = {**patent_rows()[0], "公开（公告）号": "CN110000500A", "申请号": number}
    row |= {"申请日": "2020-01-02", "申请人": holders, "地址": "云澜市某路1号"}
    table = "\n".join(",".join(line) for line in (row.keys(), row.values()))
    (tmp_path / "题录.csv").write_text(table, encoding="utf-8")
    assert import_file(own_home, tmp_path / "题录.csv", synthetic=True).accepted == 1
    page = client.get(reverse("rights:patent", args=[number])).content.decode()
    assert ("某路1号" in page) is shows and ("个人地址不公开" in page) is not shows
