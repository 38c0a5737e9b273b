"""Which format a file is in: by headings and first bytes, and what is said when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhishu.base.errors import InvalidFileError
from zhishu.importers.format import fold_heading
from zhishu.importers.formats import (
    KINDS,
    detect_format,
    field_title,
    format_titles,
    is_policy_page,
    tabular_formats,
)
from zhishu.importers.patent_records import RECORD_FORMATS
from zhishu.importers.tabular import TableReader
from zhishu.rules.rulebook import load_rulebook

TABULAR = tabular_formats(load_rulebook())

GAZETTE = "item,name,authorization_notice_id,authorized_announcement_date,filing_id,filing_date,patentee,designer,address,Int.Cl."
CNIPR = "公开（公告）号,公开（公告）日,申请号,申请日,名称,主分类号,分类号,申请人,发明人,代理人,代理机构,地址,国省代码,优先权,摘要"
EVENTS = "申请号,事务代码,公告日,事务内容"
REGISTRY = (
    "企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def reader(file: Path, headings: str, encoding: str = "utf-8") -> TableReader:
    file.write_text(headings + "\n", encoding=encoding)
    return TableReader(file)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (GAZETTE, "gazette_csv"),
        (GAZETTE.replace("item,", ""), "gazette_csv"),
        (",".join(reversed(GAZETTE.split(","))), "gazette_csv"),
        (CNIPR, "patent_csv"),
        (CNIPR.replace("（", "(").replace("）", ")"), "patent_csv"),
        (CNIPR + ",自编号", "patent_csv"),
        (EVENTS, "legal_event_csv"),
        ("申请号,法律状态公告日,法律状态代码,法律状态信息", "legal_event_csv"),
        (REGISTRY, "registry_csv"),
        ("机构名称,统一社会信用代码", "registry_csv"),
        (" 企业名称 , 统一社会信用代码", "registry_csv"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_by_headings(file: Path, headings: str, expected: str, encoding: str) -> None:
    assert detect_format(reader(file, headings, encoding).headings, None, TABULAR).name == expected


def test_headings_nearly_right_name_the_format_and_what_is_missing(file: Path) -> None:
    with pytest.raises(InvalidFileError) as told:
        detect_format(
            reader(file, "公开（公告）号,申请号,名称,申请人,申请日").headings, None, TABULAR
        )
    assert told.value.what == "像是专利题录（CNIPR标题行），但缺标题公开（公告）日"
    assert told.value.where == "第1行"


def test_unknown_headings_list_what_is_known(file: Path) -> None:
    with pytest.raises(InvalidFileError) as told:
        detect_format(reader(file, "甲,乙,丙").headings, None, TABULAR)
    assert "甲、乙、丙" in told.value.what
    for entry in TABULAR:
        assert entry.title in told.value.next_step


def test_a_kind_narrows_the_formats(file: Path) -> None:
    with pytest.raises(InvalidFileError) as told:
        detect_format(reader(file, REGISTRY).headings, "events", TABULAR)
    assert "专利法律事务" in told.value.next_step
    assert "企业登记" not in told.value.next_step
    with pytest.raises(InvalidFileError, match="没有表格格式"):
        detect_format(reader(file, REGISTRY).headings, "policy", TABULAR)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("通知.html", "<html>", True),
        ("通知.txt", "关于印发办法的通知\n一、总则", True),
        ("通知.md", "# 办法", True),
        ("notice", "\ufeff\n <!DOCTYPE html><html>", True),
        ("页面.csv", "<html>", True),
        ("无名", "甲,乙", False),
        ("事务.txt", EVENTS, False),  # a table, whatever its ending
        ("事务.txt", EVENTS.replace(",", "\t"), False),
        ("登记.csv", REGISTRY, False),
        ("空.txt", "", True),
    ],
)
def test_pages(tmp_path: Path, name: str, content: str, expected: bool) -> None:
    file = tmp_path / "raw"
    file.write_text(content, encoding="utf-8")
    assert is_policy_page(file, name, lambda: TableReader(file).headings) is expected


def test_formats_have_names_titles_and_kinds_of_their_own() -> None:
    names = [*(entry.name for entry in TABULAR), *RECORD_FORMATS]
    assert len(set(names)) == len(names)
    assert {entry.kind for entry in TABULAR} | {"policy"} == KINDS.keys()
    assert format_titles().keys() == {*names, "policy_page", "workbook_sheets"}
    for entry in TABULAR:
        declared = {column.name for column in entry.table.columns}
        headings = frozenset((*entry.required, *entry.optional))
        assert entry.carried(headings) <= declared
        assert set(entry.aliases.values()) <= headings
        assert all(fold_heading(name) == name for name in headings)


@pytest.mark.parametrize(
    ("format_name", "field", "expected"),
    [
        ("gazette_csv", "application_number", "申请号"),
        ("registry_csv", "name", "名称"),
        ("gazette_csv", "", ""),
        ("workbook_sheets", "nice_class", "类别"),
        ("policy_page", "title", "title"),
    ],
)
def test_a_field_has_a_name_for_people(format_name: str, field: str, expected: str) -> None:
    assert field_title(format_name, field) == expected
