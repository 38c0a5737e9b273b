"""Numbers as policies print them: one table of text and what is read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhishu.policy.text.quantities import read_quantities

# text, then (value, value_max, unit, comparator) of each quantity
QUANTITIES = [
    ("奖励3—5万元", [("30000", "50000", "元", "range")]),
    ("给予100万元—300万元", [("1000000", "3000000", "元", "range")]),
    ("每项补助50万元至100万元", [("500000", "1000000", "元", "range")]),
    ("资助３０００元", [("3000", None, "元", "=")]),
    ("合同金额1,234,567元", [("1234567", None, "元", "=")]),
    ("合同金额1 286万元", [("12860000", None, "元", "=")]),
    ("补助3千元", [("3000", None, "元", "=")]),
    ("奖励2万5千元", [("25000", None, "元", "=")]),
    ("投资1亿5000万元", [("150000000", None, "元", "=")]),
    ("投资两亿五千万元", [("250000000", None, "元", "=")]),
    ("投资额三千万元以上", [("30000000", None, "元", ">=")]),
    ("补助 5 0 0 万 元", [("5000000", None, "元", "=")]),
    ("规模超万亿元", [("1000000000000", None, "元", ">")]),
    ("达到1OO%", [("100", None, "%", "=")]),
    ("不低于百分之七十", [("70", None, "%", ">=")]),
    ("百分之五至百分之十", [("5", "10", "%", "range")]),
    ("千分之五", [("0.5", None, "%", "=")]),
    ("10-20%", [("10", "20", "%", "range")]),
    ("占比三成以上", [("30", None, "%", ">=")]),
    ("稳定控制在98%以上", [("98", None, "%", ">=")]),
    ("控制在2%以内", [("2", None, "%", "<=")]),
    ("压减至15个工作日以内", [("15", None, "个工作日", "<=")]),
    ("贷款500万元（含）以下", [("5000000", None, "元", "<=")]),
    ("500万元以上不足1000万元", [("5000000", None, "元", ">="), ("10000000", None, "元", "<")]),
    ("处一万元以上五万元以下", [("10000", None, "元", ">="), ("50000", None, "元", "<=")]),
    ("10余家，200多件", [("10", None, "家", ">"), ("200", None, "件", ">")]),
    ("不低于人民币5万元", [("50000", None, "元", ">=")]),
    ("新增3000家次", [("3000", None, "家次", "=")]),
    ("有效期一年，两个园区", [("1", None, "年", "="), ("2", None, "个", "=")]),
    ("提高2个百分点", [("2", None, "个百分点", "=")]),
    ("举报12345件", [("12345", None, "件", "=")]),
    ("每万人口12件", [("12", None, "件", "=")]),
]  # fmt: skip
# text, then the form of each number that is no quantity
OTHERS = [
    ("标准（GB/T 29490—2023）认证", ["standard"]),
    ("通过T/CAS 123—2020、ISO9001认证", ["standard", "standard"]),
    ("电话：0536-8096315", ["phone"]),
    ("拨打12330热线", ["phone"]),
    ("邮编471023", ["phone"]),
    ("（衢政发〔2022〕9号）", ["document_number"]),
    ("市政府第41次常务会议", ["ordinal"]),
    ("2024年、2025年5月1日", ["year", "date"]),
    ("二〇二三年五月", ["date"]),
    ("2 0 1 5 年 1 2 月 1 日", ["date"]),
    ("2024—2026年", ["year"]),
    ("1至11月", ["date"]),
    ("9月底前", ["date"]),
    ("居全市前十位", ["ordinal"]),
    ("按6:4拨付", ["ratio"]),
    ("全天7×24小时", ["code"]),
    ("编制一批报告", ["counted_words"]),
    ("成功举办七八家", []),
    ("开元大道258号", ["code"]),
    ("获一等奖的", []),
    # a figure that is lost is not one
    ("补助最高不超过万元", []),
    ("每项奖励万元", []),
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_quantities(text: str, expected: list[tuple[str, str | None, str, str]]) -> None:
    read = [one for one in read_quantities(text) if one.form == "quantity"]
    assert [(one.value, one.value_max, one.unit, one.comparator) for one in read] == [
        (Decimal(value), Decimal(top) if top else None, unit, sign)
        for value, top, unit, sign in expected
    ]


@pytest.mark.parametrize(("text", "expected"), OTHERS)
def test_other_numbers(text: str, expected: list[str]) -> None:
    assert [one.form for one in read_quantities(text)] == expected


def test_places_are_those_of_the_text() -> None:
    text = "前文。最高 ５０ 万 元，按 3 0 % 补助"
    first, second = read_quantities(text, 3)
    assert text[first.start : first.end] == "５０ 万 元"
    assert text[second.start : second.end] == "3 0 %"
