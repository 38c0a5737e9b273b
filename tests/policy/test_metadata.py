"""Identity of documents of our own making: titles, numbers, bodies, days, each in the shapes that pages print."""

from __future__ import annotations

from typing import Any

import pytest

from zhishu.policy.document import PolicyDocument
from zhishu.policy.identity.authorities import split_authorities
from zhishu.policy.identity.headers import read_cells
from zhishu.policy.identity.numbers import parse_number
from zhishu.policy.reader import read_policy
from zhishu.policy.text.furniture import is_furniture
from zhishu.policy.text.repair import clean

RULES = "第一条 为促进创新，制定本办法。\n第二条 本办法由市科技局负责解释。\n"
SIGNED = "临川市科学技术局\n2024年5月6日\n"


def read(text: str) -> PolicyDocument:
    [document] = read_policy(text).documents
    return document


@pytest.mark.parametrize(
    ("line", "trail"),
    [("首页 > 政务公开 > 政策文件", True), ("6|满意度|分|82.3|>85|约束性", False)],
)
def test_a_way_through_a_site_is_no_row(line: str, *, trail: bool) -> None:
    assert is_furniture(line) is trail


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("临川市专利奖励办法\n", "临川市专利奖励办法"),
        (
            "首页 > 政务公开 > 政策文件\n临川市人民政府关于印发\n临川市专利奖励办法的通知\n",
            "临川市人民政府关于印发临川市专利奖励办法的通知",
        ),
        (
            "临川市科学技术局　临川市财政局\n关于印发《临川市专利奖励办法》的通知\n",
            "临川市科学技术局临川市财政局关于印发《临川市专利奖励办法》的通知",
        ),
        # Blank lines between the halves, the bracket open.
        (
            "临川市人民政府办公室\n\n关于印发《临川市专利\n\n奖励办法》的通知\n",
            "临川市人民政府办公室关于印发《临川市专利奖励办法》的通知",
        ),
        ("临川市专利奖励办法\n（试行）\n", "临川市专利奖励办法（试行）"),
        ("[转载]临川市专利奖励办法\n", "临川市专利奖励办法"),
        ("临政发〔2024〕6号《临川市专利奖励办法》\n", "临川市专利奖励办法"),
        ("临 川 市 专 利 奖 励 办 法\n第 三 方 评 价 的 说 明\n\n", "临川市专利奖励办法"),
        ("《临川市专利奖励办法》政策解读\n", "《临川市专利奖励办法》政策解读"),
        ("【政策问答】临川市专利奖励常见问题解答\n", "临川市专利奖励常见问题解答"),
    ],
)
def test_a_title_is_put_together_and_bare(head: str, title: str) -> None:
    assert read(head + RULES).title == title


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("临科发〔2024〕6号", "临科发〔2024〕6号"),
        ("（临科发〔2024〕6号）", "临科发〔2024〕6号"),
        ("临科发【2024】 6号", "临科发〔2024〕6号"),
        ("临科发〖2024〗6号", "临科发〔2024〕6号"),
        ("临科发〔2O24〕6号", "临科发〔2024〕6号"),
        ("临 科 发 〔 2 0 2 4 〕 6 号\n专 利 工 作 第 一 期\n知 识 产 权", "临科发〔2024〕6号"),
        # A bracket is lost; the year is that of the signature.
        ("临科发〔20246号", "临科发〔2024〕6号"),
        ("临科发20246号", "临科发〔2024〕6号"),
        # The year is another, or the serial is gone: null rather than a guess.
        ("临科发〔20196号", None),
        ("临科发〔2024〕　号", None),
    ],
)
def test_a_number_in_its_line(line: str, number: str | None) -> None:
    text = f"临川市专利奖励办法\n{line}\n{RULES}{SIGNED}"
    assert read(text).document_number == number


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("海关总署公告2022年第104号", "海关总署公告2022年第104号"),
        ("国家知识产权局令第77号", "国家知识产权局令第77号"),
        ("国家知识产权局令第七十七号", "国家知识产权局令第77号"),
        ("临川市人民政府第12号令", "临川市人民政府第12号令"),
        ("关于第3号议案", None),
    ],
)
def test_orders_and_announcements(printed: str, number: str | None) -> None:
    assert parse_number(printed) == number


def test_an_order_and_the_text_it_makes_public_are_one_document() -> None:
    document = read(
        "国家海洋管理总局令\n第12号\n\n《海洋专利管理办法》已经审议通过，现予公布，自2024年7月1日起施行。\n"
        "局长　张明\n2024年5月6日\n\n海洋专利管理办法\n" + RULES
    )
    assert document.title == "海洋专利管理办法"
    assert document.document_number == "国家海洋管理总局令第12号"
    assert document.issuing_authorities == ("国家海洋管理总局",)
    assert str(document.issued_on) == "2024-05-06"
    assert document.clauses[-1].path == "第二条"


@pytest.mark.parametrize(
    ("signed", "day", "names"),
    [
        ("临川市科学技术局\n2024年5月6日", "2024-05-06", ("临川市科学技术局",)),
        ("临川市科学技术局临川市财政局\n2024年5月6日", "2024-05-06", ("临川市科学技术局", "临川市财政局")),
        ("临川市科技局市财政局\n二O二四年五月六日", "2024-05-06", ("临川市科技局", "临川市财政局")),
        ("临川大学\n2 0 2 4 年 5 月 1 6 日", "2024-05-16", ("临川大学",)),
        ("临川市家具协会（盖章）\n2024年5月6日", "2024-05-06", ("临川市家具协会",)),
        ("临川市科学技术局\n2024年5月6日\n抄送：市委办。\n（共印50份）", "2024-05-06", ("临川市科学技术局",)),
        ("临川市科学技术局\n2024年5月6日\n联系地址：人民路1号 邮编：344000", "2024-05-06", ("临川市科学技术局",)),
        ("临川市科学技术局\n2024年月6日", None, ("临川市科学技术局",)),
        ("临川市科学技术局", None, ("临川市科学技术局",)),
    ],
)  # fmt: skip
def test_a_signature_tells_bodies_and_day_and_leaves_the_text(
    signed: str, day: str | None, names: tuple[str, ...]
) -> None:
    document = read(f"临川市专利奖励办法\n{RULES}\n{signed}\n")
    assert (str(document.issued_on) if document.issued_on else None) == day
    assert document.issuing_authorities == names
    assert document.clauses[-1].text == "本办法由市科技局负责解释。"


@pytest.mark.parametrize(
    ("glued", "names"),
    [
        ("财政部国家知识产权局", ["财政部", "国家知识产权局"]),
        ("国家金融监督管理总局临川监管分局", ["国家金融监督管理总局临川监管分局"]),
        ("中共临川市委临川市人民政府", ["中共临川市委", "临川市人民政府"]),
        ("临川市市场监督管理局", ["临川市市场监督管理局"]),
        ("国务院国资委", ["国务院国资委"]),
        ("临川市召开知识产权工作推进会", []),
    ],
)
def test_names_without_blanks(glued: str, names: list[str]) -> None:
    assert split_authorities(glued) == names


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "发布时间：2024-05-08信息来源：临川市科技局点击：41",
            {"published": "2024-05-08", "source": "临川市科技局"},
        ),
        (
            "【索引号】0123-45　【发布日期】2024-05-08　【信息来源】科技局",
            {"index_number": "0123-45", "published": "2024-05-08", "source": "科技局"},
        ),
        (
            "[2024-05-08]　来源：临川日报　作者：张明",
            {"day": "2024-05-08", "source": "临川日报"},
        ),
        ("文 号 | 临科发〔2024〕6号 | 有效性 | 有效", {"number": "临科发〔2024〕6号", "validity": "有效"}),
        ("备注/文号： | 信息来源：科技局", {"number": "", "source": "科技局"}),
    ],
)  # fmt: skip
def test_cells_of_a_header_line(line: str, fields: dict[str, Any]) -> None:
    found = {cell.name: cell.value for cell in read_cells(line) if cell.name != "other"}
    assert found == fields


def test_the_day_of_publishing_goes_before_that_of_the_page() -> None:
    document = read(
        "生成日期：2024-05-06\n临川市专利奖励办法\n来源：科技局 发布时间：2024-05-08\n" + RULES
    )
    assert str(document.published_on) == "2024-05-08"
    assert document.source == "科技局"


def test_labels_may_stand_alone_above_their_values() -> None:
    document = read(
        "• 索引号:\n\n  0123/2024\n• 发文字号:\n\n  临科发〔2024〕6号\n• 来源:\n\n临川市专利奖励办法\n" + RULES
    )  # fmt: skip
    assert document.index_number == "0123/2024"
    assert document.document_number == "临科发〔2024〕6号"
    assert document.source is None
    assert document.clauses[0].path == "第一条"


def test_a_collection_holds_each_document_with_its_own() -> None:
    documents = read_policy(
        "政策汇编（内部资料）\n【文件一】\n临川市专利奖励办法\n临科发〔2024〕6号\n"
        f"{RULES}{SIGNED}\n————————\n【文件二】\n临川市商标奖励办法\n{RULES}临川市商务局\n2023年2月1日\n"
    ).documents
    assert [one.title for one in documents] == ["临川市专利奖励办法", "临川市商标奖励办法"]
    assert [one.document_number for one in documents] == ["临科发〔2024〕6号", None]
    assert [str(one.issued_on) for one in documents] == ["2024-05-06", "2023-02-01"]


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("自2024年6月1日起施行，有效期三年。", "2024-06-01", "2027-05-31"),
        ("自二O二四年六月一日起施行。", "2024-06-01", None),
        ("自发布之日起施行，试行两年。", "2024-05-06", "2026-05-05"),
        ("自2024年6月1日起施行，有效期至2025年12月31日。", "2024-06-01", "2025-12-31"),
        ("自2024年6月1日起实施，至2025年12月31日止。", "2024-06-01", "2025-12-31"),
        ("自2024年6月1日起实施，至2026年5月31日止。", "2024-06-01", "2026-05-31"),
        ("项目申报截止2024年9月10日。", None, None),
    ],
)
def test_days_of_force(words: str, begins: str | None, ends: str | None) -> None:
    document = read(f"临川市专利奖励办法\n{RULES}第三条 本办法{words}\n{SIGNED}")
    assert str(document.effective_from or "") == (begins or "")
    assert str(document.effective_to or "") == (ends or "")


@pytest.mark.parametrize(
    ("tail", "completeness"),
    [
        ("第三条 给予补助，最高不超过", "damaged"),
        ("第三条 给予补助，最高不超过　万元。\n" + SIGNED, "damaged"),
        ("第三条 给予补助。\n（未完，其余见下期）", "abridged"),
        ("第三条 给予补助。\n附件：申报表（略）", "complete"),
        ("第三条 给予产值超亿元的企业补助。\n" + SIGNED, "complete"),
    ],
)
def test_what_is_missing(tail: str, completeness: str) -> None:
    assert read(f"临川市专利奖励办法\n{RULES}{tail}").completeness == completeness


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        ("临川市人民政府 > 政务公开 > 政策解读", True),
        ("首页-公示公告-通知通告", True),
        ("临川市科学技术局 2024年5月6日印发", True),
        ("— 4 —", True),
        ("赣ICP备05000000号　网站标识码3610000001", True),
        ("类别 | 对象 | 资助标准", False),
        ("注册在我市的中小企业可以申请。", False),
        ("打印机专利导航项目由市科技局组织。", False),
    ],
)
def test_what_is_of_the_page(text: str, furniture: bool) -> None:
    assert is_furniture(text) is furniture


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("到 2 0 2 5 年 达 到 1 2 0 0 件 ， 其 中 专 利 8 0 件 。", "到2025年达到1200件，其中专利80件。"),
        ("2O13年，达到1OO%，传真O1O-652", "2013年，达到100%，传真010-652"),
        ("O2O模式、ISO9001、H2O", "O2O模式、ISO9001、H2O"),
        ("1 2 3 4 5", "1 2 3 4 5"),
    ],
)  # fmt: skip
def test_spaced_text_and_lost_zeros(printed: str, cleaned: str) -> None:
    assert clean(printed).text.text == cleaned


def test_swallowed_characters_of_a_garbled_page() -> None:
    words = "推動(dòng)高質(zhì)量發(fā)展，創(chuàng)新現(xiàn)代服務(wù)，開(kāi)展保護(hù)。"
    text = f"{words}《某方案》?F(xiàn)予印發(fā)。分布?i_(kāi)展監(jiān)測。給你們?請執行。"
    cleaned = clean(text).text.text
    assert "《某方案》。现予印发" in cleaned
    assert "分布。开展监测" in cleaned
    assert "给你们，请执行" in cleaned


def test_bodies_above_the_red_word_issue_the_sheet_and_its_printing_dates_it() -> None:
    head = "临川市粮食和物资储备局\n临川市财政局\n中国农业发展银行临川市分行\n文件\n临粮规〔2024〕1号\n"
    text = head + "临川市储备粮轮换管理办法\n" + RULES + "2024年3月15日印发\n"
    document = read(text)
    assert document.issuing_authorities == (
        "临川市粮食和物资储备局",
        "临川市财政局",
        "中国农业发展银行临川市分行",
    )
    assert str(document.issued_on) == "2024-03-15"
    assert "印发" not in document.clauses[-1].text


def test_a_text_that_says_from_when_it_holds_without_the_word_from() -> None:
    document = read("临川市专利奖励办法\n第一条 本办法2024年6月1日起施行。\n" + SIGNED)
    assert str(document.effective_from) == "2024-06-01"


def test_a_leading_group_signs() -> None:
    text = (
        "临川市房屋安全整治方案\n一、重点\n全面排查。\n临川市房屋安全整治领导小组\n2024年5月6日\n"
    )
    assert read(text).issuing_authorities == ("临川市房屋安全整治领导小组",)
