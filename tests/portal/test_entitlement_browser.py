"""Every measure of the fund document followed in a real browser: clause, file, cases, who gets it, who nearly does.

The source document is imported first, then the made-up firms of its city.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from browser_visitor import Visitor
from made_firms import AS_OF, MadeFirms, declare_whole, made_firms
from served_portal import serving
from small_city import INSTANCE
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.publish_statements import publish_statements
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.funding.statement import Statement, print_value
from zhishu.importers.door import Door
from zhishu.rules.fact import admit
from zhishu.rules.measure import Measure

pytestmark = [pytest.mark.browser, pytest.mark.samples, pytest.mark.long(90)]
FUND = "361000/fund/"
# Of this one, with a limit that it shares, the layout is looked at as well.
LOOKED_AT = "361000/fund/9-2b"


@pytest.fixture(scope="module")
def made(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MadeFirms]:
    folder = tmp_path_factory.mktemp("fund")
    home, found = folder / "home", made_firms(folder / "files")
    [fund] = sorted((samples / "seeds").glob("000_*.txt"))
    with Door() as door:
        for path in (fund, *found.files):
            import_file(home, path, door=door)
    declare_whole(home)
    facts = open_rulebook(home).facts
    answers = [
        (party, facts[name], value)
        for party in found.parties
        for name, value in party.answers.items()
    ]
    publish_statements(
        home,
        [
            Statement(
                number, party.name, party.credit_code, fact.name,
                print_value(admit(fact, value)), 1, datetime(2026, 10, 1, tzinfo=UTC),
            )
            for number, (party, fact, value) in enumerate(answers, 1)
        ],
    )  # fmt: skip
    (home / "instance.yaml").write_text(INSTANCE.replace("990100", "361000"), encoding="utf-8")
    rebuild_index(home)
    return home, found


@pytest.fixture(scope="module")
def fund(made: tuple[Path, MadeFirms]) -> list[Measure]:
    every = open_rulebook(made[0]).measures.values()
    return [one for one in every if one.name.startswith(FUND)]


@pytest.fixture(scope="module")
def server(made: tuple[Path, MadeFirms]) -> Iterator[str]:
    with serving(made[0]) as portal:
        yield portal.address


def visit(browser: object, server: str, width: int) -> Visitor:
    visitor = Visitor(browser, server, width)
    visitor.sign_in("shiji", "yanshi-shiji-2026")
    return visitor


def test_every_measure_is_followed_from_its_clause_to_who_gets_it(
    browser: object, server: str, made: tuple[Path, MadeFirms], fund: list[Measure]
) -> None:
    firms = made[1]
    readable = [one for one in fund if not one.is_lost]
    assert {one.name for one in readable} == set(firms.gets) == set(firms.nearly)
    officer = visit(browser, server, 1280)
    page = officer.page
    officer.go(f"/funding/?document={readable[0].source.title}")
    listed = page.locator("main .z-ent h3 a").evaluate_all("all => all.map(one => one.pathname)")
    assert listed == [f"/funding/measures/{one.name}/" for one in fund]
    for measure in readable:
        name = measure.name
        officer.go(f"/funding/measures/{name}/")
        # The clause as it was imported, and the very words that the rule was written from.
        assert len(page.locator(".z-doc .z-clause").inner_text()) > 20, name
        assert page.locator("text=与规则所依据的文字一致").count() == 1, name
        page.wait_for_selector("text=全部与应得的一致")
        page.click("summary:has-text('规则文件')")
        assert f"measure: {name}" in page.locator("pre").inner_text()
        if name == LOOKED_AT:
            officer.look(f"measure-{name.replace('/', '-')}")
        page.click("text=看哪些单位符合")
        page.wait_for_selector("h1:has-text('哪些单位符合')")
        state = "可以申报，择优" if measure.competitive else "符合"
        gets, nearly = (
            page.locator("main tbody tr", has_text=one[name].name)
            for one in (firms.gets, firms.nearly)
        )
        assert gets.locator(".z-tag").inner_text() == state, name
        assert nearly.locator(".z-tag").inner_text() == "差一点", name
        # What is missing is said in the list, why it is given where that leads.
        lacking = nearly.locator("td").nth(1).inner_text()
        assert "从" in lacking or "须为" in lacking, name
        gets.locator("text=为什么").click()
        page.wait_for_selector("h2:has-text('怎么判断的')")
        assert page.locator("main .z-yes").count() >= 2, name
    officer.context.close()
    assert not officer.complaints, officer.complaints


def test_what_the_text_lost_is_shown_as_lost(
    browser: object, server: str, fund: list[Measure]
) -> None:
    officer = visit(browser, server, 390)
    lost = [one for one in fund if one.is_lost]
    assert len(lost) > 3
    for measure in lost:
        officer.go(f"/funding/measures/{measure.name}/")
        text = officer.page.locator("main").inner_text()
        assert "缺了什么" in text and measure.lost[0] in text, measure.name
        assert officer.page.locator("text=看哪些单位符合").count() == 0
    officer.look("measure-lost")
    officer.context.close()
    assert not officer.complaints, officer.complaints


def test_a_firm_is_read_on_a_phone(
    browser: object, server: str, made: tuple[Path, MadeFirms]
) -> None:
    firm = made[1].gets[f"{FUND}9-1"]
    officer = visit(browser, server, 390)
    page = officer.page
    officer.go("/funding/")
    officer.look("measures")
    officer.go(f"/funding/firms/?q={firm.credit_code}")
    officer.look("firms")
    page.click(f"main >> text={firm.name}")
    page.wait_for_selector("text=可以得到")
    first = page.locator("main .z-ent").first
    first.locator("text=为什么").click()
    # In place, not on another page.
    first.locator(".z-cond").first.wait_for()
    assert page.url.endswith(f"/{firm.credit_code}/")
    officer.look("firm")
    first.locator(".z-cond a.z-fig").first.click()
    page.wait_for_load_state()
    officer.look("firm-rows")
    officer.go(f"/funding/measures/{FUND}9-1/firms/?as_of={AS_OF}")
    officer.look("firms-of-measure")
    officer.context.close()
    assert not officer.complaints, officer.complaints
