"""Measures out of sentences of our own: who gets how much, at most how much, and what is no measure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy.clause_texts import read_clauses
from zhishu.policy.document import Measure


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
    (
        "技术合同登记的，卖方按成交额的1%奖励，买方按2%奖励。",
        [("卖方", "rate 0.01"), ("买方", "rate 0.02")],
    ),
    ("给予发布方最高90万元支持，给予承接方最高400万元支持。", [("发布方", "cap 900000"), ("承接方", "cap 4000000")]),
    ("全国技能大赛金牌、银牌选手，分别奖励9万元、5万元。", [("全国技能大赛金牌、银牌选手", "amount 90000"), ("全国技能大赛金牌、银牌选手", "amount 50000")]),
    ("凡取得二级职业证书者，发给2000元。", [("取得二级职业证书者", "amount 2000")]),
    ("院士、教授等高层次人才，给予安家补助60万元。", [("高层次人才", "amount 600000")]),
    ("受让的市内企业年产值超过500万元的，按产值的3%补助。", [("受让的市内企业", "rate 0.03")]),
    (
        "企业引进博士的，每人补贴企业3万元；留用满三年的，给予本人6万元。",
        [("企业", "amount 30000"), ("博士", "amount 60000")],
    ),
    (
        "工业项目自投产起，前三年按地方贡献的90%，后两年按40%奖励企业。",
        [("企业", "rate 0.9"), ("企业", "rate 0.4")],
    ),
    # whoever fulfils a condition: of the same sentence, else the condition with the word for such
    (
        "企业授权发明专利每件奖4000元；获驰名商标的奖30万元。",
        [("企业", "amount 4000"), ("企业", "amount 300000")],
    ),
    (
        "首次认定的示范企业奖20万元。重新认定的，奖9万元。",
        [("示范企业", "amount 200000"), ("重新认定的示范企业", "amount 90000")],
    ),
    (
        "当年评为省级未来工厂、市级智能车间的，分别给予80万元、20万元奖励。",
        [("当年评为省级未来工厂的", "amount 800000"), ("当年评为市级智能车间的", "amount 200000")],
    ),
    # what is asked, what was paid, what held before, what is paid in parts
    (
        "影片票房4000万元至9000万元奖60万元，9000万元至2亿元奖100万元。",
        [(None, "amount 600000"), (None, "amount 1000000")],
    ),
    ("1至6月，全市兑现专利资助520件、160万元。", []),
    ("2024年全区营收300亿元，兑现1800万元。", []),
    ("原第五条“每件资助1500元”，修改为：“每件资助800元”。", [(None, "amount 800")]),
    ("对博士给予安家补贴50万元，分五年发放，每年10万元。", [("博士", "amount 500000")]),
    ("给予企业引进成本不低于20%的资金支持。", [("企业", "rate 0.2")]),
    (
        "对电商企业推广费用给予20%的支持，最高40万元；交易额达到100万元的，最高支持金额提高至90万元。",
        [("电商企业", "cap 400000 rate 0.2"), ("电商企业", "cap 900000 rate 0.2")],
    ),
    # two caps of one rate; a cap before its rate; caps of two sentences
    (
        "企业海外维权胜诉的，按律师费的40%资助，国内9万元、国外20万元封顶。",
        [("企业", "cap 90000 rate 0.4"), ("企业", "cap 200000 rate 0.4")],
    ),
    (
        "对企业按公证费的30%补助（国内4万元、国外9万元）。",
        [("企业", "cap 40000 rate 0.3"), ("企业", "cap 90000 rate 0.3")],
    ),
    (
        "企业胜诉的，按费用的40%补助。每案最高6万元（涉外案件15万元）。",
        [("企业", "cap 60000 rate 0.4"), ("企业", "cap 150000 rate 0.4")],
    ),
    (
        "企业投资不足500万元的，按6%补助；500万元以上的，按9%补助。单个项目分别不超过30万元、70万元。",
        [("企业", "cap 300000 rate 0.06"), ("企业", "cap 700000 rate 0.09")],
    ),
    (
        "单个企业每年获得的补贴不超过60万元，按实际支出的30%核定。",
        [("企业", "cap 600000 rate 0.3")],
    ),
    ("合作社运营补贴第一年8万元，第二年5万元。", [("合作社", "amount 80000"), ("合作社", "amount 50000")]),
    ("第四条所列奖励由区财政全额承担。", []),
    (
        "企业参加重点展会展位费补贴80%，一般展会50%，单个企业年度最高30万元。",
        [("企业", "cap 300000 rate 0.8"), ("企业", "cap 300000 rate 0.5")],
    ),
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
    _, found = read_clauses(("一", None, sentence))
    assert [(one.beneficiary, sums(one)) for one in found] == expected


def test_who_a_clause_of_its_own_names_holds_where_none_is_named() -> None:
    _, [one] = read_clauses(
        ("一", None, "支持对象：在本区注册的科技型中小企业。"),
        ("二", None, "支持标准：对符合条件的，按照实际发生额的30%补助，最高15万元。"),
    )
    assert one.beneficiary == "在本区注册的科技型中小企业"
    assert sums(one) == "cap 150000 rate 0.3"


def test_whom_the_others_name_is_meant_where_none_is_named() -> None:
    _, found = read_clauses(
        ("一", None, "规上工业企业购置设备的，按投资额的6%补助。"),
        ("二", None, "中小企业上云的，补助2万元。"),
        ("三", None, "投入500万元以上的，奖励8万元。"),
    )
    assert found[-1].beneficiary == "投入500万元以上的企业"
    _, found = read_clauses(
        ("一", None, "凡在本县注册的单位和有本县户籍的个人，均可申请资助。"),
        ("二", None, "实用新型授权资助700元。"),
    )
    assert found[-1].beneficiary == "在本县注册的单位和有本县户籍的个人"


def test_a_table_of_levels_names_who_gets_it() -> None:
    rows = "补贴标准见下表：\n人才层次 | 租房补贴（元/月） | 生活补贴（万元/年）\n甲类 | 5000 | 6\n乙类 | 3000 | —"
    _, found = read_clauses(("", None, rows))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("甲类", "amount 5000"),
        ("甲类", "amount 60000"),
        ("乙类", "amount 3000"),
    ]


def test_a_table_whose_unit_stands_above_it() -> None:
    rows = "对建设单位给予奖补，标准见下表（单位：元/千瓦）：\n类型 | 2022年建成 | 2023年建成\n直流桩 | 400 | 300"
    _, found = read_clauses(("第一条", None, rows))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("建设单位", "amount 400"),
        ("建设单位", "amount 300"),
    ]


def test_further_caps_are_told_with_what_they_are_for() -> None:
    _, [one] = read_clauses(("一", None, "每件资助4000元，单个企业每年不超过9万元。"))
    assert one.other_caps == ((Decimal(90000), "企业每年"),)
    assert one.per == "件"


def test_a_table_of_standards() -> None:
    rows = "资助标准见下表：\n事项 | 对象 | 标准 | 限额\n贯标 | 首次通过的企业 | 一次性4万元 | —\n转让 | 受让方 | 交易额的8% | 30万元"
    _, found = read_clauses(("三", None, rows))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("首次通过的企业", "amount 40000"),
        ("受让方", "cap 300000 rate 0.08"),
    ]


def test_a_table_whose_header_has_the_unit() -> None:
    _, found = read_clauses(
        ("四", None, "项目 | 资助标准（万元）\n国内发明专利 | 0.3\n国外发明专利 | 2")
    )
    assert [sums(one) for one in found] == ["amount 3000", "amount 20000"]


def test_a_table_of_targets_is_none_of_measures() -> None:
    _, found = read_clauses(
        ("四", None, "指标 | 2020年 | 2025年目标\n专利奖励资金（万元） | 100 | 200")
    )
    assert found == []


def test_children_take_over_what_their_parent_says() -> None:
    _, found = read_clauses(
        ("第五条", None, "对获奖单位给予一次性奖励："),
        ("第五条(一)", None, "金奖，30万元；"),
        ("第五条(二)", None, "银奖，10万元。"),
    )
    assert [(one.clause, one.beneficiary, sums(one)) for one in found] == [
        ("第五条(一)", "获奖单位", "amount 300000"),
        ("第五条(二)", "获奖单位", "amount 100000"),
    ]


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        ("奖励对象为在本县注册的企业、社会团体（以下简称单位）。", "通过验收的单位"),
        (
            "凡在本市依法登记、两年内未受处罚的单位，均可申请资助。",
            "在本市依法登记、两年内未受处罚的单位",
        ),
        ("本办法适用于在本区登记的单位。", "在本区登记的单位"),
        ("支持对象：在本区登记的单位。", "在本区登记的单位"),
    ],
)
def test_whom_the_document_is_for_gets_it_where_a_condition_alone_is_named(
    whom: str, told: str
) -> None:
    _, [one] = read_clauses(("一", None, whom), ("二", None, "通过验收的，补助3万元。"))
    assert one.beneficiary == told


def test_whom_an_item_names_holds_for_the_items_beside_it() -> None:
    _, found = read_clauses(
        ("一", "演艺", ""),
        ("一(一)", None, "申报主体：在本市注册的院团。"),
        ("一(二)", None, "奖补标准：演出满90场的，奖补40万元。"),
        ("二", "入境游", ""),
        ("二(一)", None, "对象：旅行社。"),
        ("二(二)", None, "标准：组织境外游客过夜的，每人奖励60元。"),
        ("二(三)", None, "上限：单家旅行社年度不超过50万元。"),
    )
    assert [(one.clause, one.beneficiary, sums(one)) for one in found] == [
        ("一(二)", "在本市注册的院团", "amount 400000"),
        ("二(二)", "组织境外游客过夜的旅行社", "amount 60"),
    ]


def test_a_rate_and_its_cap_in_two_items_are_one_measure() -> None:
    _, found = read_clauses(
        ("三", "贷款贴息", ""),
        ("三(一)", None, "贴息比例：对企业按利息的40%给予贴息。"),
        ("三(二)", None, "贴息限额：单户企业年度贴息最高25万元。"),
    )
    assert [(one.clause, sums(one)) for one in found] == [("三(一)", "cap 250000 rate 0.4")]


def test_an_award_of_its_own_behind_a_rate_is_no_cap_of_it() -> None:
    _, found = read_clauses(
        ("三", "奖补", ""),
        ("三(一)", None, "对借款企业按利息的40%给予贴息。"),
        ("三(二)", None, "对获奖企业给予最高25万元奖励。"),
    )
    assert [(one.clause, sums(one)) for one in found] == [
        ("三(一)", "rate 0.4"),
        ("三(二)", "cap 250000"),
    ]


def test_lines_that_a_page_broke_are_read_as_one_sentence() -> None:
    lines = (
        "做强做大数字核心产业，当年首次列入全国\n"
        "百强企业、全省重点企业名单的工业企业，\n"
        "分别给予一次性奖励三十万元、十五万元；\n"
        "当年认定为首版次软件的产品，一次性奖励\n"
        "企业五十万元。"
    )
    _, found = read_clauses(("一", None, lines))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("工业企业", "amount 300000"),
        ("工业企业", "amount 150000"),
        ("企业", "amount 500000"),
    ]


def test_the_place_holds_the_sum() -> None:
    text, [one] = read_clauses(("一", None, "前言。对企业按利息的 50% 给予贴息，最高 2 0 万 元。"))
    assert text[slice(*one.span)] == "对企业按利息的 50% 给予贴息，最高 2 0 万 元"
    assert one.cap == 200000
    assert one.rate_basis == "利息"
    assert one.form == "贴息"


def test_a_row_that_lacks_its_first_or_last_cells_stands_under_its_header() -> None:
    _, found = read_clauses(
        (
            "",
            None,
            "序号\t类别\t项目\t奖补对象\t标准\t备注\n1\t质量\t中国质量奖\t获奖组织\t200万元\t一次性\n"
            "市长质量奖\t获奖单位\t30万元\n2\t标准\t国际标准\t第一起草单位\t50万元",
        )
    )
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("获奖组织", "amount 2000000"),
        ("获奖单位", "amount 300000"),
        ("第一起草单位", "amount 500000"),
    ]


def test_wide_blanks_part_the_cells_of_a_printed_table() -> None:
    _, found = read_clauses(
        (
            "",
            None,
            "单位：万元\n序号　项目　对象　标准\n1　国家级绿色工厂　工业企业　40\n2　省级绿色工厂　工业企业　20",
        )
    )
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("工业企业", "amount 400000"),
        ("工业企业", "amount 200000"),
    ]


def test_lines_with_labels_tell_whom_and_how_much() -> None:
    _, found = read_clauses(
        ("一", "机构引进", "▶ 谁能拿：新落户的服务机构\n▶ 拿多少：落户满一年，奖励10万元"),
        ("二", "数字化改造", "支持对象：通过验收的制造业企业\n支持标准：按投入的20%补助"),
    )
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("新落户的服务机构", "amount 100000"),
        ("通过验收的制造业企业", "rate 0.2"),
    ]


def test_where_the_money_comes_from_does_not_take_it_away() -> None:
    _, [one] = read_clauses(
        (
            "一",
            None,
            "对通过贯标的企业，奖励2万元，所需资金由市级专项资金列支，不足部分由区县补足。",
        )
    )
    assert sums(one) == "amount 20000"


@pytest.mark.parametrize(
    "words",
    [
        "举个例子，某企业研发费用2000万元，基础补助60万元。",
        "补助资金由省级承担60%，市县承担40%。",
        "2024年实际兑现4862万元。",
        "奖励100万元，分两年各兑付50万元。",
    ],
)
def test_examples_shares_of_the_payers_and_instalments_are_no_measures(words: str) -> None:
    _, found = read_clauses(("一", None, f"对通过验收的企业，{words}"))
    assert [sums(one) for one in found] in ([], ["amount 1000000"])


@pytest.mark.parametrize(
    "table",
    [
        "序号\n项目\n奖补对象\n标准\n备注\n1\n绿色工厂\n获评企业\n40万元\n2\n节水企业\n工业企业\n10万元\n不重复享受",
        "项目\n奖补对象\n奖补标准\n绿色工厂\n获评企业\n40万元\n节水企业\n工业企业\n10万元\n注：本表自印发之日起执行。",
    ],
)
def test_a_table_that_was_printed_cell_by_cell(table: str) -> None:
    _, found = read_clauses(("", None, table))
    assert [(one.beneficiary, sums(one)) for one in found] == [
        ("获评企业", "amount 400000"),
        ("工业企业", "amount 100000"),
    ]


def test_the_words_of_a_measure_end_before_a_number_and_not_in_it() -> None:
    _, found = read_clauses(
        (
            "一",
            None,
            "对监测对象，过渡期内2023年按50%、2024年按30%、2025年按20%资助，2026年起不再资助。",
        )
    )
    assert found
    assert not any(one.text.endswith(("、2", "、20", "、202", "，2", "，20")) for one in found)
