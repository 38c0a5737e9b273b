"""The first job end to end in a real browser, at a desktop's and a phone's width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser_visitor import WIDTHS, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(params=WIDTHS)
def visitor(browser: object, server: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    visitor = Visitor(browser, server, request.param)
    yield visitor
    visitor.context.close()
    assert not visitor.complaints, visitor.complaints


def test_the_first_job_end_to_end(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    visitor.look("home")
    page.fill("main input[name=q]", "质押")
    page.press("main input[name=q]", "Enter")
    page.wait_for_selector(".z-result")
    visitor.look("search")
    page.click(".z-result h3 a")
    page.wait_for_selector(".z-doc")
    visitor.look("policy")
    # A clause: by its own address.
    clause = page.locator(".z-doc a.z-clause__no", has_text="第三条（一）").first
    clause.click()
    assert "#" in page.url
    assert page.locator(".z-clause:target").count() == 1
    page.click("text=看原件")
    page.wait_for_selector(".z-page")
    visitor.look("original")
    visitor.go("/search?q=电池 -外壳&kind=patent&right_kind=invention&sort=newest")
    page.locator(".z-chip").wait_for()
    visitor.look("narrowed")
    visitor.go("/search?q=隔膜&kind=patent")
    page.click(".z-result h3 a")
    page.wait_for_selector("text=著录项目")
    visitor.look("patent")


def test_the_registers_say_where_there_is_no_data(visitor: Visitor) -> None:
    visitor.go("/rights/")
    visitor.look("registers")
    visitor.page.click("main a:has-text('商标')")
    visitor.page.wait_for_selector("text=尚无数据")
    assert visitor.page.locator("main table tbody tr").count() == 0
    visitor.look("register-empty")


def test_the_dashboard_leads_from_a_number_to_its_rows(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/insight/")
    page.wait_for_selector(".z-chart__plot svg")
    for plot in page.locator(".z-chart__plot").all():
        box = plot.locator("svg").bounding_box()
        assert box is not None
        assert box["height"] >= 200
    visitor.look("dashboard")
    number = page.locator("table a.z-fig", has_text="5").first
    shown = number.inner_text()
    number.click()
    page.wait_for_selector("text=被数到的行")
    assert page.locator(f"b:text-is('{shown}')").count() == 1
    visitor.look("rows")
    visitor.go("/insight/valid_inventions_per_10k/")
    visitor.look("indicator")
    for address, name in (("/policy/", "library"), ("/patents/", "patents"), ("/data/", "sources")):
        visitor.go(address)
        visitor.look(name)


def test_the_timeline_of_a_lapsed_patent_names_the_event_and_the_rule(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/patents/?state=ceased")
    page.locator(".z-result a").first.click()
    lapse = page.locator("#timeline li.is-stop")
    assert lapse.locator("time").inner_text() == "2025-06-10"
    for words in ("CF01", "由有效（授权）转为失效（未缴年费终止）", "专利法第四十四条第一款第一项"):
        assert words in lapse.inner_text()
    visitor.look("timeline")


def test_an_officer_uploads_a_policy_and_finds_it(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visitor.go("/accounts/login/")
    visitor.look("login")
    visitor.sign_in("shiji", "yanshi-shiji-2026")
    visitor.go("/data/uploads/")
    visitor.look("uploads")
    title = f"云澜市知识产权公共服务清单管理办法（{visitor.width}）"
    path = tmp_path / "办法.txt"
    path.write_text(
        f"{title}\n云市监发〔2026〕{visitor.width}号\n第一条 为规范公共服务，制定本办法。\n第二条 申请发明专利的，每件资助1000元。\n"
        "第三条 本办法自2026年5月1日起施行。\n"
        "云澜市市场监督管理局\n2026年4月20日\n",
        encoding="utf-8",
    )
    visitor.upload(path)
    visitor.look("job")
    visitor.go("/policy/")
    assert page.locator(".z-result", has_text=str(visitor.width)).count() == 1
    page.locator(".z-result", has_text=str(visitor.width)).get_by_role("link").first.click()
    page.get_by_role("link", name="对照上位规定").click()
    page.get_by_role("link", name="第二条", exact=True).first.click()
    assert page.url.endswith("#c%E7%AC%AC%E4%BA%8C%E6%9D%A1")
    page.go_back()
    visitor.look("lint")
    page.goto(f"{visitor.server}/search?q=云市监发〔2026〕{visitor.width}号&kind=policy")
    assert page.locator(".z-result").count() == 1


def test_a_page_that_a_role_may_not_see_answers_403(visitor: Visitor) -> None:
    visitor.sign_in("qiye", "yanshi-qiye-2026")
    response = visitor.page.goto(visitor.server + "/data/uploads/")
    assert response is not None
    assert response.status == 403
    visitor.look("forbidden")


@pytest.mark.samples
def test_the_five_seeds_are_uploaded_and_stand_in_the_library(
    browser: object, server: str, samples: Path
) -> None:
    visitor = Visitor(browser, server, 1280)
    visitor.sign_in("shiji", "yanshi-shiji-2026")
    for path in sorted((samples / "seeds").glob("*.txt")):
        visitor.upload(path)
    visitor.go("/policy/?q=知识产权")
    for number in ("国知发服字〔2025〕5号", "黔知办发〔2023〕11号", "淮知联发〔2021〕5号"):
        visitor.go(f"/policy/?q={number}")
        assert visitor.page.locator(".z-result").count() == 1, number
    visitor.page.click(".z-result h3 a")
    visitor.page.wait_for_selector("text=缺损与修复")
    visitor.look("seed")
    visitor.context.close()
    assert not visitor.complaints, visitor.complaints
