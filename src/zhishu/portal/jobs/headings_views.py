"""The page where an officer says what the headings of an uploaded table mean."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from zhishu.base.errors import ZhishuError
from zhishu.flows.map_headings import chosen_fields, look_at_columns, save_mapping
from zhishu.importers.subjects import SUBJECTS
from zhishu.portal.jobs.headings_form import HeadingsForm
from zhishu.portal.jobs.models import Job
from zhishu.portal.jobs.views import queue_again
from zhishu.portal.pages.instance import instance
from zhishu.portal.pages.permissions import requires
from zhishu.settings import home


@requires("jobs.upload")
def map_headings(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show the columns with their first values and a field for each; save the mapping, run the job again."""
    job = get_object_or_404(Job, pk=job_id)
    if not job.can_be_mapped:
        return redirect("jobs:detail", job_id=job.pk)
    # What the rows are about stands in the address: another choice is another page.
    found = look_at_columns(home(), job.path, request.GET.get("table", ""))
    form = HeadingsForm(found, job.file_name, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _save(form):
        queue_again(job)
        return redirect("jobs:detail", job_id=job.pk)
    context = {
        "job": job,
        "form": form,
        "rows": form.rows(),
        "subject": found.subject,
        "subjects": SUBJECTS.values(),
    }
    return render(request, "jobs/headings.html", context, status=422 if form.is_bound else 200)


def _save(form: HeadingsForm) -> bool:
    """Whether the mapping could be saved; else the form says why not."""
    headings = tuple(column.heading for column in form.columns)
    title = form.cleaned_data["title"]
    try:
        chosen = chosen_fields(form.subject, form.told())
        save_mapping(home(), instance().region, form.subject, title, headings, chosen)
    except ZhishuError as error:
        form.add_error(None, f"{error.what}。{error.next_step}。")
        return False
    return True
