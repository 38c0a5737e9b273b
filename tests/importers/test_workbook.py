"""Workbooks as offices send them: dates and numbers as cells, titles, notes, hidden and empty sheets, .xls."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xls_file import write_xls
from zhishu.base.errors import InvalidFileError
from zhishu.importers.tabular import CellBatch, Record
from zhishu.importers.workbook import WorkbookReader

HEADINGS = ["公开号", "公开日", "申请号"]
# A cell of a workbook knows no zone.
MIDNIGHT = datetime.datetime(2021, 7, 13)  # noqa: DTZ001
ROW = ["CN112510640A", "2021-03-16", "202010000001.3"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "表.xlsx"


def save(path: Path, fill: Callable[[Worksheet], None]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(path)
    return path


def save_book(path: Path, fill: Callable[[Workbook], None]) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    fill(book)
    book.save(path)
    return path


def add(book: Workbook, name: str, *rows: list[Any], state: str = "visible") -> None:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    sheet.sheet_state = state  # type: ignore[assignment]


def lines(path: Path) -> list[tuple[int, tuple[str, ...], str]]:
    """(line, cells, fault) of every record, read one by one."""
    return [(one.line, one.cells, one.fault) for one in WorkbookReader(path).records()]


def columns(path: Path) -> list[tuple[int, tuple[str, ...], str]]:
    """The same by way of the batches."""
    found: list[Record] = []
    for part in WorkbookReader(path).batches():
        if isinstance(part, CellBatch):
            found += map(part.record, range(len(part)))
        else:
            found.append(part)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    return [(one.line, one.cells, one.fault) for one in found]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("甲", "甲"),
        (None, ""),
        (datetime.date(2021, 7, 13), "2021-07-13"),
        (MIDNIGHT, "2021-07-13"),
        (MIDNIGHT + datetime.timedelta(hours=10, minutes=1), "2021-07-13 10:01:00"),
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1 / 3, "0.333333333"),
        (202010000001.3, "202010000001.3"),
        (98101234.5, "98101234.5"),
        (2020100000013, "2020100000013"),
        (20210713, "20210713"),
        ("202010000001.0", "202010000001.0"),
        ("0012", "0012"),
        (True, "true"),
        ("=1+1", ""),  # never calculated: there is nothing to show
        ("第一行\n第二行", "第一行\n第二行"),
        (" 甲 ", " 甲 "),
    ],
)
def test_a_cell_is_the_text_that_it_shows(path: Path, cell: Any, shown: str) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADINGS)
        sheet.append(["x", cell, "y"])

    save(path, fill)
    assert lines(path) == columns(path) == [(2, ("x", shown, "y"), "")]


def test_a_merged_title_blank_rows_and_a_note_below(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.cell(3, 1, "云澜市专利清单")
        sheet.cell(3, 3, "单位：件")
        sheet.merge_cells("A3:B3")
        for at, heading in enumerate(HEADINGS, 1):
            sheet.cell(5, at, heading)
            sheet.cell(6, at, ROW[at - 1])
            sheet.cell(8, at, ROW[at - 1])
        sheet.cell(10, 1, "注：数据截至2021年")

    save(path, fill)
    assert WorkbookReader(path).headings == tuple(HEADINGS)
    expected = [
        (6, tuple(ROW), ""),
        (8, tuple(ROW), ""),
        (10, ("注：数据截至2021年", "", ""), ""),
    ]
    assert lines(path) == columns(path) == expected


TABLE = (HEADINGS, ROW)
NOTES = (["填表说明"], ["一、请勿改动标题"], ["二、日期按年月日"])


@pytest.mark.parametrize(
    "fill",
    [
        lambda book: add(book, "数据", *TABLE),
        lambda book: (add(book, "空", state="hidden"), add(book, "数据", *TABLE)),
        lambda book: (add(book, "空"), add(book, "数据", *TABLE)),
        lambda book: (add(book, "说明", *NOTES), add(book, "数据", *TABLE)),
        lambda book: (add(book, "旧", ["a", "b", "c"], state="hidden"), add(book, "数据", *TABLE)),
        lambda book: (add(book, "数据", *TABLE), add(book, "另一张", ["a", "b", "c", "d"])),
        lambda book: (add(book, "说明", *NOTES), add(book, "数据", *TABLE, state="hidden")),
    ],
    ids=["one", "hidden empty", "empty", "notes", "hidden first", "two tables", "only hidden"],
)
def test_the_sheet_with_the_table(path: Path, fill: Callable[[Workbook], None]) -> None:
    def whole(book: Workbook) -> None:
        fill(book)
        if all(sheet.sheet_state != "visible" for sheet in book.worksheets):
            add(book, "看得见")

    save_book(path, whole)
    assert WorkbookReader(path).headings == tuple(HEADINGS)
    assert lines(path) == columns(path) == [(2, tuple(ROW), "")]


def test_rows_with_a_fault_stand_alone_and_keep_their_numbers(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADINGS)
        sheet.append(ROW)
        sheet.append([*ROW, None, "多余"])
        sheet.append(ROW)
        sheet.append(["坏\ufffd字", "", ""])
        sheet.append(ROW)

    save(path, fill)
    expected = [
        (2, tuple(ROW), ""),
        (3, tuple(ROW), "标题之外的格子里有内容"),
        (4, tuple(ROW), ""),
        (5, ("坏\ufffd字", "", ""), "含有无法解码的字节"),
        (6, tuple(ROW), ""),
    ]
    assert lines(path) == columns(path) == expected


def test_many_rows_come_in_batches(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhishu.importers.workbook.BATCH_ROWS", 7)

    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADINGS)
        for at in range(40):
            sheet.append([f"甲{at}", "", ""] if at % 9 else ["", "", ""])

    save(path, fill)
    told: list[tuple[int, int]] = []
    reader = WorkbookReader(path, lambda done, total: told.append((done, total)))
    names = [record.cells[0] for record in reader.records()]
    assert names == [f"甲{at}" for at in range(40) if at % 9]
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size,) * 2
    assert columns(path) == lines(path)


def test_an_old_xls(tmp_path: Path) -> None:
    path = tmp_path / "旧.xls"
    write_xls(path, [HEADINGS, ROW, ["CN112510641A", 44391.0, 202010000001.3]])
    assert WorkbookReader(path).headings == tuple(HEADINGS)
    assert lines(path) == columns(path)
    assert [cells for _, cells, _ in lines(path)] == [
        tuple(ROW),
        ("CN112510641A", "44391", "202010000001.3"),
    ]


def test_headings_met_twice_name_their_row(path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["清单"])
        sheet.append(["申请号", "名称", "申请号"])

    save(path, fill)
    with pytest.raises(InvalidFileError) as told:
        WorkbookReader(path)
    assert (told.value.what, told.value.where) == ("标题申请号出现了不止一次", "第2行")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + b"x" * 600], ids=["xlsx", "xls"]
)
def test_a_broken_workbook_says_what_to_do(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(InvalidFileError) as told:
        WorkbookReader(path)
    assert told.value.code == "not_a_table"
    assert "XLSX" in told.value.next_step


def test_an_empty_workbook(path: Path) -> None:
    save(path, lambda sheet: None)
    with pytest.raises(InvalidFileError, match="表格是空的"):
        WorkbookReader(path)
