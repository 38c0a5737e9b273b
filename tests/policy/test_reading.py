"""Reading policy text of our own making: one case for each kind of damage and layout."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from zhishu.base.errors import ZhishuError
from zhishu.flows.read_policy import read_policy_file
from zhishu.importers.policy_page import read_page
from zhishu.policy.reader import read_policy
from zhishu.policy.structure.citations import find_citations
from zhishu.policy.text.pieces import split_pieces
from zhishu.policy.text.repair import clean

POLICIES = Path(__file__).resolve().parents[2] / "src/zhishu/demo/policies"
NOTICE = "云澜市人民政府办公室关于印发知识产权工作要点的通知\n"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("云政办发〔2026〕3号", "云政办发〔2026〕3号"),
        ("云政办发[2026]3号", "云政办发〔2026〕3号"),
        ("云政办发【2026】3 号", "云政办发〔2026〕3号"),
        ("云政办发﹝2026﹞ 3号", "云政办发〔2026〕3号"),
        ("云政办发（2026）3号", "云政办发〔2026〕3号"),
        # Damaged, one reading, and the year is the year of the signature.
        ("云政办发〔20263", "云政办发〔2026〕3号"),
        ("云政办发2026〕3号", "云政办发〔2026〕3号"),
        # Damaged, and the year is another: null rather than a guess.
        ("云政办发〔20213", None),
        # Only cited: another document's number.
        ("根据《某办法》（云政发〔2020〕9号），现通知如下。", None),
    ],
)
def test_a_number_is_its_own_or_null(printed: str, number: str | None) -> None:
    text = f"{NOTICE}{printed}\n各县（区）人民政府：\n一、总体要求\n做好工作。\n云澜市人民政府办公室\n2026年2月3日\n"
    [document] = read_policy(text).documents
    assert document.document_number == number
    if number and number not in re.sub(r"\s", "", printed):
        mended = [loss for loss in document.losses if loss.restored_to == number]
        assert bool(mended) is ("〔20263" in printed or "2026〕" in printed)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2026年2月3日", "2026-02-03"),
        ("2026 年 2 月 3 日", "2026-02-03"),
        ("二〇二六年二月三日", "2026-02-03"),
        ("二○二六年二月三日", "2026-02-03"),
        ("2026225日", "2026-02-25"),
        # 1月11日 or 11月1日: nobody knows.
        ("2026111日", None),
        ("2026年2月30日", None),
    ],
)
def test_a_day_of_signature_has_one_reading_or_none(printed: str, day: str | None) -> None:
    text = f"{NOTICE}各县（区）人民政府：\n现将工作要点印发给你们。\n云澜市人民政府办公室\n{printed}\n一、总体要求\n做好工作。\n"
    [document] = read_policy(text).documents
    assert (document.issued_on.isoformat() if document.issued_on else None) == day


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ("一、甲\n文。\n二、乙\n文。\n", ["一", "二"]),
        (
            "一、甲\n（一）子\n文。\n（二）丑\n文。\n二、乙\n（三）寅\n文。\n",
            ["一", "一(一)", "一(二)", "二", "二(三)"],
        ),
        ("一、甲\n（一）子。1.文甲。2.文乙。\n", ["一", "一(一)", "一(一)1", "一(一)2"]),
        (
            "第一章 总则\n第一条 文。\n第二章 分则\n第二条 文：\n（一）子；\n（二）丑。\n",
            ["第一章", "第一条", "第二章", "第二条", "第二条(一)", "第二条(二)"],
        ),
        # The count starts anew without a new parent: the parent is lost.
        (
            "第一条 文：\n（一）子；\n（二）丑。\n（一）寅；\n（二）卯。\n",
            ["第一条", "第一条(一)", "第一条(二)", "?(一)", "?(二)"],
        ),
        # A second list that the article announces is its own.
        (
            "第一条 有下列情形的：\n（一）子。\n有下列情形的：\n（一）寅。\n",
            ["第一条", "第一条(一)", "第一条(一)~2"],
        ),
        # Numbers straight under an article; an article of another law is none of this text.
        (
            "第一条 包括：\n1.甲；\n2.乙。\n第二条 （一）丙。依照专利法第三条的规定办理。\n第三条 丁。\n",
            ["第一条", "第一条1", "第一条2", "第二条", "第二条(一)", "第三条"],
        ),
        # A reference is no clause.
        ("第一条 依照第三条第（一）项办理。\n第二条 前款第（二）项除外。\n", ["第一条", "第二条"]),
        # Deeper marks stay in the text.
        ("一、甲\n一是文。二是文。\n（1）文。\n①文。\n——文。\n", ["一"]),
        # 3.5 is a number, not a clause.
        ("一、甲\n增长3.5%以上，达到1.2万件。\n", ["一"]),
    ],
)
def test_the_clause_tree(body: str, paths: list[str]) -> None:
    text = f"云澜市知识产权工作方案\n{body}"
    [document] = read_policy(text).documents
    assert [clause.path for clause in document.clauses if clause.path] == paths


def test_heading_and_text_are_apart_and_nothing_is_said_twice() -> None:
    text = "云澜市知识产权工作方案\n一、总体要求\n做好工作。\n（一）提升质量。坚持质量优先，\n注重实效。\n第二段。\n"
    [document] = read_policy(text).documents
    by_path = {clause.path: clause for clause in document.clauses}
    assert by_path["一"].heading == "总体要求"
    assert by_path["一"].text == "做好工作。"
    assert by_path["一(一)"].heading == "提升质量"
    assert by_path["一(一)"].text.startswith("坚持质量优先，")
    assert "\n" in by_path["一(一)"].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "根据《甲办法》（云财规〔2025〕6号），制定本办法。",
            [("甲办法", "云财规〔2025〕6号", "basis")],
        ),
        ("为贯彻落实《乙纲要》精神，", [("乙纲要", None, "implements")]),
        (
            "原《丙管理办法》（云财规〔2020〕3号）同时废止。",
            [("丙管理办法", "云财规〔2020〕3号", "repeals")],
        ),
        (
            "落实《关于印发〈丁方案〉的通知》要求",
            [("关于印发〈丁方案〉的通知", None, "implements")],
        ),
        ("参见《戊指引》。", [("戊指引", None, "mentions")]),
    ],
)
def test_citations(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = find_citations(text, 0, len(text))
    assert [(one.title, one.document_number, one.relation) for one in found] == expected


@pytest.mark.parametrize(
    ("name", "number", "issued", "published", "completeness", "first", "last"),
    [
        ("01", "云政办发〔2026〕12号", "2026-03-18", None, "complete", "", "四(三)"),
        ("02", "云财规〔2025〕6号", "2025-11-07", "2025-11-10", "complete", "", "第十一条"),
        ("03", "云市监发〔2025〕31号", "2025-06-16", "2025-06-20", "complete", "", "三(六)"),
        ("05", "云知联发〔2025〕7号", "2025-08-20", "2025-08-25", "damaged", "", "三"),
        ("06", "示政办发〔2024〕9号", "2024-02-28", "2024-03-05", "abridged", "", "三"),
        ("07", "示知发〔2025〕14号", "2025-05-08", None, "complete", "", "三"),
        ("08", None, "2026-01-12", "2026-01-15", "complete", "第一条", "第六条"),
    ],
)
def test_pages_of_every_layout(
    name: str,
    number: str | None,
    issued: str,
    published: str | None,
    completeness: str,
    first: str,
    last: str,
) -> None:
    [path] = POLICIES.glob(f"{name}-*")
    [document] = read_policy_file(path)["documents"]
    assert document["document_number"] == number
    assert document["issued_on"] == issued
    assert document["published_on"] == published
    assert document["completeness"] == completeness
    assert document["clauses"][0]["path"] == first
    assert document["clauses"][-1]["path"] == last
    whole = json.dumps(document, ensure_ascii=False)
    for furniture in (
        "首页",
        "版权所有",
        "分享到",
        "点击数",
        "验 证 码",
        "<p>",
        "&nbsp;",
        "function",
    ):
        assert furniture not in whole, furniture


def test_a_page_of_three_is_three_documents_with_their_own_numbers() -> None:
    [path] = POLICIES.glob("04-*")
    documents = read_policy_file(path)["documents"]
    assert [one["document_number"] for one in documents] == [
        "云知发〔2026〕4号", "云知联办〔2026〕2号", None,
    ]  # fmt: skip
    assert [one["completeness"] for one in documents] == ["complete", "cover_only", "complete"]
    assert documents[2]["source"] == "云澜日报"


def test_a_declared_charset_is_not_believed() -> None:
    page = '<html><head><meta charset="utf-8"></head><body><h1>云澜市工作方案</h1><p>一、总体要求</p><p>做好工作。</p></body></html>'
    read = read_page(page.encode("gb18030"))
    assert read.file.encoding == "gb18030"
    assert read.read.documents[0].title == "云澜市工作方案"


def test_places_lead_back_to_the_page() -> None:
    page = "<html><body><div>菜单</div><h1>云澜市工作方案</h1><p>一、总体&nbsp;要求</p><p>做好<b>知识产权</b>工作。</p></body></html>"
    [document] = read_page(page.encode()).read.documents
    start, end = document.clauses[-1].span
    assert page[start:end].startswith("一、")
    assert "知识产权" in page[start:end]


def test_readings_go_and_true_brackets_stay() -> None:
    words = "推動(dòng)高質(zhì)量發(fā)展，完善技術(shù)與創(chuàng)新支持中心(TISC)建設(shè)（2025）。"
    cleaned = clean(words * 5)
    assert "(TISC)" in cleaned.text.text
    assert "（2025）" in cleaned.text.text
    assert "dòng" not in cleaned.text.text
    assert cleaned.text.text.startswith("推动高质量发展")
    assert cleaned.losses[0].count == 5 * 6
    # Few pairs are no garbling: nothing is touched.
    assert "(dòng)" in clean("動(dòng)員").text.text


def test_a_long_dump_line_is_cut_at_its_blanks_only() -> None:
    line = (
        "为加强管理，制定本办法。 " * 10 + "奖励 5万元。 一、总体要求 2023 年 11 月 10 日前完成。"
    )
    pieces = [piece.text for piece in split_pieces(line)]
    assert "奖励 5万元。" in pieces
    assert pieces[-1].startswith("一、总体要求") or pieces[-2].startswith("一、总体要求")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\x00\x00\x00", "empty_file"),
        (b"%PDF-1.7 ...", "not_text"),
        (b"PK\x03\x04....", "not_text"),
        (bytes(range(256)) * 40, "not_text"),
    ],
)
def test_what_is_no_text_is_refused_with_a_next_step(
    data: bytes, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "文件.txt"
    path.write_bytes(data)
    entry = read_policy_file(path)
    assert entry["error"]["code"] == code
    assert entry["error"]["next_step"]
    assert entry["documents"] == []


def test_random_damage_never_raises_and_invents_no_number() -> None:
    chance = random.Random(20260101)
    texts = [path.read_text(encoding="utf-8") for path in sorted(POLICIES.iterdir())]
    for _ in range(60):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 30)):
            at = chance.randrange(len(text))
            kind = chance.randrange(4)
            if kind == 0:
                text = text[:at] + text[at + chance.randint(1, 40) :]
            elif kind == 1:
                text = text[:at] + chance.choice("〔〕（）\n 一、第条\x00<>&;\ufffd") + text[at:]
            elif kind == 2:
                text = text[:at] + text[at : at + 60] * 2 + text[at + 60 :]
            else:
                text = text[: max(at, 20)]
            if len(text) < 30:
                break
        try:
            read = read_page(text.encode("utf-8", "replace"))
        except ZhishuError:
            continue
        for document in read.read.documents:
            if document.document_number:
                digits = re.sub(r"\D", "", document.document_number)
                assert digits[4:] in re.sub(r"\D", "", text)


def test_one_very_long_line_is_read() -> None:
    text = "云澜市工作方案\n" + "为加强管理，（一）甲。1.乙。制定本办法；" * 40_000
    [document] = read_policy(text).documents
    assert sum(len(clause.text) for clause in document.clauses) > 400_000


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhishu", "policy", "read", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_exits_by_what_it_could_read(tmp_path: Path) -> None:
    [good] = POLICIES.glob("05-*")
    done = run(str(good), "--json", "--evidence")
    assert done.returncode == 0
    entry = json.loads(done.stdout)["files"][0]
    assert entry["encoding"] == "utf-8"
    assert entry["documents"][0]["evidence"]["document_number"]["confidence"] < 1
    done = run(str(good), str(tmp_path / "没有.txt"))
    assert done.returncode == 1
    assert "没有这个文件" in done.stderr
    assert "Traceback" not in done.stderr
    assert run().returncode == 2
