"""What kind of body a name and code belong to, and when two names are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.base.identifiers import CreditCode
from zhishu.parties.party import KINDS, fold_name, former_names, is_person, party_kind


def code(first_two: str) -> CreditCode:
    """A code of a kind of body; only its beginning matters here."""
    return CreditCode(f"{first_two}350100M000100Y43"[:18])


@pytest.mark.parametrize(
    ("name", "printed", "first_two", "expected"),
    [
        ("福州某某电子有限公司", "有限责任公司", "91", "enterprise"),
        ("福州某某电子有限公司", "", "", "enterprise"),
        ("某某大学", "", "12", "university"),
        ("某某职业学院", "", "52", "university"),
        ("某某大学", "", "", "university"),
        ("某某大学出版社有限责任公司", "有限责任公司", "91", "enterprise"),
        ("某某大学附属第一医院", "", "12", "institution"),
        ("某某学院实业公司", "", "", "enterprise"),
        ("某省农业科学院", "", "12", "research_institute"),
        ("某某新材料研究院有限公司", "", "91", "enterprise"),
        ("某某水利勘测设计院", "全民所有制", "91", "enterprise"),
        ("某某市知识产权局", "", "11", "government"),
        ("某某知识产权代理有限公司", "", "91", "agency"),
        ("某某专利商标事务所（普通合伙）", "", "91", "agency"),
        ("某某知识产权运营有限公司", "", "91", "enterprise"),
        ("某某商会", "", "51", "social_organisation"),
        ("某某食杂店", "个体工商户", "92", "individual_business"),
        ("某某食杂店", "个体", "", "individual_business"),
        ("某某茶叶专业合作社", "", "93", "cooperative"),
        ("某某茶叶专业合作社", "", "", "cooperative"),
        ("某某县农具修配厂", "集体所有制", "", "enterprise"),
        ("某某", "", "", "other"),
    ],
)
def test_kind(name: str, printed: str, first_two: str, expected: str) -> None:
    assert party_kind(name, printed, code(first_two) if first_two else None) == expected
    assert expected in KINDS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("示例网络（北京）技术有限公司", "示例网络(北京)技术有限公司", True),
        ("ＡＢＣ电子 有限公司", "ABC电子有限公司", True),
        ("abc电子有限公司", "ABC电子有限公司", True),
        ("某某〔福建〕有限公司", "某某(福建)有限公司", True),
        ("某某有限公司", "某某有限责任公司", False),
        ("某某有限公司", "某某有限公司福州分公司", False),
        ("後藤有限公司", "后藤有限公司", False),
    ],
)
def test_the_same_name(one: str, other: str, same: bool) -> None:
    assert (fold_name(one) == fold_name(other)) is same


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@pytest.mark.parametrize(
    ("known", "current", "expected"),
    [
        (["甲公司"], "乙公司", ["甲公司"]),
        (["甲公司", "乙公司"], "乙公司", ["甲公司"]),
        (["甲（福建）公司", "甲(福建)公司"], "乙公司", ["甲（福建）公司"]),
        (["甲(福建)公司"], "甲（福建）公司", []),
        (["", " "], "乙公司", []),
    ],
)
def test_former_names(known: list[str], current: str, expected: list[str]) -> None:
    assert former_names(known, current) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("（个人）", True),
        ("(个人)", True),
        ("张某某", True),
        ("王五", True),
        ("阿布都·某某", True),
        ("某某有限公司", False),
        ("清华大学", False),
        ("修配厂", False),
        ("4X创新有限公司", False),
    ],
)
def test_person(name: str, expected: bool) -> None:
    assert is_person(name) is expected
