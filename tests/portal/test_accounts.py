"""Log-in, its limits, sessions, passwords; what a stranger may learn; the headers of every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from zhishu.base.errors import InvalidValueError, ZhishuError
from zhishu.demo.parties import DEMO_FIRM
from zhishu.portal.accounts.demo import DEMO_LOGINS, create_demo_accounts
from zhishu.portal.accounts.models import User
from zhishu.portal.pages.permissions import ROLES

pytestmark = pytest.mark.usefixtures("portal_home", "db")
PASSWORD = "云澜2026-long-enough"


@pytest.fixture(autouse=True)
def no_earlier_failures(db: None) -> None:
    cache.clear()


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("chenjing", PASSWORD, role="city_officer", name="陈静")


def log_in(client: Client, username: str, password: str, next_page: str = "") -> Any:
    form = {"login": username, "password": password, **({"next": next_page} if next_page else {})}
    return client.post("/accounts/login/", form)


def words(response: Any) -> str:
    """What a person reads: no tags, no attributes."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", text)


def test_the_right_password_leads_back_to_where_one_was(client: Client, officer: User) -> None:
    asked = client.get("/data/uploads/")
    assert asked.status_code == 302
    assert asked["Location"] == "/accounts/login/?next=/data/uploads/"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/data/uploads/"' in page
    assert log_in(client, "chenjing", PASSWORD, "/data/uploads/")["Location"] == "/data/uploads/"
    page = client.get("/data/uploads/")
    assert "陈静" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_log_in_leads_to_no_other_site(client: Client, officer: User, elsewhere: str) -> None:
    assert "evil" not in log_in(client, "chenjing", PASSWORD, elsewhere)["Location"]


def test_a_stranger_does_not_learn_which_accounts_there_are(client: Client, officer: User) -> None:
    one = words(log_in(client, "chenjing", "wrong-password"))
    other = words(log_in(client, "nobody", "wrong-password"))
    assert "登录名或口令不对" in one
    assert one.replace("chenjing", "nobody") == other


def test_guessing_stops_for_the_account_and_counts_in_the_database(officer: User) -> None:
    for _ in range(5):
        assert "登录名或口令不对" in words(log_in(Client(), "chenjing", "wrong-password"))
    refused = words(log_in(Client(), "chenjing", PASSWORD))
    assert "失败次数过多" in refused
    assert log_in(Client(), "nobody", "wrong").status_code == 200


def test_sessions_end_with_log_out_and_password_change(client: Client, officer: User) -> None:
    log_in(client, "chenjing", PASSWORD)
    key = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    late = Client()
    late.cookies["sessionid"] = key
    assert late.get("/accounts/").status_code == 302
    log_in(client, "chenjing", PASSWORD)
    other = Client()
    log_in(other, "chenjing", PASSWORD)
    changed = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    assert client.post("/accounts/password/change/", changed).status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client, officer: User) -> None:
    session = log_in(client, "chenjing", PASSWORD).cookies["sessionid"]
    assert session["httponly"] and session["samesite"] == "Lax" and session["secure"]
    assert session["max-age"] == ""  # ends with the browser


@pytest.mark.parametrize(
    ("new", "words_expected"),
    [
        ("short1", "至少"),
        ("123456789012", "数字"),
        ("password123", "常见"),
        ("chenjing12", "相似"),
    ],
)
def test_weak_passwords_are_refused_in_chinese(
    client: Client, officer: User, new: str, words_expected: str
) -> None:
    log_in(client, "chenjing", PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    text = words(client.post("/accounts/password/change/", form))
    assert words_expected in text
    assert not re.search(r"[A-Za-z]{3,}", text.replace("chenjing", ""))


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/"])
def test_what_is_not_offered_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"username": "x", "email": "x@example.com"}).status_code in {404}
    assert User.objects.count() == 0


def test_a_closed_account_cannot_enter(client: Client, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert log_in(client, "chenjing", PASSWORD).status_code in {200, 302, 404}
    assert client.get("/accounts/").status_code == 302


def test_a_role_that_is_taken_away_is_gone_at_once(client: Client, officer: User) -> None:
    client.force_login(officer, "zhishu.portal.accounts.backend.Backend")
    assert client.get("/data/uploads/").status_code == 200
    User.objects.filter(pk=officer.pk).update(role="firm")
    assert client.get("/data/uploads/").status_code == 403


def test_an_account_shows_what_it_may(sign_in: Callable[[str], Any]) -> None:
    text = words(sign_in("administrator").get("/accounts/"))
    assert "看全部账户" in text and "改口令" in text


def test_the_administrator_sees_every_account(sign_in: Callable[[str], Any]) -> None:
    User.objects.create_user("wangchuan", PASSWORD, role="county_officer", regions=("990121",))
    text = words(sign_in("administrator").get("/accounts/list/"))
    assert "wangchuan" in text and "望川县" in text and "区县人员" in text


@pytest.mark.parametrize(("role", "regions"), [("mayor", ()), ("visitor", ()), ("firm", ("99",))])
def test_no_account_without_a_role_and_regions_that_exist(
    role: str, regions: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidValueError):
        User.objects.create_user("someone", PASSWORD, role=role, regions=regions)
    assert User.objects.count() == 0


@pytest.mark.parametrize("username", ["", "x", "Upper", "有汉字", "a b", "a" * 32, "../x", "a\n"])
def test_log_in_names_are_plain(username: str) -> None:
    with pytest.raises(InvalidValueError):
        User.objects.create_user(username, PASSWORD, role="firm")


def test_demo_accounts_are_made_on_a_demo_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    assert {login.role for login in create_demo_accounts()} == set(ROLES) - {"visitor"}
    create_demo_accounts()
    assert DEMO_LOGINS[0].organisation == DEMO_FIRM  # whose rights the demo's files hold
    assert User.objects.count() == len(DEMO_LOGINS)
    assert log_in(client, DEMO_LOGINS[0].username, DEMO_LOGINS[0].password).status_code == 302
    monkeypatch.setenv("ZHISHU_HOME", str(tmp_path))
    with pytest.raises(ZhishuError):
        create_demo_accounts()


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/nowhere", "/api/v1/policies"])
def test_every_answer_carries_the_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'self'", "script-src 'self'", "style-src 'self'",
                 "frame-ancestors 'none'", "object-src 'none'", "form-action 'self'"):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_crowd_of_made_up_names_does_not_reset_the_count(officer: User) -> None:
    for _ in range(5):
        log_in(Client(), "chenjing", "wrong-password")
    for number in range(400):
        cache.set(f"crowd-{number}", number, 3600)
    assert "失败次数过多" in words(log_in(Client(), "chenjing", PASSWORD))


def test_another_host_is_refused_in_chinese(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "请求无法处理" in response.content.decode()


def test_a_broken_view_tells_a_code_and_no_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("zhishu.portal.home.views.instance", lambda: 1 / 0, raising=False)
    monkeypatch.setattr("zhishu.portal.home.views.today", lambda: 1 / 0, raising=False)
    response = client.get("/")
    text = response.content.decode()
    assert response.status_code == 500
    assert re.search(r"编号\d{4}-\d{4}-\d{4}", text)
    assert "Traceback" not in text and "ZeroDivision" not in text


ENGLISH = re.compile(r"[A-Za-z]{3,}")
# What people type or know by these letters.
KNOWN = re.compile(
    r"chenjing|u-\w+|CSV|TXT|HTML|XLSX|PDF|DOCX|OFD|PNG|JPEG|BMP|TIFF|CNIPR|IPC|zhishu \w+|openapi|USD",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/login/", None),
        ("/accounts/login/", {}),
        ("/accounts/login/", {"login": "x" * 200, "password": ""}),
        ("/accounts/password/change/", None),
        ("/accounts/password/change/", {}),
        ("/accounts/password/change/", {"oldpassword": "x", "password1": "a", "password2": "b"}),
        ("/accounts/reauthenticate/", None),
        ("/accounts/reauthenticate/", {"password": "x"}),
        ("/accounts/logout/", None),
        ("/accounts/", None),
        ("/data/uploads/", None),
        ("/data/uploads/new/", {"kind": "nothing"}),
        ("/data/", None),
        ("/images/", None),
        ("/images/", {"vienna": "x"}),
        ("/nowhere", None),
    ],
)
def test_no_english_word_reaches_a_page(
    client: Client, officer: User, address: str, form: dict[str, str] | None
) -> None:
    if not address.startswith("/accounts/login"):
        client.force_login(officer, "zhishu.portal.accounts.backend.Backend")
    response = client.get(address) if form is None else client.post(address, form)
    assert response.status_code in {200, 404, 422}
    assert ENGLISH.findall(KNOWN.sub("", words(response))) == []
