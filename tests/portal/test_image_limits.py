"""What a search by picture may cost: one at a time, and no more than a picture may hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhishu.portal.rights import image_views


@pytest.fixture
def firm(sign_in: Callable[[str], Any]) -> Any:
    return sign_in("firm")


def ask(client: Any) -> Any:
    return client.post("/images/", {"file": SimpleUploadedFile("照片.png", b"BM")})


def test_one_picture_is_sought_at_a_time(firm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_views, "_WAIT_SECONDS", 0)
    with image_views.SEARCHING:
        answer = ask(firm)
    assert answer.status_code == 503 and "过几秒再提交" in answer.content.decode()
    # One that cannot be read keeps the next from nothing.
    assert [ask(firm).status_code for _ in range(2)] == [422, 422]


def test_a_body_is_no_larger_than_a_picture_may_be(firm: Any) -> None:
    answer = firm.post("/images/", {"vienna": "3"}, headers={"content-length": str(40 << 20)})
    assert answer.status_code == 413 and "一次最多33MB" in answer.content.decode()
