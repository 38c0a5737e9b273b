"""The one search box: what is typed, and what is looked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidValueError
from zhishu.search.query import Condition
from zhishu.search.reading import parse_query

PARTS = [
    ("", []),
    ("锂电池", [("any", "锂电池")]),
    ("专利导航", [("any", "专利导航")]),
    ("锂 隔膜", [("any", "锂"), ("any", "隔膜")]),
    ("锂　隔膜", [("any", "锂"), ("any", "隔膜")]),
    ("专利，商标", [("any", "专利"), ("any", "商标")]),
    ("“知识产权强市”", [("any", "知识产权强市")]),
    ('"知识产权强市"', [("any", "知识产权强市")]),
    ("「知识产权强市」", [("any", "知识产权强市")]),
    ("知识产权强市建设", [("any", "知识产权"), ("any", "强市"), ("any", "建设")]),
    ("2023年专利", [("any", "2023年"), ("any", "专利")]),
    ("申请人:云澜大学", [("holder", "云澜大学")]),
    ("权利人：云澜大学 电池", [("holder", "云澜大学"), ("any", "电池")]),
    ("申请人: 云澜大学", [("holder", "云澜大学")]),
    ("标题:“管理办法”", [("title", "管理办法")]),
    ("发文机关:市政府", [("issuer", "市政府")]),
    ("专利 专利", [("any", "专利")]),
    ("H01M10/0525", [("any", "H01M10/0525")]),
    ("ZL 2023 1 0123456.7", [("any", "ZL 2023 1 0123456.7")]),
    ("云府发（2023） 5 号", [("any", "云府发（2023） 5 号")]),
    ("专利 2023", [("any", "专利"), ("any", "2023")]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_words_phrases_and_fields(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(part.field, part.text) for part in parse_query(text).parts] == expected


REGIONS = {"青岚区": "990102", "白鹭高新区": "990102Z1"}
CONDITIONS = [
    ("IPC:H01M", Condition("ipc", ("h01m",), prefix=True)),
    ("ipc：h01m*", Condition("ipc", ("h01m",), prefix=True)),
    ("IPC:H", Condition("ipc", ("h",), prefix=True)),
    ("IPC:H01M10", Condition("ipc", ("h01m10/",), prefix=True)),
    ("IPC:H01M1*", Condition("ipc", ("h01m1",), prefix=True)),
    ("IPC:H01M10/0525", Condition("ipc", ("h01m10/0525",))),
    ("IPC:“H01M 10/0525”", Condition("ipc", ("h01m10/0525",))),
    ("文号:云府发（2023）05号", Condition("number", ("云府发[2023]5号",))),
    ("公开号:CN112345678A", Condition("number", ("cn112345678",))),
    ("区划:青岚区", Condition("region", ("990102",))),
    ("区划:白鹭高新区", Condition("region", ("990102Z1",))),
    ("区划:9901", Condition("region", ("990100",))),
    ("年:2023", Condition("year", ("2023",))),
    ("年份：2023年", Condition("year", ("2023",))),
    ("类型:实用新型", Condition("right_kind", ("utility_model",))),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS)
def test_keyword_fields(text: str, expected: Condition) -> None:
    query = parse_query(text, regions=REGIONS)
    assert query.conditions == (expected,)
    assert query.parts == ()


REFUSED = [
    ("年:昨天", "年:2023"),
    ("IPC:XYZ", "IPC:H01M"),
    ("区划:火星", "区划:990102"),
    ("文号:甲", "云府发〔2023〕5号"),
    ("申请号:202310123456.1", "校验位"),
    ("类型:版权", "类型:发明"),
    ("申请人:", "申请人:要查的内容"),
    ("IPC:", "IPC:要查的内容"),
    ("专" * 400, "最多"),
    ("专\udcff", "UTF-8"),
    ("年:2023 " * 40 + " ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄"), "最多"),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_a_value_that_cannot_be_is_refused_with_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        parse_query(text, regions=REGIONS)
    assert expected in str(refused.value)


HINTS = [
    ("颜色:红", "没有“颜色”这个检索项", ["颜色", "红"]),
    ("发明人:张三", "个人信息", ["发明人", "张三"]),
    ("“知识产权", "引号没有成对", ["知识产权"]),
    ("知识产权强市建设", "加引号", ["知识产权", "强市", "建设"]),
    ("锂 ！！", "已略去", ["锂"]),
]


@pytest.mark.parametrize(("text", "hint", "expected"), HINTS)
def test_what_was_understood_otherwise_is_said(text: str, hint: str, expected: list[str]) -> None:
    query = parse_query(text)
    assert any(hint in sentence for sentence in query.hints)
    assert [part.text for part in query.parts] == expected


def test_a_time_of_day_is_no_field() -> None:
    assert parse_query("12:30").hints == ()


@settings(deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    try:
        query = parse_query(text)
    except InvalidValueError as refused:
        assert refused.what
    else:
        assert all(part.units for part in query.parts)
