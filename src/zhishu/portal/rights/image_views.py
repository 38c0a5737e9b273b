"""Search by picture: the form, the marks and designs that a picture is like, and what this can find."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhishu.base.errors import BusyError, InvalidFileError
from zhishu.flows.search_images import (
    RIGHTS,
    ImageAnswer,
    count_images,
    read_thumbnails,
    search_images,
)
from zhishu.importers.reading.picture_archive import MAX_BYTES
from zhishu.portal.pages.permissions import requires, takes_file_of
from zhishu.portal.rights.image_forms import PictureForm
from zhishu.rights.images.levels import LEVELS
from zhishu.rights.images.view import is_installed
from zhishu.settings import home

# The mark that a level is shown with.
_TAGS = {"same": "bad", "near": "soon", "weak": "unknown"}
# A search has a helper read the picture, which may take gigabytes: in each web process one at a time.
SEARCHING = threading.BoundedSemaphore(1)
_WAIT_SECONDS = 3


@requires("rights.search_images")
@takes_file_of(MAX_BYTES)
def search(request: HttpRequest) -> HttpResponse:
    """The form; with a picture, the hits below it."""
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    if not SEARCHING.acquire(timeout=_WAIT_SECONDS):
        raise BusyError(
            "正在比对别人的图片，这一张还没有比对", next_step="返回上一页，过几秒再提交"
        )
    try:
        picture = Path(form.cleaned_data["file"].temporary_file_path())
        answer = search_images(home(), picture, form.wanted())
    except InvalidFileError as error:
        form.add_error("file", f"{error.what}。{error.next_step}")
        return _page(request, form, status=422)
    finally:
        SEARCHING.release()
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
