"""An officer settles uncertain holders in a real browser: ten by the keyboard alone; on a phone by touch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser_visitor import Visitor
from served_portal import serving
from uncertain_holders import build_uncertain_home

pytestmark = [pytest.mark.browser, pytest.mark.long(25)]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = build_uncertain_home(tmp_path_factory.mktemp("settling"))
    with serving(home) as served:
        yield served.address


def waiting(visitor: Visitor) -> int:
    visitor.page.wait_for_function("() => !document.querySelector('main[aria-busy]')")
    return visitor.page.locator(".z-item").count()


def look_at_marks(visitor: Visitor) -> None:
    """The pages of marks beside names, each with something on it."""
    for page, says in (
        ("search/?q=新园", "鑫园山庄"),
        ("firm-name/?q=云澜鑫源电子有限公司", "鑫源"),
        ("owners/", "登记为注销"),
    ):
        visitor.go(f"/rights/marks/{page}")
        assert says in visitor.page.inner_text("main")
        visitor.look(f"marks-{page.partition('/')[0]}")


def test_ten_are_settled_by_keyboard_and_the_rest_by_touch(portal: str, browser: object) -> None:
    officer = Visitor(browser, portal, 1280)
    officer.sign_in("shiji", "yanshi-shiji-2026")
    officer.page.click("footer a:has-text('权利人核定')")
    page, keys = officer.page, officer.page.keyboard
    assert waiting(officer) == 12
    officer.look("holders")
    # One is confirmed and taken back, one passed over, then: nine confirmed, one is none of the parties.
    keys.press("a")
    assert waiting(officer) == 11
    keys.press("u")
    assert waiting(officer) == 12
    keys.press("j")
    current = page.inner_text(".z-item[aria-current] header b")
    keys.press("x")
    assert waiting(officer) == 11
    assert f"没有对应主体：{current}" in page.inner_text("[role=status]")
    keys.press("k")
    keys.press("1")
    assert waiting(officer) == 10
    for _ in range(8):
        keys.press("a")
    page.wait_for_function("() => document.querySelectorAll('.z-item').length === 2")
    assert waiting(officer) == 2
    officer.look("holders-settled")
    look_at_marks(officer)
    assert not officer.complaints, officer.complaints
    officer.context.close()

    phone = Visitor(browser, portal, 390)
    phone.sign_in("shiji", "yanshi-shiji-2026")
    phone.go("/rights/holders/")
    phone.look("holders")
    phone.page.click(".z-item[aria-current] [data-do=accept]")
    assert waiting(phone) == 1
    phone.page.click(".z-keys [data-do=undo]")
    assert waiting(phone) == 2
    phone.page.click(".z-item[aria-current] [data-do=drop]")
    phone.page.wait_for_function("() => document.querySelectorAll('.z-item').length === 1")
    # The job writes what was decided into the warehouse; the page says so by itself no more.
    while "待发布" in phone.page.inner_text("main"):
        phone.page.wait_for_timeout(500)
        phone.page.reload()
    look_at_marks(phone)
    phone.go("/rights/holders/")
    assert "已核定11个" in phone.page.inner_text("main")
    assert not phone.complaints, phone.complaints
    phone.context.close()
