"""Completing a draft by form: what goes into the YAML, what is refused; the words in pieces."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.funding.completing import complete_draft, settle_phrase
from zhishu.funding.drafting import Draft, Mark
from zhishu.funding.shown_draft import Piece, cut_words
from zhishu.rules.fact import Fact
from zhishu.rules.loading import load_yaml

TEXT = """measure: 990100/test/1
title: 试验
source: {title: 某办法, clause: 第一条}
form: award
once: ever
amount: {fixed: sum}
parameters:
  sum: {unit: 元, values: {2026-01-01: {value: 100, clause: 第一条, verified: true}}}
open: [条件：甲, 条件：乙]
"""


def fact(kind: str, **more: Any) -> Fact:
    told: dict[str, Any] = {
        "name": "test.thing", "title": "某事", "kind": kind, "unit": "件" if kind == "number" else "",
        "meaning": "", "origin": "", "table": "", "question": "？", "values": {}, "changeable": True,
        "access": "internal", "file": "", "line": 1,
    }  # fmt: skip
    return Fact(**{**told, **more})


LEVELS = {"nation": "国家级", "city": "市级"}
# Kind of fact, comparison, value as typed; the test that is put in.
TYPED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("truth", "is", "是", {"is": True}),
    ("truth", "is", "否", {"is": False}),
    ("word", "is", "国家级", {"is": "nation"}),
    ("word", "in", "国家级、city", {"in": ["nation", "city"]}),
    ("region", "within", "990100", {"within": "990100"}),
    ("date", "within", "1年", {"within": {"years": 1}}),
    ("date", "within", "６个月", {"within": {"months": 6}}),
    ("date", "within", "本年", {"within": "calendar_year"}),
    ("date", "within", "2025-01-01至2025-12-31", {"within": {"from": "2025-01-01", "to": "2025-12-31"}}),
    ("date", "before", "2026年1月2日", {"before": "2026-01-02"}),
    ("number", "at_least", "3", {"at_least": "thing_at_least"}),
    ("money", "at_most", "5,000,000", {"at_most": "thing_at_most"}),
]  # fmt: skip


def complete(kind: str, comparison: str, value: str, text: str = TEXT) -> dict[str, Any]:
    made = complete_draft(
        text, fact(kind, values=LEVELS if kind == "word" else {}), comparison, value,
        settles="条件：甲", since=date(2026, 3, 1), clause="第一条",
    )  # fmt: skip
    return load_yaml(made, where="x")


@pytest.mark.parametrize(("kind", "comparison", "value", "expected"), TYPED)
def test_a_condition_is_put_in_and_its_phrase_settled(
    kind: str, comparison: str, value: str, expected: dict[str, Any]
) -> None:
    found = complete(kind, comparison, value)
    test = found["conditions"]
    assert test.pop("fact") == "test.thing" and test == expected
    assert found["open"] == ["条件：乙"]
    assert list(found)[-3:] == ["amount", "parameters", "open"]


def test_a_figure_becomes_a_parameter_and_conditions_are_joined() -> None:
    once = complete_draft(
        TEXT, fact("number"), "at_least", "3", settles="", since=date(2026, 3, 1), clause="第一条"
    )
    found = complete("number", "at_least", "5", once)
    assert found["conditions"] == {
        "all": [
            {"fact": "test.thing", "at_least": "thing_at_least"},
            {"fact": "test.thing", "at_least": "thing_at_least_2"},
        ]
    }
    value = found["parameters"]["thing_at_least_2"]["values"]["2026-03-01"]
    assert value == {"value": 5, "clause": "第一条", "verified": False}


@pytest.mark.parametrize(
    ("kind", "comparison", "value", "word"),
    [("truth", "is", "大概", "是或否"), ("truth", "at_least", "1", "不能这样比较"),
     ("word", "is", "县级", "没有“县级”"), ("word", "is", "国家级、市级", "读不出"),
     ("number", "at_least", "三", "不是数字"), ("number", "at_least", "-1", "不能用"),
     ("date", "within", "很久", "读不出期间"), ("date", "before", "昨天", "昨天"),
     ("region", "within", "本市", "本市")],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(
    kind: str, comparison: str, value: str, word: str
) -> None:
    with pytest.raises(InvalidValueError, match=word) as caught:
        complete(kind, comparison, value)
    assert caught.value.next_step


def test_a_phrase_is_settled_and_without_any_the_key_goes() -> None:
    left = settle_phrase(TEXT, "条件：甲")
    assert load_yaml(left, where="x")["open"] == ["条件：乙"]
    assert "open" not in load_yaml(settle_phrase(left, "条件：乙"), where="x")


@pytest.mark.parametrize("part", ["parameters: 3", "parameters: [1]", "conditions: x", "open: x"])
def test_a_text_that_is_being_written_may_be_anything(part: str) -> None:
    word = part.partition(":")[0]
    lines = TEXT.replace("parameters:\n  sum:", "parameters_gone:\n  sum:")
    text = "\n".join(one for one in lines.split("\n") if not one.startswith("open")) + part
    with pytest.raises(InvalidValueError, match=word):
        complete("number", "at_least", "3", text)
    with pytest.raises(InvalidValueError, match=r"没有选中|open"):
        settle_phrase(text, "条件：丙")


def test_words_are_cut_by_the_shortest_mark() -> None:
    marks = (Mark("measure", 0, 8), Mark("parameters.cap", 4, 6), Mark("applies_to", 9, 11))
    draft = Draft("x", {}, "对企业奖2万元。\n企业好", marks, ())
    assert cut_words(draft) == [
        [Piece("对企业奖", "measure"), Piece("2万", "target", "上限"), Piece("元。", "measure")],
        [Piece("企业", "task", "对象"), Piece("好")],
    ]
