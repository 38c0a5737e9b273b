"""The linking's files in the rulebook: what an office writes wrongly is refused with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from zhishu.parties.linking.lookalikes import read_lookalikes
from zhishu.parties.linking.owner_kind import read_owner_kinds
from zhishu.parties.linking.readings import read_readings
from zhishu.parties.linking.words import read_linking_words
from zhishu.parties.registration import read_party_states
from zhishu.rights.marks.trade_names import read_trade_classes
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.rulebook import SHIPPED

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("name", "read", "written", "instead", "said"),
    [
        ("holder_names", read_linking_words, "  place_same: 20\n", "", "缺少“place_same”"),
        (
            "holder_names",
            read_linking_words,
            "  place_same: 20",
            "  place_same: 101",
            "0到100的整数",
        ),
        (
            "holder_names",
            read_linking_words,
            "  place_same: 20",
            "  place_same: 20\n  x: 1",
            "没有“x”",
        ),
        ("holder_names", read_linking_words, "company/limited", "company", "应写作“形态/形式”"),
        ("holder_names", read_linking_words, "  margin: 8", "  margin: 许多", "须是数字"),
        ("readings", read_readings, "  a 啊", "  啊 a", "应为“拼音 汉字…”"),
        ("readings", read_readings, "readings:", "reading:", "缺少“readings”"),
        ("lookalikes", read_lookalikes, "groups: [", "groups: [1, ", "须是文字的列表"),
        (
            "owner_kinds",
            read_owner_kinds,
            "university: university",
            "university: 大学",
            "不能是“大学”",
        ),
        ("party_states", read_party_states, "  revoked:", "  gone:", "没有“gone”这种状态"),
        ("trade_classes", read_trade_classes, "  涂料: [2]", "  涂料: [46]", "1到45"),
    ],
)
def test_what_is_wrong_is_refused(
    name: str, read: Read, written: str, instead: str, said: str
) -> None:
    text = (SHIPPED / f"national/linking/{name}.yaml").read_text(encoding="utf-8")
    assert written in text
    read(load_yaml(text, where=name), where=name)
    with pytest.raises(RulebookError) as refused:
        read(load_yaml(text.replace(written, instead, 1), where=name), where=name)
    assert said in refused.value.what
    assert name in refused.value.where and "行" in refused.value.where
