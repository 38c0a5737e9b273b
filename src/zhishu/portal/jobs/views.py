"""Uploads and their reports; the public page of what was imported."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhishu.flows.list_imports import list_imports, list_set_aside
from zhishu.importers.formats import KINDS, TABULAR
from zhishu.portal.jobs.forms import UploadForm
from zhishu.portal.jobs.models import Job
from zhishu.portal.jobs.tasks import mark_interrupted, run_job
from zhishu.portal.pages.asking import page_of
from zhishu.portal.pages.export import Export, respond
from zhishu.portal.pages.permissions import requires
from zhishu.settings import home

SIZE = 20
_REJECT_HEADINGS = ("行", "字段", "原因", "原值", "原行")


@requires("data.read")
def list_sources(request: HttpRequest) -> HttpResponse:
    """What the figures rest on: imports and the newest snapshot, for everybody."""
    found = list_imports(home(), page=page_of(request), size=SIZE)
    titles = {entry.name: entry.title for entry in TABULAR} | {"policy_page": "政策网页"}
    return render(request, "jobs/sources.html", {"found": found, "titles": titles})


@requires("jobs.read")
def list_jobs(request: HttpRequest) -> HttpResponse:
    """All uploads, newest first, with the form for another."""
    mark_interrupted()
    page = page_of(request)
    jobs = Job.objects.select_related("user")
    context = {
        "jobs": jobs[(page - 1) * SIZE : page * SIZE],
        "total": jobs.count(),
        "page": page,
        "size": SIZE,
        "form": UploadForm(),
        "limit": settings.UPLOAD_MEGABYTES,
    }
    return render(request, "jobs/list.html", context)


@requires("jobs.upload")
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and queue its import."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        jobs = Job.objects.select_related("user")
        context = {"jobs": jobs[:SIZE], "total": jobs.count(), "page": 1, "size": SIZE,
                   "form": form, "limit": settings.UPLOAD_MEGABYTES}  # fmt: skip
        return render(request, "jobs/list.html", context, status=422)
    file: UploadedFile = form.cleaned_data["file"]
    job = Job(
        user=request.user,
        # The name is text for people; the file lies under one of our own.
        file_name=Path(file.name or "文件").name[:255],
        stored_name=secrets.token_hex(16),
        size=file.size or 0,
        kind=form.cleaned_data["kind"],
    )
    job.path.parent.mkdir(parents=True, exist_ok=True)
    with job.path.open("xb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
    job.save()
    run_job.enqueue(job.pk)
    return redirect("jobs:detail", job_id=job.pk)


@requires("jobs.read")
def job_detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a job is, and what became of every row."""
    mark_interrupted()
    job = get_object_or_404(Job.objects.select_related("user"), pk=job_id)
    page = page_of(request)
    rejects = None
    if job.set_aside and job.raw_sha256:
        rejects = list_set_aside(home(), job.raw_sha256, page=page, size=SIZE)
    context = {"job": job, "rejects": rejects, "kinds": KINDS, "page": page, "size": SIZE}
    return render(request, "jobs/detail.html", context)


@requires("jobs.upload")
@require_http_methods(["POST"])
def rerun(request: HttpRequest, job_id: int) -> HttpResponse:
    """Run an interrupted or failed job again."""
    job = get_object_or_404(Job, pk=job_id)
    if job.state in ("failed", "interrupted") and job.path.is_file():
        job.state, job.message, job.done_bytes = "waiting", "", 0
        job.save()
        run_job.enqueue(job.pk)
    return redirect("jobs:detail", job_id=job.pk)


@requires("jobs.read")
def export_rejects(request: HttpRequest, job_id: int, kind: str) -> HttpResponse:
    """The rows that were set aside, all of them."""
    job = get_object_or_404(Job, pk=job_id)
    found = list_set_aside(home(), job.raw_sha256, page=1, size=100_000)
    source = (("文件", job.file_name), ("原件摘要", job.raw_sha256), ("快照", str(job.snapshot)))
    rows = (
        (one["row"], one["field"], one["reason"], one["value"], one["line"]) for one in found.rows
    )
    return respond(Export(f"搁置的行-{job.pk}", _REJECT_HEADINGS, rows, source), kind)
