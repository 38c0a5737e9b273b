"""A rule from its clause to its page, in a real browser: written, corrected, completed, tried, published, simulated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser_visitor import WIDTHS, Visitor
from made_firms import made_firms
from served_portal import serving
from small_city import INSTANCE
from zhishu.flows.import_file import import_file
from zhishu.importers.door import Door

pytestmark = [pytest.mark.browser, pytest.mark.long(30)]

PASSWORD = "yanshi-shiji-2026"
POLICY = """云澜市企业发明奖励办法
云知发〔2026〕12号
各县（区）市场监督管理局：
第一条 企业有效发明专利2件以上、建有月面实验室的，一次性奖励5万元。
第二条 本办法自2026年6月1日起施行，有效期至2028年5月31日。
云澜市市场监督管理局
2026年5月18日
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("drafting")
    home = folder / "home"
    policy = folder / "办法.txt"
    policy.write_text(POLICY, encoding="utf-8")
    with Door() as door:
        for path in (policy, *made_firms(folder / "firms", "990100").files[:2]):
            import_file(home, path, door=door, synthetic=True)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    with serving(home) as served:
        yield served.address


def test_from_the_clause_to_the_page_of_the_rule(portal: str, browser: object) -> None:
    officer = Visitor(browser, portal, WIDTHS[0])
    officer.sign_in("shiji", PASSWORD)
    page = officer.page
    page.click("footer a:has-text('从条款到规则')")
    officer.look("drafts")
    page.click("main a:has-text('云澜市企业发明奖励办法')")
    officer.look("drafts-document")
    page.click("main table a >> nth=0")
    assert "5万元" in page.inner_text(".z-mk--target >> nth=0") or page.locator(".z-mk").count()
    officer.look("draft")
    # Wrong and told by line while it is written, then right again.
    text = page.input_value("#text")
    page.fill("#text", text.replace("amount: {fixed: sum}", "amount: {fixed: 3}"))
    page.wait_for_selector("#checked:has-text('参数名')")
    assert "规则 第" in page.inner_text("#checked")
    page.fill("#text", text)
    page.wait_for_selector("#checked:has-text('写法没有错误')")
    # What is open is settled by form.
    while page.locator("input[name=phrase]").count():
        page.check("input[name=phrase] >> nth=0")
        page.click("button[value=settle]")
    name = page.input_value("#text").split("\n")[0].removeprefix("measure: ").strip('"')
    page.click("button:has-text('算一遍')")
    page.wait_for_selector("#trial dl")
    page.fill(
        "#cases",
        f"cases: {name}\neach:\n  - name: 够了\n    as_of: 2026-10-31\n"
        "    facts: {party.kind: enterprise, patents.valid_inventions: 2}\n"
        "    expect: {state: met, amount: 50000}\n",
    )
    page.wait_for_selector("#checked:has-text('都与预期一致')")
    officer.look("draft-tried")
    page.check("input[name=compared]")
    page.click("button[value=release]")
    for _ in range(40):
        if "已发布" in page.inner_text(".z-head"):
            break
        page.wait_for_timeout(500)
        page.reload()
    assert "已发布" in page.inner_text(".z-head")
    draft = page.url.removeprefix(portal)
    officer.go(f"/funding/measures/{name}/")
    assert "与规则所依据的文字一致" in page.inner_text("main")
    officer.go("/funding/simulation/")
    page.select_option("#parameter", f"{name}/sum")
    page.fill("#value", "80000")
    page.click("button:has-text('测算')")
    assert "现行" in page.inner_text("main") and "只算这个方案触及的措施" in page.inner_text("main")
    officer.look("simulation")
    assert not officer.complaints
    phone = Visitor(browser, portal, WIDTHS[1])
    phone.sign_in("shiji", PASSWORD)
    for address in ("/funding/drafts/", "/funding/simulation/", draft):
        phone.go(address)
        phone.look("drafting")
