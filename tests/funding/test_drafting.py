"""From a clause to the draft of a rule: values with their places, tests by cues, the rest open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.clause_texts import Clause, read_clauses
from zhishu.funding.clause_number import clause_number, letter
from zhishu.funding.draft_file import read_draft
from zhishu.funding.drafting import Draft, Drafts, Origin, draft_measures, measure_of_row
from zhishu.funding.phrases import read_phrases
from zhishu.policy.document import Measure
from zhishu.rules.cues import read_cues
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import load_rulebook
from zhishu.rules.writing import write_yaml

ORIGIN = Origin("990100", "test", "某办法", date(2026, 11, 1), issued_on=date(2026, 3, 1))


def draft(*clauses: Clause, origin: Origin = ORIGIN) -> Drafts:
    book = load_rulebook()
    _, measures = read_clauses(*clauses)
    words = {path: (heading, text) for path, heading, text in clauses}
    return draft_measures(origin, words, measures, book.cues, book.facts)


def only(words: str, origin: Origin = ORIGIN) -> Draft:
    [one] = draft(("第一条", None, words), origin=origin).measures
    return one


# A clause; then parts of the draft: dotted key -> value.
CASES: list[tuple[str, dict[str, Any]]] = [
    (
        "对首次通过知识产权管理规范国家标准认证的企业，按认证费的50%给予补助，最高2万元。",
        {
            "measure": "990100/test/1",
            "form": "subsidy",
            "once": "ever",
            "applies_to": ["enterprise"],
            "conditions": {"fact": "certification.first_time", "is": True},
            "amount": {"rate": "rate", "of": "certification.cost_paid", "cap": "cap"},
            "parameters.rate.values.2026-03-01.value": "0.5",
            "parameters.cap.values.2026-03-01": {
                "value": 20000, "clause": "第一条", "verified": False,
            },
            "open": None,
        },
    ),
    (
        "企业有效发明专利10件以上的，一次性奖励5万元。",
        {
            "conditions": {"fact": "patents.valid_inventions", "at_least": "valid_inventions_least"},
            "parameters.valid_inventions_least.unit": "件",
            "parameters.valid_inventions_least.values.2026-03-01.value": 10,
            "amount": {"fixed": "sum"},
            "open": None,
        },
    ),
    (
        "对评选出的优秀企业，一次性奖励5万元至10万元。",
        {"amount": {"between": ["least", "most"]}, "parameters.least.unit": "元"},
    ),
    (
        "对开展月面开矿的企业，一次性给予最高30万元资助。",
        {
            "amount": {"fixed": "most", "up_to": True},
            "conditions": None,
            "open": ["条件：开展月面开矿"],
        },
    ),
    (
        "对购买飞船的企业，按购置费的20%给予补助，每年最高30万元。",
        {
            "amount": {"rate": "rate", "of": "待选", "cap": "cap"},
            "once": "year",
            "open": ["条件：购买飞船", "比例的基数：购置费"],
        },
    ),
    (
        "对首次通过认证的企业，按实际发生的认证费用给予补贴，最高2万元，30日内拨付。",
        {
            "amount": {"fixed": "most", "up_to": True},
            "open": ["条件：首次通过认证", "数字：原文的30日内没有用上", "金额：原文写的是按实际，规则写的是固定的数"],
        },
    ),
]  # fmt: skip


def part(content: Any, key: str) -> Any:
    for word in key.split("."):
        content = content.get(word) if content is not None else None
    return content


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_a_clause_becomes_a_draft(words: str, expected: dict[str, Any]) -> None:
    made = only(words)
    content = load_yaml(made.text, where="x")
    for key, value in expected.items():
        if value is None:
            assert part(content, key) is None, made.text
            continue
        found = part(content, key)
        assert (str(found) if isinstance(value, str) else found) == value, (key, made.text)


def test_every_value_is_shown_where_it_stands() -> None:
    words = "对首次通过知识产权管理规范认证的企业，按认证费的50%给予补助，最高2万元。"
    made = only(words)
    shown = {mark.key: made.words[mark.start : mark.end] for mark in made.marks}
    assert shown["parameters.rate"] == "50%" and shown["parameters.cap"] == "2万元"
    assert shown["applies_to"] == "企业" and "首次通过" in shown["conditions"]


def test_a_draft_is_a_rule_once_nothing_is_open() -> None:
    made = only("企业有效发明专利10件以上的，一次性奖励5万元。")
    found = read_draft(made.text, where="草稿")
    assert found.measure is not None and found.open == ()
    assert found.measure.name == "990100/test/1" and len(found.measure.source.words_digest) == 64
    still = only("对开展月面开矿的企业，一次性奖励3万元。")
    assert read_draft(still.text, where="草稿").open == ("条件：开展月面开矿",)


def test_measures_of_one_clause_are_told_apart_and_share_the_group_of_their_words() -> None:
    made = draft(
        ("第一条(二)", None, "获得甲奖、乙奖的企业，分别一次性奖励50万元、30万元，两项奖励从高。"),
        ("第三条", None, "对企业获得丙奖的，一次性奖励2万元。"),
    )
    assert [one.name for one in made.measures] == [
        "990100/test/1-2a", "990100/test/1-2b", "990100/test/3",
    ]  # fmt: skip
    groups = [one.content.get("group") for one in made.measures]
    assert groups[0] == groups[1] == "990100_test_highest_1" and groups[2] is None
    assert made.groups is not None
    assert made.groups["each"]["990100_test_highest_1"]["rule"] == "highest"


def test_a_yearly_cap_is_a_group_and_plain_words_of_repetition_are_settled_by_how_often() -> None:
    made = draft(
        ("第一条", None, "企业每件奖励1000元，每家企业每年不超过5万元，同一专利不得重复申领。"),
    )
    [one] = made.measures
    assert not any(words.startswith(("不重复", "另有上限")) for words in one.open)
    groups = read_draft(write_yaml(made.groups or {}), where="x").groups
    assert [(group.name, group.rule, group.cap) for group in groups] == [
        (one.content["group"], "cap_year", "cap_1"),
    ]  # fmt: skip
    cap = groups[0].figures["cap_1"]
    assert isinstance(cap, Parameter) and cap.required(date(2026, 3, 1)).value == 50000
    other = only("对企业一次性奖励1万元，与省级同类奖励不重复享受。")
    assert [words for words in other.open if words.startswith("不重复")]


def test_what_the_text_lost_is_lost_and_never_filled() -> None:
    made = draft_measures(
        ORIGIN,
        {"第一条": (None, "对企业给予…")},
        [Measure("第一条", "企业", "奖励", "对企业给予…", (0, 6), ("首次通过贯标认证",))],
        load_rulebook().cues,
        load_rulebook().facts,
    )
    [one] = made.measures
    assert one.content["lost"] == ["金额"] and "amount" not in one.content
    assert not {"parameters", "conditions", "open"} & set(one.content)
    found = read_draft(one.text, where="x").measure
    assert found is not None and found.is_lost


def test_without_a_day_of_its_own_the_day_is_open() -> None:
    made = only("对企业一次性奖励5万元。", Origin("990100", "test", "某办法", date(2026, 11, 1)))
    assert any(words.startswith("日期：") for words in made.open)


def test_a_published_row_reads_like_the_measure() -> None:
    [measure] = read_clauses(("第一条", None, "企业每件奖励1000元，每家企业每年不超过5万元。"))[1]
    row = {
        "clause": measure.clause, "text": measure.text, "beneficiary": measure.beneficiary,
        "form": measure.form, "conditions": None, "amount": measure.amount, "per": measure.per,
        "other_caps": [f"{value}/{per}" for value, per in measure.other_caps],
        "span_start": measure.span[0], "span_end": measure.span[1],
    }  # fmt: skip
    found = measure_of_row(row)
    assert (found.amount, found.per, found.other_caps, found.beneficiary) == (
        measure.amount, measure.per, measure.other_caps, measure.beneficiary,
    )  # fmt: skip


CUES = """cues: 试
source: 试
tests:
  - {any: [有效专利], units: [件], fact: patents.valid_own}
  - {all: [首次, 认证], none: [境外], fact: certification.first_time, is: true}
  - {any: [飞船], fact: no.such_fact, is: true}
kinds: {enterprise: [企业]}
forms: {award: [奖励]}
once: {ever: [一次性]}
exclusivity: {highest: [就高]}
fillers: [通过, 的]
"""
OWN = "patents.valid_own"
# A phrase; the tests proposed; what is open of it.
PHRASES: list[tuple[str, list[Any], str]] = [
    ("有效专利3件以上", [{"fact": OWN, "at_least": "valid_own_least"}], ""),
    ("有效专利不足3件", [{"not": {"fact": OWN, "at_least": "valid_own_least"}}], ""),
    ("有效专利不超过3件", [{"fact": OWN, "at_most": "valid_own_most"}], ""),
    ("有效专利超过3件", [{"not": {"fact": OWN, "at_most": "valid_own_most"}}], ""),
    (
        "有效专利3—5件",
        [{"all": [{"fact": OWN, "at_least": "valid_own_least"},
                  {"fact": OWN, "at_most": "valid_own_most"}]}],
        "",
    ),
    ("有效专利", [], "有效专利"),
    ("有效专利3家", [], "有效专利3家"),
    ("首次通过认证", [{"fact": "certification.first_time", "is": True}], ""),
    ("首次通过境外认证", [], "首次通过境外认证"),
    ("首次通过海洋认证", [{"fact": "certification.first_time", "is": True}], "海洋"),
    ("飞船", [], "飞船"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "tests", "rest"), PHRASES)
def test_a_phrase_is_read_by_its_cues(phrase: str, tests: list[Any], rest: str) -> None:
    cues = read_cues(CUES, where="x")
    [found] = read_phrases([phrase], cues, load_rulebook().facts)
    assert [dict(one) for one in found.tests] == tests
    assert (found.rest, found.is_open) == (rest, bool(rest))


def test_the_cues_of_the_rulebook_ask_for_declared_facts() -> None:
    book = load_rulebook()
    cues = (*book.cues.tests, *book.cues.money, *book.cues.counts)
    assert cues and not {cue.fact for cue in cues} - set(book.facts)
    assert all(book.facts[cue.fact].kind == "money" for cue in book.cues.money)
    assert all(book.facts[cue.fact].kind == "number" for cue in book.cues.counts)
    for cue in book.cues.tests:
        fact = book.facts[cue.fact]
        if cue.units:
            assert fact.kind in ("number", "money"), cue
        elif fact.kind == "word":
            assert cue.test["is"] in fact.values, cue
        else:
            assert ("is" in cue.test) == (fact.kind == "truth"), cue


@pytest.mark.parametrize(
    ("path", "number"),
    [("第九条(一)", "9-1"), ("一、", "1"), ("第二十一条", "21"), ("二(三)1", "2-3-1"), ("", "0"),
     ("第十条（十二）", "10-12")],
)  # fmt: skip
def test_the_number_of_a_clause(path: str, number: str) -> None:
    assert clause_number(path) == number


def test_letters_go_on_after_z() -> None:
    assert [letter(index) for index in (0, 25, 26)] == ["a", "z", "a2"]


@pytest.mark.parametrize(
    ("name", "word"),
    [("361000/../x", "不合写法"), ("361000/a", "不合写法"), ("361000/a/b/c", "不合写法"),
     ("361000/基金/1", "不合写法"), ("361000/a/groups", "组的文件名")],
)  # fmt: skip
def test_a_name_that_would_lie_elsewhere_is_refused(name: str, word: str) -> None:
    text = only("企业有效发明专利10件以上的，一次性奖励5万元。").text
    with pytest.raises(RulebookError, match=word):
        read_draft(text.replace("990100/test/1", name), where="草稿")
