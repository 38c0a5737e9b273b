"""The demo's firm in a real browser: five kinds of rights, the money due, why a surcharge is what it is, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser_visitor import WIDTHS, Visitor
from held_rights import FIRM, keep_rights
from served_portal import serving, wait_for
from small_city import INSTANCE
from zhishu.flows.rebuild_index import rebuild_index

pytestmark = [pytest.mark.browser, pytest.mark.long(40)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("space") / "home"
    home.mkdir()
    keep_rights(home)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    rebuild_index(home)
    with serving(home) as portal:
        yield portal.address


@pytest.fixture
def firm(browser: object, served: str, width: int) -> Iterator[Visitor]:
    visitor = Visitor(browser, served, width)
    visitor.sign_in("qiye", "yanshi-qiye-2026")
    yield visitor
    visitor.context.close()
    assert not visitor.complaints, visitor.complaints


@pytest.mark.parametrize("width", WIDTHS)
def test_a_firm_sees_its_rights_and_money_and_takes_the_calendar(
    firm: Visitor, tmp_path: Path
) -> None:
    page = firm.page
    page.click("nav.z-nav >> text=空间")
    page.wait_for_selector(f"h1:has-text('{FIRM}')")
    # What it can get comes of itself, and can be answered for.
    page.wait_for_selector("h2:has-text('可以享受的政策')")
    firm.look("space")
    kinds = page.locator("section", has_text="各类权利").locator("tbody tr")
    assert [kinds.nth(n).locator("th").inner_text() for n in range(5)] == [
        "专利", "商标", "著作权", "地理标志", "布图设计",
    ]  # fmt: skip
    assert [kinds.nth(n).locator("td").first.inner_text() for n in range(5)] == list("83111")
    # Why the surcharge is what it is.
    page.locator(".z-ladder .is-bad a.z-fig").first.click()
    page.wait_for_selector("text=这个数怎么来的")
    assert page.locator("li", has_text="加收全额年费的15%，滞纳金180元").count() == 1
    assert page.locator("li", has_text="第一百一十五条").count() > 1
    firm.look("space-due")
    page.click("nav.z-crumbs >> text=应缴费用和期限")
    page.wait_for_selector("h2:has-text('滞纳期内')")
    firm.look("space-money")
    firm.go("/space/")
    page.click("text=期限日历")
    with page.expect_download() as download:
        page.click("text=下载日历文件")
    path = tmp_path / "期限.ics"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert path.read_bytes().count(b"BEGIN:VEVENT") > 5
    page.click("text=生成订阅地址")
    page.wait_for_selector("text=只显示这一次")
    firm.look("space-calendar")
    page.locator("button", has_text="停用").first.click()
    page.wait_for_selector("text=还没有生成过")
    firm.go("/space/")
    page.locator("section", has_text="组合体检").get_by_text("全部").click()
    page.wait_for_selector("h1:has-text('组合体检')")
    firm.look("space-health")


@pytest.mark.parametrize("width", [390])
def test_a_firm_takes_note_of_a_reminder_and_lets_an_agent_in(firm: Visitor) -> None:
    page = firm.page

    def is_told() -> bool:
        firm.go("/notices/")
        return page.locator("article").count() > 0

    wait_for(is_told)  # the worker looks once it runs
    firm.look("notices")
    waiting = page.locator("article").count()
    page.locator("article button", has_text="知道了").first.click()
    page.wait_for_load_state()
    assert page.locator("article").count() == waiting - 1
    assert page.locator("header [aria-label^='消息']").get_attribute("aria-label") == (
        f"消息{waiting - 1}条"
    )
    firm.go("/space/mandates/")
    page.click("main button:has-text('委托')")
    page.wait_for_selector("main li:has-text('云澜云智')")
    firm.look("mandates")
    firm.go("/space/1/facts/")
    page.check("text=已获减缴（单独申请）")
    page.click("text=保存说明")
    page.wait_for_selector("text=已扣减缴")
    firm.go("/space/1/facts/")
    firm.look("facts")
    page.check("text=没有说明")
    page.click("text=保存说明")
    firm.go("/space/1/rights/?kind=trademark")
    firm.look("space-rights")
    firm.go("/space/")
    page.click("text=去回答")
    page.wait_for_selector("h1:has-text('回答问题')")
    page.locator("main label", has_text="是").first.click()
    firm.look("questions")
    page.click("text=保存回答")
    page.wait_for_selector("h1:has-text('可以享受的政策')")
    firm.look("entitlements")
    page.click("text=说明情况")
    page.wait_for_selector("text=清空就收回")
