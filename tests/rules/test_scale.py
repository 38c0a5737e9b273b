"""Figures in bands: read by date and number, refused by file and line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhishu.base.errors import NotFoundError
from zhishu.rules.loading import RulebookError, load_yaml
from zhishu.rules.rulebook import load_rulebook
from zhishu.rules.scale import Scale, read_scale

HEAD = "scale: x\ntitle: 甲\nunit: 元\nsource: 某标准\nbanded_by: 年度\n"
GOOD = (
    HEAD + "values:\n  2020-01-01:\n    bands: {1: 5, 4: 7.5}\n    up_to: 6\n    verified: true\n"
)

# (text, line of the fault, a word of the reason)
BAD: list[tuple[str, int, str]] = [
    (GOOD.replace("banded_by: 年度\n", ""), 1, "缺少“banded_by”"),
    (GOOD.replace("{1: 5, 4: 7.5}", "{}"), 8, "没有一档"),
    (GOOD.replace("{1: 5, 4: 7.5}", "5"), 8, "名称: 内容"),
    (GOOD.replace("4: 7.5", "1: 7.5"), 8, "写了两次"),
    (GOOD.replace("4: 7.5", "0: 7.5"), 8, "从小到大"),
    (GOOD.replace("4: 7.5", "四: 7.5"), 8, "档“四”"),
    (GOOD.replace("4: 7.5", "-4: 7.5"), 8, "档“-4”"),
    (GOOD.replace("4: 7.5", "4: 贵"), 8, "须是数字"),
    (GOOD.replace("up_to: 6", "up_to: 3"), 9, "不小于4"),
    (GOOD.replace("up_to: 6", "up_to: 6.5"), 9, "整数"),
    (GOOD.replace("    up_to: 6\n", ""), 8, "缺少“up_to”"),
    (GOOD.replace("verified", "checked"), 10, "没有“checked”"),
    (GOOD.replace("2020-01-01", "2020"), 7, "日期"),
    (GOOD.replace("source: 某标准\n", ""), 7, "缺少“source”"),
    (HEAD + "values: {}\n", 6, "没有一个值"),
]  # fmt: skip


def read(text: str) -> Scale:
    return read_scale(load_yaml(text, where="某.yaml"), where="某.yaml")


@pytest.mark.parametrize(("text", "line", "reason"), BAD)
def test_a_bad_scale_is_refused_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(RulebookError) as caught:
        read(text)
    assert caught.value.where.startswith(f"某.yaml 第{line}行"), caught.value.where
    assert reason in caught.value.what


def test_a_band_reaches_to_the_next_and_the_last_to_its_end() -> None:
    scale = read(GOOD)
    assert scale.at(date(2019, 12, 31)) is None
    bands = scale.at(date(2020, 1, 1))
    assert bands is not None
    figures = [bands.figure(number) for number in range(8)]
    assert figures == [None, 5, 5, 5, Decimal("7.5"), Decimal("7.5"), Decimal("7.5"), None]
    assert (bands.unit, bands.source, bands.clause, bands.verified) == ("元", "某标准", "", True)


def test_a_parameter_is_no_scale_and_a_scale_no_parameter() -> None:
    rulebook = load_rulebook()
    assert rulebook.scale("design_annual_fee").unit == "元"
    assert "design_annual_fee" not in rulebook.parameters
    for ask in (
        lambda: rulebook.scale("design_term"),
        lambda: rulebook.parameter("design_annual_fee"),
    ):
        with pytest.raises(NotFoundError):
            ask()
