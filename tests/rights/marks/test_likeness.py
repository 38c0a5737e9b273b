"""Names of marks side by side: which are like, and why; trade names and owners as cases."""

from __future__ import annotations

import pytest

from zhishu.flows.open_linker import open_linker
from zhishu.flows.open_marks import open_mark_rules
from zhishu.parties.registration import STATES
from zhishu.rights.marks.likeness import KINDS, alike_characters, compare_marks, fold_mark
from zhishu.rights.marks.owners import owner_state
from zhishu.rights.marks.trade_names import tell_trade
from zhishu.rules.rulebook import load_rulebook

RULEBOOK = load_rulebook()
RULES = open_mark_rules(RULEBOOK)


@pytest.mark.parametrize(
    ("asked", "mark", "kind"),
    [
        ("云雾", "云雾", "same"),
        ("云雾", "雲 霧", "same"),
        ("Yun-Wu", "ＹＵＮＷＵ", "same"),
        ("三6九", "三六9", "digits"),
        ("8號", "捌号", "digits"),
        ("鑫源", "新元", "sound"),
        ("鑫源", "XINYUAN", "sound"),
        ("xinyuan", "鑫源", "sound"),
        ("长乐", "常乐", "sound"),
        ("行者", "杭者", "sound"),
        ("大家福", "天家福", "one_character"),
        ("曰来", "日来", "shape"),
        ("茶香", "荼香", "shape"),
        ("源丰", "丰源", "order"),
        ("云雾", "青岚云雾山", "contained"),
        ("青岚云雾山", "云雾", "contained"),
        ("新园", "鑫园山庄", "contained"),
        ("青岚茶", "青岚米", "one_character"),
        ("青岚茶", "青岚山茶", "one_character"),
        ("云雾", "云海", None),
        ("云", "云海", None),
        ("云雾", "白莲", None),
        ("", "云雾", None),
        ("云雾", "", None),
        ("！！", "云雾", None),
    ],
)
def test_names_of_marks_are_told_alike(asked: str, mark: str, kind: str | None) -> None:
    asked, mark = fold_mark(asked), fold_mark(mark)
    found = compare_marks(asked, mark, RULES.readings, RULES.lookalikes)
    assert (found.kind if found else None) == kind
    if found:
        assert kind in KINDS and (mark in found.reason or asked in found.reason)
        # What is like is among what the warehouse is asked for, or written in Latin letters.
        shared = sum(
            one in alike_characters(asked, RULES.readings, RULES.lookalikes) for one in mark
        )
        assert 2 * shared >= min(len(asked), len(mark)) or mark.isascii()


@pytest.mark.parametrize(
    ("name", "trade_name", "trade"),
    [
        ("云澜鑫源贸易有限公司", "鑫源", "贸易"),
        ("示例省云澜市青岚区恒达电子科技有限公司", "恒达", "电子科技"),
        ("鑫源（云澜）食品股份有限公司", "鑫源", "食品"),
        ("福耀玻璃工业集团股份有限公司", "福耀", "玻璃工业集团"),
        ("瑞丰祥茶业有限公司", "瑞丰祥", "茶业"),
        ("福州市鼓楼区永兴五金店", "永兴", "五金"),
        ("福州开发区鸿发光电子技术有限公司", "鸿发", "光电子技术"),
        ("安远精密制模有限公司", "安远", "精密制模"),
        ("云澜市老字号酒业有限公司青岚分公司", "老字号", "酒业"),
        ("云澜大学", "", ""),
        ("云澜康宁", "康宁", ""),
        ("鑫源", "鑫源", ""),
        ("A＆B电子有限公司", "a&b", "电子"),
    ],
)
def test_a_trade_name_is_taken_out_of_a_firms_name(name: str, trade_name: str, trade: str) -> None:
    parts = open_linker(RULEBOOK).reader.read(name)
    assert (parts.trade_name, parts.trade) == (trade_name, trade)


@pytest.mark.parametrize(
    ("name", "nice_class", "goods", "said"),
    [
        ("云澜鑫源食品有限公司", 30, "", "名称里的“食品”通常在第30类"),
        ("云澜鑫源渔具有限公司", 28, "钓具;渔具", "商品和服务里有“渔具”"),
        ("云澜鑫源食品有限公司", 9, "计算机", "看不出相同"),
        ("云澜鑫源有限公司", 9, "计算机", "没有写行业"),
        ("云澜鑫源食品有限公司", None, "", "看不出相同"),
    ],
)
def test_a_firms_trade_is_held_beside_a_marks_class(
    name: str, nice_class: int | None, goods: str, said: str
) -> None:
    parts = open_linker(RULEBOOK).reader.read(name)
    assert said in tell_trade(parts, nice_class, goods, RULES.trade_classes)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("存续", "existing"),
        ("存续（在营、开业、在册）", "existing"),
        ("注 销", "cancelled"),
        ("吊销,未注销", "revoked"),
        ("吊销", "revoked"),
        ("很好", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_printed_state_is_known_or_unknown(printed: str | None, state: str) -> None:
    assert RULES.party_states.of(printed) == state
    assert state in STATES


@pytest.mark.parametrize(
    ("states", "found"),
    [
        (["cancelled"], "ended"),
        (["cancelled", "cancelled"], "ended"),
        (["cancelled", "existing"], "partly_ended"),
        (["cancelled", "unknown"], "partly_ended"),
        (["revoked"], "revoked"),
        (["revoked", "existing"], "revoked"),
        (["existing"], "existing"),
        (["existing", "unknown"], "unknown"),
        ([], "unknown"),
    ],
)
def test_a_marks_owners_are_one_state(states: list[str], found: str) -> None:
    assert owner_state(states) == found
