"""Numbers of trademarks, copyrights, layout designs, plant varieties: every print, one form."""

from __future__ import annotations

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.base.register_numbers import (
    CopyrightNumber,
    LayoutDesignNumber,
    PlantVarietyNumber,
    TrademarkNumber,
)

Number = type[TrademarkNumber | CopyrightNumber | LayoutDesignNumber | PlantVarietyNumber]


@pytest.mark.parametrize(
    ("number", "text", "expected"),
    [
        (TrademarkNumber, "12345678", "12345678"),
        (TrademarkNumber, "第 12345678 号", "12345678"),
        (TrademarkNumber, "１２３４５６７８ａ", "12345678A"),
        (TrademarkNumber, "g1234567", "G1234567"),
        (TrademarkNumber, "G1234567A", "G1234567A"),
        (TrademarkNumber, "1", "1"),
        (TrademarkNumber, "12345678.0", "12345678"),
        (CopyrightNumber, "2021SR0123456", "2021SR0123456"),
        (CopyrightNumber, "2009 sr 012345", "2009SR012345"),
        (CopyrightNumber, "软著登字第1234567号", "软著登字第1234567号"),
        (CopyrightNumber, "软著登字 第 BJ12345 号", "软著登字第BJ12345号"),
        (CopyrightNumber, "国作登字-2021-A-01234567", "国作登字-2021-A-01234567"),
        (CopyrightNumber, "国作登字－2021－F－00012345", "国作登字-2021-F-00012345"),
        (CopyrightNumber, "赣作登字2019F00012345", "赣作登字-2019-F-00012345"),
        (LayoutDesignNumber, "BS.215001234", "BS.215001234"),
        (LayoutDesignNumber, "bs 21500123", "BS.21500123"),
        (LayoutDesignNumber, "ＢＳ．21500123.4", "BS.21500123.4"),
        (PlantVarietyNumber, "CNA20191001234", "CNA20191001234"),
        (PlantVarietyNumber, "20191001234", "CNA20191001234"),
        (PlantVarietyNumber, "CNA20090123.4", "CNA20090123.4"),
        (PlantVarietyNumber, "20090123.4", "CNA20090123.4"),
        (PlantVarietyNumber, "20190123", "20190123"),
        (PlantVarietyNumber, "cna20080123", "CNA20080123"),
    ],
)
def test_every_print_has_one_form(number: Number, text: str, expected: str) -> None:
    found = number.parse(text)
    assert str(found) == expected
    assert number.parse(str(found)) == found


@pytest.mark.parametrize(
    ("number", "text", "says"),
    [
        (TrademarkNumber, "", "格式不对"),
        (TrademarkNumber, "1.2346E+7", "科学计数法"),
        (TrademarkNumber, "1234567890", "格式不对"),
        (TrademarkNumber, "12345678AB", "格式不对"),
        (TrademarkNumber, "云澜", "格式不对"),
        (CopyrightNumber, "SR0123456", "格式不对"),
        (CopyrightNumber, "2021SR012", "格式不对"),
        (CopyrightNumber, "国作登字-2021-01234567", "格式不对"),
        (CopyrightNumber, "无", "格式不对"),
        (LayoutDesignNumber, "215001234", "格式不对"),
        (LayoutDesignNumber, "BS.21500", "格式不对"),
        (PlantVarietyNumber, "CNA2019", "格式不对"),
        (PlantVarietyNumber, "30190123", "格式不对"),
    ],
)
def test_what_is_no_number_is_refused_with_what_was_expected(
    number: Number, text: str, says: str
) -> None:
    with pytest.raises(InvalidValueError, match=says) as told:
        number.parse(text)
    assert told.value.next_step.startswith("应为")


def test_what_a_number_tells() -> None:
    assert TrademarkNumber.parse("G1234567").is_madrid
    assert not TrademarkNumber.parse("1234567A").is_madrid
    assert CopyrightNumber.parse("国作登字-2021-A-01234567").work_kind == "work"
    assert CopyrightNumber.parse("软著登字第1234567号").work_kind == "software"
    assert CopyrightNumber.parse("2021SR0123456").work_kind == "software"
    assert PlantVarietyNumber.parse("20191001234").authority == "agriculture"
    assert PlantVarietyNumber.parse("20190123").authority == "forestry"
