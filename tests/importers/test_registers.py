"""Rows of the registers beside patents: what is read, what is a finding, what is set aside, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

from zhishu.base.identifiers import ApplicationNumber
from zhishu.cli.import_ import command
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.formats import detect_format, tabular_formats
from zhishu.rules.rulebook import load_rulebook

FORMATS = tabular_formats(load_rulebook())
BODY = "202010000001"
PATENT = BODY + ApplicationNumber.check_digit(BODY)

# The headings as sources print them, and the format that they are.
HEADINGS = {
    "trademark_exchange": "企业关联列字段,注册号(解密),企业类型,注册资本,类似群组,,申请日期,注册公告日,专用期(起始日期),专用期(到期日期),代理机构,是否是马德里,是否有效,类别,行业,商标名称,商标类型",
    "software_exchange": "企业关联列,企业类型,登记号,软著简称,软著全称,软著分类号,行业分类号,首次发表日期,登记日期,版本号,行业,注册资本",
    "work_exchange": "企业名称关联列字段(清洗),企业类型,作品名称,作品类别代码,作品创作日期,作品首次发布日期,登记号,登记日期,发布日期,一级行业,二级行业,注册资本",
    "trademark_register": "申请/注册号,国际分类,商标名称,申请人名称(中文),申请人地址(中文),初审公告日期,注册公告日期,专用权期限,类似群,商品/服务",
    "copyright_register": "登记号,软件全称,版本号,著作权人,开发完成日期,首次发表日期,登记日期",
    "indication_register": "名称,保护类型,产品类别,公告号,公告日,产地范围,管理机构",
    "layout_design_register": "布图设计登记号,布图设计申请日,公告日期,布图设计名称,布图设计权利人,布图设计创作人,布图设计创作完成日期,首次商业利用时间",
    "plant_variety_register": "申请号,品种名称,植物种类,品种权人,培育人,申请日,品种权号,授权日",
    "pledge_register": "登记号,专利号,出质人,质权人,登记生效日,解除日,质押金额（万元）",
    "licence_register": "合同备案号,专利号,让与人,受让人,许可种类,备案日,许可期限",
    "assignment_register": "专利号,变更前权利人,变更后权利人,变更生效日",
    "payment_register": "申请号,费用种类,年度,应缴日,缴费日,缴费金额（元）",
    "citation_sheet": "申请号,公开（公告）号,被引证公开（公告）号,引证类别",
}


@pytest.mark.parametrize("name", HEADINGS)
def test_a_sheet_is_known_by_its_headings(name: str) -> None:
    assert detect_format(tuple(HEADINGS[name].split(",")), None, FORMATS).name == name


def test_marks_without_a_class_are_not_taken_for_a_registry() -> None:
    headings = "注册号,商标名称,申请日期,是否有效,企业名称,统一社会信用代码"
    with pytest.raises(Exception, match="像是商标（区域数据交换），但缺标题类别"):
        detect_format(tuple(headings.split(",")), None, FORMATS)


def write(path: Path, headings: str, *rows: str) -> Path:
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return path


def imported(home: Path, table: str, headings: str, *rows: str) -> tuple[ImportReport, list[Any]]:
    """The report of a file of these rows, and what stands in the table after it."""
    home.mkdir(exist_ok=True)
    report = import_file(home, write(home / "表.csv", headings, *rows))
    assert report.rows == report.accepted + report.unchanged + report.superseded + report.set_aside
    return report, open_warehouse(home).query(f"SELECT * FROM {table} ORDER BY 1").dicts()


def findings(home: Path) -> list[tuple[str, str]]:
    sql = 'SELECT field, reason FROM row_findings ORDER BY "row", field'
    return [(row[0], row[1]) for row in open_warehouse(home).query(sql).rows]


def test_marks(home: Path) -> None:
    headings = "注册号,类别,商标名称,企业名称,地址,申请日期,注册公告日,专用期(起始日期),专用期(到期日期),类似群组,是否是马德里,是否有效"
    report, rows = imported(
        home,
        "trademarks",
        headings,
        "第90000001号,第9类,云 澜,甲公司; 乙公司,330000江西省南昌市某路1号,2015-01-02,2016-01-07,2016-01-07,2026-01-06,0901;0907,否,是",
        "90000001,35,云澜,甲公司,,,2016-01-07,,,,否,是",
        "G1234567,25,,乙公司,,2020-01-02,2019-01-02,2021-01-01,2020-01-01,25,,也许",
        "90000002,46,甲,甲公司,,,,,,,,",
        "9.0E+07,9,甲,甲公司,,,,,,,,",
        ",9,甲,甲公司,,,,,,,,",
    )
    assert (report.accepted, report.set_aside) == (3, 3)
    told = {row.number: (row.field, row.reason) for row in report.set_aside_rows}
    assert told[4] == ("nice_class", "类别“46”不是1至45类之一")
    assert "科学计数法" in told[5][1] and told[6] == ("registration_number", "缺注册号")
    one, two, madrid = rows
    assert [row["mark_id"] for row in rows] == ["90000001-35", "90000001-9", "G1234567-25"]
    assert (two["name"], two["folded_name"]) == ("云 澜", "云澜")
    assert two["holders"] == ["甲公司", "乙公司"] and two["similar_groups"] == ["0901", "0907"]
    assert (two["address"], two["region_code"]) == ("江西省南昌市某路1号", "360100")
    assert two["term_until"] == date(2026, 1, 6) and two["is_valid_printed"] is True
    assert one["is_madrid"] is False and madrid["is_madrid"] is True
    # What cannot be is unknown and told, the row holds.
    assert madrid["filed_on"] is None and madrid["term_until"] is None
    assert {field for field, _ in findings(home)} == {
        "filed_on", "term_until", "similar_groups", "is_valid_printed",
    }  # fmt: skip


def test_a_term_in_one_cell(home: Path) -> None:
    headings = "申请/注册号,国际分类,商标名称,专用权期限"
    report, rows = imported(
        home,
        "trademarks",
        headings,
        "1,1,甲,2021年01月07日 至 2031年01月06日",
        "2,1,乙,2021年01月07日",
        "3,1,丙,",
    )
    assert [(row["term_from"], row["term_until"]) for row in rows] == [
        (date(2021, 1, 7), date(2031, 1, 6)),
        (None, None),
        (None, None),
    ]
    assert report.findings == 1


def test_copyrights_of_both_kinds(home: Path) -> None:
    headings = "登记号,软件全称,著作权人,开发完成日期,首次发表日期,登记日期,地区"
    report, rows = imported(
        home,
        "copyrights",
        headings,
        "2021SR0123456,某系统,甲公司,2020-12-01,2020-11-01,2021-02-01,江西省抚州市临川区",
        "国作登字-2021-F-00012345,某画,张三,2021-03-01,,2021-02-01,",
        "无号,某软件,甲公司,,,,",
        "2021SR0123457,,甲公司,,,,",
    )
    assert (report.accepted, report.set_aside, report.findings) == (2, 2, 2)
    software, work = rows
    assert (software["work_kind"], work["work_kind"]) == ("software", "work")
    assert software["first_published_on"] is None and work["created_on"] is None
    assert software["region_code"] == "361002"


def test_indications_of_one_announcement_are_several(home: Path) -> None:
    report, rows = imported(
        home,
        "geographical_indications",
        HEADINGS["indication_register"],
        "青岚茶,地理标志产品,茶叶,2009年第12号,2009-01-18,江西省抚州市临川区,某协会",
        "青岚橘,地理标志保护产品,水果,2009年第12号,2009-01-18,,",
        "青岚莲,地理标志证明商标,蔬菜,12345678,2015-01-18,,某协会",
        "青岚米,农产品地理标志,粮食,,,,",
        "青岚鱼,名牌,水产,,,,",
    )
    assert (report.accepted, report.set_aside) == (4, 1)
    assert {row["indication_id"]: row["protection_kind"] for row in rows} == {
        "product:青岚茶": "product",
        "product:青岚橘": "product",
        "certification_mark:12345678": "certification_mark",
        "agricultural:青岚米": "agricultural",
    }


def test_layout_designs_and_plant_varieties(home: Path) -> None:
    _, [design] = imported(
        home,
        "layout_designs",
        HEADINGS["layout_design_register"],
        "BS.215001234,2021-01-02,2021-05-01,某芯片,甲公司,李四,2021-02-01,2020-06-01",
    )
    assert design["created_on"] is None and design["first_exploited_on"] == date(2020, 6, 1)
    report, rows = imported(
        home,
        "plant_varieties",
        HEADINGS["plant_variety_register"],
        "20191001234,青岚一号,水稻,农学院,王五;赵六,2019-01-02,CNA20191001234,2021-06-01",
        "20190123,青岚红,木兰属,林场,,2019-01-02,,",
        "十二,青岚二号,水稻,农学院,,,,",
    )
    assert report.set_aside == 1
    assert [(row["filing_number"], row["authority"]) for row in rows] == [
        ("20190123", "forestry"),
        ("CNA20191001234", "agriculture"),
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "yuan"),
    [
        ("质押金额（万元）", "120.5", Decimal(1_205_000)),
        ("质押金额(万元)", "1,200", Decimal(12_000_000)),
        ("质押金额（元）", "500000", Decimal(500_000)),
        ("质押金额", "120万元", Decimal(1_200_000)),
        ("质押金额（万元）", "2亿元", Decimal(200_000_000)),
        ("质押金额", "120", None),
        ("质押金额（万元）", "100万美元", None),
        ("质押金额（万元）", "若干", None),
        ("质押金额（万元）", "", None),
    ],
)
def test_money_is_in_yuan_by_heading_or_cell(
    home: Path, heading: str, cell: str, yuan: Decimal | None
) -> None:
    cell = f'"{cell}"'
    report, [row] = imported(
        home,
        "pledges",
        f"登记号,专利号,出质人,质权人,登记生效日,{heading}",
        f"Y2026990001,{PATENT},甲公司,某银行,2026-01-02,{cell}",
    )
    assert row["amount"] == yuan
    assert report.findings == (yuan is None and cell != '""')


def test_dealings_name_their_right(home: Path) -> None:
    report, rows = imported(
        home,
        "pledges",
        "登记号,权利种类,权利号,出质人,质权人,登记生效日,解除日",
        f"Y1,专利权,ZL{PATENT},甲公司,某银行,2026-01-02,2025-01-02",
        "Y1,注册商标专用权,90000001,甲公司,某银行,2026-01-02,",
        "Y1,软件著作权,2021SR0123456,甲公司,某银行,2026-01-02,",
        f"Y2,,ZL{PATENT},甲公司,某银行,2026-01-02,",
        "Y3,,90000001,甲公司,某银行,2026-01-02,",
        "Y3,土地,90000001,甲公司,某银行,2026-01-02,",
        f"Y3,专利权,{PATENT};{PATENT},甲公司,某银行,2026-01-02,",
        "Y3,专利权,2.02E+12,甲公司,某银行,2026-01-02,",
        "Y3,专利权,,甲公司,某银行,2026-01-02,",
    )
    assert [row["pledge_id"] for row in rows] == [
        "Y1:copyright:2021SR0123456",
        f"Y1:patent:{PATENT}",
        "Y1:trademark:90000001",
        f"Y2:patent:{PATENT}",
    ]
    assert rows[1]["released_on"] is None
    assert [row.reason for row in report.set_aside_rows] == [
        "没有写权利种类",
        "权利种类不认识",
        "一格里有几个权利号，请每个写成一行",
        report.set_aside_rows[3].reason,
        "缺权利号",
    ]
    assert "科学计数法" in report.set_aside_rows[3].reason


def test_licences_and_assignments(home: Path) -> None:
    _, [licence] = imported(
        home,
        "licences",
        HEADINGS["licence_register"],
        f"X2026990001,{PATENT},甲公司,乙公司,独占许可,2026-01-02,2026-01-02至2031-01-01",
    )
    assert (licence["licence_kind"], licence["valid_until"]) == ("exclusive", date(2031, 1, 1))
    row = f"{PATENT},甲公司,乙公司,2026-01-02"
    report, [assignment] = imported(
        home, "assignments", HEADINGS["assignment_register"], row, row, f"{PATENT},甲公司,乙公司,"
    )
    assert (report.accepted, report.superseded, report.set_aside) == (1, 1, 1)
    assert assignment["assignees"] == ["乙公司"]


def test_a_payment_without_a_day_is_due_and_not_paid(home: Path) -> None:
    report, rows = imported(
        home,
        "fee_payments",
        HEADINGS["payment_register"],
        f"{PATENT},年费,4,2023-01-02,2022-12-20,1200",
        f"{PATENT},发明专利第5年年费,,2024-01-02,,1200",
        f"{PATENT},滞纳金,第5年,,2024-03-20,60",
        f"{PATENT},年费,三十,2025-01-02,,1200",
        f"{PATENT},年费,6,,,1200",
    )
    assert (report.accepted, report.set_aside, report.findings) == (4, 1, 1)
    told = {(row["fee_kind"], row["patent_year"], row["paid_on"]) for row in rows}
    assert told == {
        ("年费", 4, date(2022, 12, 20)),
        ("发明专利第5年年费", 5, None),
        ("滞纳金", 5, date(2024, 3, 20)),
        ("年费", None, None),
    }
    assert len({row["payment_id"] for row in rows}) == 4


def test_citations(home: Path) -> None:
    report, rows = imported(
        home,
        "patent_citations",
        "公开（公告）号,被引证公开（公告）号,被引证文献,引证类别",
        "CN112510640A,CN112510641A,,审查员",
        "CN112510640A,us 2010/0123456 A1,,申请人",
        "CN112510640A,,某书第3页,检索报告",
        "CN112510640A,不明,,自己写的",
        "CN112510640A,,,审查员",
        "甲,CN112510641A,,审查员",
    )
    assert (report.accepted, report.set_aside, report.findings) == (4, 2, 1)
    told = {(row["cited_number"], row["cited_text"], row["category"]) for row in rows}
    assert told == {
        ("CN112510641A", None, "examiner"),
        ("US2010/0123456A1", None, "applicant"),
        (None, "某书第3页", "search_report"),
        (None, "不明", "other"),
    }


def test_again_brings_nothing_a_newer_file_its_news_and_two_contents_wait(home: Path) -> None:
    headings = "注册号,类别,商标名称,企业名称,是否有效"
    first = ("1,9,甲,甲公司,是", "2,9,乙,乙公司,是")
    assert imported(home, "trademarks", headings, *first)[0].accepted == 2
    again, _ = imported(home, "trademarks", headings, *first)
    assert (again.accepted, again.unchanged, again.snapshot) == (0, 2, 1)
    newer, rows = imported(home, "trademarks", headings, "1,9,甲,丙公司,")
    assert newer.accepted == 1
    assert (rows[0]["holders"], rows[0]["is_valid_printed"]) == (["丙公司"], True)
    both, rows = imported(home, "trademarks", headings, "2,9,乙,甲公司,", "2,9,乙,丙公司,")
    assert (both.accepted, both.set_aside) == (0, 2)
    assert rows[1]["holders"] == ["乙公司"]


def test_the_same_from_a_workbook(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "商标.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["注册号", "类别", "商标名称", "专用期(到期日期)"])
        sheet.write_row(1, 0, [90000001, 9, "甲"])
        sheet.write_datetime(1, 3, date(2031, 1, 6), book.add_format({"num_format": "yyyy-mm-dd"}))
    report = import_file(home, path)
    assert (report.kind, report.accepted, report.findings) == ("trademarks", 1, 0)
    [row] = open_warehouse(home).query("SELECT mark_id, term_until FROM trademarks").rows
    assert row == ("90000001-9", date(2031, 1, 6))


SHEETS = {
    "说明": ("本文件由数据交换平台导出",),
    "企业": (
        "企业名称,注册号,企业（机构）类型,行业门类,成立日期,注册资金（万元）,经营（业务）范围,地区,地址,法定代表人,统一社会信用代码",
        "示例甲公司,1,有限责任公司,制造业,2015-03-02,500,电池,,,何某,",
    ),
    "商标": (
        "企业关联列字段,注册号(解密),类似群组,申请日期,注册公告日,专用期(起始日期),专用期(到期日期),代理机构,是否是马德里,是否有效,类别,商标名称,商标类型",
        "示例甲公司,90000001,0901,2019-01-02,2020-01-07,2020-01-07,2030-01-06,,否,是,9,甲,文字",
        "示例甲公司,90000002,0901,2019-01-02,2020-01-07,2020-01-07,2030-01-06,,否,是,99,乙,文字",
    ),
    "投资": ("投资行政区划,企业(机构)名称,出资日期", "甲,乙,2020-01-02"),
    "软著": (
        "企业关联列,登记号,软著简称,软著全称,软著分类号,首次发表日期,登记日期,版本号",
        "示例甲公司,2021SR0000001,,某系统,,,2021-02-01,V1.0",
        "示例甲公司,不清,,某软件,,,2021-02-01,V1.0",
    ),
    "作品": (
        "企业名称关联列字段(清洗),作品名称,作品类别代码,作品创作日期,登记号,登记日期",
        "示例甲公司,某图案,美术作品,2021-01-01,国作登字-2021-F-00000001,2021-05-01",
    ),
    "专利": (
        "企业名称,申请号,申请状态,公开公告日,专利类型备注,主分类号,专利名称,公开公告号,发明设计人,专利代理机构",
        f"示例甲公司,{PATENT},公开,2021-05-01,发明公布,H01M10/0525,一种电池,CN112510640A,何某,",
    ),
}


def write_book(path: Path, *names: str, hidden: str = "") -> Path:
    """A workbook with sheets of the regional exchange."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name in names:
            sheet = book.add_worksheet(name)
            if name == hidden:
                sheet.hide()
            for at, line in enumerate(SHEETS[name]):
                sheet.write_row(at, 0, line.split(","))
    return path


def test_each_sheet_of_a_workbook_is_its_own_table(home: Path, tmp_path: Path) -> None:
    path = write_book(tmp_path / "交换.xlsx", *SHEETS)
    report = import_file(home, path)
    assert (report.format, report.rows, report.accepted, report.set_aside) == (
        "workbook_sheets", 7, 5, 2,
    )  # fmt: skip
    told = {part.title: (part.rows, part.accepted, part.set_aside) for part in report.parts}
    assert told == {
        "企业：企业登记（CSV）": (1, 1, 0),
        "商标：商标（区域数据交换）": (2, 1, 1),
        "软著：软件著作权（区域数据交换）": (2, 1, 1),
        "作品：作品著作权（区域数据交换）": (1, 1, 0),
        "专利：专利题录（区域数据交换）": (1, 1, 0),
        "投资（标题行不认识，没有导入）": (0, 0, 0),
    }
    for name in ("rows", "accepted", "unchanged", "superseded", "set_aside"):
        assert sum(getattr(part, name) for part in report.parts) == getattr(report, name)
    # Rows are numbered through the workbook, lines by their sheet.
    assert [(row.number, row.line_number) for row in report.set_aside_rows] == [(3, 3), (5, 3)]
    warehouse = open_warehouse(home)
    counts = {
        table: warehouse.query(f"SELECT count(*) FROM {table}").value()
        for table in ("parties", "trademarks", "copyrights", "patents", "legal_periods")
    }
    assert counts == dict.fromkeys(counts, 1) | {"copyrights": 2}
    assert warehouse.query("SELECT registered_capital FROM parties").value() == 5_000_000
    assert warehouse.query("SELECT holders FROM trademarks").value() == ["示例甲公司"]
    again = import_file(home, path)
    assert (again.accepted, again.unchanged, again.snapshot) == (0, 5, report.snapshot)
    said = CliRunner().invoke(command, ["--home", str(home), str(path)]).output
    assert "商标：商标（区域数据交换）：2行，接受0，未变1，搁置1" in said
    assert "投资（标题行不认识，没有导入）" in said and "类别 类别“99”不是1至45类之一" in said


def test_of_a_workbook_a_kind_or_what_is_seen(home: Path, tmp_path: Path) -> None:
    book = write_book(tmp_path / "交换.xlsx", "企业", "商标", "软著", hidden="软著")
    report = import_file(home, book, kind="trademarks")
    assert [part.title for part in report.parts] == [
        "商标：商标（区域数据交换）",
        "企业（不是所选的种类，没有导入）",
    ]
    assert (report.rows, report.accepted) == (2, 1)
    assert open_warehouse(home).query("SELECT count(*) FROM parties").value() == 0
    assert len(import_file(home, book).parts) == 2  # the hidden one is not read
    # One table with others that nobody knows is read as ever.
    alone = import_file(home, write_book(tmp_path / "一张.xlsx", "商标", "投资"))
    assert (alone.format, alone.parts) == ("trademark_exchange", [])
