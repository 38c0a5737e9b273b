"""Values of events as the gazette and the international data print them: lines, days, parties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.rights.event_values import (
    AFTER_LABELS,
    BEFORE_LABELS,
    BEGIN_LABELS,
    NUMBER_LABELS,
    TAKER_LABELS,
    TERM_DAY,
    TURN_DAY,
    first_day,
    first_text,
    names,
    read_lines,
    told_day,
)

LINES = {
    "": [],
    "视为撤回": [("", "视为撤回")],
    "登记号:Y2021990000123": [("登记号", "Y2021990000123")],
    "登记号：Y2021990000123；质权人：云澜农商银行": [
        ("登记号", "Y2021990000123"),
        ("质权人", "云澜农商银行"),
    ],
    "专利权的转移；变更后：云澜电池有限公司": [
        ("", "专利权的转移"),
        ("变更后", "云澜电池有限公司"),
    ],
    "登记号:Y1\n登记生效日:20210901\n出质人:甲公司 质权人:乙银行": [
        ("登记号", "Y1"),
        ("登记生效日", "20210901"),
        ("出质人", "甲公司"),
        ("质权人", "乙银行"),
    ],
    # Nothing between a value and the next label.
    "变更前权利人:甲公司变更后权利人:乙公司": [
        ("变更前权利人", "甲公司"),
        ("变更后权利人", "乙公司"),
    ],
    "IPC(主分类):H01M10/0525 专利号:ZL2016199000006": [
        ("IPC(主分类)", "H01M10/0525"),
        ("专利号", "ZL2016199000006"),
    ],
    # Names with blanks; a label that is not known ends them.
    "变更后权利人:Foo Battery Co., Ltd. 登记机构:某局": [
        ("变更后权利人", "Foo Battery Co., Ltd."),
        ("登记机构", "某局"),
    ],
    "Termination date: 20150325": [("Termination date", "20150325")],
    "Granted publication date: 20121121; Termination date: 20150325": [
        ("Granted publication date", "20121121"),
        ("Termination date", "20150325"),
    ],
    "审查结论:宣告专利权部分无效。决定日:20180505": [
        ("审查结论", "宣告专利权部分无效"),
        ("决定日", "20180505"),
    ],
    "地址:示例省云澜市，12:30以前": [("地址", "示例省云澜市，12:30以前")],
    "出质人:": [("出质人", "")],
    "：：": [("", "：")],
}


@pytest.mark.parametrize(("value", "lines"), LINES.items(), ids=[one[:20] for one in LINES])
def test_lines(value: str, lines: list[tuple[str, str]]) -> None:
    assert read_lines(value) == lines


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("终止日期:20180301", date(2018, 3, 1)),
        ("授权公告日:20150610 终止日期：2018.3.1", date(2018, 3, 1)),
        ("专利权终止日: 2018年03月01日", date(2018, 3, 1)),
        ("Granted publication date: 20121121; Termination date: 20150325", date(2015, 3, 25)),
        ("无效宣告决定日:2018-05-05", date(2018, 5, 5)),
        ("终止日期:20180231", None),
        ("终止日期:2018", None),
        ("授权公告日:20150610", None),
        ("", None),
    ],
)
def test_the_day_a_right_turns(value: str, day: date | None) -> None:
    assert told_day(value, TURN_DAY) == day


def test_the_day_a_compensated_term_ends() -> None:
    value = "原专利权期限届满日:20320301 现专利权期限届满日:20330115"
    assert told_day(value, TERM_DAY) == date(2033, 1, 15)


def test_fields_by_any_of_their_labels() -> None:
    lines = read_lines(
        "合同备案号:X2021990000001 备案日：2021年9月1日 受让人:甲；乙 许可种类:普通许可"
    )
    assert first_text(lines, NUMBER_LABELS) == "X2021990000001"
    assert first_day(lines, BEGIN_LABELS) == date(2021, 9, 1)
    assert names(lines, TAKER_LABELS) == ("甲", "乙")
    assert first_day(read_lines("备案日:不详"), BEGIN_LABELS) is None
    assert first_day(read_lines("备案日:20211301"), BEGIN_LABELS) is None


@pytest.mark.parametrize(
    ("value", "before", "after"),
    [
        ("变更前专利权人:甲 变更后专利权人:乙", ("甲",), ("乙",)),
        ("变更前主专利权人:甲 变更前共同专利权人:丙 变更后主专利权人:乙", ("甲", "丙"), ("乙",)),
        ("变更前权利人:甲、丙 变更后权利人:乙、无", ("甲", "丙"), ("乙",)),
        # The gazette prints addresses under the same labels.
        (
            "变更事项:专利权人 变更前权利人:甲 变更后权利人:乙"
            " 变更事项:地址 变更前权利人:云澜市一路 变更后权利人:云澜市二路",
            ("甲",),
            ("乙",),
        ),
        ("变更事项:地址 变更前:云澜市一路 变更后:云澜市二路", (), ()),
        (
            "Effective date of registration: 20180301; Patentee after: Foo Co., Ltd.;"
            " Address after: 1 Some Road; Patentee before: Bar Ltd; Address before: 2 Some Road",
            ("Bar Ltd",),
            ("Foo Co., Ltd.",),
        ),
        ("变更事项:发明人 变更前:林某 变更后:何某", (), ()),
        ("变更事项:共同专利权人 变更前权利人:无 变更后权利人:丙", (), ("丙",)),
        ("专利权的转移", (), ()),
    ],
)
def test_holders_before_and_after(
    value: str, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    lines = read_lines(value)
    assert (names(lines, BEFORE_LABELS), names(lines, AFTER_LABELS)) == (before, after)


@given(st.text(alphabet="变更前后权利人登记号生效日:： ；\n甲0123456789.a", max_size=80))
def test_any_value_is_read_and_nothing_of_it_is_lost(value: str) -> None:
    dropped = set(" \t\r\n\u3000;；。，,:：")
    told = "".join(label + text for label, text in read_lines(value))
    assert [one for one in told if one not in dropped] == [
        one for one in value if one not in dropped
    ]
    told_day(value, TURN_DAY)
    names(read_lines(value), AFTER_LABELS)
