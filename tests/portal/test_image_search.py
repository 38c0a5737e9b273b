"""The page of the search by picture: what it finds, what it says of a bad picture."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from image_home import SEED, add_images, design_number, mark_number, turned_mark

pytestmark = pytest.mark.ocr


@pytest.fixture(scope="module")
def image_city(city_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_images(city_home, tmp_path_factory.mktemp("images") / "home")


@pytest.fixture
def firm(sign_in: Callable[[str], Any], image_city: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    client = sign_in("firm")
    monkeypatch.setenv("ZHISHU_HOME", str(image_city))
    return client


def ask(client: Any, content: bytes, **fields: str) -> tuple[int, str]:
    picture = SimpleUploadedFile("照片.png", content)
    answer = client.post("/images/", {"file": picture, **fields})
    return answer.status_code, answer.content.decode()


def test_a_turned_mark_is_found_and_told_why(firm: Any) -> None:
    before = firm.get("/images/").content.decode()
    assert "商标<b>14</b>幅，外观设计<b>7</b>幅" in before and "找不到" in before
    status, page = ask(firm, turned_mark(6))
    assert status == 200
    first = page.split("<article")[1]
    assert mark_number(6) in first and "多半是同一图样" in first and "局部特征对得上" in first
    assert 'src="data:image/png;base64,' in first and "示例6有限公司" in first
    assert "比了21幅" in page
    [link] = re.findall(r'<h3><a href="([^"]+)"', first)
    assert mark_number(6) in firm.get(link).content.decode()


def test_filters_narrow_and_a_design_is_a_link(firm: Any) -> None:
    _, page = ask(firm, turned_mark(6), nice_class="10")
    assert mark_number(6) not in page and "比了5幅" in page
    from zhishu.demo.drawn_marks import draw

    kept = io.BytesIO()
    draw("design", SEED, 2).save(kept, "BMP")
    _, page = ask(firm, kept.getvalue(), locarno="9")
    assert f'href="/patents/{design_number(2)}/"' in page and "比了4幅" in page


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        (b"<html>", {}, "不是能读的图片"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", {}, "残缺或已损坏"),
        (b"BM", {"vienna": "鱼"}, "分类号“鱼”读不出"),
        (b"BM", {"locarno": "1.2.3.4"}, "读不出"),
        (b"BM", {"nice_class": "46"}, "1到45"),
        (b"", {}, "文件是空的"),
    ],
)
def test_what_cannot_be_sought_is_told_in_a_sentence(
    firm: Any, content: bytes, fields: dict[str, str], sentence: str
) -> None:
    status, page = ask(firm, content, **fields)
    assert status == 422
    assert sentence in page and "处需要改" in page and 'id="hits"' not in page


def test_without_pictures_the_page_says_what_to_do(
    sign_in: Callable[[str], Any], portal_home: Path
) -> None:
    page = sign_in("city_officer").get("/images/").content.decode()
    assert "还没有图样可比" in page and '<form method="post" enctype' not in page
