"""What the log holds: a line an event with the request's number, and nothing that a person typed."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from served_portal import Visitor, serving, wait_for
from small_city import INSTANCE
from zhishu.portal.accounts.demo import DEMO_LOGINS
from zhishu.portal.pages.logs import JsonLines, is_request_number, new_request_number

OFFICER = next(one for one in DEMO_LOGINS if one.role == "city_officer")
# Made up; each would be found by its digits alone.
CANARIES = {
    "name": "欧阳灯芯草",
    "login": "dengxincao.77120",
    "password": "canary-7712-0441",
    "token": "canary-token-7712-0442",
    "id_number": "110101190001017712",
    "phone": "13000007712",
    "address": "203.0.113.77",
    "agent": "Canary/7712.0443",
    "file_name": "灯芯草七七一二.csv",
    "cell": "灯芯草格子",
    "path": "canary-path-7712-0444",
    "page": "https://canary-7712-0445.example/",
    "host": "canary-7712-0446.example",
    "method": "CANARY77120447",
}


def canaries_in(text: str) -> list[str]:
    return [name for name, value in CANARIES.items() if value in text or ascii(value)[1:-1] in text]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A portal that met every canary: its log, what it said, its metrics, its error pages."""
    home = tmp_path_factory.mktemp("logs") / "home"
    home.mkdir()
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    pages = []
    with serving(home, ZHISHU_LOG="logs/portal.log") as portal:
        c = CANARIES
        heads = {
            "X-Forwarded-For": c["address"],
            "User-Agent": c["agent"],
            "Referer": c["page"],
            "Authorization": f"Bearer {c['token']}",
            "X-Request-Id": c["token"],
        }
        stranger, officer = Visitor(portal), Visitor(portal)
        words = urllib.request.quote(f"{c['name']} {c['id_number']} {c['phone']}")
        stranger.ask(f"/search?q={words}", headers=heads)
        stranger.ask(f"/api/v1/search?q={words}&page=x", headers=heads)
        stranger.ask(f"/api/v1/patents/{c['path']}", headers=heads)
        stranger.ask(f"/insight/?year={words}&as_of={words}", headers=heads)
        pages.append(stranger.ask(f"/{c['path']}?q={words}", headers=heads))
        pages.append(stranger.ask(f"/patents/{c['path']}/?q={words}", headers=heads))
        pages.append(stranger.ask(f"/data/uploads/{c['path']}", headers=heads))
        pages.append(stranger.ask("/", headers={**heads, "Host": c["host"]}))
        pages.append(stranger.ask("/", method=c["method"], headers=heads))
        stranger.ask("/accounts/login/")
        for login in (c["login"], c["name"]):
            stranger.ask("/accounts/login/", form={"login": login, "password": c["password"]})
        pages.append(stranger.ask("/data/uploads/new/", form={"kind": c["name"]}, headers=heads))
        officer.log_in(OFFICER.username, OFFICER.password)
        table = f"甲,{c['cell']}\r\n{c['name']},{c['id_number']}\r\n"
        uploads = [(c["file_name"], table), ("bad.csv", "\x00" * 9 + c["cell"])]
        officer.ask("/data/uploads/new/", form={"kind": ""}, files=uploads, headers=heads)
        wait_for(lambda: officer.ask("/data/uploads/")[1].count("没有完成") == 2)
        pages.append(officer.ask("/data/uploads/99/", headers=heads))
        metrics = stranger.ask("/metrics")[1]
    log = (home / "logs" / "portal.log").read_text("utf-8")
    return {"log": log, "said": portal.said, "metrics": metrics, "pages": pages, "home": home}


def test_no_canary_is_in_log_metrics_or_error_pages(told: dict[str, Any]) -> None:
    assert canaries_in(told["log"]) == []
    assert canaries_in(told["said"]) == []
    assert canaries_in(told["metrics"]) == []
    assert [status for status, _ in told["pages"]] == [404, 404, 404, 400, 403, 403, 404]
    for status, page in told["pages"]:
        assert canaries_in(page) == [], f"{status} {page[:300]}"


def test_every_request_has_its_line(told: dict[str, Any]) -> None:
    lines = [json.loads(line) for line in told["log"].splitlines()]
    requests = [line for line in lines if line.get("event") == "request"]
    routes = {line["route"] for line in requests}
    assert {"home:search", "api:search", "account_login", "jobs:upload", "unknown"} <= routes
    assert "static" not in routes
    for line in requests:
        assert set(line) <= {
            "at", "level", "from", "process", "request", "event", "method", "route", "status", "ms",
            "user",
        }  # fmt: skip
        assert is_request_number(line["request"]) and line["ms"] >= 0
    assert len({line["request"] for line in requests}) == len(requests)
    assert {type(line["user"]) for line in requests if line["route"] == "jobs:list"} == {int}
    assert "other" in {line["method"] for line in requests}


def test_the_log_is_for_its_owner_and_group_only(told: dict[str, Any]) -> None:
    assert (told["home"] / "logs" / "portal.log").stat().st_mode & 0o037 == 0


def test_both_web_processes_count_together(told: dict[str, Any]) -> None:
    """Whichever answers, all that were asked are counted."""
    counted = re.findall(
        r'zhishu_requests_total\{.*route="account_login".*\} (\d+)', told["metrics"]
    )
    assert sum(map(int, counted)) == 5
    assert 'zhishu_jobs{state="failed"} 2.0' in told["metrics"]
    assert "zhishu_disk_free_bytes" in told["metrics"]


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the portal's log would hold of this test."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


def test_a_broken_page_and_its_line_have_one_number(
    portal_home: Path, client: Client, monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> None:
    def broken() -> None:
        raise ValueError(CANARIES["name"]) from KeyError(CANARIES["id_number"])

    client.raise_request_exception = False
    monkeypatch.setattr("zhishu.portal.home.views.today", broken)
    response = client.get("/", {"q": CANARIES["phone"]})
    page = response.content.decode()
    number = re.search(r"\d{4}-\d{4}-\d{4}", page)
    assert response.status_code == 500 and number
    assert response.headers["X-Request-Id"] == number.group()
    mine = [json.loads(line) for line in lines if number.group() in line]
    (crash,) = [line for line in mine if "trace" in line]
    assert crash["error"] == "ValueError <- KeyError"
    assert any("test_logs.py" in place and "broken" in place for place in crash["trace"])
    assert [line["status"] for line in mine if line.get("event") == "request"] == [500]
    assert canaries_in("".join(lines) + page) == []


@pytest.mark.parametrize(
    ("message", "arguments", "expected"),
    [
        ("job %s of %s", (17, "灯芯草"), "job 17 of …"),
        ("job %d", (17,), "job 17"),
        ("%.1f seconds for %s", (1.5, "x"), "%.1f seconds for %s"),
        ("灯芯草 has come", (), "test_logs:1"),
        ("from %(name)s", ({"name": "灯芯草"},), "test_logs:1"),
    ],
)
def test_a_message_keeps_its_template_and_whole_numbers(
    message: str, arguments: tuple[Any, ...], expected: str
) -> None:
    record = logging.LogRecord("x", 20, "test_logs.py", 1, message, arguments, None)
    told = json.loads(JsonLines().format(record))["message"]
    assert told.startswith(expected) and "灯芯草" not in told


def test_numbers_of_requests_are_not_taken_from_strangers(
    portal_home: Path, client: Client
) -> None:
    given = new_request_number()
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] != given
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.BEHIND_PROXY", True)
        assert client.get("/healthz", headers={"X-Request-Id": given})["X-Request-Id"] == given
        answer = client.get("/healthz", headers={"X-Request-Id": "x" * 9})
        assert is_request_number(answer["X-Request-Id"])


WRITER = """
import logging, sys
from zhishu.portal.pages.logs import log_handler
logger = logging.getLogger("writer")
logger.addHandler(log_handler())
for number in range(1500):
    logger.warning("line %d of %d", number, int(sys.argv[1]))
print("done")
"""


def test_several_processes_write_one_log_while_it_is_turned_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHISHU_HOME", str(tmp_path))
    monkeypatch.setenv("ZHISHU_LOG", "portal.log")
    log = tmp_path / "portal.log"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(one)], stdout=subprocess.PIPE)
        for one in range(3)
    ]
    turned = 0
    while any(writer.poll() is None for writer in writers):
        if log.is_file() and log.stat().st_size > 20_000:
            log.rename(tmp_path / f"portal.log.{turned}")
            turned += 1
    for writer in writers:
        assert writer.communicate()[0] == b"done\n"
    messages = [
        json.loads(line)["message"]
        for path in tmp_path.glob("portal.log*")
        for line in path.read_text("utf-8").splitlines()
    ]
    assert turned > 3
    assert sorted(messages) == sorted(f"line {n} of {w}" for w in range(3) for n in range(1500))
