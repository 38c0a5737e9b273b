"""A firm finds a mark by a picture of it, in a real browser, at a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser_visitor import WIDTHS, Visitor
from image_home import add_images, mark_number, turned_mark
from served_portal import serving

pytestmark = [pytest.mark.ocr, pytest.mark.browser, pytest.mark.long(15)]


def test_a_firm_finds_a_mark_by_a_picture(browser: object, city_home: Path, tmp_path: Path) -> None:
    photograph = tmp_path / "照片.png"
    photograph.write_bytes(turned_mark(4))
    with serving(add_images(city_home, tmp_path / "home")) as portal:
        for width in WIDTHS:
            visitor = Visitor(browser, portal.address, width)
            visitor.sign_in("qiye", "yanshi-qiye-2026")
            visitor.go("/patents/")
            visitor.page.click("text=以图搜图")
            visitor.page.set_input_files("input[type=file]", str(photograph))
            visitor.page.click("button:has-text('查找相近的图样')")
            visitor.page.wait_for_selector("#hits article img")
            assert mark_number(4) in visitor.page.inner_text("#hits article >> nth=0")
            visitor.look("images")
            assert visitor.complaints == []
