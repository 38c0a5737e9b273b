"""PDF, DOCX and OFD give the clauses that the same text gives; what cannot be read says why."""

from __future__ import annotations

import pytest

from office_samples import (
    docx_paragraph,
    docx_table,
    make_docx,
    make_ofd,
    make_pdf,
    pack,
    paginate,
    wrap,
)
from zhishu.base.errors import InvalidFileError
from zhishu.importers.policy_page import page_as_json, read_page
from zhishu.importers.reading.docx import numeral
from zhishu.importers.reading.file_text import read_file_text

TITLE = "云澜市知识产权服务业发展若干措施"
PARAGRAPHS = [
    TITLE,
    "云知发〔2025〕7号",
    "各区县知识产权局，市直有关单位：",
    "为加快发展知识产权服务业，更好服务实体经济，结合我市实际，制定以下措施。",
    "一、培育服务主体",
    "（一）引进高端机构。对新设立的知识产权服务机构，从业人员达到20人以上且当年营业收入超过500万元的，一次性奖励10万元，所需资金由市级知识产权专项资金列支，不足部分由所在区县补足，具体办法另行制定并向社会公布。",
    "（二）支持品牌建设。对首次获评全国知识产权服务品牌机构的，奖励20万元。",
    "二、优化服务环境",
    "市知识产权局建立服务机构名录，每年公布一次。",
    "云澜市知识产权局",
    "2025年6月18日",
]
PATHS = ["", "一", "一(一)", "一(二)", "二"]


def printed(kind: str) -> bytes:
    pages = paginate(wrap(PARAGRAPHS, 30), 8)
    return make_pdf(pages) if kind == "pdf" else make_ofd(pages)


@pytest.mark.parametrize("kind", ["pdf", "ofd"])
def test_printed_lines_become_the_paragraphs_they_were(kind: str) -> None:
    text = read_file_text(printed(kind))
    assert text.text.split("\n") == PARAGRAPHS
    assert text.encoding == kind
    assert len(text.pages) == 2


@pytest.mark.parametrize("kind", ["pdf", "ofd"])
def test_a_printed_file_is_read_to_clauses_with_their_page(kind: str) -> None:
    told = page_as_json(read_page(printed(kind)), evidence=True)
    [document] = told["documents"]
    assert document["title"] == TITLE
    assert document["document_number"] == "云知发〔2025〕7号"
    assert document["issuing_authorities"] == ["云澜市知识产权局"]
    assert [clause["path"] for clause in document["clauses"]] == PATHS
    assert document["clauses"][2]["text"].endswith("具体办法另行制定并向社会公布。")
    assert document["clauses"][1]["evidence"]["page"] == 1
    assert document["clauses"][-1]["evidence"]["page"] == 2


def test_word_counts_its_own_numbers() -> None:
    blocks = [docx_paragraph(text) for text in PARAGRAPHS[:4]]
    blocks += [
        docx_paragraph("培育服务主体", 0),
        docx_paragraph("引进高端机构。对新设立的机构给予支持。", 1),
        docx_paragraph("支持品牌建设。对品牌机构给予支持。", 1),
        docx_paragraph("优化服务环境", 0),
        docx_paragraph("建立名录。市知识产权局每年公布一次。", 1),
    ]
    [document] = page_as_json(read_page(make_docx(*blocks)), evidence=False)["documents"]
    paths = [clause["path"] for clause in document["clauses"]]
    assert paths == ["", "一", "一(一)", "一(二)", "二", "二(一)"]


def test_tables_of_word_become_rows_and_deleted_words_go() -> None:
    deleted = (
        "<w:p><w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    )
    text = read_file_text(make_docx(docx_table([["任务", "单位"], ["培训", "市教育局"]]), deleted))
    assert text.text.split("\n") == ["任务 | 单位 |", "培训 | 市教育局 |", "保留"]


NUMERALS = [
    (1, "chineseCountingThousand", "一"),
    (10, "chineseCounting", "十"),
    (12, "chineseCountingThousand", "十二"),
    (20, "chineseCountingThousand", "二十"),
    (105, "chineseCountingThousand", "一百零五"),
    (3, "decimalEnclosedCircle", "③"),
    (4, "upperRoman", "IV"),
    (28, "lowerLetter", "bb"),
    (2, "ideographTraditional", "乙"),
    (7, "decimal", "7"),
    (5, "bullet", ""),
]


@pytest.mark.parametrize(("number", "form", "expected"), NUMERALS)
def test_numbers_in_the_forms_of_word(number: int, form: str, expected: str) -> None:
    assert numeral(number, form) == expected


BOMB = pack({"word/document.xml": b" " * (100 << 20)})
ENTITIES = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
REFUSED = [
    (printed("pdf")[:900], "PDF打不开"),
    (make_pdf(paginate(wrap(PARAGRAPHS, 30), 8), locked=True), "加了密码"),
    (make_pdf([[], []]), "没有文字"),
    (printed("ofd")[:900], "已损坏"),
    (pack({"OFD.xml": "<a/>"}), "没有页面"),
    (pack({"OFD.xml": "<a>"}), "不是完整的XML"),
    (make_docx(docx_paragraph("正文"), prolog=ENTITIES), "文档类型声明"),
    (BOMB, "太大"),
    (pack({"xl/workbook.xml": "<a/>"}), "不是文本或网页"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版Office文件"),
    (b"GIF89a" + b"\0" * 50, "图片"),
    (b"a" * ((32 << 20) + 1), "超过32MB"),
]


@pytest.mark.parametrize(("data", "expected"), REFUSED)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, expected: str) -> None:
    with pytest.raises(InvalidFileError) as told:
        read_page(data)
    assert expected in told.value.what
    assert told.value.next_step
