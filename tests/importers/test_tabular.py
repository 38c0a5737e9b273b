"""Delimited text as it really comes: encodings, quotes, NULs, long lines, in bounded memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidFileError
from zhishu.importers.tabular import CHUNK, MAX_LINE, Record, TableReader, detect_encoding

HEADINGS = "号,名称,地址\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "表.csv"


def read(file: Path, content: str | bytes) -> list[Record]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(TableReader(file).records())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("号,名称\n1,桥".encode(), "utf-8"),
        ("\ufeff号,名称\n1,桥".encode(), "utf-8-sig"),
        ("号,名称\n1,桥".encode("gb18030"), "gb18030"),
        ("号,名称\n1,𠮷".encode("gb18030"), "gb18030"),  # four bytes
        ("号\t名称\n1\t桥".encode("utf-16"), "utf-16"),
        (b"a,b\n1,2", "utf-8"),
        # ASCII for more than a chunk before the first Chinese character.
        (b"a,b\n" + b"1,2\n" * (CHUNK // 2) + "3,桥".encode("gb18030"), "gb18030"),
        (b"a,b\n" + b"1,2\n" * (CHUNK // 2) + "3,桥".encode(), "utf-8"),
        # A character across the chunks.
        (b"a,b\n" + b"x" * (CHUNK - 5) + "桥梁,2".encode(), "utf-8"),
        # One broken byte does not make a page of UTF-8 another encoding.
        ("号,名称\n".encode() + "桥梁,路灯\n".encode() * 20 + b"\xff,1\n", "utf-8"),
    ],
)
def test_encoding_by_the_whole_stream(file: Path, content: bytes, expected: str) -> None:
    file.write_bytes(content)
    assert detect_encoding(file) == expected


# Case: content below the headings -> what is read: (line of the file, cells or the fault).
CASES: dict[str, tuple[str, list[tuple[int, tuple[str, ...] | str]]]] = {
    "plain": ("1,桥,甲\n2,灯,乙\n", [(2, ("1", "桥", "甲")), (3, ("2", "灯", "乙"))]),
    "no end of line at the end": ("1,桥,甲", [(2, ("1", "桥", "甲"))]),
    "ends of line of three kinds": (
        "1,桥,甲\r\n2,灯,乙\r3,路,丙\n",
        [(2, ("1", "桥", "甲")), (3, ("2", "灯", "乙")), (4, ("3", "路", "丙"))],
    ),
    "blank lines are no rows": (
        "\n1,桥,甲\n\n  \n2,灯,乙\n",
        [(3, ("1", "桥", "甲")), (6, ("2", "灯", "乙"))],
    ),
    "a comma in quotes": ('1,"桥,梁",甲\n', [(2, ("1", "桥,梁", "甲"))]),
    "doubled quotes": ('1,"桥""大""",甲\n', [(2, ("1", '桥"大"', "甲"))]),
    "a newline in quotes": (
        '1,"桥\n梁",甲\n2,灯,乙\n',
        [(2, ("1", "桥\n梁", "甲")), (4, ("2", "灯", "乙"))],
    ),
    "a blank line in quotes": ('1,"桥\n\n梁",甲\n', [(2, ("1", "桥\n\n梁", "甲"))]),
    "a quote inside a cell is a character": (
        '1,5"显示屏,甲\n2,6",乙\n',
        [(2, ("1", '5"显示屏', "甲")), (3, ("2", '6"', "乙"))],
    ),
    "a blank before a quote": ('1, "桥,梁",甲\n', [(2, ("1", "桥,梁", "甲"))]),
    "a stray quote spoils its own line only": (
        '1,"桥,甲\n2,灯,乙\n3,路,丙\n',
        [(2, "引号没有成对"), (3, ("2", "灯", "乙")), (4, ("3", "路", "丙"))],
    ),
    "two stray quotes do not swallow what is between": (
        '1,"桥,甲\n2,灯,乙\n3,"路,丙\n4,站,丁\n',
        [
            (2, "引号没有成对"),
            (3, ("2", "灯", "乙")),
            (4, "引号没有成对"),
            (5, ("4", "站", "丁")),
        ],
    ),
    "a stray quote in the last line": ('1,"桥,甲', [(2, "引号没有成对")]),
    "too few cells": ("1,桥\n2,灯,乙\n", [(2, "应有3格，实有2格"), (3, ("2", "灯", "乙"))]),
    "too many cells": ("1,桥,甲,子\n", [(2, "应有3格，实有4格")]),
    "empty cells too many": ("1,桥,甲,,\n", [(2, ("1", "桥", "甲"))]),
    "a NUL": ("1,桥\0,甲\n2,灯,乙\n", [(2, "含有空字节"), (3, ("2", "灯", "乙"))]),
    "other separators of lines are characters": (
        "1,桥\u2028梁\x0b路,甲\n",
        [(2, ("1", "桥\u2028梁\x0b路", "甲"))],
    ),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES)
def test_records(
    file: Path, content: str, expected: list[tuple[int, tuple[str, ...] | str]]
) -> None:
    records = read(file, HEADINGS + content)
    assert [(one.line, one.fault or one.cells) for one in records] == expected
    assert [one.number for one in records] == list(range(1, len(records) + 1))


def test_a_bad_record_keeps_its_raw_line(file: Path) -> None:
    [bad, _] = read(file, HEADINGS + '1,"桥,甲\n2,灯,乙\n')
    assert bad.raw == '1,"桥,甲'


def test_bytes_that_cannot_be_decoded_are_told(file: Path) -> None:
    content = HEADINGS.encode() + "1,桥梁与道路,甲\n".encode() * 9 + b"2,\xff\xfe,x\n"
    records = read(file, content)
    assert [one.fault for one in records] == [""] * 9 + ["含有无法解码的字节"]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_by_the_headings(file: Path, mark: str) -> None:
    content = "号,名称,地址\n1,桥,甲\n".replace(",", mark)
    assert [one.cells for one in read(file, content)] == [("1", "桥", "甲")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"),
        (b"\n \n", "空"),
        (b"PK\x03\x04" + b"x" * 50, "不是文本表格"),
        (b"%PDF-1.7\n", "不是文本表格"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "不是文本表格"),
        (b"\0\1\2\3" * 100, "不是文本表格"),
        (b"\x89PNG\r\n\x1a\n", "不是文本表格"),
        (b"\x1f\x8b\x08\x00abc\n", "不是文本表格"),
        ("号,名称,号\n".encode(), "标题号出现了不止一次"),
    ],
)
def test_what_is_no_table_is_refused(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(InvalidFileError) as told:
        TableReader(file)
    assert says in told.value.what
    assert told.value.next_step


def test_a_line_without_end_takes_bounded_memory(file: Path) -> None:
    with file.open("wb") as stream:
        stream.write(HEADINGS.encode() + b"1,a,b\n2,")
        for _ in range(24):
            stream.write(b"x" * CHUNK)
        stream.write(b",b\n3,a,b\n")
    tracemalloc.start()
    records = list(TableReader(file).records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.number, one.line, one.cells[:1], one.fault) for one in records] == [
        (1, 2, ("1",), ""),
        (2, 3, (), f"一行超过{MAX_LINE}个字符"),
        (3, 4, ("3",), ""),
    ]
    assert len(records[1].raw) <= 2000
    assert peak < 16 * CHUNK, "a line of 24 MiB was held"


def test_many_rows_take_bounded_memory_and_tell_their_progress(file: Path) -> None:
    row = ("1," + "桥" * 200 + ",甲\n").encode()
    with file.open("wb") as stream:
        stream.write(HEADINGS.encode())
        for _ in range(20_000):
            stream.write(row)
    told: list[tuple[int, int]] = []
    tracemalloc.start()
    reader = TableReader(file, lambda done, total: told.append((done, total)))
    count = sum(1 for _ in reader.records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 12 * CHUNK
    size = file.stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from('\n",，"'),
    max_size=12,
).filter(lambda cell: "\ufffd" not in cell and cell == cell.lstrip(" "))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells, cells).filter(lambda row: "".join(row).strip())))
def test_what_a_writer_wrote_is_read_back(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("号", "名称", "地址"))
    writer.writerows(rows)
    records = read(tmp_path / "表.csv", stream.getvalue())
    assert [one.cells for one in records] == rows
    assert not any(one.fault for one in records)
