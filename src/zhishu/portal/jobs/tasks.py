"""What the job worker runs: import the uploaded file, bring the index up, say what happened."""

from __future__ import annotations

import json
import logging
import selectors
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Any

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from zhishu.portal.jobs.models import Job
from zhishu.portal.jobs.steady import steady_now
from zhishu.portal.pages.instance import instance
from zhishu.settings import home

logger = logging.getLogger(__name__)
# The worker says every other second that it lives; after this long a silent job has none.
HEARTBEAT_SECONDS = 2
SILENT_SECONDS = 20
_INDEX_SECONDS = 60
_COUNTS = (
    "raw_sha256", "format", "rows", "accepted", "unchanged", "superseded", "set_aside", "findings",
    "snapshot",
)  # fmt: skip


@task()
def run_job(job_id: int) -> None:
    """Run one job; running it again is harmless, an import of the same bytes changes nothing."""
    job = Job.objects.filter(pk=job_id, state="waiting").first()
    if job is None:
        return
    job.state, job.phase, job.started_at = "running", "reading", timezone.now()
    job.touched_at, job.message, job.next_step, job.fault = steady_now(), "", "", ""
    job.save()
    outcome = None
    try:
        outcome = _import(job)
    except Exception:  # the worker must tell, whatever it was; the trace goes to the log
        logger.exception("job %s", job_id)
    _close(job, outcome)


@task()
def bring_up_index() -> None:
    """Rebuild the search index when it is damaged, missing or behind."""
    child = [sys.executable, "-P", "-m", "zhishu.portal.jobs.child"]
    arguments = [*child, "index", "--home", str(home())]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode != 0 or '"error"' in done.stdout:
        logger.error("index: %s %s", done.stdout.strip(), done.stderr.strip())


def ask_for_index() -> None:
    """Let the worker rebuild the search index, once however many ask: a failed try waits a minute."""
    if cache.add("index-asked-for", 1, timeout=_INDEX_SECONDS):
        bring_up_index.enqueue()


def _import(job: Job) -> dict[str, Any] | None:
    options = ["--path", str(job.path), "--name", job.file_name, "--kind", job.kind]
    outcome = _work(job, "import", options)
    if outcome and "report" in outcome:
        _record(job, outcome["report"])
    # Files that were sent together are made searchable together, by the last of them.
    if not Job.objects.filter(state="waiting").exists():
        Job.objects.filter(pk=job.pk).update(phase="indexing")
        indexed = _work(job, "index", [])
        if not indexed or "error" in indexed:
            job.message = "检索库没有更新，搜索暂时看不到新内容"
            job.next_step = "再上传任一文件会重试，或请管理员运行zhishu index rebuild"
    return outcome


def _record(job: Job, report: dict[str, Any]) -> None:
    for name in _COUNTS:
        setattr(job, name, report[name])
    job.done_bytes = job.size
    job.documents = " ".join(report["documents"])
    if report["parts"]:
        told = (
            f"{one['title']}{one['rows']}行，接受{one['accepted']}，搁置{one['set_aside']}"
            if one["rows"]
            else one["title"]
            for one in report["parts"]
        )
        job.message = "；".join(told)
        job.next_step = "文件里有几张表或几种行，各自计数，合计在上面"
    job.save()


def _close(job: Job, outcome: dict[str, Any] | None) -> None:
    if outcome is None:
        job.state = "interrupted"
        job.message = "处理文件的进程意外停止，没有半途的状态：要么已全部导入，要么完全没有"
        job.next_step = "重新运行即可，已经导入的不会重复；再次停止请把文件交给管理员检查"
    elif "error" in outcome:
        job.state = "failed"
        job.message, job.next_step = outcome["error"]["what"], outcome["error"]["next_step"]
        job.fault = outcome["error"]["code"]
    else:
        job.state = "done"
        # The warehouse keeps the bytes by their hash.
        job.path.unlink(missing_ok=True)
    job.phase = ""
    job.finished_at, job.touched_at = timezone.now(), steady_now()
    job.save()


def _work(job: Job, work: str, options: list[str]) -> dict[str, Any] | None:
    """Run the child to its end: its report or its error; None when it died without a word."""
    arguments = [
        sys.executable,
        "-P",
        "-m",
        "zhishu.portal.jobs.child",
        work,
        "--home",
        str(home()),
    ]
    if instance().demo:
        arguments.append("--synthetic")
    outcome = None
    with subprocess.Popen([*arguments, *options], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for message in _messages(child.stdout):
            beat: dict[str, Any] = {"touched_at": steady_now()}
            if message and "done" in message:
                beat["done_bytes"] = message["done"]
            elif message:
                outcome = message
            Job.objects.filter(pk=job.pk).update(**beat)
    return outcome if child.returncode == 0 else None


def _messages(stream: IO[str]) -> Iterator[dict[str, Any] | None]:
    """What the child says, and None every other second that it says nothing."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            if not selector.select(HEARTBEAT_SECONDS):
                yield None
            elif line := stream.readline():
                yield json.loads(line)
            else:
                return


def mark_interrupted() -> int:
    """Jobs that say they run but have been silent: their worker is gone."""
    silent = steady_now() - timedelta(seconds=SILENT_SECONDS)
    return Job.objects.filter(state="running", touched_at__lt=silent).update(
        state="interrupted",
        phase="",
        message="任务进程中断，没有半途的状态：文件要么已全部导入，要么完全没有",
        next_step="重新运行即可，已经导入的不会重复",
    )
