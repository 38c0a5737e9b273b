"""What may not be had twice and what only the best get: which clauses such words reach."""

from __future__ import annotations

import pytest

from policy.clause_texts import Clause, read_clauses

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
        # the clauses that it names, by number, and those that it excepts
        (
            [
                ("第一条", None, AWARD),
                ("第二条", None, AWARD),
                ("第三条", None, AWARD),
                ("第四条", None, "第一条、第二条所列奖励与市级奖励不重复享受。"),
            ],
            [True, True, False],
        ),
        (
            [
                ("第三条", None, "标准如下："),
                ("第三条(一)", None, AWARD),
                ("第三条(二)", None, AWARD),
                ("第三条(三)", None, AWARD),
                ("第四条", None, "前条第（一）项、第（二）项所列补助，同一案件只能申请一次。"),
            ],
            [True, True, False],
        ),
        (
            [
                ("一", None, AWARD),
                ("二", None, AWARD),
                ("三", None, AWARD),
                ("四", None, "同一作品获一至二项中多项奖励的从高给予。"),
            ],
            [True, True, False],
        ),
        (
            [
                ("一", None, AWARD),
                ("二", None, AWARD),
                ("三", None, "与其他政策交叉的，就高不重复，但第二条不受此限。"),
            ],
            [True, False],
        ),
        (
            [
                ("一", None, AWARD),
                ("二", None, AWARD),
                ("三", None, "第二条与第一条中的认定奖不得同时享受；与市级政策重复的，就高执行。"),
            ],
            [True, True],
        ),
        # in brackets: the sums before it
        (
            [("一", None, "对企业奖励2万元（与创业补助不重复享受），每年发放5000元津贴。")],
            [True, False],
        ),
        ([("一", None, AWARD + "同一品牌只奖一次。")], [True]),
        ([("一", None, AWARD + "跨档的只奖高档。")], [True]),
        # said of those who were paid before
        ([("一", None, AWARD), ("二", None, "去年获得的，本次不得重复申报。")], [False]),
        # as a heading
        ([("一", None, AWARD), ("二", "同类项目取其高者", "")], [True]),
        ([("一", None, AWARD), ("二", None, "严查重复侵权行为。")], [False]),
    ],
)
def test_exclusivity(clauses: list[Clause], expected: list[bool]) -> None:
    _, found = read_clauses(*clauses)
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
    _, [one] = read_clauses(("一", None, sentence))
    assert one.competitive is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("上述一至二项奖励均网上申报，择优支持。", [True, True, False]),
        ("第三项择优支持。", [False, False, True]),
        ("市局组织申报。", [False, False, False]),
    ],
)
def test_competition_of_clauses_that_are_named(last: str, expected: list[bool]) -> None:
    _, found = read_clauses(
        ("一", None, AWARD), ("二", None, AWARD), ("三", None, AWARD), ("四", None, last)
    )
    assert [one.competitive for one in found] == expected


@pytest.mark.parametrize(
    ("sentence", "barred"),
    [
        ("市、区两级都有支持的，企业选一头申报，不能两头拿。", True),
        ("同一项目近两年已获得省级财政资金支持的，不得申报本指南各方向。", True),
        ("同一内容已由其他部门资助的，不得再次申请。", True),
        ("与省级资金支持内容相同的，不再给予补助。", True),
        ("已得低档奖励的，晋档后只付差额。", True),
        ("一个单位一年只能报一项。", True),
        ("前述补贴不得与人才津贴同享。", True),
        ("省、市、县三级补助之和不超过实缴费用。", True),
        # What looks like it and is none.
        ("已获得国家专利奖的，按1:1给予配套奖励。", False),
        ("已取得资金支持的单位应当按期报告，不得挪用。", False),
        ("2023年已有31家单位获得补助，不再列举。", False),
        ("项目建设避免重复投入。", False),
        ("每个企业限报3项。", False),
    ],
)
def test_the_many_ways_to_say_that_money_is_had_once(sentence: str, barred: bool) -> None:
    _, found = read_clauses(("一", None, AWARD), ("二", None, sentence))
    assert [one.exclusivity is not None for one in found if one.clause == "一"] == [barred]


def test_an_item_of_a_list_of_what_is_refused_bars_a_second_award() -> None:
    _, [one] = read_clauses(
        ("一", None, AWARD),
        ("二", None, "有下列情形之一的，不予支持："),
        ("二(一)", None, "未按期验收的；"),
        ("二(二)", None, "同一项目已获得省级财政资金支持的。"),
    )
    assert one.exclusivity is not None


def test_an_answer_that_gives_nothing_speaks_of_the_one_before() -> None:
    _, found = read_clauses(
        (
            "",
            None,
            "问：商标？\n答：对注册商标的企业，奖励1万元。\n问：地理标志？\n答：对获批的单位，奖励20万元。\n"
            "问：能拿两份吗？\n答：不能，同一产品只奖一次。",
        )
    )
    assert [one.exclusivity is not None for one in found] == [False, True]
