"""From text to rule in the portal: the clause beside its draft, completed, tried, compared, published, taken back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from made_firms import made_firms
from zhishu.flows.import_file import import_file
from zhishu.flows.look_at_drafts import look_at_drafts
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.publish_rule import publish_rule
from zhishu.portal.accounts.models import User
from zhishu.portal.funding.drafts.models import RuleDraft
from zhishu.portal.funding.drafts.publishing import publish_rules
from zhishu.portal.pages.instance import today
from zhishu.portal.pages.sealed import sealed_models

POLICY = """云澜市专利保险和人才资助办法
云知发〔2026〕12号
各县（区）市场监督管理局：
现将本办法印发给你们，请遵照执行。
第一条 企业有效发明专利2件以上的，一次性奖励5万元。
第二条 对开展月面开矿的企业，一次性奖励3万元。
第三条 本办法自2026年6月1日起施行，有效期至2028年5月31日。
云澜市市场监督管理局
2026年5月18日
"""
SHARED = """云澜市发明奖励细则
云知发〔2026〕13号
各县（区）市场监督管理局：
第一条 企业有效发明专利2件以上的，一次性奖励5万元，同一企业每年奖励合计不超过4万元。
云澜市市场监督管理局
2026年5月20日
"""
CASES = """cases: {name}
each:
  - name: 够了
    as_of: 2026-10-31
    facts: {{party.kind: enterprise, patents.valid_inventions: 2}}
    expect: {{state: met, amount: 50000}}
  - name: 差一件
    as_of: 2026-10-31
    facts: {{party.kind: enterprise, patents.valid_inventions: 1}}
    expect: {{state: near, nearest: {{patents.valid_inventions: 2}}}}
"""


@pytest.fixture(scope="module")
def fund_home(city_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small city with the policy and a registry of made-up parties, and the policy's identifier."""
    folder = tmp_path_factory.mktemp("drafts")
    shutil.copytree(city_home, folder / "home")
    # The registry alone: what the other files tell is told by other tests.
    import_file(folder / "home", made_firms(folder / "firms", "990100").files[0])
    policy = folder / "办法.txt"
    policy.write_text(POLICY, encoding="utf-8")
    [document_id] = import_file(folder / "home", policy).documents
    shared = folder / "细则.txt"
    shared.write_text(SHARED, encoding="utf-8")
    import_file(folder / "home", shared)
    return folder / "home", document_id


@pytest.fixture
def bench(
    fund_home: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sign_in: Callable[[str], Any],
) -> Any:
    """An officer before a copy of the home."""
    client = opened = sign_in("city_officer")
    shutil.copytree(fund_home[0], tmp_path / "own")
    monkeypatch.setenv("ZHISHU_HOME", str(tmp_path / "own"))

    class Bench:
        client = opened
        home = tmp_path / "own"
        document_id = fund_home[1]

        def address(self, at: int, piece: str = "") -> str:
            found = look_at_drafts(self.home, self.document_id, region="990100", today=today())
            return f"/funding/drafts/{self.document_id}/{found.drafts[at].key}/{piece}"

        def get(self, address: str) -> str:
            response = client.get(address)
            assert response.status_code == 200
            return str(response.content.decode())

        def text(self, at: int) -> str:
            return str(client.get(self.address(at)).context["said"].text)

        def act(self, place: int, do: str, **more: str) -> Any:
            last = RuleDraft.objects.order_by("pk").last()
            newest = str(last.pk if last else 0)
            asked = {"text": self.text(place), "cases": "", "do": do, "at": newest, **more}
            return client.post(self.address(place), asked)

        def ask(self, at: int, piece: str, **more: str) -> Any:
            asked = {"text": self.text(at), "cases": "", **more}
            response = client.post(self.address(at, piece), asked)
            assert response.status_code == 200
            return response

        def piece(self, at: int, piece: str, **more: str) -> str:
            return str(self.ask(at, piece, **more).content.decode())

    return Bench()


def test_the_pages_show_the_clause_the_draft_and_what_is_open(bench: Any) -> None:
    assert "云澜市专利保险和人才资助办法" in bench.get("/funding/drafts/")
    listed = bench.get(f"/funding/drafts/{bench.document_id}/")
    assert "起草的2条规则" in listed and "1处" in listed
    page = bench.get(bench.address(0))
    assert 'data-kind="金额">5万元' in page and "patents.valid_inventions" in page
    assert "还没有定的" not in page
    page = bench.get(bench.address(1))
    assert "还没有定的1处" in page and "条件：开展月面开矿" in page


def test_errors_are_told_by_line_as_they_are_written(bench: Any) -> None:
    text = bench.text(0)
    line = text.split("\n").index(next(one for one in text.split("\n") if "amount:" in one)) + 1
    told = bench.piece(0, "check/", text=text.replace("amount: {fixed: sum}", "amount: {fixed: 3}"))
    assert f"规则 第{line}行" in told and "参数名" in told
    told = bench.piece(0, "check/", text=text.replace("patents.valid_inventions", "no.such"))
    assert "no.such" in told and "要改" in told
    told = bench.piece(0, "check/", text=text.replace("value: 50000", "value: 60000"))
    assert "没有找到" in told and "60,000元" in told and "50,000元" in told
    told = bench.piece(0, "check/", text=text.replace("measure: 990100/", "measure: 110000/"))
    assert "只能发布990100以内的规则" in told
    told = bench.piece(
        0, "check/", text=re.sub(r'words_digest: "?\w+"?', "words_digest: abc", text)
    )
    assert "不是这一条现在的文字" in told
    assert "写法没有错误" in bench.piece(0, "check/")
    long = text + "#" * 50_000
    assert "超过50000字" in bench.piece(0, "check/", text=long)
    assert "改正后再试算" in bench.piece(0, "trial/", text=long)
    assert "超过50000字" in bench.act(0, "save", text=long).content.decode()


def test_a_condition_is_completed_by_form(bench: Any) -> None:
    answer = bench.act(
        1, "complete", fact="party.kind", comparison="is", value="企业", phrase="条件：开展月面开矿"
    )
    text = answer.context["said"].text
    assert "{fact: party.kind, is: enterprise}" in text and "open:" not in text
    refused = bench.act(1, "complete", fact="patents.valid_own", comparison="at_least", value="三")
    assert refused.status_code == 422 and "不是数字" in refused.content.decode()
    assert "没有选事实" in bench.act(1, "complete").content.decode()


def test_it_is_tried_over_the_firms_of_the_region(bench: Any) -> None:
    answer = bench.ask(0, "trial/")
    tried = answer.context["tried"]
    # Of a city whose patents are in the warehouse it is known that they have none.
    assert (
        tried.firms > 10 and tried.near + tried.met + tried.unknown + tried.not_met == tried.firms
    )
    assert tried.near > 0 and "差一点" in answer.content.decode()
    wrong = bench.piece(0, "trial/", text="measure: 1")
    assert "改正后再试算" in wrong


def test_published_it_is_a_rule_with_its_cases_and_withdrawn_it_is_gone(bench: Any) -> None:
    name = "990100/d" + bench.document_id[:8] + "/1"
    cases = CASES.format(name=name)
    assert bench.act(0, "save", cases=cases).status_code == 302
    assert bench.act(0, "save", cases=cases).status_code == 302
    assert RuleDraft.objects.count() == 1
    late = bench.act(0, "save", cases="cases: x", at="0")
    assert late.status_code == 422 and "别人刚存过" in late.content.decode()
    refused = bench.act(0, "release", cases=cases)
    assert refused.status_code == 422 and "与原文核对" in refused.content.decode()
    wrong = bench.act(
        0, "release", compared="yes", cases=cases.replace("amount: 50000", "amount: 1")
    )
    assert "与预期不符" in wrong.content.decode()
    assert "至少写一个用例" in bench.act(0, "release", compared="yes").content.decode()
    assert "没有对得上的现行规则" in bench.act(0, "renew").content.decode()
    visitor = Client()
    assert name not in visitor.get("/funding/").content.decode()
    assert bench.act(0, "release", compared="yes", cases=cases).status_code == 302
    assert "待发布" in bench.get(bench.address(0))
    publish_rules.call()
    assert "已发布" in bench.get(bench.address(0)) and name.replace(
        "/", "/measures/", 1
    ) in bench.get("/funding/drafts/")
    # A page that was kept for visitors is made anew with the new edition.
    assert name in visitor.get("/funding/").content.decode()
    measure = open_rulebook(bench.home).measures[name]
    assert len(measure.source.words_digest) == 64
    # The new rule rests on the policy, and the policy's page says so.
    assert "已有1条规则依据它" in bench.get(f"/funding/drafts/{bench.document_id}/")
    renewed = bench.act(0, "renew").context["said"]
    assert renewed.text.startswith(f"measure: {name}") and "还没有存" in renewed.note
    # Under another number the draft would pay twice: the first is withdrawn before.
    again = bench.act(
        0,
        "release",
        compared="yes",
        relation="another",
        text=bench.text(0).replace(f"measure: {name}", f"measure: {name}b"),
        cases=cases.replace(name, f"{name}b"),
    )
    assert again.status_code == 422 and "先撤下" in again.content.decode()
    row = RuleDraft.objects.get(word="released")
    assert (row.role, row.words_digest) == ("city_officer", measure.source.words_digest)
    assert bench.act(0, "withdraw").status_code == 302
    publish_rules.call()
    assert name not in open_rulebook(bench.home).measures
    with pytest.raises(TypeError):
        RuleDraft.objects.all().delete()


def test_a_clause_is_not_paid_by_two_rules_unless_an_officer_says_so(bench: Any) -> None:
    name, standing = f"990100/d{bench.document_id[:8]}/1", "990100/old/7"
    text, cases = bench.text(0), CASES.format(name=name)
    there = text.replace(f"measure: {name}", f"measure: {standing}")
    publish_rule(bench.home, {"990100/measures/old/7.yaml": there}, decisions={1})
    page = bench.piece(0, "check/", text=text)
    assert "两条都发布会付两次" in page and f'name="standing" value="{standing}"' in page
    asked = {"text": text, "cases": cases, "compared": "yes"}
    for relation in ("", "replaced"):
        refused = bench.act(0, "release", relation=relation, **asked)
        assert refused.status_code == 422 and "再发布一条会付两次" in refused.content.decode()
    taken = bench.act(0, "replace", standing=standing, **asked).context["said"]
    assert taken.text.startswith(f"measure: {standing}\n")
    assert taken.cases == CASES.format(name=standing)
    assert bench.act(0, "replace", **asked).status_code == 422
    assert bench.act(0, "renew").context["said"].text.startswith(f"measure: {standing}\n")
    # Under the name of the rule in force it takes its place, and that too has to be said.
    named = {**asked, "text": there, "cases": CASES.format(name=standing)}
    for relation in ("", "another"):
        assert bench.act(0, "release", relation=relation, **named).status_code == 422
    assert bench.act(0, "release", relation="another", **asked).status_code == 302
    row = RuleDraft.objects.get()
    assert (row.relation, row.beside) == ("another", standing)


def test_a_rule_of_a_group_waits_for_its_group(bench: Any) -> None:
    page = bench.client.get("/funding/drafts/")
    [document] = [one for one in page.context["documents"] if "细则" in one.title]
    found = look_at_drafts(bench.home, document.document_id, region="990100", today=today())
    [draft] = found.drafts
    address = f"/funding/drafts/{document.document_id}"
    cases = CASES.format(name=draft.draft.name).replace("state: met, amount: 50000", "paid: 40000")
    asked = {
        "text": draft.draft.text,
        "cases": cases,
        "do": "release",
        "compared": "yes",
        "at": "0",
    }
    refused = bench.client.post(f"{address}/{draft.key}/", asked)
    assert refused.status_code == 422 and "组还没有发布" in refused.content.decode()
    assert f'href="{address}/groups/">先发布共用限制的组' in refused.content.decode()
    text = bench.client.get(f"{address}/groups/").context["said"].text
    released = bench.client.post(f"{address}/groups/", {**asked, "text": text, "cases": ""})
    assert released.status_code == 302
    publish_rules.call()
    assert bench.client.post(f"{address}/{draft.key}/", asked).status_code == 302
    publish_rules.call()
    book = open_rulebook(bench.home)
    assert book.measures[draft.draft.name].group in book.measure_groups


def test_what_other_rules_need_is_not_withdrawn_and_what_ended_early_is_mended(bench: Any) -> None:
    name = "990100/d" + bench.document_id[:8] + "/1"
    released = bench.act(0, "release", compared="yes", cases=CASES.format(name=name))
    assert released.status_code == 302
    publish_rules.call()
    # As when the process is killed between a rule's file and the edition.
    (bench.home / "rulebook" / "EDITION").unlink()
    assert "待发布" in bench.get(bench.address(0))
    publish_rules.call()
    assert "待发布" not in bench.get(bench.address(0))
    settled = bench.act(1, "settle", phrase="条件：开展月面开矿")
    text = settled.context["said"].text.replace(
        "amount: {fixed: sum}", f"conditions: {{measure: {name}, is: met}}\namount: {{fixed: sum}}"
    )
    [own] = re.findall(r"measure: (\S+)", text)[:1]
    cases = CASES.format(name=own).partition("  - name: 差")[0].replace("50000", "30000")
    again = bench.act(1, "release", compared="yes", text=text, cases=cases, at="0")
    assert again.status_code == 302
    first, second = RuleDraft.objects.order_by("pk")
    # Whether the other rule waits or stands, it needs the one that would go.
    for _ in range(2):
        refused = bench.act(0, "withdraw", at=str(first.pk))
        assert refused.status_code == 422 and "规则库就不能用了" in refused.content.decode()
        publish_rules.call()
    # One that was let go all the same waits, and its page says why.
    RuleDraft.objects.create(
        document_id=first.document_id, key=first.key, word="withdrawn", file=first.file,
        text=first.text, cases=first.cases, user=first.user, role=first.role,
    )  # fmt: skip
    publish_rules.call()
    assert own in open_rulebook(bench.home).measures
    assert name in open_rulebook(bench.home).measures
    assert "还没有生效" in bench.get(bench.address(0))
    assert bench.act(1, "withdraw", at=str(second.pk)).status_code == 302
    publish_rules.call()
    assert not {own, name} & set(open_rulebook(bench.home).measures)
    assert "还没有生效" not in bench.get(bench.address(0))


def test_what_is_open_is_not_published_and_hostile_keys_are_not_found(bench: Any) -> None:
    refused = bench.act(1, "release", compared="yes")
    assert refused.status_code == 422 and "还有1处没有定" in refused.content.decode()
    for address in ("x-1/", f"{bench.document_id}/nothing/"):
        with pytest.raises(AssertionError):
            bench.get(f"/funding/drafts/{address}")
    assert "drafts.RuleDraft" in {model._meta.label for model in sealed_models()}


def test_what_was_written_stays_though_the_measure_is_read_otherwise(bench: Any) -> None:
    text = bench.text(0)
    RuleDraft.objects.create(
        document_id=bench.document_id, key="gone", word="saved", text=text, cases="",
        user=User.objects.get(), role="city_officer",
    )  # fmt: skip
    address = f"/funding/drafts/{bench.document_id}/"
    assert "以前的草稿还在" in bench.get(address)
    page = bench.get(f"{address}gone/")
    assert "没有对应的原文" in page and "写法没有错误" in page


def test_a_plan_is_simulated_by_form_and_by_text_and_downloaded(bench: Any) -> None:
    """The demo city's own measures, over its registry."""
    page = bench.client.get("/funding/simulation/")
    names = [one.name for one in page.context["parameters"]]
    assert names
    asked = {"parameter": names[0], "value": "1", "as_of": "2026-10-31", "title": "试一试"}
    answer = bench.client.post("/funding/simulation/", asked)
    assert answer.status_code == 200
    [column] = answer.context["columns"]
    assert column.found.everybody.firms > 10 and "试一试" in answer.content.decode()
    assert f'value="{names[0]}" selected' in answer.content.decode()
    measure = names[0].rpartition("/")[0]
    assert f'<a href="/funding/measures/{measure}/">' in answer.content.decode()
    for party, row in column.rows:
        assert f'/firms/{party}/?as_of=2026-10-31">{row[0]}</a>' in answer.content.decode()
    # The plan that the form made stands in the text, and is the same plan again.
    text = answer.context["texts"][0]
    both = bench.client.post("/funding/simulation/", {"text": text, "text2": text})
    assert [one.found.digest for one in both.context["columns"]] == [column.found.digest] * 2
    assert "<h2>并列比较" in both.content.decode()
    assert "<h2>并列比较" not in answer.content.decode()
    sheet = bench.client.post("/funding/simulation/csv/", {"text": text})
    assert sheet.status_code == 200 and "方案,单位" in sheet.content.decode("utf-8-sig")
    terms = f"overlay: x\nday: 2026-01-01\nchanges:\n  - {{measure: {names[0].rpartition('/')[0]}, competitive: true}}\n"
    assert bench.client.post("/funding/simulation/", {"text": terms}).status_code == 200
    bad = bench.client.post("/funding/simulation/", {"text": "overlay: x"})
    assert bad.status_code == 422 and "方案一" in bad.content.decode()
    assert bench.client.post("/funding/simulation/", {}).status_code == 422
    for value in (
        "很多",
        "Infinity",
        "NaN",
        "1e999999999",
        "1e-999999999",
        "1e99999999999999999999",
    ):
        word = bench.client.post("/funding/simulation/", {**asked, "value": value})
        assert word.status_code == 422 and "不是数字" in word.content.decode()
