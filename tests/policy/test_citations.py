"""Why documents are named: sentences of our own making, each with what it says of others."""

from __future__ import annotations

import pytest

from zhishu.policy.reader import read_policy
from zhishu.policy.structure.citations import find_citations, short_names

Row = tuple[str, str | None, str]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # A list of grounds: all of them.
        (
            "根据《甲法》《乙条例》（云政〔2020〕3号）等规定，制定本办法。",
            [("甲法名", None, "basis"), ("乙条例", "云政〔2020〕3号", "basis")],
        ),
        ("为贯彻《甲纲要》，落实《乙意见》，制定本方案。", [("甲纲要", None, "basis"), ("乙意见", None, "basis")]),
        ("按照《甲规划纲》和《乙规划纲》的安排，到2025年建成。", [("甲规划纲", None, "basis"), ("乙规划纲", None, "basis")]),
        ("违反规定的，按照《处罚条例甲》处理。", [("处罚条例甲", None, "mentions")]),
        ("执行《某品牌管理办法》，统一标识。", [("某品牌管理办法", None, "mentions")]),
        ("《旧办法甲》（云科〔2009〕11号）同时废止。", [("旧办法甲", "云科〔2009〕11号", "repeals")]),
        ("同时废止《旧通知甲》。", [("旧通知甲", None, "repeals")]),
        ("《旧规划甲》不再执行。", [("旧规划甲", None, "repeals")]),
        ("决定废止《旧规定甲》。", [("旧规定甲", None, "repeals")]),
        ("对《旧办法甲》（云知〔2019〕4号）进行了修订。", [("旧办法甲", "云知〔2019〕4号", "revises")]),
        ("将《旧办法甲》第八条中“三年”修改为“两年”。", [("旧办法甲", None, "revises")]),
        ("请查阅《甲办法书》（云监〔2022〕4号），本期即对该办法作出解读。", [("甲办法书", "云监〔2022〕4号", "interprets")]),
        # Numbers in every shape.
        ("依据《甲办法书》（国家知识产权局令第76号）开展。", [("甲办法书", "国家知识产权局令第76号", "basis")]),
        ("为落实《甲纲要书》（国发[200818号），现就有关事项通知如下。", [("甲纲要书", "国发〔2008〕18号", "basis")]),
        ("《甲办法书》（云知规〔2023〕1号，以下简称《办法》）印发后", [("甲办法书", "云知规〔2023〕1号", "mentions")]),
        # Without a title.
        ("海关总署公告2015年第51号同时废止。", [("", "海关总署公告2015年第51号", "repeals")]),
        ("确需调整的，按云财绩发〔2022〕4号文件报批。", [("", "云财绩发〔2022〕4号", "mentions")]),
        # Papers and kinds are no documents.
        ("取得《作品登记证书》的，依照《办法》申领。", []),
    ],
)  # fmt: skip
def test_a_sentence_says_why(text: str, rows: list[Row]) -> None:
    text = text.replace("《甲法》", "《甲法名》")
    found = find_citations(text, 0, len(text))
    assert [(one.title, one.document_number, one.relation) for one in found] == rows


def test_in_a_later_article_a_ground_is_only_mentioned() -> None:
    text = "协会依据《民法典甲》制定公约。"
    [one] = find_citations(text, 0, len(text), article=True)
    assert one.relation == "mentions"


def test_a_short_name_stands_for_its_document() -> None:
    text = "落实《甲行动计划》（云政〔2022〕8号，以下简称《计划》）。《计划》另有规定的除外。"
    names = short_names(text)
    assert names == {"计划": ("甲行动计划", "云政〔2022〕8号")}
    found = find_citations(text, 0, len(text), short=names)
    assert [one.title for one in found] == ["甲行动计划", "甲行动计划", "甲行动计划"]


def cited(text: str) -> list[tuple[str, str | None, str, str]]:
    [document] = read_policy(text).documents
    return [
        (one.title, one.document_number, one.relation, one.clause) for one in document.citations
    ]


def test_a_document_does_not_cite_what_it_issues() -> None:
    text = (
        "临川市人民政府关于印发《临川市专利奖励办法》的通知\n各县区：\n现将《临川市专利奖励办法》印发给你们。\n"
        "临川市人民政府\n2024年5月6日\n临川市专利奖励办法\n第一条 根据《专利条例甲》，制定本办法。\n第二条 依照《专利条例甲》处理。\n"
    )
    assert cited(text) == [
        ("专利条例甲", None, "basis", "第一条"),
        ("专利条例甲", None, "mentions", "第二条"),
    ]


def test_a_title_says_what_is_carried_out_explained_or_listed() -> None:
    assert cited(
        "临川市贯彻落实《强国纲要甲》实施方案\n为贯彻《强国纲要甲》，制定本方案。\n一、目标\n做好工作。\n"
    ) == [("强国纲要甲", None, "implements", "")]
    assert cited(
        "《临川市奖励办法》政策解读\n一、背景\n印发《临川市奖励办法》。\n二、内容\n《临川市奖励办法》共八条。\n"
    ) == [("临川市奖励办法", None, "interprets", "一"), ("临川市奖励办法", None, "mentions", "二")]
    assert cited(
        "临川市人民政府关于清理文件的公告\n一、废止的文件\n（一）《旧办法甲》；\n（二）《旧办法乙》。\n二、本公告自印发之日起施行。\n"
    ) == [("旧办法甲", None, "repeals", "一(一)"), ("旧办法乙", None, "repeals", "一(二)")]
