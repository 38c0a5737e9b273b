"""Targets: sentence → what is to become what by when. Every case is a sentence of our own."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from zhishu.policy.document import Target
from zhishu.policy.reader import read_policy
from zhishu.policy.structure.clauses import Node
from zhishu.policy.targets.finding import find_targets

_NUMBER = "云政办发〔2024〕5号\n"


def _read(words: str, heading: str | None = "重点任务", path: str = "二") -> list[Target]:
    """The targets of one clause of a document of 2024; its paragraphs are its lines."""
    head = _NUMBER + (f"{path}、{heading}\n" if heading else "")
    parts, at = [], len(head)
    for line in words.split("\n"):
        parts.append((at, at + len(line)))
        at += len(line) + 1
    text = head + words
    return find_targets(text, [Node(path, heading, len(_NUMBER), len(text), parts)])


def _row(one: Target) -> str:
    """指标|比较 值 单位|种类|期限, as short as it can be read."""
    value = (one.reference or "") if one.value is None else f"{one.value.normalize():f}"
    if one.value_max is not None:
        value += f"-{one.value_max.normalize():f}"
    return (
        f"{one.indicator}|{one.comparator}{value}{one.unit or ''}|{one.kind}|{one.deadline or ''}"
    )


SENTENCES = [
    # Before the number, behind it, in front of 的.
    ("到2026年，有效发明专利拥有量达到3.2万件。", ["有效发明专利拥有量|=32000件|level|2026"]),
    ("新增商标品牌指导站10个。", ["商标品牌指导站|=10个|count|"]),
    ("到2026年，20%的大型企业在境外注册商标。", ["大型企业在境外注册商标|=20%|level|2026"]),
    ("建设1个专利导航基地和2个孵化基地。", ["专利导航基地|=1个|count|", "孵化基地|=2个|count|"]),
    ("每个开发区至少设立1家服务站。", ["每个开发区服务站|>=1家|count|"]),
    # Comparison, ranges, what is multiplied out.
    ("质押融资登记金额突破15亿元。", ["质押融资登记金额|>1500000000元|level|"]),
    ("备案产品产值超万亿元。", ["备案产品产值|>1000000000000元|level|"]),
    ("平均审查周期压减至15个月以内。", ["平均审查周期|<=15个月|level|"]),
    ("引进服务机构6—8家。", ["服务机构|range6-8家|count|"]),
    ("公众满意度不低于八成。", ["公众满意度|>=80%|level|"]),
    # What is done is counted, what there is to be is a level.
    ("移送案件不少于15件，专职人员不少于3人。", ["移送案件|>=15件|count|", "专职人员|>=3人|level|"]),
    ("培养不少于20名后备人才。", ["后备人才|>=20名|count|"]),
    # Units of nature, places that share what is counted.
    ("供电煤耗不高于300克/千瓦时，节能量120万吨标准煤以上。", ["供电煤耗|<=300克/千瓦时|level|", "节能量|>=1200000吨标准煤|level|"]),
    ("2024年新增企业任务：东县20家，西县15家。", ["东县企业|=20家|count|2024", "西县企业|=15家|count|2024"]),
    ("浓度同比下降5%，优良天数达到300天以上。", ["优良天数|>=300天|level|"]),
    ("全年减排二氧化硫500吨、氮氧化物300吨。", ["减排二氧化硫|=500吨|level|", "氮氧化物|=300吨|level|"]),
    ("全市重度及以上污染天数不超过6天。", ["全市重度及以上污染天数|<=6天|level|"]),
    ("综合指数改善率达到3%，排名前移2位，国家级中心实现零的突破。", ["综合指数改善率|=3%|growth_rate|", "排名|=前移2位|relative|", "国家级中心|=实现零的突破|relative|"]),
    # Growth, relative, ratio.
    ("发明专利授权量年均增长12%以上。", ["发明专利授权量|>=12%|growth_rate|"]),
    (
        "增加值占GDP比重比2023年提高1.5个百分点。",
        ["增加值占GDP比重|=1.5个百分点|growth_rate|"],
    ),
    (
        "到2026年，商标注册量和地理标志数量均翻一番。",
        ["商标注册量|=翻一番|relative|2026", "地理标志数量|=翻一番|relative|2026"],
    ),
    (
        "到2026年，每万人口发明专利拥有量达到全省平均水平。",
        ["每万人口发明专利拥有量|=达到全省平均水平|relative|2026"],
    ),
    ("到2026年，综合实力跻身全国前列。", ["综合实力|=跻身全国前列|relative|2026"]),
    ("办理用时压缩一半。", ["办理用时|=压缩一半|relative|"]),
    ("供给与需求之比达到1:2。", ["供给与需求之比|=1:2|relative|"]),
    # Several numbers, several indicators, several years.
    (
        "到2025年，专利质押金额、项目数分别达到3亿元、90项。",
        ["专利质押金额|=300000000元|level|2025", "项目数|=90项|level|2025"],
    ),
    (
        "2024年、2025年、2026年分别新建培育中心8家、10家、12家。",
        ["培育中心|=8家|count|2024", "培育中心|=10家|count|2025", "培育中心|=12家|count|2026"],
    ),
    (
        "三年新建工作站30个（2024年8个，2025年10个，2026年12个）。",
        [
            "工作站|=30个|count|2026",
            "工作站|=8个|count|2024",
            "工作站|=10个|count|2025",
            "工作站|=12个|count|2026",
        ],
    ),
    (
        "专利质押融资金额，知识产权保险金额年均增幅30%以上。",
        ["专利质押融资金额|>=30%|growth_rate|", "知识产权保险金额|>=30%|growth_rate|"],
    ),
    (
        "首贷户占比、信用贷款占比分别提高2个和3个百分点。",
        ["首贷户占比|=2个百分点|growth_rate|", "信用贷款占比|=3个百分点|growth_rate|"],
    ),
    ("商标转让、变更的办理时限分别在40日、20日内。", ["商标转让|<=40日|level|", "变更的办理时限|<=20日|level|"]),
    ("在甲县、乙县各建维权站1个。", ["甲县维权站|=1个|count|", "乙县维权站|=1个|count|"]),
    # How long a year holds.
    ("到2025年建成站点6个，覆盖率80%以上。", ["站点|=6个|count|2025", "覆盖率|>=80%|level|2025"]),
    ("“十四五”末培育企业100家；每年举办培训班5期。", ["企业|=100家|count|2025", "培训班|=5期|count|"]),
    ("2025年6月底前，机关软件正版率达到100%。", ["机关软件正版率|=100%|level|2025-06"]),
    (
        "三年建成绿道3000公里，服务市民500万人次。分年度为：2024年1000公里，2025年2000公里。",
        [
            "绿道|=3000公里|count|2025",
            "市民|=5000000人次|count|2025",
            "绿道|=1000公里|count|2024",
            "绿道|=2000公里|count|2025",
        ],
    ),
    (
        "今年要抓好两件事：一是新建充电桩300个；二是开工项目28个。",
        ["充电桩|=300个|count|2024", "项目|=28个|count|2024"],
    ),
    ("企业开办时间压缩至0.5个工作日。", ["企业开办时间|=0.5工作日|level|"]),
    ("调查失业率控制在5%左右，资产负债率控制在65%。", ["调查失业率|=5%|level|", "资产负债率|<=65%|level|"]),
    ("“提前申报”比例不低于65%，收费公示率100%。", ["“提前申报”比例|>=65%|level|", "收费公示率|=100%|level|"]),
    ("承诺时限压缩到法定时限的30%以内。", ["承诺时限压缩到法定时限|<=30%|level|"]),
    ("车桩比降到2.5:1以内。", ["车桩比|=2.5:1以内|relative|"]),
    # A condition before what is counted.
    (
        "引进年营业收入500万元以上的服务机构5家。",
        ["年营业收入500万元以上的服务机构|=5家|count|"],
    ),
    ("有机产品认证证书达到300张。", ["有机产品认证证书|=300张|level|"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), SENTENCES)
def test_what_a_sentence_aims_at(words: str, expected: list[str]) -> None:
    assert [_row(one) for one in _read(words)] == expected


NO_TARGETS = [
    "今年要办好3件大事。",
    "过去一年，全市发电量达到97亿千瓦时。",
    "今年获授权专利19件。",
    "前三季度，进出口总值达到1182亿元，同比下降3.7%。",
    "赞成票超过三分之二的通过。",
    "委员会每年召开一至两次会议。",
    "补贴分5年等额拨付，每年20%。",
    "80—89分的兑付15%的补贴。",
    "应在变更后三个月内报告。",
    "截至2023年底，全市有效发明专利已达1.46万件。",
    "2023年，全市专利授权2100件，同比增长18%。",
    "对年度授权发明专利10件以上的企业，给予5万元奖励。",
    "年营业收入1000万元以上的，可以申请。",
    "申报单位应当具备下列条件：有效专利不少于15件。",
    "按贷款利息的50%给予贴息，每户每年最高30万元。",
    "受理后5个工作日内作出答复。",
    "自收到材料之日起，20日内完成审核。",
    "成立由市长任组长、15个部门负责人参加的领导小组。",
    "联系电话0536-8096315，邮编261000。",
    "执行GB/T 29490—2023，参照云政发〔2021〕12号办理。",
    "围绕全市15条重点产业链开展工作。",
    "借款合同、付息凭证各1份。",
]


@pytest.mark.parametrize("words", NO_TARGETS)
def test_what_is_no_target(words: str) -> None:
    assert _read(words) == []


@pytest.mark.parametrize("heading", ["发展基础", "申报条件", "奖励标准"])
def test_clauses_about_other_things(heading: str) -> None:
    assert _read("有效发明专利达到500件以上。", heading) == []


def test_a_list_among_goals_takes_the_year_above_it() -> None:
    words = "到2027年底，实现以下目标：\n——合格率稳定在90%以上；\n——培育品牌50个左右。"
    assert [_row(one) for one in _read(words, "总体目标")] == [
        "合格率|>=90%|level|2027",
        "品牌|=50个|count|2027",
    ]


def test_where_something_comes_from_is_its_baseline() -> None:
    [one] = _read("代理机构由42家发展到60家。")
    assert (one.value, one.baseline, one.indicator) == (Decimal(60), Decimal(42), "代理机构")
    [one] = _read("2023年共有调查官61名，至2026年增至100名以上。")
    assert (one.value, one.deadline) == (Decimal(100), "2026")


def test_a_table_of_indicators() -> None:
    table = (
        "序号\t指标\t单位\t2023年基数\t2027年目标\t属性\n"
        "1\t每万人口发明专利拥有量\t件\t12.3\t20\t预期性\n"
        "2\t质押融资登记金额\t亿元\t3.2\t≥15\t预期性\n"
        "3\t著作权登记量\t件\t—\t年均增长15%\t预期性"
    )
    found = _read(table, "发展目标")
    assert [_row(one) for one in found] == [
        "每万人口发明专利拥有量|=20件|level|2027",
        "质押融资登记金额|>=1500000000元|level|2027",
        "著作权登记量|=15%|growth_rate|2027",
    ]
    assert found[0].baseline == Decimal("12.3")


ALLOTTED = [
    (
        "县区 | PM2.5浓度（微克/立方米） | 减排量（吨） | 2023年实绩\n东县 | ≤36.0 | 420 | 37.8\n合计 | ≤37.0 | 420 | 38",
        ["东县PM2.5浓度|<=36微克/立方米|level|", "东县减排量|=420吨|level|", "合计PM2.5浓度|<=37微克/立方米|level|", "合计减排量|=420吨|level|"],
    ),
    (
        "县区 | 授权量（件） |  | 企业（家） | \n | 2024年 | 2025年 | 2024年 | 2025年\n东县 | 100 | 120 | 10 | 12",
        [
            "东县授权量|=100件|level|2024", "东县授权量|=120件|level|2025",
            "东县企业|=10家|level|2024", "东县企业|=12家|level|2025",
        ],
    ),
    (
        "指标 | 单位 | 东县 | 高新区\n发明专利申请 | 件 | 100 | 80",
        ["东县发明专利申请|=100件|level|", "高新区发明专利申请|=80件|level|"],
    ),
    (
        "任务 | 2024年 | 2025年 | 牵头单位\n专利池 | 组建1个 | 组建2个 | 市科技局\n风险补偿 | 备付金500万元 | 备付金800万元 | 市财政局",
        ["专利池|=1个|count|2024", "专利池|=2个|count|2025", "备付金|=5000000元|level|2024", "备付金|=8000000元|level|2025"],
    ),
    (
        "指标 | 单位 | 2023年 | 2024年 | 2026年\n贯标企业数 | 家 | 140 | 180 | 300",
        ["贯标企业数|=180家|level|2024", "贯标企业数|=300家|level|2026"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), ALLOTTED)
def test_tables_by_place_and_by_year(table: str, expected: list[str]) -> None:
    assert [_row(one) for one in _read(table, "目标任务")] == expected


def test_a_table_with_a_row_a_year() -> None:
    table = "年度 | 实施项目（个） | 培训人员（人）\n2025年 | 10 | 100\n2026年 | 12 | 150"
    assert [_row(one) for one in _read(table, "发展目标")] == [
        "实施项目|=10个|count|2025",
        "培训人员|=100人|count|2025",
        "实施项目|=12个|count|2026",
        "培训人员|=150人|count|2026",
    ]


def test_a_table_of_tasks_with_a_column_a_year() -> None:
    table = (
        "任务 | 单位 | 2024年 | 2025年 | 两年合计 | 责任单位\n"
        "改造老旧小区 | 个 | 36 | 42 | 78 | 住建局\n"
        "新增停车泊位 | 万个 | 0.6 | — | 0.6 | 停车办"
    )
    found = _read(table, None)
    assert [_row(one) for one in found] == [
        "改造老旧小区|=36个|count|2024",
        "改造老旧小区|=42个|count|2025",
        "改造老旧小区|=78个|count|2025",
        "新增停车泊位|=6000个|count|2024",
        "新增停车泊位|=6000个|count|2025",
    ]
    assert [one.period for one in found] == [None, None, "两年合计", None, "两年合计"]


def _read_whole(body: str, title: str = "云州市工作方案") -> list[str]:
    """The targets of a whole document of 2024."""
    text = f"{title}\n云政办发〔2024〕5号\n各县区：\n{body}\n云州市人民政府办公室\n2024年3月5日\n"
    [document] = read_policy(text).documents
    return [_row(one) for one in document.targets]


DEADLINES = [
    # The stage that it stands in or under.
    ("一、实施步骤\n（一）提升阶段（2025年1月—2025年11月）。评选示范点50个。", ["示范点|=50个|count|2025-11"]),
    (
        "一、工作步骤\n第一阶段：整治（4月11日—9月30日）。检查面达到100%。\n第二阶段：回头看（10月）。复查率不低于30%。",
        ["检查面|=100%|level|2024-09-30", "复查率|>=30%|level|2024-10"],
    ),
    # The time of completion of its clause.
    ("一、任务\n（一）建设平台。建成数据库1个。\n完成时限：2025年6月", ["数据库|=1个|count|2025-06"]),
    ("一、任务\n（一）建设平台。建成数据库1个。（市科技局；2025年底前完成）", ["数据库|=1个|count|2025"]),
    ("一、任务\n（一）建设平台。建成展馆3座，2025年10月前投入使用。", ["展馆|=3座|count|2025-10"]),
    # When the term ends, by the plan's own words.
    ("建设周期三年（2024年7月—2027年6月）。\n一、目标\n建设期满，用标企业覆盖率100%。", ["用标企业覆盖率|=100%|level|2027-06"]),
    ("决定自2024年4月起至年底开展专项行动。\n一、工作目标\n案件办结率98%以上。", ["案件办结率|>=98%|level|2024"]),
    # 到2025年 holds for what follows, also in the next paragraph.
    ("一、任务\n抓好三项工作。到2025年，平台达到3个。站点达到20个。\n企业达到30家。", ["平台|=3个|level|2025", "站点|=20个|level|2025", "企业|=30家|level|2025"]),
    # A list of years, and what follows it.
    (
        "一、目标\n到2025年底、2026年底，用水量分别下降5%、10%；重复用水率从78%提高到85%。",
        ["用水量|=5%|growth_rate|2025", "用水量|=10%|growth_rate|2026", "重复用水率|=85%|level|2026"],
    ),
    ("一、目标\n2024年至2026年分别新建充电桩6个、7个、8个。", ["充电桩|=6个|count|2024", "充电桩|=7个|count|2025", "充电桩|=8个|count|2026"]),
    ("一、目标\n到二○二六年，拥有驰名商标五件、著名商标三十件。", ["驰名商标|=5件|level|2026", "著名商标|=30件|level|2026"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), DEADLINES)
def test_by_when_a_target_is_due_that_does_not_say_so_itself(
    body: str, expected: list[str]
) -> None:
    assert _read_whole(body) == expected


@pytest.mark.parametrize(
    ("title", "due"),
    [
        ("云州市2024年专项行动方案", "2024"),
        ("关于分解下达2025年知识产权主要预期指标的通知", "2025"),
        ("云州市知识产权三年行动计划（2024—2026年）", ""),
        ("云州市“十四五”知识产权规划", ""),
        ("关于表扬2023年先进集体的通报", ""),
    ],
)
def test_the_year_of_a_plan_holds_for_all_of_it(title: str, due: str) -> None:
    assert _read_whole("一、任务\n（一）建设平台。建成数据库1个。", title) == [
        f"数据库|=1个|count|{due}"
    ]


def test_the_year_of_a_heading_holds_below_it() -> None:
    [one] = _read("新增规上企业15家。", "2024年重点工作")
    assert _row(one) == "规上企业|=15家|count|2024"


def test_rules_hold_targets_only_by_a_year() -> None:
    found = _read("核查时重点核对，月均在线率95%以上。到2025年底，保有量达到4.5万个。", "申报程序")
    assert [_row(one) for one in found] == ["保有量|=45000个|level|2025"]


def test_blanks_between_digits_and_letters_for_noughts() -> None:
    [one] = _read("到 2 0 2 6 年 ，示范产品达到 6OO 个 。", "规划目标")
    assert _row(one) == "示范产品|=600个|level|2026"


def test_articles_hold_targets_only_where_they_say_so() -> None:
    assert _read("专家组人数不少于7人。", None, "第九条") == []
    [one] = _read("绩效目标：到2026年，高新技术企业达到200家。", None, "第八条")
    assert _row(one) == "高新技术企业|=200家|level|2026"


def test_the_place_holds_the_number() -> None:
    text = _NUMBER + "到2026年，示范企业达到30家以上。"
    [one] = find_targets(
        text, [Node("一", "目标", len(_NUMBER), len(text), [(len(_NUMBER), len(text))])]
    )
    assert text[slice(*one.span)] == "30家以上"


def test_no_text_raises() -> None:
    chance = random.Random(7)
    letters = "到2025年，、；。（）％%万亿元家件个由从比较分别各其中达翻一番指标|\t\n目标5新增"
    for _ in range(400):
        words = "".join(chance.choice(letters) for _ in range(chance.randrange(1, 60)))
        for one in _read(words, "目标"):
            assert one.indicator
