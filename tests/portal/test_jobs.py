"""An upload becomes a job; the job says what became of every row, also when it is killed or runs again."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from policy.unreadable import UNREADABLE
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.search_everything import search_everything
from zhishu.portal.jobs import tasks
from zhishu.portal.jobs.models import Job
from zhishu.portal.jobs.steady import steady_now

EVENTS = "申请号,事务代码,公告日,事务内容\r\n"
POLICY = """云澜市开放许可试点办法
云知发〔2026〕31号
第一条 为推动开放许可，制定本办法。
第二条 试点期间登记的开放许可声明免收登记服务费用。
云澜市市场监督管理局
2026年5月6日
"""


@pytest.fixture
def officer(sign_in: Callable[[str], Any], own_home: Path) -> Any:
    return sign_in("city_officer")


def send(client: Any, *files: tuple[str, str], kind: str = "") -> list[Job]:
    """Upload files; the jobs that came of them, in the order sent."""
    before = set(Job.objects.values_list("pk", flat=True))
    uploads = [SimpleUploadedFile(name, text.encode()) for name, text in files]
    response = client.post("/data/uploads/new/", {"file": uploads, "kind": kind})
    assert response.status_code == 302, response.content.decode()[-1500:]
    return list(Job.objects.exclude(pk__in=before).order_by("pk"))


def run(*jobs: Job) -> None:
    for job in jobs:
        tasks.run_job.call(job.pk)
        job.refresh_from_db()


def text_of(client: Any, job: Job) -> str:
    response = client.get(f"/data/uploads/{job.pk}/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_upload_waits_under_a_name_of_our_own(officer: Any, own_home: Path) -> None:
    (job,) = send(officer, ("..\\..\\etc/通知 终稿.txt", POLICY))
    assert job.file_name == "通知 终稿.txt"
    assert job.state == "waiting"
    assert job.path.parent == own_home / "uploads"
    assert job.path.read_text(encoding="utf-8") == POLICY
    assert job.path.stat().st_mode & 0o077 == 0
    assert [one.name for one in job.path.parent.iterdir()] == [job.stored_name]
    assert DBTaskResult.objects.count() == 1
    assert "排队等待" in text_of(officer, job)


def test_a_policy_comes_in_and_is_found(officer: Any, own_home: Path) -> None:
    (job,) = send(officer, ("办法.txt", POLICY))
    run(job)
    assert (job.state, job.rows, job.accepted) == ("done", 1, 1)
    assert not job.path.exists()
    text = text_of(officer, job)
    assert "云澜市开放许可试点办法" in text
    assert f"/policy/{job.document_ids[0]}/" in text
    assert officer.get(f"/policy/{job.document_ids[0]}/").status_code == 200
    assert search_everything(own_home, '"开放许可试点"').totals["policy"] == 1


def test_the_same_file_again_changes_nothing(officer: Any) -> None:
    (first,) = send(officer, ("办法.txt", POLICY))
    run(first)
    (second,) = send(officer, ("办法.txt", POLICY))
    run(second)
    assert (second.state, second.accepted, second.unchanged) == ("done", 0, 1)
    assert second.snapshot == first.snapshot
    assert "没有新内容，数据没有变" in text_of(officer, second)


def test_rows_set_aside_are_shown_and_handed_out(officer: Any) -> None:
    lines = "2016199000003,CF01,2022-03-01,\r\n坏号,CF01,2022-03-01,\r\n2016199000003,,x,\r\n=1+1,CF01,,\r\n"
    (job,) = send(officer, ("事务.csv", EVENTS + lines))
    run(job)
    assert job.state == "done"
    assert job.accepted + job.unchanged + job.superseded + job.set_aside == job.rows == 4
    assert job.set_aside == 3
    text = text_of(officer, job)
    assert "申请号" in text and "application_number" not in text
    table = officer.get(f"/data/uploads/{job.pk}/rejects.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0] == ["行", "字段", "原因", "原值", "原行"]
    assert [row[0] for row in rows[1:]] == ["2", "3", "4"]
    assert rows[3][3] == "'=1+1"
    book = openpyxl.load_workbook(
        io.BytesIO(officer.get(f"/data/uploads/{job.pk}/rejects.xlsx").content)
    )
    assert book.sheetnames == ["数据", "来源"]
    assert book["数据"]["D4"].value == "=1+1" and book["数据"]["D4"].data_type == "s"
    assert book["数据"].freeze_panes == "A2"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("表.csv", "甲,乙\r\n1,2\r\n", "标题行不认识"),
        ("图.csv", "\x00\x01\x02" * 50, ""),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    officer: Any, name: str, text: str, words: str
) -> None:
    (job,) = send(officer, (name, text))
    run(job)
    assert job.state == "failed"
    page = text_of(officer, job)
    assert words in job.message and job.message in page.replace("&quot;", '"')
    assert job.next_step and "可以怎么做" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("name", ["a locked Word file", "Big5"])
def test_a_policy_that_cannot_be_read_says_why_and_is_kept(
    officer: Any, own_home: Path, name: str
) -> None:
    file_name, make, code, words = UNREADABLE[name]
    upload = SimpleUploadedFile(file_name, make())
    before = set(Job.objects.values_list("pk", flat=True))
    assert officer.post("/data/uploads/new/", {"file": upload, "kind": "policy"}).status_code == 302
    job = Job.objects.exclude(pk__in=before).get()
    run(job)
    assert (job.state, job.fault) == ("failed", code)
    page = text_of(officer, job)
    assert words in job.message and job.message in page.replace("&quot;", '"')
    assert job.next_step in page
    kept = open_warehouse(own_home).raw(hashlib.sha256(make()).hexdigest())
    assert kept.read_bytes() == make()


def test_files_sent_together_are_indexed_once_by_the_last(officer: Any, own_home: Path) -> None:
    other = POLICY.replace("开放许可试点", "专利导航试点").replace("31号", "32号")
    first, second = send(officer, ("甲.txt", POLICY), ("乙.txt", other))
    run(first)
    assert first.state == "done"
    assert search_everything(own_home, '"开放许可试点"').totals["policy"] == 0
    run(second)
    for words in ('"开放许可试点"', '"专利导航试点"'):
        assert search_everything(own_home, words).totals["policy"] == 1


def test_a_job_runs_once_however_often_it_is_delivered(officer: Any) -> None:
    (job,) = send(officer, ("办法.txt", POLICY))
    run(job)
    finished = job.finished_at
    run(job)
    assert job.finished_at == finished


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "没有选文件"),
        ([("空.csv", "")], "文件是空的"),
        ([("好.txt", POLICY), ("空.csv", "")], "空.csv：文件是空的"),
    ],
)
def test_a_bad_upload_is_told_and_nothing_is_kept(
    officer: Any, own_home: Path, files: list[tuple[str, str]], words: str
) -> None:
    uploads = [SimpleUploadedFile(name, text.encode()) for name, text in files]
    response = officer.post("/data/uploads/new/", {"file": uploads, "kind": ""})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "<title>错误：" in response.content.decode()
    assert Job.objects.count() == 0


def test_an_upload_over_the_limit_is_refused_unread(
    officer: Any, own_home: Path, settings: Any
) -> None:
    settings.UPLOAD_MEGABYTES = 0
    too_much = SimpleUploadedFile("大.csv", b"x" * (2 * 1024 * 1024))
    response = officer.post("/data/uploads/new/", {"file": too_much})
    assert response.status_code == 413
    assert "内容太大" in response.content.decode()
    assert list((own_home / "uploads").iterdir()) == []


@pytest.mark.parametrize("role", ["visitor", "firm", "county_officer"])
def test_who_may_not_upload_leaves_nothing_on_the_disk(
    role: str, sign_in: Callable[[str], Any], own_home: Path
) -> None:
    file = SimpleUploadedFile("甲.csv", b"x" * 500_000)
    assert sign_in(role).post("/data/uploads/new/", {"file": file}).status_code == 403
    assert list((own_home / "uploads").iterdir()) == []


def test_a_silent_job_is_interrupted_and_runs_again(officer: Any) -> None:
    (job,) = send(officer, ("办法.txt", POLICY))
    Job.objects.filter(pk=job.pk).update(
        state="running", touched_at=timezone.now() - timedelta(seconds=tasks.SILENT_SECONDS + 1)
    )
    text = text_of(officer, job)
    assert "中断" in text and "重新运行" in text
    assert officer.post(f"/data/uploads/{job.pk}/rerun/").status_code == 302
    assert officer.post(f"/data/uploads/{job.pk}/rerun/").status_code == 302
    job.refresh_from_db()
    assert job.state == "waiting"
    assert DBTaskResult.objects.count() == 2  # the first, and one for two clicks
    run(job)
    assert (job.state, job.accepted) == ("done", 1)


def test_a_clock_that_is_set_makes_no_job_silent(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = send(officer, ("办法.txt", POLICY))
    Job.objects.filter(pk=job.pk).update(state="running", touched_at=steady_now())
    real = time.time
    for jump in (timedelta(days=3650), timedelta(days=1), timedelta(hours=-1)):
        monkeypatch.setattr(time, "time", lambda jump=jump: real() + jump.total_seconds())
        monkeypatch.setattr(timezone, "now", lambda jump=jump: datetime.now(UTC) + jump)
        assert tasks.mark_interrupted() == 0


@pytest.fixture
def child_that_dies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The import kills itself where a publication is about to be switched to."""
    monkeypatch.setenv("ZHISHU_FAULTPOINT", "publish.before_switch")
    yield


def test_a_killed_import_is_interrupted_and_the_worker_lives(
    officer: Any, own_home: Path, child_that_dies: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = send(officer, ("办法.txt", POLICY))
    run(job)
    assert job.state == "interrupted"
    assert job.path.is_file()
    assert "没有半途的状态" in text_of(officer, job)
    monkeypatch.delenv("ZHISHU_FAULTPOINT")
    officer.post(f"/data/uploads/{job.pk}/rerun/")
    run(job)
    assert (job.state, job.accepted) == ("done", 1)


def test_a_running_job_is_asked_for_in_pieces(officer: Any) -> None:
    (job,) = send(officer, ("办法.txt", POLICY))
    page = text_of(officer, job)
    assert 'hx-trigger="every 2s"' in page and "<noscript>" in page
    piece = officer.get(f"/data/uploads/{job.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert "HX-Refresh" not in piece.headers
    run(job)
    piece = officer.get(f"/data/uploads/{job.pk}/", headers={"HX-Request": "true"})
    assert piece.headers["HX-Refresh"] == "true"


def test_the_child_dies_with_its_worker(own_home: Path, tmp_path: Path) -> None:
    """A worker that is killed leaves no import running behind it."""
    big = tmp_path / "大.csv"
    rows = "".join(f"坏号{n},CF01,2022-03-01,\r\n" for n in range(300_000))
    big.write_text(EVENTS + rows, encoding="utf-8")
    arguments = [sys.executable, "-m", "zhishu.portal.jobs.child", "import", "--home",
                 str(own_home), "--path", str(big), "--name", "大.csv"]  # fmt: skip
    worker = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({arguments!r}, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\nchild.wait()\n"
    )
    command = [sys.executable, "-c", worker]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        child = int(process.stdout.readline())
        watchdog.cancel()
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_a_workbook_of_several_tables_is_told_sheet_by_sheet(officer: Any) -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "商标"
    book.active.append(["注册号", "类别", "商标名称"])
    book.active.append(["90000001", "9", "甲"])
    book.active.append(["90000002", "99", "乙"])
    software = book.create_sheet("软著")
    software.append(["登记号", "软著全称", "登记日期"])
    software.append(["2021SR0000001", "某系统", "2021-02-01"])
    book.create_sheet("投资").append(["甲", "乙", "丙"])
    book.save(stream)
    upload = SimpleUploadedFile("交换.xlsx", stream.getvalue())
    assert officer.post("/data/uploads/new/", {"file": [upload], "kind": ""}).status_code == 302
    job = Job.objects.get()
    run(job)
    assert (job.state, job.rows, job.accepted, job.set_aside) == ("done", 3, 2, 1)
    page = text_of(officer, job)
    assert "商标：商标（区域数据交换）2行，接受1，搁置1" in page
    assert "软著：软件著作权（区域数据交换）1行，接受1，搁置0" in page
    assert "投资（标题行不认识，没有导入）" in page and "工作簿（几张表）" in page
    assert 'href="/rights/">看登记' in page
