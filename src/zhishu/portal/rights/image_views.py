"""Search by picture: the form, the marks and designs that a picture is like, and what this can find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import InvalidFileError
from zhishu.flows.search_images import (
    RIGHTS,
    ImageAnswer,
    count_images,
    read_thumbnails,
    search_images,
)
from zhishu.portal.pages.permissions import requires, takes_files
from zhishu.portal.rights.image_forms import PictureForm
from zhishu.rights.images.levels import LEVELS
from zhishu.rights.images.view import is_installed
from zhishu.settings import home

# The mark that a level is shown with.
_TAGS = {"same": "bad", "near": "soon", "weak": "unknown"}


@requires("rights.search_images")
@takes_files
def search(request: HttpRequest) -> HttpResponse:
    """The form; with a picture, the hits below it."""
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        picture = Path(form.cleaned_data["file"].temporary_file_path())
        answer = search_images(home(), picture, form.wanted())
    except InvalidFileError as error:
        form.add_error("file", f"{error.what}。{error.next_step}")
        return _page(request, form, status=422)
    return _page(request, form, answer)


def _page(
    request: HttpRequest, form: PictureForm, answer: ImageAnswer | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "is_installed": is_installed(),
        "kept": [(RIGHTS[right], count) for right, count in count_images(home()).items()],
        "answer": answer,
    }
    if answer is not None:
        small = read_thumbnails(home(), [hit.image_id for hit in answer.hits])
        context["hits"] = [
            {
                "hit": hit,
                "right": RIGHTS[hit.right],
                "level": LEVELS[hit.level],
                "tag": _TAGS[hit.level],
                "thumbnail": small.get(hit.image_id),
            }
            for hit in answer.hits
        ]
    return render(request, "images/search.html", context, status=status)
