"""What the job worker runs: import the uploaded file, rebuild the index, say what happened."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from zhishu.base.errors import ZhishuError
from zhishu.flows.import_file import import_file
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.portal.jobs.models import Job
from zhishu.portal.pages.instance import instance
from zhishu.settings import home

SILENT_SECONDS = 120
_log = logging.getLogger(__name__)


@task()
def run_job(job_id: int) -> None:
    """Run one job; running it again is harmless, an import of the same bytes changes nothing."""
    job = Job.objects.get(pk=job_id)
    now = timezone.now()
    job.state, job.started_at, job.touched_at, job.message = "running", now, now, ""
    job.save()
    try:
        _import(job)
        job.state = "done"
    except ZhishuError as error:
        job.state, job.message, job.next_step = "failed", error.what, error.next_step
    except Exception:  # the worker must tell, whatever it was; the trace goes to the log
        _log.exception("job %s", job_id)
        job.state = "failed"
        job.message, job.next_step = "程序出错，已有的数据没有变", "重新运行；仍不行请告诉管理员"
    job.finished_at = job.touched_at = timezone.now()
    job.save()


def _import(job: Job) -> None:
    saved = [timezone.now()]

    def progress(done: int, total: int) -> None:
        now = timezone.now()
        if (now - saved[0]).total_seconds() >= 1:
            saved[0] = now
            Job.objects.filter(pk=job.pk).update(done_bytes=done, touched_at=now)

    report = import_file(
        home(),
        job.path,
        kind=job.kind or None,
        file_name=job.file_name,
        progress=progress,
        synthetic=instance().demo,
    )
    for name in (
        "raw_sha256", "format", "rows", "accepted", "unchanged", "superseded", "set_aside",
        "findings", "snapshot",
    ):  # fmt: skip
        setattr(job, name, getattr(report, name))
    job.done_bytes = job.size
    job.documents = " ".join(report.documents)
    if report.accepted:
        rebuild_index(home())
    job.path.unlink(missing_ok=True)


def mark_interrupted() -> int:
    """Jobs that say they run but have been silent: their worker is gone."""
    silent = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    return Job.objects.filter(Q(state="running") & Q(touched_at__lt=silent)).update(
        state="interrupted",
        message="任务进程中断，数据停在导入前或导入后，没有半途的状态",
        next_step="重新运行即可，已经导入的不会重复",
    )
