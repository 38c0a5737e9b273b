"""AND OR NOT, brackets, ranges and synonyms in the one box: what is typed, and what is looked for."""

from __future__ import annotations

from datetime import date

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.search.query import AllOf, AnyOf, Condition, Node, Range, Without
from zhishu.search.reading import parse_query


def _shown(node: Node | None) -> str:
    """A node as people would write it."""
    if isinstance(node, AllOf):
        return "(" + " & ".join(map(_shown, node.nodes)) + ")"
    if isinstance(node, AnyOf):
        return "(" + " | ".join(map(_shown, node.nodes)) + ")"
    if isinstance(node, Without):
        return "!" + _shown(node.node)
    if isinstance(node, Range):
        return f"{node.field}[{node.low}..{node.high}]"
    if isinstance(node, Condition):
        return f"{node.field}={','.join(node.values)}"
    if node is None:
        return ""
    return node.text if node.field == "any" else f"{node.field}:{node.text}"


BOOLEAN = [
    ("锂 钠", "(锂 & 钠)"),
    ("锂 AND 钠", "(锂 & 钠)"),
    ("锂 与 钠", "(锂 & 钠)"),
    ("锂 ＡＮＤ 钠", "(锂 & 钠)"),
    ("锂 OR 钠", "(锂 | 钠)"),
    ("锂 或 钠", "(锂 | 钠)"),
    ("锂|钠", "(锂 | 钠)"),
    ("锂｜钠", "(锂 | 钠)"),
    ("锂 || 钠", "(锂 | 钠)"),
    ("锂 NOT 钠", "(锂 & !钠)"),
    ("锂 非 钠", "(锂 & !钠)"),
    ("锂 -钠", "(锂 & !钠)"),
    ("锂 －钠", "(锂 & !钠)"),
    ("-钠", "!钠"),
    ("NOT NOT 钠", "钠"),
    ("锂 OR 钠 电池", "(锂 | (钠 & 电池))"),
    ("(锂 OR 钠) 电池", "((锂 | 钠) & 电池)"),
    ("（锂 或 钠）电池", "((锂 | 钠) & 电池)"),
    ("锂 -(钠 OR 镁)", "(锂 & !(钠 | 镁))"),
    ("标题:(锂|钠) 电池", "((title:锂 | title:钠) & 电池)"),
    ("电池 -类型:外观设计", "(电池 & !right_kind=design)"),
    ("“锂 OR 钠”", "锂 OR 钠"),
    ("管理办法（试行）", "(管理办法 & 试行)"),
    ("（试行）", "试行"),
    ("锂-离子", "(锂 & 离子)"),
    ("-20度", "20度"),
    ("与", "与"),
    ("或许", "或许"),
    ("and", "and"),
]


@pytest.mark.parametrize(("text", "expected"), BOOLEAN)
def test_and_or_not_and_brackets(text: str, expected: str) -> None:
    query = parse_query(text)
    assert _shown(query.root) == expected
    assert not any("括号" in hint or "略去" in hint for hint in query.hints)


MENDED = [
    ("锂 OR", "锂", "“OR”的前后要各有内容"),
    ("OR 锂", "锂", "“OR”的前后要各有内容"),
    ("锂 AND AND 钠", "(锂 & 钠)", "“AND”的前后要各有内容"),
    ("锂 NOT", "锂", "“NOT”后面要有内容"),
    ("((锂 OR 钠", "(锂 | 钠)", "括号没有成对"),
    ("锂 ) 钠", "(锂 & 钠)", "多出的右括号"),
    ("锂 ()", "锂", ""),
]


@pytest.mark.parametrize(("text", "expected", "hint"), MENDED)
def test_what_was_left_open_is_mended_and_said(text: str, expected: str, hint: str) -> None:
    query = parse_query(text)
    assert _shown(query.root) == expected
    assert any(hint in one for one in query.hints) or not hint


def _days(first: str, last: str) -> tuple[int, int]:
    return date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()


_2020, _2022 = _days("2020-01-01", "2022-12-31")
RANGES = [
    ("申请日:2020-01-01..2022-12-31", Range("filed_on", _2020, _2022)),
    ("申请日：2020年1月1日～2022年12月31日", Range("filed_on", _2020, _2022)),
    ("申请日:2020..2022", Range("filed_on", _2020, _2022)),
    ("申请日:2020 .. 2022", Range("filed_on", _2020, _2022)),
    ("申请日:20200101至20221231", Range("filed_on", _2020, _2022)),
    ("申请日:>=2020", Range("filed_on", _2020, None)),
    ("申请日:>= 2020", Range("filed_on", _2020, None)),
    ("申请日:≥2020", Range("filed_on", _2020, None)),
    ("申请日:＞2019", Range("filed_on", _2020, None)),
    ("申请日:<2023", Range("filed_on", None, _2022)),
    ("申请日:..2022", Range("filed_on", None, _2022)),
    ("申请日:2020..", Range("filed_on", _2020, None)),
    ("申请日:2020-02", Range("filed_on", *_days("2020-02-01", "2020-02-29"))),
    ("公开日:2020-02-03", Range("published_on", *_days("2020-02-03", "2020-02-03"))),
    ("授权日:2020", Range("granted_on", *_days("2020-01-01", "2020-12-31"))),
    ("成文日期:2020..2022", Range("issued_on", _2020, _2022)),
    ("施行日期:<=2022", Range("effective_from", None, _2022)),
    ("年:2018..2020", Range("year", 2018, 2020)),
    ("年份:>=2018", Range("year", 2018, None)),
    ("年:2018年至2020年", Range("year", 2018, 2020)),
    ("权利要求数:>=10", Range("claim_count", 10, None)),
    ("被引次数:5..10", Range("cited_by_count", 5, 10)),
]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_ranges(text: str, expected: Range) -> None:
    assert parse_query(text).root == expected
    assert parse_query(f"锂 ({text})").conditions == (expected,)


REFUSED = [
    ("申请日:2022..2020", "起点在终点之后"),
    ("申请日:昨天", "申请日:2020-01-01..2022-12-31"),
    ("申请日:2020-02-30", "不是日期"),
    ("年:12..15", "年:2018..2020"),
    ("权利要求数:多", "权利要求数:>=10"),
    ("(" * 9 + "锂", "套得太深"),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_a_range_or_depth_that_cannot_be_is_refused(text: str, expected: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        parse_query(text)
    assert expected in str(refused.value)


SYNONYMS = {"锂电池": ("锂离子电池",), "led": ("发光二极管",)}
ALIKE = [
    ("锂电池", "(锂电池 | 锂离子电池)", True),
    ("鋰電池", "(锂电池 | 锂离子电池)", True),
    ("ＬＥＤ 灯", "((led | 发光二极管) & 灯)", True),
    ("标题:锂电池", "(title:锂电池 | title:锂离子电池)", True),
    ("-锂电池", "!(锂电池 | 锂离子电池)", True),
    ("“锂电池”", "锂电池", False),
    ("申请人:锂电池", "holder:锂电池", False),
    ("钠电池", "钠电池", False),
]


@pytest.mark.parametrize(("text", "expected", "told"), ALIKE)
def test_synonyms_are_looked_for_too_and_told(text: str, expected: str, told: bool) -> None:
    query = parse_query(text, synonyms=SYNONYMS)
    assert _shown(query.root) == expected
    assert any(hint.startswith("也查了：") for hint in query.hints) == told


NUMBERS = [
    ("ZL 2023 1 0123456.6 电池", "202310123456"),
    ("电池 ＺＬ２０２３１０１２３４５６．６", "202310123456"),
    ("专利号ZL202310123456.6", "202310123456"),
    ("第2023101234566号", "202310123456"),
    ("CN 1 12345678 A", "cn112345678"),
    ("112345678", "cn112345678"),
    ("质押 云府发 〔2023〕 5 号", "云府发[2023]5号"),
    ("（云府发【2023】第05号 或 质押）", "云府发[2023]5号"),
    ("国家知识产权局令第七十七号", "国家知识产权局令第77号"),
    ("国家知识产权局第77号令", "国家知识产权局令第77号"),
]


@pytest.mark.parametrize(("text", "key"), NUMBERS)
def test_a_number_is_known_within_a_query_however_it_is_written(text: str, key: str) -> None:
    assert any(key in part.numbers for part in parse_query(text).parts)


def test_a_wrong_check_digit_is_told_and_the_rest_is_looked_for() -> None:
    query = parse_query("202310123456.1")
    assert any("校验位应为6" in hint for hint in query.hints)
    assert query.parts[0].numbers == ("202310123456",)
