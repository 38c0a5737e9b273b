"""/healthz, /readyz and /metrics: what is missing is named, and nothing else is told."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhishu.portal.jobs.models import Job
from zhishu.portal.jobs.worker import beat, heartbeat_file
from zhishu.portal.pages import health

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def own_home(
    city_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Path]:
    home = tmp_path / "own"
    shutil.copytree(city_home, home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    monkeypatch.setattr(health, "LOOKED_SECONDS", 0)
    beat()
    yield home


def ready(client: Client) -> tuple[int, dict[str, str]]:
    """The status, and the parts in trouble with what is wrong."""
    answer = client.get("/readyz")
    parts = answer.json()["parts"]
    assert {one["part"] for one in parts} == {"database", "warehouse", "index", "disk", "worker"}
    return answer.status_code, {one["part"]: one["trouble"] for one in parts if one["trouble"]}


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_whole_portal_is_ready(own_home: Path, client: Client) -> None:
    assert ready(client) == (200, {})
    assert client.get("/healthz").json() == {"status": "ok"}


def no_warehouse(home: Path) -> None:
    damage(home / "warehouse" / "current")


def no_index(home: Path) -> None:
    shutil.rmtree(home / "index")


def damaged_index(home: Path) -> None:
    files = (home / "index").glob("edition-*/**/*.*")
    # Some files of a segment hold a few bytes only.
    damage(max((path for path in files if path.is_file()), key=lambda path: path.stat().st_size))


def silent_worker(home: Path) -> None:
    os.utime(heartbeat_file(), (0, 0))


def no_worker(home: Path) -> None:
    heartbeat_file().unlink()


@pytest.mark.parametrize(
    ("happens", "part", "words"),
    [
        (no_warehouse, "warehouse", "读不出来"),
        (no_index, "index", "还没有建立"),
        (damaged_index, "index", "打不开"),
        (silent_worker, "worker", "没有动静"),
        (no_worker, "worker", "没有动静"),
    ],
)
def test_a_part_that_is_missing_is_named(
    happens: Any, part: str, words: str, own_home: Path, client: Client
) -> None:
    happens(own_home)
    status, troubles = ready(client)
    assert status == 503 and set(troubles) == {part} and words in troubles[part]
    assert str(own_home) not in client.get("/readyz").content.decode()
    assert client.get("/healthz").status_code == 200


def test_too_little_room_for_an_upload_is_told(
    own_home: Path, client: Client, settings: Any
) -> None:
    settings.UPLOAD_MEGABYTES = 10**9
    assert ready(client) == (503, {"disk": "剩下的空间放不下一次上传"})


def test_a_database_that_does_not_answer_is_told(
    own_home: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.db.utils import OperationalError

    def refuse() -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", refuse)
        answer = client.get("/readyz")
    assert answer.status_code == 503 and '"没有应答"' in answer.content.decode()


def test_a_worker_at_work_beats_in_its_job(own_home: Path, client: Client) -> None:
    from django.utils import timezone

    from zhishu.portal.accounts.models import User

    silent_worker(own_home)
    user = User.objects.create_user("shiji", "-", role="city_officer")
    Job.objects.create(user=user, state="running", size=1, touched_at=timezone.now())
    assert ready(client) == (200, {})


def test_the_answer_serves_all_who_ask_within_seconds(
    own_home: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LOOKED_SECONDS", 3600)
    monkeypatch.setattr(health, "_looked", (time.monotonic(), []))
    assert ready(client) == (200, {})
    no_index(own_home)
    assert ready(client) == (200, {})


METRICS = "/metrics"


@pytest.mark.parametrize(
    ("token", "proxy", "asked_from", "given", "status"),
    [
        ("", False, "127.0.0.1", "", 200),
        ("", False, "::1", "", 200),
        ("", False, "203.0.113.7", "", 404),
        ("", False, "", "", 404),
        ("", True, "127.0.0.1", "", 404),
        ("geheim", False, "127.0.0.1", "", 404),
        ("geheim", True, "127.0.0.1", "Bearer geheim", 200),
        ("geheim", True, "203.0.113.7", "Bearer geheim", 200),
        ("geheim", True, "203.0.113.7", "Bearer gehei", 404),
        ("geheim", True, "203.0.113.7", "Basic geheim", 404),
        ("geheim", True, "203.0.113.7", "Bearer 汉字", 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(
    token: str, proxy: bool, asked_from: str, given: str, status: int, own_home: Path,
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any,
) -> None:  # fmt: skip
    monkeypatch.setenv("ZHISHU_METRICS_TOKEN", token)
    settings.BEHIND_PROXY = proxy
    extra = {"HTTP_AUTHORIZATION": given} if given else {}
    answer = client.get(METRICS, REMOTE_ADDR=asked_from, **extra)
    assert answer.status_code == status


def test_metrics_tell_how_the_instance_stands(own_home: Path, client: Client) -> None:
    from zhishu.flows.open_warehouse import open_warehouse

    client.get("/patents/", {"q": "隔膜"})
    text = client.get(METRICS).content.decode()
    assert f"zhishu_warehouse_snapshot {open_warehouse(own_home).snapshot()}.0" in text
    for line in (
        "zhishu_index_behind 0.0",
        'zhishu_jobs{state="waiting"} 0.0',
        "zhishu_unread_gauges 0.0",
        'zhishu_requests_total{method="GET",route="rights:patents",status="200"}',
        'zhishu_request_seconds_bucket{le="0.05",route="rights:patents"}',
    ):
        assert line in text
    assert "隔膜" not in text


def test_what_cannot_be_read_now_is_left_out_and_counted(own_home: Path, client: Client) -> None:
    no_warehouse(own_home)
    text = client.get(METRICS).content.decode()
    assert "zhishu_warehouse_snapshot" not in text and "zhishu_disk_free_bytes" in text
    assert "zhishu_unread_gauges 2.0" in text
