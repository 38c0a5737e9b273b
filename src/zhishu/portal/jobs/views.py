"""Uploads and their reports; the public page of what was imported."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from zhishu.flows.list_imports import list_imports, list_set_aside, titles_of
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.importers.formats import SHEETS, field_titles, format_titles, tabular_formats
from zhishu.importers.patent_records import RECORD_FORMATS
from zhishu.portal.jobs.forms import NAME_LENGTH, UploadForm
from zhishu.portal.jobs.models import Job
from zhishu.portal.jobs.tasks import mark_interrupted, run_job
from zhishu.portal.pages.asking import page_of
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.permissions import requires, takes_files
from zhishu.rights.registers import REGISTERS
from zhishu.settings import home
from zhishu.warehouse.durable import make_folder, move_file, sync_file

SIZE = 20
_REJECT_HEADINGS = ("行", "字段", "原因", "原值", "原行")


@requires("data.read")
def list_sources(request: HttpRequest) -> HttpResponse:
    """What the figures rest on: imports and the newest snapshot, for everybody."""
    found = list_imports(home(), page=page_of(request), size=SIZE)
    return render(
        request,
        "jobs/sources.html",
        {"found": found, "titles": format_titles(open_rulebook(home()))},
    )


def _look_at(job: Job) -> tuple[str, str]:
    """(address, words) of where what a job brought can be seen; empty for none of its own."""
    entries = (*tabular_formats(open_rulebook(home())), *RECORD_FORMATS.values())
    kind = next((entry.kind for entry in entries if entry.name == job.format), "")
    if kind in ("patents", "events"):
        return reverse("rights:patents"), "看专利"
    if job.format == SHEETS.name:
        return reverse("registers:overview"), "看登记"
    register = REGISTERS.get(kind.replace("_", "-"))
    if register is None:
        return "", ""
    return reverse("registers:list", args=[register.name]), f"看{register.title}"


def _fields(job: Job) -> dict[str, str]:
    """What an officer calls a column; a heading of the file itself stays as printed."""
    titles = field_titles(job.format, open_rulebook(home()))
    return titles | {"": "整行", "record_key": "公开（公告）号"}


@requires("jobs.read")
def list_jobs(request: HttpRequest) -> HttpResponse:
    """All uploads, newest first, with the form for more."""
    return _list(request, UploadForm())


def _list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    mark_interrupted()
    jobs = Job.objects.select_related("user")
    total = jobs.count()
    page = min(page_of(request), max(1, -(-total // SIZE)))
    context = {
        "jobs": jobs[(page - 1) * SIZE : page * SIZE],
        "total": total,
        "page": page,
        "size": SIZE,
        "form": form,
    }
    return render(request, "jobs/list.html", context, status=status)


@requires("jobs.upload")
@takes_files
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files and queue their imports."""
    if request.method != "POST":
        return redirect("jobs:list")
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    jobs = [_queue(request, file, form.cleaned_data["kind"]) for file in form.cleaned_data["file"]]
    if len(jobs) == 1:
        return redirect("jobs:detail", job_id=jobs[0].pk)
    return redirect("jobs:list")


def _queue(request: HttpRequest, file: UploadedFile, kind: str) -> Job:
    """The file durably under a name of our own, then the job and its task in one transaction."""
    job = Job(
        user=request.user,
        # The name is text for people; it never becomes a path.
        file_name=Path((file.name or "文件").replace("\\", "/")).name[:NAME_LENGTH],
        stored_name=secrets.token_hex(16),
        size=file.size or 0,
        kind=kind,
    )
    make_folder(job.path.parent)
    received = Path(file.temporary_file_path())
    sync_file(received)
    move_file(received, job.path)
    with transaction.atomic():
        job.save()
        run_job.enqueue(job.pk)
    return job


@requires("jobs.read")
def job_detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a job is, and what became of every row."""
    mark_interrupted()
    job = get_object_or_404(Job.objects.select_related("user"), pk=job_id)
    if request.htmx:
        # The page asks again and again while the job runs; when it no longer does, the page is made anew.
        answer = render(request, "jobs/_progress.html", {"job": job})
        if not job.is_open:
            answer["HX-Refresh"] = "true"
        return answer
    page = page_of(request)
    rejects = None
    if job.set_aside and job.raw_sha256:
        rejects = list_set_aside(home(), job.raw_sha256, page=page, size=SIZE)
    context = {
        "job": job,
        "documents": titles_of(home(), job.document_ids),
        "rejects": rejects,
        "formats": format_titles(open_rulebook(home())),
        "look_at": _look_at(job),
        "fields": _fields(job),
        "page": page,
        "size": SIZE,
    }
    return render(request, "jobs/detail.html", context)


@requires("jobs.upload")
def rerun(request: HttpRequest, job_id: int) -> HttpResponse:
    """Run an interrupted or failed job again."""
    job = get_object_or_404(Job, pk=job_id)
    if request.method == "POST" and job.can_rerun:
        queue_again(job)
    return redirect("jobs:detail", job_id=job.pk)


def queue_again(job: Job) -> None:
    """Have a job run once more; two clicks, one run."""
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state=job.state).update(
            state="waiting", message="", next_step="", fault="", done_bytes=0
        )
        if again:
            run_job.enqueue(job.pk)


@requires("jobs.read")
def export_rejects(request: HttpRequest, job_id: int, kind: str) -> HttpResponse:
    """The rows that were set aside, all of them."""
    job = get_object_or_404(Job, pk=job_id)
    found = list_set_aside(home(), job.raw_sha256, page=1, size=100_000)
    source = (
        ("文件", job.file_name),
        ("原件摘要", job.raw_sha256),
        ("快照", str(job.snapshot)),
        ("口径", "导入时没有采用的行：无法使用，或同一文件中同一键有不同内容"),
    )
    fields = _fields(job)
    rows = (
        (
            one["row"],
            fields.get(one["field"], one["field"]),
            one["reason"],
            one["value"],
            one["line"],
        )
        for one in found.rows
    )
    return respond(Export(f"搁置的行_任务{job.pk}", _REJECT_HEADINGS, rows, source), kind)
