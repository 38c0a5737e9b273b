"""A new version of a policy: which rules it touches, by the words and figures of their clauses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from zhishu.funding.touching import PolicyText, Touched, find_touched
from zhishu.policy.words_digest import words_digest
from zhishu.rules.loading import load_yaml
from zhishu.rules.measure import Measure, read_measure

WORDS = "企业首次通过认证的，按认证费的50%补助，最高2万元。"
RULE = f"""measure: 990100/fund/9-1
title: 认证补助
source: {{title: 专项资金管理办法, clause: 第九条(一), issued_on: 2026-01-01, document_number: 云知发〔2026〕3号,
  words_digest: {words_digest(None, WORDS)}}}
form: subsidy
once: ever
applies_to: [enterprise]
amount: {{rate: rate, of: certification.cost_paid, cap: cap}}
parameters:
  rate: {{title: 比例, unit: 比例, values: {{2026-01-01: {{value: 0.5, clause: 第九条(一), verified: true}}}}}}
  cap: {{title: 最高额, unit: 元, values: {{2026-01-01: {{value: 20000, clause: 第九条(一), verified: true}}}}}}
"""
TITLE = "云澜市专项资金管理办法"


@pytest.fixture(scope="module")
def rule() -> Measure:
    return read_measure(load_yaml(RULE, where="x"), where="x")


def policy(
    *clauses: tuple[str, str], title: str = "专项资金管理办法", **more: object
) -> PolicyText:
    told = tuple((path, None, text) for path, text in clauses)
    return PolicyText((title,), None, told, **more)  # type: ignore[arg-type]


def only(found: list[Touched]) -> Touched:
    [one] = found
    return one


# Clauses of the new version; the state; the clause now.
VERSIONS: list[tuple[list[tuple[str, str]], str, str]] = [
    ([("第九条(一)", WORDS)], "unchanged", "第九条(一)"),
    ([("第九条（一）", WORDS.replace("，", " ，"))], "unchanged", "第九条（一）"),
    ([("第十条", WORDS), ("第九条(一)", "另一回事。")], "unchanged", "第十条"),
    ([("第九条(一)", WORDS.replace("首次", "第一次"))], "words_changed", "第九条(一)"),
    ([("第九条(一)", WORDS.replace("2万", "3万"))], "figures_differ", "第九条(一)"),
    ([("第九条(一)", WORDS.replace("50%", "60%"))], "figures_differ", "第九条(一)"),
    ([("第八条", "没有关系。")], "clause_gone", ""),
]


@pytest.mark.parametrize(("clauses", "state", "clause"), VERSIONS)
def test_what_became_of_the_clause_of_a_rule(
    rule: Measure, clauses: list[tuple[str, str]], state: str, clause: str
) -> None:
    found = only(find_touched(policy(*clauses), [rule]))
    assert (found.state, found.clause, found.relation) == (state, clause, "itself")


def test_both_figures_are_told(rule: Measure) -> None:
    changed = WORDS.replace("50%", "60%").replace("2万", "3万")
    found = only(find_touched(policy(("第九条(一)", changed)), [rule]))
    told = {one.parameter: (one.rule, one.printed) for one in found.figures}
    assert told == {
        "rate": (Decimal("0.5"), (Decimal("0.6"),)),
        "cap": (Decimal(20000), (Decimal(30000),)),
    }


def test_a_revision_and_a_repeal_touch_by_title_or_number(rule: Measure) -> None:
    same = ("第九条(一)", WORDS)
    other = policy(same, title="关于修改某办法的决定", revises=("《专项资金管理办法》",))
    assert only(find_touched(other, [rule])).relation == "revises"
    by_number = policy(same, title="通知", repeals=("云知发〔2026〕3号",))
    gone = only(find_touched(by_number, [rule]))
    assert (gone.relation, gone.state) == ("repeals", "clause_gone")
    assert find_touched(policy(same, title="别的办法"), [rule]) == []


def test_of_a_lost_clause_is_told_that_it_was_lost(rule: Measure) -> None:
    lost = replace(rule, lost=("金额",), amount=None, conditions=None)
    found = only(find_touched(policy(("第八条", "没有关系。")), [lost]))
    assert (found.state, found.clause) == ("lost", "")


def test_a_rule_without_a_digest_is_compared_by_its_figures_alone(rule: Measure) -> None:
    bare = replace(rule, source=replace(rule.source, words_digest=""))
    found = find_touched(policy(("第九条(一)", WORDS)), [bare])
    assert only(found).state == "not_compared"


def test_what_changed_comes_first(rule: Measure) -> None:
    other = replace(rule, name="990100/fund/9-0", source=replace(rule.source, clause="第八条"))
    found = find_touched(policy(("第九条(一)", WORDS.replace("2万", "4万"))), [other, rule])
    assert [one.state for one in found] == ["figures_differ", "clause_gone"]
