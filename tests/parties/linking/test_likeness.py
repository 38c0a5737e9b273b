"""Pairs of names: what a holder's name is to a firm's, decided with the shipped words and weights."""

from __future__ import annotations

import pytest

from zhishu.flows.open_linker import open_linker
from zhishu.parties.linking.holder_name import compare_form, compare_forms
from zhishu.parties.linking.joint import part_joint
from zhishu.parties.linking.linker import Linker
from zhishu.rules.rulebook import load_rulebook

FIRM = "云澜市鑫源贸易有限公司"


@pytest.fixture(scope="module")
def linker() -> Linker:
    return open_linker(load_rulebook())


# How a holder is written, a party's name, what becomes of it, words of a reason.
PAIRS = [
    ("云澜市鑫源贸易有限公司", FIRM, "linked", "名称相同"),
    (" 云澜市鑫源贸易有限公司　", FIRM, "linked", "名称相同"),
    ("雲瀾市鑫源貿易有限公司", FIRM, "linked", "名称相同"),
    ("云澜鑫源贸易有限责任公司", FIRM, "linked", "字号相同：鑫源"),
    ("示例省云澜市鑫源贸易有限公司", FIRM, "linked", "地区相同"),
    ("鑫源（云澜）贸易有限公司", FIRM, "linked", "行业相同：贸易"),
    ("云澜市鑫源贸昜有限公司", FIRM, "linked", "行业差一字"),
    ("云澜市鑫源贸易有阴公司", FIRM, "linked", "组织形式差一字"),
    ("云阑市鑫源贸易有限公司", FIRM, "linked", "地区差一字"),
    ("云澜市鑫源贸易有限公司临溪分公司", FIRM, "linked", "不是独立法人"),
    # Slips of the trade name, what one side leaves out, other forms: an officer decides.
    ("云澜市鑫原贸易有限公司", FIRM, "uncertain", "字号读音相同"),
    ("云澜市鑫泉贸易有限公司", FIRM, "uncertain", "字号差一字"),
    ("鑫源贸易有限公司", FIRM, "uncertain", "只有一方写了地区"),
    ("云澜市鑫源贸易股份有限公司", FIRM, "uncertain", "可能改制"),
    ("云澜市鑫源科技贸易有限公司", FIRM, "uncertain", "行业一长一短"),
    ("云澜市鑫源贸易有限公司", "云澜市鑫源贸易集团有限公司", "uncertain", "集团和成员是两家"),
    ("云澜高新区鑫源贸易有限公司", FIRM, "uncertain", "只有一方写了高新区"),
    ("Yunlan Xinyuan Trading Co., Ltd.", FIRM, "uncertain", "字号的拼音相同：鑫源"),
    ("福州大学机械学院", "福州大学", "uncertain", "是否独立"),
    # Others, however like they look.
    ("福州鑫源贸易有限公司", FIRM, "none", "地区不同"),
    ("云澜市鑫源商贸有限公司", FIRM, "none", "行业不同"),
    ("云澜市鑫源光缆有限公司", "云澜市鑫源电缆有限公司", "uncertain", "行业差一字"),
    ("云澜市第一电机有限公司", "云澜市第二电机有限公司", "none", "序数、方位不同"),
    ("云澜东方电机有限公司", "云澜南方电机有限公司", "none", "序数、方位不同"),
    ("云澜市鑫源贸易厂", FIRM, "none", "单位形态不同"),
    (FIRM, "云澜市鑫源贸易有限公司临溪分公司", "none", "登记的是分支"),
    ("福州大学附属医院", "福州大学", "none", "另有法人资格"),
    ("福州大学资产经营有限公司", "福州大学", "none", "另有法人资格"),
    ("福建大学", "福州大学", "none", "字号不同"),
    ("福州鑫源贸易有限公司", "福建鑫源贸易有限公司", "none", "地区一大一小"),
    ("示例省云澜市大学", "云澜大学", "linked", "都以地区为名"),
    ("赵某某", FIRM, "none", "自然人不与单位关联"),
    ("鑫源", FIRM, "none", "自然人不与单位关联"),
    ("（个人）", FIRM, "none", "自然人不与单位关联"),
    ("云澜**贸易有限公司", FIRM, "none", "名称有遮盖"),
    ("Fuzhou Xinyuan Trading Co., Ltd.", FIRM, "none", ""),
    ("Yunlan Hengda Trading Co., Ltd.", FIRM, "none", "字号的拼音不在外文名称里"),
    ("株式会社东芝", FIRM, "none", ""),
    ("", FIRM, "none", ""),
]


@pytest.mark.parametrize(("holder", "party", "state", "reason"), PAIRS)
def test_a_pair_is_decided_with_its_reason(
    holder: str, party: str, state: str, reason: str, linker: Linker
) -> None:
    found = linker.link(holder, [("P", party, False)])
    assert found.state == state, found
    assert (found.party_id == "P") is (state == "linked")
    assert any(reason in one for one in found.reasons), found.reasons


def test_a_former_name_links_and_says_so(linker: Linker) -> None:
    found = linker.link("云澜旧名电池有限公司", [("P", "云澜旧名电池有限公司", True)])
    assert (found.state, found.party_id) == ("linked", "P")
    assert "曾用名" in found.reasons[0]


def test_two_that_are_as_like_wait_for_an_officer(linker: Linker) -> None:
    parties = [("A", "云澜市鑫源贸易有限公司", False), ("B", "云澜鑫源贸易有限公司", False)]
    found = linker.link("云澜市鑫源贸易有限责任公司", parties)
    assert (found.state, found.party_id) == ("uncertain", None)
    assert [one.party_id for one in found.candidates] == ["A", "B"]
    assert found.reasons[0] == "不止一家同样相像"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("云澜市鑫源贸易有限公司", ["云澜市鑫源贸易有限公司"]),
        ("甲某；云澜大学", ["甲某", "云澜大学"]),
        ("云澜大学、云澜市鑫源贸易有限公司", ["云澜大学", "云澜市鑫源贸易有限公司"]),
        (
            "云澜市鑫源贸易有限公司福州恒达电子有限公司",
            ["云澜市鑫源贸易有限公司", "福州恒达电子有限公司"],
        ),
        ("云澜大学福州恒达电池厂", ["云澜大学", "福州恒达电池厂"]),
        ("云澜市鑫源贸易有限公司福州电池厂", ["云澜市鑫源贸易有限公司福州电池厂"]),
        ("云澜市鑫源贸易有限公司福州分公司", ["云澜市鑫源贸易有限公司福州分公司"]),
        ("云澜市鑫源贸易有限公司电池厂", ["云澜市鑫源贸易有限公司电池厂"]),
        ("；", ["；"]),
    ],
)
def test_a_joint_string_is_parted(name: str, parts: list[str], linker: Linker) -> None:
    assert part_joint(name, linker.reader) == parts


@pytest.mark.parametrize(
    ("name", "party_kind", "kind"),
    [
        ("云澜大学", "university", "university"),
        ("云澜大学", None, "university"),
        ("云澜市电池研究院", None, "research_institute"),
        (FIRM, "individual_business", "enterprise"),
        (FIRM, None, "enterprise"),
        ("云澜市人民医院", None, "government"),
        ("云澜大学附属医院", None, "government"),
        ("云澜市市场监督管理局", "government", "government"),
        ("赵小明", None, "individual"),
        ("Yunlan Corp", None, "unknown"),
    ],
)
def test_an_owner_has_the_kind_of_the_official_statistics(
    name: str, party_kind: str | None, kind: str, linker: Linker
) -> None:
    assert linker.owner_kinds.of(name, linker.read(name), party_kind) == kind


def test_many_names_are_folded_as_each_alone() -> None:
    names = ["云澜（电池）有限公司", "　雲瀾 電池\t有限公司", "ＡＢＣ Co.", "", "a\0b\nc", "①②"]
    assert compare_forms(names) == [compare_form(name.replace("\0", "")) for name in names]


def test_a_name_of_any_length_is_read(linker: Linker) -> None:
    for text in (
        "(" * 5000,
        "公司" * 5000,
        "大学" * 3000,
        "福州" * 5000,
        "贸易" * 5000,
        "a " * 9000,
    ):
        assert linker.link(text, [("P", FIRM, False), ("Q", text + "电", False)]).state
