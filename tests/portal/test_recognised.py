"""A scan that was uploaded is read by a job, and its pages say that a machine recognised it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scan_samples import as_pdf, draw_page, pages_of
from zhishu.portal.jobs import tasks
from zhishu.portal.jobs.models import Job

PARAGRAPHS = [
    "云澜市开放许可试点办法",
    "云知发〔2026〕31号",
    "第一条　为推动开放许可，制定本办法。",
    "第二条　试点期间登记的开放许可声明免收登记服务费用。",
    "云澜市市场监督管理局",
    "2026年5月6日",
]


@pytest.mark.ocr
def test_an_uploaded_scan_is_shown_as_recognised(
    sign_in: Callable[[str], Any], own_home: Path
) -> None:
    officer = sign_in("city_officer")
    scan = SimpleUploadedFile("办法.pdf", as_pdf(draw_page(pages_of(PARAGRAPHS)[0])))
    assert officer.post("/data/uploads/new/", {"file": [scan], "kind": ""}).status_code == 302
    job = Job.objects.get()
    tasks.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.format) == ("done", "policy_page"), job.message
    page = officer.get(f"/policy/{job.documents}/").content.decode()
    assert "图像识别" in page and "平均把握" in page and "对照原件" in page
    assert "免收登记服务费用" in page
    original = officer.get(f"/policy/{job.documents}/original/?clause=第二条").content.decode()
    assert "由图像识别：1页" in original
    assert '<mark class="z-box">第二条' in original
