"""Tasks and bodies: who answers for what, in brackets, lines, sentences and tables; texts made for this."""

from __future__ import annotations

import pytest

from zhishu.policy.document import PolicyDocument
from zhishu.policy.reader import read_policy
from zhishu.policy.tasks.bodies import read_bodies
from zhishu.policy.tasks.full_names import complete_names, shared_level
from zhishu.policy.tasks.parties import read_parties

NOTICE = """云州市人民政府办公室关于印发知识产权工作方案的通知

各县（市、区）人民政府：

一、重点任务
{body}

云州市人民政府办公室
2024年3月5日
"""


def read(body: str) -> PolicyDocument:
    """A notice around some clauses."""
    [document] = read_policy(NOTICE.format(body=body)).documents
    return document


def tasks(body: str) -> list[tuple[str, str, str]]:
    """(clause, text, units with the first letter of their role) of each task."""
    return [
        (task.clause, task.text, " ".join(f"{unit.name}/{unit.role[0]}" for unit in task.units))
        for task in read(body).tasks
    ]


LISTS = [
    ("市发展改革委、财政局", "市发展改革委 市财政局"),
    ("市财政、科技局", "市财政局 市科技局"),
    ("省财政、教育厅", "省财政厅 省教育厅"),
    ("市科技局财政局市农业农村局", "市科技局 市财政局 市农业农村局"),
    ("市场监督管理局财政局", "市场监督管理局 财政局"),
    ("市市场监管局市市监局", "市市场监管局 市市监局"),
    ("市公安局、检察院、中级人民法院", "市公安局 市检察院 市中级人民法院"),
    ("市委组织部、宣传部", "市委组织部 市委宣传部"),
    ("区残联区科协区总工会", "区残联 区科协 区总工会"),
    ("市教体局人社财政市场监管局", "市教体局 市人社局 市财政局 市市场监管局"),
    ("市教体局科技司法场监管局市水务局", "市教体局 市科技局 市司法局 市市场监管局 市水务局"),
    ("市经信局(国资委财政局", "市经信局(国资委) 市财政局"),
    ("甲县、乙县、丙区人民政府和市水利局", "甲县人民政府 乙县人民政府 丙区人民政府 市水利局"),
    ("各县、市、区人民政府，高新区管委会", "各县、市、区人民政府 高新区管委会"),
    ("各县（市、区）人民政府、云州海关（筹）", "各县（市、区）人民政府 云州海关（筹）"),
    ("市级各有关部门及各县市区政府", "市级各有关部门 各县市区政府"),
    ("县教育科技体育局、县工业和信息化局", "县教育科技体育局 县工业和信息化局"),
    ("市文化广电和旅游局、市退役军人事务局", "市文化广电和旅游局 市退役军人事务局"),
    ("省知识产权局运用促进处、省公安厅治安总队", "省知识产权局运用促进处 省公安厅治安总队"),
    ("中国人民银行云州市分行、国家金融监督管理总局云州监管分局", "中国人民银行云州市分行 国家金融监督管理总局云州监管分局"),
    ("市财政局云州银保监局", "市财政局 云州银保监局"),
    ("省能源局等省有关部门", "省能源局 省有关部门"),
    ("教育部基础教育司、商务部", "教育部基础教育司 商务部"),
    ("科研院、图书馆信息服务中心、各学院", "科研院 图书馆信息服务中心 各学院"),
    ("市科协和云州大学", "市科协 云州大学"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "names"), LISTS)
def test_lists_are_read_one_by_one_and_in_full(words: str, names: str) -> None:
    bodies = read_bodies(words)
    assert bodies is not None
    assert " ".join(body.name for body in complete_names(bodies)) == names


@pytest.mark.parametrize(
    "words", ["社会", "提高质量", "法定代表人", "其市场监管局", "2024年6月底前"]
)
def test_what_is_no_body_is_none(words: str) -> None:
    assert read_bodies(words) is None


def test_a_level_is_shared_where_enough_offices_show_it() -> None:
    with_level = [read_bodies("市科技局、市财政局"), read_bodies("教育局")]
    without = [read_bodies("科技局、财政局"), read_bodies("市教育局")]
    assert shared_level([one for one in with_level if one]) == "市"
    assert shared_level([one for one in without if one]) == ""


PARTIES = [
    ("责任单位：市科技局、市财政局", "市科技局/r 市财政局/r"),
    ("责任部门:科技局", "科技局/r"),
    ("牵头单位：市科技局；配合单位：市财政局，各县区", "市科技局/l 市财政局/p 各县区/p"),
    ("牵头：市科技局 配合：市财政局", "市科技局/l 市财政局/p"),
    ("牵头单位市科技局，配合单位市财政局", "市科技局/l 市财政局/p"),
    ("责任单位：市科技局；参与单位：市财政局", "市科技局/l 市财政局/p"),
    ("责任单位：市科技局（牵头）、市财政局", "市科技局/l 市财政局/p"),
    ("责任单位：市科技局牵头，市财政局配合", "市科技局/l 市财政局/p"),
    ("市科技局牵头，市财政局、市教育局参加", "市科技局/l 市财政局/p 市教育局/p"),
    ("市科技局、市教育局共同牵头；市财政局协同落实", "市科技局/l 市教育局/l 市财政局/p"),
    ("市科技局负责，市财政局参与", "市科技局/l 市财政局/p"),
    ("市科技局牵头，市财政局等按职责分工负责", "市科技局/l 市财政局/p"),
    ("市科技局、市财政局按照各自职责分别负责", "市科技局/r 市财政局/r"),
    ("市科技局会同市财政局负责", "市科技局/l 市财政局/p"),
    ("市科技局牵头负责", "市科技局/l"),
    ("市科技局负责，各县区人民政府结合实际落实", "市科技局/r 各县区人民政府/r"),
    ("责任单位：市科技局、市财政局，2024年12月底前完成", "市科技局/r 市财政局/r"),
    ("责任单位：市科技局；完成时限：2024年6月", "市科技局/r"),
    ("主办：人事处；协办：财务处、各基层所", "人事处/l 财务处/p 各基层所/p"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "units"), PARTIES)
def test_parties_of_a_bracket(words: str, units: str) -> None:
    found = read_parties(words)
    assert found is not None
    bodies, roles = found
    names = complete_names(bodies)
    assert " ".join(f"{b.name}/{r[0]}" for b, r in zip(names, roles, strict=True)) == units


@pytest.mark.parametrize(
    "words", ["法定代表人负责", "含国有企业、民营企业", "政府引导、社会参与", "以下简称专项资金", "三年内"]
)  # fmt: skip
def test_brackets_of_another_kind_name_nobody(words: str) -> None:
    assert read_parties(words) is None


DOCUMENTS = [
    (
        "（一）提升质量。开展培育。（责任单位：市科技局、财政局）推广经验。〔责任单位：市教育局〕",
        [
            ("一(一)", "提升质量。开展培育。", "市科技局/r 市财政局/r"),
            ("一(一)", "推广经验。", "市教育局/r"),
        ],
    ),
    (
        "（一）提升质量。开展培育。（牵头单位：市科技局）（配合单位：市财政局、市教育局）",
        [("一(一)", "提升质量。开展培育。", "市科技局/l 市财政局/p 市教育局/p")],
    ),
    (
        "（一）提升质量。开展培育。\n牵头单位：市科技局\n配合单位：市财政局",
        [("一(一)", "提升质量。开展培育。", "市科技局/l 市财政局/p")],
    ),
    (
        "（一）提升质量。建库200件。由市科技局牵头，市财政局配合，2024年底前完成。",
        [("一(一)", "提升质量。建库200件。", "市科技局/l 市财政局/p")],
    ),
    (
        "（一）提升质量。建库200件。该项工作由市科技局、市财政局具体负责。",
        [("一(一)", "提升质量。建库200件。", "市科技局/r 市财政局/r")],
    ),
    (
        "（一）提升质量。建库200件。（市科技局、市财政局按职责分工负责\n（二）加强保护。专项执法。市公安局、市司法局按职能分工负责）",
        [
            ("一(一)", "提升质量。建库200件。", "市科技局/r 市财政局/r"),
            ("一(二)", "加强保护。专项执法。", "市公安局/r 市司法局/r"),
        ],
    ),
    (
        "（一）提升质量。建库200件。（市科技局、市财政局、云州大学）",
        [("一(一)", "提升质量。建库200件。", "市科技局/r 市财政局/r 云州大学/r")],
    ),
    (
        "（一）提升质量。建库200件。市科技局负责。\n（二）新增企业20家。（登记注册科）",
        [
            ("一(一)", "提升质量。建库200件。", "市科技局/r"),
            ("一(二)", "新增企业20家。", "登记注册科/r"),
        ],
    ),
    (
        "（一）职责划分。市科技局负责受理；市财政局负责审核，各区科技局配合核验。",
        [
            ("一(一)", "市科技局负责受理", "市科技局/r"),
            ("一(一)", "市财政局负责审核", "市财政局/r"),
            ("一(一)", "各区科技局配合核验", "各区科技局/p"),
        ],
    ),
    (
        "（一）部门分工\n市科技局：组织入户，填报台账；\n市公安局、市司法局：配合管控。",
        [
            ("一(一)", "市科技局：组织入户", "市科技局/r"),
            ("一(一)", "市公安局、市司法局：配合管控", "市公安局/p 市司法局/p"),
        ],
    ),
    (
        "（一）工程。①数据平台，9月底前上线，市科技局负责；②兑现系统，市财政局牵头，市科技局配合。",
        [
            ("一(一)", "工程。①数据平台，9月底前上线，", "市科技局/r"),
            ("一(一)", "②兑现系统，", "市财政局/l 市科技局/p"),
        ],
    ),
    (
        "三年新建工作站30个：\n年度 | 新建数（个） | 责任单位\n2024年 | 8 | 市科技局\n2025年 | 10 | 市科技局",
        [("一", "重点任务\n三年新建工作站30个：", "市科技局/r")],
    ),
    (
        "序号 | 工作任务 | 牵头单位 | 配合单位\n1 | 建成信息中心 | 市科技局 | 市财政局、市教育局\n"
        "2 | 举办讲座 | 市总工会 |\n3 | 设立窗口 | 各县（市、区）人民政府 | 市政务服务局",
        [
            ("一", "建成信息中心", "市科技局/l 市财政局/p 市教育局/p"),
            ("一", "举办讲座", "市总工会/l"),
            ("一", "设立窗口", "各县（市、区）人民政府/l 市政务服务局/p"),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), DOCUMENTS)
def test_tasks_of_a_document(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert tasks(body) == expected


NO_TASKS = [
    "（一）成立领导小组。由分管副市长任组长，市科技局、市财政局主要负责人任副组长，市教育局等12个部门负责人为成员，办公室设在市科技局。",
    "（一）领导小组。组长：张某（副市长）；成员：李某（市财政局局长）、王某（市科技局局长）。",
    "（一）本方案由市科技局会同市财政局负责解释。",
    "（一）支持龙头企业牵头组建联合体，高校院所参与，给予奖励。",
    "（一）建立由市科技局牵头的联席会议制度（成员单位包括市财政局、市教育局）。",
    "（一）市财政局负责资金拨付和监督，市科技局负责项目申报和管理。",
    "（一）申报单位对材料真实性负责，并配合做好绩效评价。",
    "（一）市科技局牵头起草了本方案，先后征求27个部门意见。",
    "（一）充分发挥政府引导、企业主体、社会参与的作用。",
]


@pytest.mark.parametrize("body", NO_TASKS)
def test_what_is_no_task(body: str) -> None:
    assert tasks(body) == []


def test_the_place_of_a_task_holds_its_passage_and_its_bodies() -> None:
    text = NOTICE.format(body="（一）提升质量。开展培育。（责任单位：市科技局、市财政局）")
    [document] = read_policy(text).documents
    [task] = document.tasks
    start, end = task.span
    assert text[start:end] == "提升质量。开展培育。（责任单位：市科技局、市财政局）"
    assert 0 < task.confidence <= 1
