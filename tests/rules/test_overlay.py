"""A reform over the rulebook: what it changes, what it leaves, and what is refused by line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhishu.rules.loading import RulebookError
from zhishu.rules.overlay import ReformedRulebook, read_overlay, reform
from zhishu.rules.parameter import Parameter
from zhishu.rules.rulebook import load_rulebook

ID = "361000/fund/9-1"
HEAD = "overlay: 试算\nday: 2026-07-01\nchanges:\n"
ADDED = """  - add:
      measure: 361000/fund/99-1
      title: 新设的奖励
      source: {title: 某办法, clause: 第一条}
      form: award
      once: ever
      applies_to: [enterprise]
      amount: {fixed: sum}
      parameters:
        sum: {unit: 元, values: {2026-07-01: {value: 100, clause: 第一条, verified: false}}}
"""


def reformed(changes: str) -> ReformedRulebook:
    return reform(load_rulebook(), read_overlay(HEAD + changes, where="方案.yaml"))


def cap_of(rulebook: ReformedRulebook, day: date) -> Decimal:
    parameter = rulebook.measures[ID].figures["certification_cap"]
    assert isinstance(parameter, Parameter)
    return parameter.required(day).value


def test_a_new_value_holds_from_its_day_on_and_the_rulebook_stays_as_it_was() -> None:
    book = reformed(f"  - {{parameter: {ID}/certification_cap, value: 30000}}\n")
    assert cap_of(book, date(2026, 6, 30)) == 20000
    assert cap_of(book, date(2026, 7, 1)) == 30000
    value = book.measures[ID].figures["certification_cap"]
    assert isinstance(value, Parameter)
    assert value.required(date(2027, 1, 1)).source == "方案：试算"
    shipped = load_rulebook().measures[ID].figures["certification_cap"]
    assert isinstance(shipped, Parameter) and shipped.required(date(2027, 1, 1)).value == 20000


def test_terms_are_changed_measures_dropped_and_added() -> None:
    book = reformed(
        f"  - {{measure: {ID}, competitive: true, once: year, conditions:"
        " {fact: certification.first_time, is: true}}\n" + ADDED
    )
    measure = book.measures[ID]
    assert measure.competitive and measure.once == "year"
    assert measure.amount == load_rulebook().measures[ID].amount
    assert "361000/fund/99-1" in book.measures
    dropped = reformed(f"  - {{drop: {ID}}}\n")
    assert set(load_rulebook().measures) - set(dropped.measures) == {ID}


def test_the_same_text_has_the_same_digest_and_another_another() -> None:
    texts = [HEAD + f"  - {{drop: {ID}}}\n", HEAD + f"  - {{drop: {ID}}} \n"]
    digests = [read_overlay(text, where="方案.yaml").digest for text in (*texts, texts[0])]
    assert digests[0] == digests[2] != digests[1]


# (changes, line, a word of the reason)
BAD: list[tuple[str, int, str]] = [
    ("  - {drop: 361000/fund/0-0}\n", 4, "没有措施"),
    ("  - {parameter: 361000/fund/0-0/cap, value: 1}\n", 4, "没有措施"),
    (f"  - {{drop: {ID}}}\n  - {{parameter: {ID}/cap, value: 1}}\n", 5, "没有措施"),
    (f"  - {{parameter: {ID}/no_such, value: 1}}\n", 4, "没有参数"),
    ("  - {parameter: no_such, value: 1}\n", 4, "没有参数"),
    (f"  - {{parameter: {ID}/certification_cap, value: -1}}\n", 4, "小于零"),
    (f"  - {{parameter: {ID}/certification_cap, value: 1, series: x}}\n", 4, "一列"),
    (f"  - {{parameter: {ID}/certification_cap, value: {'9' * 30}}}\n", 4, "超出范围"),
    (f"  - {{parameter: {ID}/certification_cap, value: 0.00001}}\n", 4, "整分"),
    (f"  - {{measure: {ID}, conditions: {{fact: no.such, is: true}}}}\n", 4, "no.such"),
    (f"  - {{measure: {ID}, amount: {{fixed: no_such}}}}\n", 4, "no_such"),
    (f"  - {{parameter: {ID}/certification_cap, value: 两万}}\n", 4, "数字"),
    (f"  - {{parameter: {ID}/certification_cap}}\n", 4, "缺少“value”"),
    (f"  - {{measure: {ID}}}\n", 4, "没有写改什么"),
    (f"  - {{measure: {ID}, amount: {{fixed: 3}}}}\n", 4, "参数名"),
    (f"  - {{measure: {ID}, colour: red}}\n", 4, "没有写改什么"),
    (f"  - {{measure: {ID}, once: year, colour: red}}\n", 4, "colour"),
    (f"  - {{drop: {ID}, measure: {ID}}}\n", 4, "之一"),
    (f"  - {{measure: {ID}, once: weekly}}\n", 4, "weekly"),
    (ADDED.replace("99-1", "9-1"), 4, "已有措施"),
    ("  - 361000\n", 3, "名称: 内容"),
    ("  []\n", 3, "没有一处改动"),
]


@pytest.mark.parametrize(("changes", "line", "word"), BAD)
def test_a_change_that_meets_nothing_is_refused_by_line(changes: str, line: int, word: str) -> None:
    with pytest.raises(RulebookError) as caught:
        reformed(changes)
    assert f"方案.yaml 第{line}行" in (caught.value.where or "") and word in caught.value.what
    assert caught.value.next_step
