"""A table with unknown headings: the job leads to a page, the page makes the mapping, the job runs again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from small_city import patent_rows
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.portal.jobs import tasks
from zhishu.portal.jobs.models import Job

OWN = {
    "公开（公告）号": "文献编号",
    "公开（公告）日": "公告日子",
    "申请号": "专利申请号码",
    "申请日": "申请日期",
    "名称": "发明创造名称",
    "申请人": "权利人",
    "地址": "通信地址",
}


def table(rows: int = 4) -> str:
    lines = [",".join([*OWN.values(), "备注<b>"])]
    for row in patent_rows()[:rows]:
        cells = {
            **row,
            "公开（公告）号": row["公开（公告）号"].replace("CN11", "CN12").replace("CN21", "CN22"),
        }
        lines.append(",".join([*(cells[one] for one in OWN), "<script>alert(1)</script>"]))
    return "\r\n".join(lines) + "\r\n"


@pytest.fixture
def officer(sign_in: Callable[[str], Any], own_home: Path) -> Any:
    return sign_in("city_officer")


@pytest.fixture
def job(officer: Any, own_home: Path) -> Job:
    """A job as it stands when its file could not be recognised."""
    job = Job.objects.create(
        user=get_user_model().objects.get(),
        file_name="自有表.csv",
        stored_name="0" * 32,
        size=len(table()),
        state="failed",
        fault="unknown_headings",
        message="标题行不认识",
    )
    job.path.write_text(table(), encoding="utf-8")
    return job


def address(job: Job) -> str:
    return f"/data/uploads/{job.pk}/headings/"


def told(title: str = "自有平台", **changed: str) -> dict[str, str]:
    fields = {
        "f0": "publication_number", "f1": "published_on", "f2": "application_number",
        "f3": "filed_on", "f4": "title", "f5": "holders", "f6": "address", "f7": "",
    }  # fmt: skip
    return {"title": title, **fields, **changed}


def test_a_mapping_is_made_saved_and_used(officer: Any, own_home: Path) -> None:
    file = SimpleUploadedFile("自有表.csv", table().encode())
    assert officer.post("/data/uploads/new/", {"file": [file], "kind": ""}).status_code == 302
    job = Job.objects.get()
    tasks.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", "unknown_headings")
    assert address(job) in officer.get(f"/data/uploads/{job.pk}/").content.decode()
    page = officer.get(address(job)).content.decode()
    for heading in OWN.values():
        assert heading in page
    assert "一种锂离子电池隔膜的第1号改进结构" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert(1)" not in page
    # Guessed by likeness: 专利申请号码 is the application number, 申请日期 the filing day.
    assert page.count('<option value="application_number" selected>') == 1
    assert page.count('<option value="filed_on" selected>') == 1

    assert officer.post(address(job), told()).status_code == 302
    [saved] = (own_home / "rulebook").rglob("*.yaml")
    assert saved.parent == own_home / "rulebook" / "990100" / "headings"
    job.refresh_from_db()
    assert job.state == "waiting"
    tasks.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows, job.accepted, job.set_aside) == ("done", 4, 4, 0)
    assert job.format == saved.stem
    page = officer.get(f"/data/uploads/{job.pk}/").content.decode()
    assert "自有平台" in page and "看专利" in page
    sql = (
        "SELECT holders FROM patent_publications WHERE record_key LIKE 'CN12%' ORDER BY record_key"
    )
    assert open_warehouse(own_home).query(sql).rows[0][0] == [patent_rows()[0]["申请人"]]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": ""}, "格式的名称没有写"),
        ({"title": "长" * 41}, "不超过40个字"),
        ({"f4": ""}, "至少要有名称"),
        ({"f0": "", "f2": ""}, "至少要有名称"),
        ({"f5": "title"}, "“名称”对应了两列：发明创造名称、权利人"),
        ({"f5": "nothing"}, "没有这个字段可选"),
    ],
)
def test_a_bad_mapping_is_told_and_nothing_is_saved(
    officer: Any, own_home: Path, job: Job, changed: dict[str, str], says: str
) -> None:
    response = officer.post(address(job), told(**changed))
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page and "<title>错误：" in page
    # What was chosen stays chosen.
    assert page.count('<option value="published_on" selected>') == 1
    assert not (own_home / "rulebook").exists()
    job.refresh_from_db()
    assert job.state == "failed"


def test_only_such_a_job_has_the_page(officer: Any, own_home: Path, job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(fault="not_a_table")
    assert officer.get(address(job))["Location"] == f"/data/uploads/{job.pk}/"
    assert address(job) not in officer.get(f"/data/uploads/{job.pk}/").content.decode()
    Job.objects.filter(pk=job.pk).update(fault="unknown_headings")
    job.path.unlink()
    assert officer.get(address(job)).status_code == 302
    assert officer.post(address(job), told()).status_code == 302
    assert not (own_home / "rulebook").exists()
    assert officer.get("/data/uploads/999/headings/").status_code == 404


def test_another_table_has_other_fields_and_keeps_them_in_its_address(
    officer: Any, own_home: Path, job: Job
) -> None:
    guessed = officer.get(address(job)).content.decode()
    assert '<a href="?table=patents" aria-current="true">专利</a>' in guessed
    asked = f"{address(job)}?table=trademarks"
    page = officer.get(asked).content.decode()
    assert '<a href="?table=trademarks" aria-current="true">商标</a>' in page
    assert "至少要有注册号、类别" in page and 'value="nice_class"' in page
    chosen = {"f0": "registration_number", **dict.fromkeys(("f2", "f3", "f5", "f6"), "")}
    # A class is missing, and a field of patents is none of marks.
    lacking = officer.post(asked, told(**chosen, f1="", f4="name")).content.decode()
    assert "至少要有注册号、类别" in lacking
    assert "没有这个字段可选" in officer.post(asked, told(**chosen)).content.decode()
    assert officer.post(asked, told(**chosen, f1="nice_class", f4="name")).status_code == 302
    [saved] = (own_home / "rulebook").rglob("*.yaml")
    assert "table: trademarks" in saved.read_text("utf-8")
