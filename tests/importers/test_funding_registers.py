"""Rows of what measures are judged by: what is read, what is a finding, what is set aside, and why."""

from __future__ import annotations

import stat
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.funding import kinds
from zhishu.funding.tables import CONTROLLERS, CREDIT_RECORDS, EXPENSES, PARTY_FIGURES, TABLES
from zhishu.importers.formats import detect_format, tabular_formats
from zhishu.importers.registers import credit_records, expenses, recognitions
from zhishu.importers.registers.right_named import digest
from zhishu.rules.rulebook import load_rulebook

FORMATS = tabular_formats(load_rulebook())
CODE, OTHER_CODE = "91361000MA990001XR", "91361002MA9900028N"

HEADINGS = {
    "recognition_register": "单位名称,统一社会信用代码,认定名称,级别,等次,专利号,产品名称,认定日期,有效期至,文号,所在地区",
    "award_register": "单位名称,统一社会信用代码,措施编号,政策依据,兑付项目,对象,兑付金额（元）,年度,拨付日期,兑付编号,地区",
    "figures_register": "企业名称,统一社会信用代码,年度,从业人数,营业收入（万元）,应纳税所得额（万元）,研发费用（元）,经营场所面积",
    "credit_record_register": "企业名称,统一社会信用代码,失信类别,列入日期,移出日期,文号,列入机关",
    "expense_register": "企业名称,统一社会信用代码,费用类别,金额（元）,支付日期,发票号,案号,案件结果",
    "controller_register": "企业名称,统一社会信用代码,实际控制人,持股比例,起始日期,联系电话",
}


@pytest.mark.parametrize("name", HEADINGS)
def test_a_sheet_is_known_by_its_headings(name: str) -> None:
    assert detect_format(tuple(HEADINGS[name].split(",")), None, FORMATS).name == name


def imported(home: Path, name: str, *rows: str) -> tuple[ImportReport, list[dict[str, Any]]]:
    """The report of a file of these rows, and what stands in the table after it, in the order of the rows."""
    home.mkdir(exist_ok=True)
    path = home / "表.csv"
    path.write_text("\n".join([HEADINGS[name], *rows]) + "\n", encoding="utf-8")
    report = import_file(home, path)
    assert report.format == name
    assert report.rows == report.accepted + report.unchanged + report.superseded + report.set_aside
    table = next(one.table.name for one in FORMATS if one.name == name)
    return report, open_warehouse(home).query(f"SELECT * FROM {table} ORDER BY _row").dicts()


def told(home: Path) -> dict[int, dict[str, str]]:
    sql = 'SELECT "row", field, reason FROM row_findings ORDER BY "row", field'
    found: dict[int, dict[str, str]] = {}
    for number, field, reason in open_warehouse(home).query(sql).rows:
        found.setdefault(number, {})[field] = reason
    return found


# Title, level, grade as printed -> kind, level, grade.
RECOGNISED = [
    ("企业知识产权管理规范认证", "", "", "certification", None, None),
    ("知识产权管理体系认证（GB/T 29490-2023）", "", "", "certification", None, None),
    ("国家知识产权示范企业", "", "", "demonstration", "national", "demonstration"),
    ("国家知识产权优势企业", "", "", "advantage", "national", None),
    ("江西省知识产权优势企业", "", "", "advantage", "provincial", None),
    ("抚州市知识产权示范企业", "", "", "demonstration", "municipal", "demonstration"),
    ("知识产权优势企业", "市级", "", "advantage", "municipal", None),
    ("国家知识产权强国建设试点县", "", "", "demonstration_zone", "national", "pilot"),
    ("国家级知识产权强国建设示范园区", "", "", "demonstration_zone", "national", "demonstration"),
    ("国家地理标志产品保护示范区", "", "", "indication_zone", "national", "demonstration"),
    ("第二十五届中国专利金奖", "", "", "patent_award", "national", "gold"),
    ("第二十五届中国外观设计银奖", "", "", "patent_award", "national", "silver"),
    ("江西省专利奖", "", "一等奖", "patent_award", "provincial", "first"),
    ("专利产品备案", "国家级", "", "product_recordal", "national", None),
    ("专利密集型产品", "国家级", "", "patent_intensive_product", "national", None),
    ("地理标志专用标志使用企业", "", "", "indication_use", None, None),
    ("国家知识产权信息公共服务网点", "", "", "service_outlet", "national", None),
    ("省级知识产权信息公共服务网点", "", "", "service_outlet", "provincial", None),
    ("高校国家知识产权信息服务中心", "", "", "information_centre", "national", None),
    ("技术与创新支持中心（TISC）", "国家级", "", "tisc", "national", None),
    ("驰名商标", "", "", "well_known_mark", None, None),
    ("高新技术企业", "", "", "high_tech", None, None),
    ("国家级专精特新“小巨人”企业", "", "", "specialised", "national", None),
]


def test_recognitions_are_told_by_their_name(home: Path) -> None:
    report, rows = imported(
        home,
        "recognition_register",
        *(
            f"示例甲{number}公司,,{title},{level},{grade},,,2025-03-02,,,"
            for number, (title, level, grade, *_) in enumerate(RECOGNISED)
        ),
    )
    assert (report.accepted, report.findings) == (len(RECOGNISED), 0)
    assert {row["subject"] for row in rows} == {None, "园区"}
    assert [(row["title"], row["kind"], row["level"], row["grade"]) for row in rows] == [
        (title, *own) for title, _, _, *own in RECOGNISED
    ]


def test_recognitions(home: Path) -> None:
    report, rows = imported(
        home,
        "recognition_register",
        f"示例甲公司,{CODE},专利产品备案,,,ZL202010000001.2,某药,2025年3月2日,2028-03-01,赣知〔2025〕1号,江西省抚州市临川区",
        "示例甲公司,,专利产品备案,,,,某茶,2025-03-02,2024-03-01,,",
        "江西省抚州市南城县,,国家知识产权强国建设试点县,,,,,2025-03-02,,,",
        "示例甲公司,91361000MA990001XA,国家知识产权示范企业,部级,,,,某日,,,",
        "示例甲公司;示例乙公司,,江西省专利奖,,,,,2025-03-02,,,",
        ",,江西省专利奖,,,,,2025-03-02,,,",
        "示例甲公司,,先进集体,,,,,2025-03-02,,,",
    )
    assert (report.accepted, report.set_aside) == (4, 3)
    assert {row.number: row.reason for row in report.set_aside_rows} == {
        5: "一格里有几个单位，请每个写成一行",
        6: "缺单位名称",
        7: "认定种类不认识",
    }
    first, tea, county, firm = rows
    assert (first["credit_code"], first["region_code"]) == (CODE, "361002")
    assert (first["recognised_on"], first["valid_until"]) == (date(2025, 3, 2), date(2028, 3, 1))
    assert first["folded_name"] == "示例甲公司" and tea["subject"] == "某茶"
    assert county["region_code"] == "361021"
    assert firm["credit_code"] is None and firm["recognised_on"] is None
    assert {number: set(fields) for number, fields in told(home).items()} == {
        1: {"patent_number"},
        2: {"valid_until"},
        4: {"credit_code", "level", "recognised_on"},
    }


def test_awards_paid(home: Path) -> None:
    report, rows = imported(
        home,
        "award_register",
        f"示例甲公司,{CODE},361000/fund/9-1,某办法,贯标补贴,,20000,2025年度,2025-06-01,,江西省抚州市临川区",
        "示例甲公司,,,某办法,专利产品奖励,某茶,1000,,2025-06-01,,",
        "示例甲公司,,9-1,某办法,专利产品奖励,某药,若干,二零,2025-06-01,,",
        "示例甲公司,,,,某奖,,1000,,,,",
        "示例甲公司,,,,,,1000,2025,,,",
        # The same day, item and holder: of two sums nobody knows which holds, unless each bears a number.
        "示例乙公司,,,,某奖,,1000,2025,2025-06-01,,",
        "示例乙公司,,,,某奖,,2000,2025,2025-06-01,,",
        "示例丙公司,,,,某奖,,1000,2025,2025-06-01,Z1,",
        "示例丙公司,,,,某奖,,2000,2025,2025-06-01,Z2,",
    )
    assert (report.accepted, report.set_aside) == (5, 4)
    assert {row.number for row in report.set_aside_rows} == {4, 5, 6, 7}
    first, tea, unread, one, two = rows
    assert (first["measure"], first["amount"], first["year"]) == (
        "361000/fund/9-1", Decimal(20_000), 2025,
    )  # fmt: skip
    assert (tea["measure"], tea["year"], tea["subject"]) == (None, 2025, "某茶")
    assert (unread["measure"], unread["year"], unread["amount"]) == (None, None, None)
    assert [one["amount"], two["amount"]] == [Decimal(1000), Decimal(2000)]
    assert {number: set(fields) for number, fields in told(home).items()} == {
        3: {"measure", "year", "amount"}
    }


def test_figures_of_a_year(home: Path) -> None:
    report, rows = imported(
        home,
        "figures_register",
        f'示例甲公司,{CODE},2025年,"1,200人",299.5,-12.5,800000,299㎡',
        f"示例甲公司,{CODE},2024,10,,,,",
        "示例乙公司,,2025,10.5,,,,300.25平方米",
        "示例乙公司,,2024,,,,,",
        "示例乙公司,,去年,10,,,,",
    )
    assert (report.accepted, report.set_aside) == (3, 2)
    assert {row.number: row.field for row in report.set_aside_rows} == {4: "employees", 5: "year"}
    now, before, other = rows
    assert (now["figures_id"], before["figures_id"]) == (f"{CODE}:2025", f"{CODE}:2024")
    assert other["figures_id"] == "name:示例乙公司:2025"
    assert (now["employees"], now["turnover"], now["taxable_income"], now["rd_expense"]) == (
        1200, Decimal(2_995_000), Decimal(-125_000), Decimal(800_000),
    )  # fmt: skip
    # What a source does not tell is unknown, never nought.
    assert before["turnover"] is None and before["premises_area"] is None
    assert (other["employees"], other["premises_area"]) == (None, Decimal("300.25"))
    assert told(home) == {3: {"employees": "“10.5”不是整数"}}


def test_credit_records(home: Path) -> None:
    report, rows = imported(
        home,
        "credit_record_register",
        f"示例甲公司,{CODE},严重违法失信名单,2024-05-01,2027-04-30,赣市监〔2024〕1号,省市场监管局",
        "示例甲公司,,非正常专利申请,2025-05-01,,,国家知识产权局",
        "示例甲公司,,取消申报资格三年,2025-05-01,2024-05-01,,",
        "示例乙公司,,培育项目未通过验收,2025-05-01,,,",
        "示例甲公司,,环保处罚,2025-05-01,,,",
    )
    assert (report.accepted, report.set_aside, report.findings) == (4, 1, 1)
    assert report.set_aside_rows[0].reason == "信用记录种类不认识"
    assert [(row["kind"], row["since"], row["until"]) for row in rows] == [
        ("serious_dishonesty", date(2024, 5, 1), date(2027, 4, 30)),
        ("abnormal_filing", date(2025, 5, 1), None),
        ("debarment", date(2025, 5, 1), None),
        ("failed_acceptance", date(2025, 5, 1), None),
    ]


def test_expenses(home: Path) -> None:
    report, rows = imported(
        home,
        "expense_register",
        f"示例甲公司,{CODE},知识产权管理体系认证费,18000,2026-03-02,F1,,",
        "示例甲公司,,专利执行保险保费,12000,2026-03-02,F2,,",
        "示例甲公司,,律师代理费,50000,2026-03-02,F3,（2025）赣10知民初1号,胜诉",
        "示例甲公司,,代理费,50000,2026-03-02,F4,案二,一审中",
        "示例甲公司,,餐费,100,2026-03-02,F5,,",
    )
    assert (report.accepted, report.set_aside) == (4, 1)
    assert [(row["kind"], row["amount"], row["result"]) for row in rows] == [
        ("certification_fee", Decimal(18_000), None),
        ("insurance_premium", Decimal(12_000), None),
        ("agency_fee", Decimal(50_000), "won"),
        ("agency_fee", Decimal(50_000), None),
    ]
    assert set(told(home)[4]) == {"result"}
    assert rows[1]["subject"] == "专利执行保险保费"


def test_of_a_contact_only_a_digest_is_kept(home: Path, tmp_path: Path) -> None:
    report, rows = imported(
        home,
        "controller_register",
        f"示例甲公司,{CODE},何某某,51%,2019-03-02,+86 138-0000-0000",
        f"示例乙公司,{OTHER_CODE},何某某,51,,13800000000",
        "示例丙公司,,某集团有限公司,0.51,,HE@example.com",
        "示例丁公司,,何某某,101%,,12",
        "示例丁公司,,,,,",
    )
    assert (report.accepted, report.set_aside) == (4, 1)
    one, two, three, four = rows
    assert one["contact_key"] == two["contact_key"] != three["contact_key"]
    # Whoever has the table and not the key of its home cannot find the number by trying them all.
    (tmp_path / "other").mkdir()
    _, elsewhere = imported(
        tmp_path / "other", "controller_register", f"示例乙公司,{OTHER_CODE},何某某,51,,13800000000"
    )
    assert elsewhere[0]["contact_key"] not in (two["contact_key"], digest("contact", "13800000000"))
    assert two["contact_key"] != digest("contact", "13800000000")
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert "138" not in str({name: one[name] for name in one if name != "contact_key"})
    assert (one["share"], two["share"], three["share"]) == (Decimal(51), Decimal(51), None)
    assert four["contact_key"] is None
    assert {number: set(fields) for number, fields in told(home).items()} == {
        3: {"share"},
        4: {"share", "contact"},
    }


def test_again_brings_nothing_and_what_is_newer_holds(home: Path) -> None:
    """A list with codes after one without is the same thing told again."""
    row = "示例甲公司,{},江西省专利奖,,{},,某专利,2025-03-02,,,"
    assert imported(home, "recognition_register", row.format("", "二等奖"))[0].accepted == 1
    again, _ = imported(home, "recognition_register", row.format("", "二等奖"))
    assert (again.accepted, again.unchanged) == (0, 1)
    _, rows = imported(home, "recognition_register", row.format(CODE, "一等奖"))
    assert [(one["credit_code"], one["grade"]) for one in rows] == [(CODE, "first")]
    imported(home, "figures_register", f"示例甲公司,{CODE},2025,10,300,,,")
    _, rows = imported(home, "figures_register", f"示例甲公司（新名）,{CODE},2025,12,,,,")
    assert [(one["employees"], one["turnover"]) for one in rows] == [(12, Decimal(3_000_000))]


def test_several_tables_of_a_workbook(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "申报.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        figures = book.add_worksheet("年度数据")
        figures.write_row(0, 0, ["企业名称", "年度", "从业人数", "营业收入（元）"])
        figures.write_row(1, 0, ["示例甲公司", 2025, 12, 3_000_000.5])
        paid = book.add_worksheet("费用")
        paid.write_row(0, 0, ["企业名称", "费用类别", "金额（元）", "支付日期"])
        paid.write_row(1, 0, ["示例甲公司", "认证费", 18_000])
        paid.write_datetime(1, 3, date(2026, 3, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    report = import_file(home, path)
    assert (report.accepted, report.findings, len(report.parts)) == (2, 0, 2)
    warehouse = open_warehouse(home)
    assert warehouse.query("SELECT turnover FROM party_figures").value() == Decimal("3000000.5")
    assert warehouse.query("SELECT paid_on FROM expenses").value() == date(2026, 3, 2)


def test_what_a_source_prints_leads_to_the_closed_lists() -> None:
    assert set(recognitions.KINDS_PRINTED.values()) == set(kinds.RECOGNITION_KINDS)
    levels = {**recognitions.LEVELS_PRINTED, **recognitions.LEVELS_IN_TITLES}
    assert set(levels.values()) == set(kinds.LEVELS)
    assert set(recognitions.GRADES_PRINTED.values()) == set(kinds.GRADES)
    assert set(credit_records.KINDS_PRINTED.values()) == set(kinds.CREDIT_RECORD_KINDS)
    assert set(expenses.KINDS_PRINTED.values()) == set(kinds.EXPENSE_KINDS)
    assert set(expenses.RESULTS_PRINTED.values()) == set(kinds.RESULTS)


def test_what_is_not_for_the_public_is_classed_so() -> None:
    public = {
        column.name for table in TABLES for column in table.columns
        if table in (PARTY_FIGURES, CREDIT_RECORDS, EXPENSES, CONTROLLERS)
        and column.classification == "public"
    }  # fmt: skip
    assert not public
    personal = {one.name for one in CONTROLLERS.columns if one.classification == "personal"}
    assert {"controller", "contact_key"} <= personal
