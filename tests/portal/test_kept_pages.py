"""Pages kept for visitors: right at once after every switch, never given to or taken from somebody signed in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from small_city import INSTANCE
from zhishu.flows.import_file import import_file
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.portal.pages import kept

pytestmark = pytest.mark.usefixtures("db")
POLICY = """云澜市开放许可试点办法
云知发〔2026〕31号
第一条 为推动开放许可，制定本办法。
云澜市市场监督管理局
2026年5月6日
"""


@pytest.fixture
def own_home(
    city_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Path:
    home = tmp_path / "own"
    shutil.copytree(city_home, home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = home / "uploads"
    # Only a switch may bring a page anew here.
    monkeypatch.setattr(kept, "KEPT_SECONDS", 3600)
    return home


def import_policy(home: Path) -> None:
    path = home.parent / "办法.txt"
    path.write_text(POLICY, encoding="utf-8")
    import_file(home, path)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/policy/",
        "/insight/",
        "/patents/?q=隔膜",
        "/rights/marks/search/?q=云雾",
        "/rights/marks/firm-name/?q=云澜电池一厂有限公司",
    ],
)
def test_the_same_page_again_is_the_page_that_was_kept(
    own_home: Path, client: Client, address: str
) -> None:
    first, second = client.get(address), Client().get(address)
    assert first.content == second.content and first["ETag"] == second["ETag"]
    assert second["Cache-Control"] == "no-cache" and "Cookie" in second["Vary"]
    assert second["Content-Security-Policy"] and second["X-Request-Id"] != first["X-Request-Id"]
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""


def test_a_kept_page_has_all_headers_and_is_refused_to_another_host(
    own_home: Path, client: Client
) -> None:
    first, second = (client.get("/").headers for _ in range(2))
    assert {name: second[name] for name in second if name != "X-Request-Id"} == {
        name: first[name] for name in first if name != "X-Request-Id"
    }
    assert second["X-Frame-Options"] == "DENY"
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_new_snapshot_is_seen_at_once(own_home: Path, client: Client) -> None:
    before = client.get("/policy/")
    assert "云知发〔2026〕31号" not in before.content.decode()
    import_policy(own_home)
    assert "云知发〔2026〕31号" in text_of(client, "/policy/")
    assert "云知发〔2026〕31号" in text_of(client, "/")
    answer = client.get("/policy/", headers={"If-None-Match": before["ETag"]})
    assert answer.status_code == 200 and answer["ETag"] != before["ETag"]


def test_a_new_index_is_seen_at_once(own_home: Path, client: Client) -> None:
    import_policy(own_home)
    assert "云澜市开放许可试点办法" not in text_of(client, "/search?q=开放许可试点")
    rebuild_index(own_home)
    assert "31号" in text_of(client, "/search?q=开放许可试点")


def test_another_name_or_day_of_the_instance_is_seen_at_once(
    own_home: Path, client: Client
) -> None:
    assert "2026-10-31" in text_of(client, "/")
    changed = INSTANCE.replace("2026-10-31", "2026-09-30").replace(
        "云澜市知识产权", "另一个知识产权"
    )
    (own_home / "instance.yaml").write_text(changed, encoding="utf-8")
    page = text_of(client, "/")
    assert "2026-09-30" in page and "另一个知识产权" in page and "2026-10-31" not in page


def test_nobody_is_given_the_page_of_another(own_home: Path, sign_in: Callable[[str], Any]) -> None:
    officer = sign_in("city_officer")
    own = officer.get("/")
    assert "u-city_officer" in own.content.decode()
    assert own["Cache-Control"] == "private, no-store" and "ETag" not in own
    visitor = Client().get("/")
    assert "u-city_officer" not in visitor.content.decode() and "登录" in visitor.content.decode()
    same = officer.get("/", headers={"If-None-Match": visitor["ETag"]})
    assert same.status_code == 200 and "u-city_officer" in same.content.decode()


def test_personal_columns_do_not_reach_a_visitor_by_a_kept_page(
    own_home: Path, sign_in: Callable[[str], Any]
) -> None:
    first = Client().get("/api/v1/patents").json()["rows"][0]["patent_id"]
    address = f"/patents/{first}/"
    officer = sign_in("city_officer")
    assert "赵某" in officer.get(address).content.decode()
    assert "赵某" not in text_of(Client(), address)
    assert "赵某" in officer.get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "status"), [("/policy/nothing/", 404), ("/patents/?year=x", 400)]
)
def test_what_went_wrong_is_not_kept(
    own_home: Path, client: Client, address: str, status: int
) -> None:
    answers = [client.get(address) for _ in range(2)]
    assert [one.status_code for one in answers] == [status, status]
    assert all("ETag" not in one for one in answers)


def test_many_who_ask_at_once_have_the_page_made_once(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhishu.portal.insight import views

    made = []

    def counted(*arguments: Any, **named: Any) -> Any:
        made.append(1)
        return look(*arguments, **named)

    look = views.look_at_dashboard
    monkeypatch.setattr(views, "look_at_dashboard", counted)
    answers: list[bytes] = []
    askers = [
        threading.Thread(target=lambda: answers.append(Client().get("/insight/").content))
        for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(answers) == 8 and len(set(answers)) == 1 and made == [1]


def test_the_pages_kept_are_bounded_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1000)
    monkeypatch.setattr(kept, "MOST_BYTES_EACH", 400)
    pages = kept.Pages()
    for number in range(50):
        pages.keep(number, kept.KeptPage("same", 10.0**12, b"x" * 300, "text/html", "", ""))
    pages.keep("long", kept.KeptPage("same", 10.0**12, b"x" * 401, "text/html", "", ""))
    assert [key for key in (*range(50), "long") if pages.get(key, "same")] == [47, 48, 49]
    assert pages.get(49, "other") is None
