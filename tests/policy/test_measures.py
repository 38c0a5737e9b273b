"""Measures out of sentences of our own: who gets how much, at most how much, and what is no measure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhishu.policy.document import Measure
from zhishu.policy.measures.finding import find_measures
from zhishu.policy.structure.clauses import Node

Clause = tuple[str, str | None, str]


def read(*clauses: Clause) -> tuple[str, list[Measure]]:
    """The measures of clauses given as path, heading and paragraphs."""
    text, nodes = "", []
    for path, heading, words in clauses:
        start, parts = len(text), []
        for line in words.split("\n"):
            parts.append((len(text), len(text) + len(line)))
            text += line + "\n"
        nodes.append(Node(path, heading, start, len(text) - 1, parts))
    return text, find_measures(text, nodes)


def sums(measure: Measure) -> str:
    """Amount, cap, rate in one line, what is missing left out."""
    told = []
    for name in ("amount", "amount_max", "cap", "rate", "rate_max"):
        value: Decimal | None = getattr(measure, name)
        if value is not None:
            told.append(f"{name} {value.normalize():f}")
    return " ".join(told)


# A sentence; then who, and the sums, of each measure.
SENTENCES: list[tuple[str, list[tuple[str | None, str]]]] = [
    # lists beside lists
    (
        "获得省专利金奖、银奖的权利人，分别奖励20万元、8万元。",
        [("权利人", "amount 200000"), ("权利人", "amount 80000")],
    ),
    (
        "被认定为国家版权示范、试点街区，示范、试点楼宇，当年一次性奖励9万元、4万元。",
        [
            ("国家版权示范街区", "amount 90000"),
            ("试点街区", "amount 40000"),
            ("示范楼宇", "amount 90000"),
            ("试点楼宇", "amount 40000"),
        ],
    ),
    (
        "权利人境内、境外胜诉的，按公证费的30%给予补助，每案分别不超过3万元、12万元。",
        [("权利人", "cap 30000 rate 0.3"), ("权利人", "cap 120000 rate 0.3")],
    ),
    (
        "奖励标准：特等奖6万元、一等奖3万元。",
        [(None, "amount 60000"), (None, "amount 30000")],
    ),
    # a cap of one, a cap of the year, caps by who
    (
        "企业境外注册商标的，每件资助4千元，单个企业每年不超过9万元。",
        [("企业", "amount 4000")],
    ),
    (
        "对投保专利险的企业，按保费的60%给予补贴，每单最高2万元，同一企业每年最高7万元。",
        [("企业", "cap 20000 rate 0.6")],
    ),
    (
        "维权成功的，给予代理费40%的资助，对自然人每年最高1万元，对法人每年最高3万元。",
        [("自然人", "cap 10000 rate 0.4"), ("法人", "cap 30000 rate 0.4")],
    ),
    (
        "对首贷企业贴50%，对续贷企业贴30%，一家企业一年不得超过18万元。",
        [("首贷企业", "cap 180000 rate 0.5"), ("续贷企业", "cap 180000 rate 0.3")],
    ),
    # ranges, shares in words, all and half
    (
        "每个导航项目资助金额不超过50万元，资助比例不超过总经费的60%。",
        [("导航项目", "cap 500000 rate_max 0.6")],
    ),
    ("每个试点园区给予30—60万元支持。", [("试点园区", "amount 300000 amount_max 600000")]),
    ("对融资担保机构按担保额的0.5%至1%给予补助。", [("融资担保机构", "rate 0.005 rate_max 0.01")]),
    ("按实付利息的三成贴，每年封顶6万元。", [(None, "cap 60000 rate 0.3")]),
    ("贴息率不超过LPR的40%。", [(None, "rate_max 0.4")]),
    (
        "参保企业前两年按保费全额补贴，后一年减半，单户限额5万元。",
        [("参保企业", "cap 50000 rate 1"), ("参保企业", "cap 50000 rate 0.5")],
    ),
    ("获省级奖励的，按上级奖金1:1配套。", [("获省级奖励的", "rate 1")]),
    (
        "创业大赛按审计认定支出的一半给予资助，单场最高4万元，同一载体全年最多12万元。",
        [("载体", "cap 40000 rate 0.5")],
    ),
    (
        "初创企业前12个月租金全免，第13个月起租金减半。",
        [("初创企业", "rate 1"), ("初创企业", "rate 0.5")],
    ),
    ("对小微企业免收检验检测费。", [("小微企业", "rate 1")]),
    ("首年免收许可费的，给高校院所每件6000元补助。", [("高校院所", "amount 6000")]),
    ("众创空间按上述标准的60%执行。", [("众创空间", "rate 0.6")]),
    (
        "单位按设备投资额的7%给予补助；首次纳统的，补助比例提高到9%。单个项目补助总额不超过300万元。",
        [("单位", "cap 3000000 rate 0.07"), ("单位", "cap 3000000 rate 0.09")],
    ),
    ("由开发区承担三成，每户每年至多80万元。", [(None, "cap 800000 rate 0.3")]),
    (
        "中介引荐成功的，分段计酬：1亿元以下部分0.5%，1亿元以上部分0.3%，单个项目不高于200万元。",
        [("中介", "cap 2000000 rate 0.005"), ("中介", "cap 2000000 rate 0.003")],
    ),
    (
        "其他企业按保费的60%补贴，每家企业每年最高80万元，其中对境外业务，补贴比例为70%。",
        [("其他企业", "cap 800000 rate 0.6"), ("企业", "cap 800000 rate 0.7")],
    ),
    ("自用桩每个补贴400元，由车主申领。", [("车主", "amount 400")]),
    ("按星级计发运营奖补，五星的0.15元/千瓦时。", [(None, "amount 0.15")]),
    ("上一政策周期，全市兑付补贴1.4亿元，追回资金40万元。", []),
    # a threshold is no sum
    (
        "服务机构年营业收入首次达到800万元、1500万元的，分别奖励5万元、9万元。",
        [("服务机构", "amount 50000"), ("服务机构", "amount 90000")],
    ),
    ("贷款300万元（含）以下的企业，补助2万元。", [("企业", "amount 20000")]),
    ("在申报年度投资额5亿元以上的项目须开展评议。", []),
    # who is named behind the giving, or by what is asked
    ("线索查实的，每起给予举报人1500元奖励。", [("举报人", "amount 1500")]),
    ("转化净收益的80%奖励完成人，其余留存学校。", [("完成人", "rate 0.8")]),
    ("每年择优支持一批专利导航项目，每项资助12万元。", [("专利导航项目", "amount 120000")]),
    ("马德里商标成功注册的，补助6000元。", [("马德里商标成功注册的", "amount 6000")]),
    # loans
    ("重点群体可申请25万元的创业担保贷款。", [("重点群体", "cap 250000")]),
    # a lost figure stays lost
    ("企业通过评价的，给予最高不超过", [("企业", "")]),
    ("二等奖的获奖单位，奖励每项万元。", [("获奖单位", "")]),
    # no measures
    ("2023年，全市共兑现奖励资金900万元，惠及企业120家。", []),
    ("市财政每年安排600万元专项资金。", []),
    ("设立规模3000万元的风险补偿资金池。", []),
    ("逾期不改的，处二万元以上十万元以下罚款。", []),
    ("项目资金分两次拨付，立项时拨付60%，验收后拨付40%。", []),
    ("带动农户年人均增收3000元。", []),
    ("研发投入占营业收入比重不低于3%。", []),
    ("单个企业当年资助总额不超过100万元。", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_a_sentence(sentence: str, expected: list[tuple[str | None, str]]) -> None:
    _, found = read(("一", None, sentence))
    assert [(one.beneficiary, sums(one)) for one in found] == expected


def test_who_a_clause_of_its_own_names_holds_where_none_is_named() -> None:
    _, [one] = read(
        ("一", None, "支持对象：在本区注册的科技型中小企业。"),
        ("二", None, "支持标准：对符合条件的，按照实际发生额的30%补助，最高15万元。"),
    )
    assert one.beneficiary == "在本区注册的科技型中小企业"
    assert sums(one) == "cap 150000 rate 0.3"


def test_whom_the_others_name_is_meant_where_none_is_named() -> None:
    _, found = read(
        ("一", None, "规上工业企业购置设备的，按投资额的6%补助。"),
        ("二", None, "中小企业上云的，补助2万元。"),
        ("三", None, "投入500万元以上的，奖励8万元。"),
    )
    assert found[-1].beneficiary == "企业"
    _, found = read(
        ("一", None, "凡在本县注册的单位和有本县户籍的个人，均可申请资助。"),
        ("二", None, "实用新型授权资助700元。"),
    )
    assert found[-1].beneficiary == "在本县注册的单位和有本县户籍的个人"


def test_a_table_of_levels_names_who_gets_it() -> None:
    rows = "补贴标准见下表：\n人才层次 | 租房补贴（元/月） | 生活补贴（万元/年）\n甲类 | 5000 | 6\n乙类 | 3000 | —"
    _, found = read(("", None, rows))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("甲类", "amount 5000"),
        ("甲类", "amount 60000"),
        ("乙类", "amount 3000"),
    ]


def test_a_table_whose_unit_stands_above_it() -> None:
    rows = "对建设单位给予奖补，标准见下表（单位：元/千瓦）：\n类型 | 2022年建成 | 2023年建成\n直流桩 | 400 | 300"
    _, found = read(("第一条", None, rows))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("建设单位", "amount 400"),
        ("建设单位", "amount 300"),
    ]


def test_further_caps_are_told_with_what_they_are_for() -> None:
    _, [one] = read(("一", None, "每件资助4000元，单个企业每年不超过9万元。"))
    assert one.other_caps == ((Decimal(90000), "企业每年"),)
    assert one.per == "件"


def test_a_table_of_standards() -> None:
    rows = "资助标准见下表：\n事项 | 对象 | 标准 | 限额\n贯标 | 首次通过的企业 | 一次性4万元 | —\n转让 | 受让方 | 交易额的8% | 30万元"
    _, found = read(("三", None, rows))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("首次通过的企业", "amount 40000"),
        ("受让方", "cap 300000 rate 0.08"),
    ]


def test_a_table_whose_header_has_the_unit() -> None:
    _, found = read(("四", None, "项目 | 资助标准（万元）\n国内发明专利 | 0.3\n国外发明专利 | 2"))
    assert [sums(one) for one in found] == ["amount 3000", "amount 20000"]


def test_a_table_of_targets_is_none_of_measures() -> None:
    _, found = read(("四", None, "指标 | 2020年 | 2025年目标\n专利奖励资金（万元） | 100 | 200"))
    assert found == []


def test_children_take_over_what_their_parent_says() -> None:
    _, found = read(
        ("第五条", None, "对获奖单位给予一次性奖励："),
        ("第五条(一)", None, "金奖，30万元；"),
        ("第五条(二)", None, "银奖，10万元。"),
    )
    assert [(one.clause, one.beneficiary, sums(one)) for one in found] == [
        ("第五条(一)", "获奖单位", "amount 300000"),
        ("第五条(二)", "获奖单位", "amount 100000"),
    ]


AWARD = "对通过贯标的企业，奖励2万元。"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        # in a clause of its own: all
        ([("第三条", None, AWARD), ("第九条", None, "同一项目不重复资助。")], [True]),
        # beside its sums: that clause alone
        (
            [("第三条", None, AWARD), ("第四条", None, AWARD + "按照就高不重复原则执行。")],
            [False, True],
        ),
        # in what introduces others: those below
        (
            [
                ("第三条", None, "标准如下，同一保单不得重复申领："),
                ("第三条(一)", None, AWARD),
                ("第四条", None, AWARD),
            ],
            [True, False],
        ),
        # saying that it speaks of all
        (
            [("一", None, AWARD + "本办法各项奖励就高不就低。"), ("二", None, AWARD)],
            [True, True],
        ),
        # of one kind of money: the clauses that pay it
        (
            [
                ("一", None, AWARD),
                ("二", None, "企业按利息的40%贴息。"),
                ("三", None, "贴息不得与其他贴息重复享受。"),
            ],
            [False, True],
        ),
        # beside some paragraphs of a text without numbers
        (
            [("", None, AWARD + "\n企业获金奖的，奖励9万元。两头得奖的，就高不就低。")],
            [False, True],
        ),
        # of a chapter
        (
            [
                ("第一章", "建设", ""),
                ("第一条", None, AWARD),
                ("第二章", "运营", ""),
                ("第二条", None, AWARD),
                ("第三条", None, "本章奖补与其他政策内容相同的，应选择一种申报，不得重复申报。"),
            ],
            [False, True],
        ),
        ([("一", None, AWARD + "一个车位限领一次。")], [True]),
        ([("一", None, AWARD), ("二", None, "以上两项只享受其一。")], [True]),
        # no more than what was spent, from all together
        ([("一", None, AWARD), ("二", None, "享受上级补助的，合计不得超过实际支出。")], [True]),
        ([("一", None, AWARD + "已领上级资金的车辆不再享受。")], [True]),
        # said of those who were paid before
        ([("一", None, AWARD), ("二", None, "去年获得的，本次不得重复申报。")], [False]),
        # as a heading
        ([("一", None, AWARD), ("二", "同类项目取其高者", "")], [True]),
        ([("一", None, AWARD), ("二", None, "严查重复侵权行为。")], [False]),
    ],
)
def test_exclusivity(clauses: list[Clause], expected: list[bool]) -> None:
    _, found = read(*clauses)
    assert [one.exclusivity is not None for one in found] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("择优给予每家5万元补助。", True),
        ("通过竞争性评审，对项目单位每项补助60万元。", True),
        ("对项目单位每项补助60万元。", False),
    ],
)
def test_competition(sentence: str, expected: bool) -> None:
    _, [one] = read(("一", None, sentence))
    assert one.competitive is expected


def test_the_place_holds_the_sum() -> None:
    text, [one] = read(("一", None, "前言。对企业按利息的 50% 给予贴息，最高 2 0 万 元。"))
    assert text[slice(*one.span)] == "对企业按利息的 50% 给予贴息，最高 2 0 万 元"
    assert one.cap == 200000
    assert one.rate_basis == "利息"
    assert one.form == "贴息"
