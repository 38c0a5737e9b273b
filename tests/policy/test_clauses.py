"""Headings and texts of clauses: paragraphs of our own making, each with the heading it has or has not."""

from __future__ import annotations

import pytest

from zhishu.policy.reader import read_policy


def clauses(body: str) -> list[tuple[str, str | None, str]]:
    [document] = read_policy(f"临川市专利工作方案\n{body}").documents
    return [(one.path, one.heading, one.text) for one in document.clauses]


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("（一）提升创造质量。支持企业申请专利。", "提升创造质量"),
        ("（一）提升创造质量\n支持企业申请专利。", "提升创造质量"),
        ("（一）经费投入 市财政合理安排资金。", "经费投入"),
        ("（一）启动阶段（2022年7月—9月）。制定方案。", "启动阶段（2022年7月—9月）"),
        ("（一）能申报吗？\n可以申报。", "能申报吗？"),
        # Sentences that say what is done are no headings.
        ("（一）本措施自2024年6月1日起施行。《旧办法甲》同时废止。", None),
        ("（一）本次行动不收取任何费用。热线：0701-1234567。", None),
        ("（一）双方每季度交换一次数据。由市科技局负责。", None),
        ("（一）各级财政按规定保障经费。市级建立考核机制。", None),
        ("（一）新增商标2件、地理标志3件。（责任单位：市科技局）", None),
        ("（一）对企业给予补助，最高不超过10万元。", None),
        ("（一）信用承诺书。", None),
    ],
)
def test_a_heading_is_told_from_a_rule(paragraph: str, heading: str | None) -> None:
    found = clauses(f"一、任务\n{paragraph}\n二、保障\n做好工作。\n")
    [(_, read, text)] = [one for one in found if one[0] == "一(一)"]
    assert read == heading
    assert text


def test_items_of_a_list_are_texts_and_a_parent_keeps_its_heading() -> None:
    found = clauses("一、材料\n1.申请表；\n2.证书复印件\n二、其他\n做好工作。\n")
    assert found == [
        ("一", "材料", ""),
        ("一1", None, "申请表；"),
        ("一2", None, "证书复印件"),
        ("二", "其他", "做好工作。"),
    ]


def test_chapters_and_articles_have_headings_of_their_own() -> None:
    found = clauses(
        "第一章　总　则\n第一条 适用范围\n本办法适用于企业。\n第二条（专利奖励）授权的，奖励1万元。\n第三条 支持创优\n（一）奖励。\n"
    )
    assert found == [
        ("第一章", "总则", ""),
        ("第一条", "适用范围", "本办法适用于企业。"),
        ("第二条", "专利奖励", "授权的，奖励1万元。"),
        ("第三条", "支持创优", ""),
        ("第三条(一)", None, "奖励。"),
    ]


def test_a_table_of_contents_is_no_text() -> None:
    found = clauses(
        "目　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条 甲。\n第二章　附则\n第二条 乙。\n"
    )
    assert [path for path, _, _ in found] == ["第一章", "第一条", "第二章", "第二条"]


def test_an_annex_counts_anew_and_its_mark_is_no_text() -> None:
    [document] = read_policy(
        "关于下达绩效目标的通知\n各县区：\n现将目标下达。\n一、细化目标。\n二、报送报告。\n附件：绩效目标任务书\n"
        "临川市财政局\n2024年5月6日\n附件\n绩效目标任务书\n一、总体目标\n支持创新。\n二、指标\n见表。\n"
    ).documents
    assert [one.path for one in document.clauses] == ["", "一", "二", "一~2", "二~2"]
    assert document.other_titles == ("绩效目标任务书",)
    assert document.issuing_authorities == ("临川市财政局",)
    assert document.completeness == "complete"


def test_articles_that_begin_with_a_heading_each() -> None:
    found = clauses(
        "第一条　为引进人才，制定本办法。\n第二条　安居保障　新引进的博士给予补贴20万元。\n"
        "第三条　飞地　企业在外地设立研发机构的，补助10万元。\n第四条　博士后工作站。新设立的，资助50万元。\n"
        "第五条　本办法自印发之日起施行。\n"
    )
    assert [heading for path, heading, _ in found if path.startswith("第")] == [
        None,
        "安居保障",
        "飞地",
        "博士后工作站",
        None,
    ]


def test_an_item_that_begins_with_a_year() -> None:
    found = clauses("一、说明\n1.从高不重复。\n2.2024年兑现4862万元。\n")
    assert [path for path, _, _ in found if path.startswith("一")] == ["一", "一1", "一2"]
