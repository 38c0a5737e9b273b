"""Tables that leave the house: whatever stands in them, nothing in them is live."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile.cases import PAYLOADS
from zhishu.flows.write_table import is_active, make_xlsx, safe_text, write_csv

# What must not be live -> how it stands in a CSV.
TEXTS = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    " =1": "' =1",
    "\u3000=1": "'\u3000=1",
    "\u200b=1": "'\u200b=1",
    "\ufeff=1": "'\ufeff=1",
    "＝1": "'＝1",
    "－1": "'－1",
    "﹣1": "'﹣1",
    "−1": "'−1",
    "\t甲": "'\t甲",
    "\r=1": "'\r=1",
    "\n=1": "'\n=1",
    "\x01=1": "\\u0001=1",
    "\x00": "\\u0000",
    "甲\u202e乙": "甲\\u202e乙",
    "\u202e=1": "\\u202e=1",
    "甲\ud800": "甲\\ud800",
    "甲=乙": "甲=乙",
    "H01M10/0525": "H01M10/0525",
    "'甲": "'甲",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_text_in_a_file_without_types(text: str, expected: str) -> None:
    assert safe_text(text) == expected


def cells_of(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", "a live formula"
                assert cell.hyperlink is None, "a live link"
                if isinstance(cell.value, str) and is_active(cell.value):
                    assert cell.style.startswith("Normal") and cell.quotePrefix
    return [[cell.value for cell in row] for row in book["数据"].iter_rows()]


def csv_of(headings: list[str], rows: list[list[Any]]) -> list[list[str]]:
    stream = io.StringIO(newline="")
    write_csv(stream, headings, rows)
    stream.seek(0)
    return list(csv.reader(stream))


def test_no_payload_is_live_in_a_workbook() -> None:
    texts = [*PAYLOADS.values(), *TEXTS]
    rows = [[text, text] for text in texts]
    found = cells_of(make_xlsx(texts[:1] * 2, rows, [("来源", text) for text in texts]))
    assert len(found) == len(texts) + 1


def test_no_payload_is_live_in_a_csv() -> None:
    texts = [*PAYLOADS.values(), *TEXTS]
    for row in csv_of(["=甲"], [[text] for text in texts]):
        assert not is_active(row[0])


def test_numbers_and_days_stay_what_they_are() -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    row = [-5, Decimal("-1.5"), 10**18, date(2026, 1, 2), moment, True, ["甲", "乙"], None, 0.5]
    shown = [
        "-5",
        "-1.5",
        str(10**18),
        "2026-01-02",
        "2026-03-04 05:06:07",
        "是",
        "甲；乙",
        "",
        "0.5",
    ]
    assert csv_of(["x"] * 9, [row])[1] == shown
    [_, found] = cells_of(make_xlsx(["x"] * 9, [row], []))
    assert found[:4] == [-5, -1.5, str(10**18), datetime(2026, 1, 2)]  # noqa: DTZ001
    assert found[4:] == ["2026-03-04 05:06:07", "是", "甲；乙", None, 0.5]


def test_a_text_that_does_not_fit_says_so() -> None:
    for text in ("甲" * 40_000, "😀" * 20_000, "\x01" * 10_000):
        [_, [found]] = cells_of(make_xlsx(["x"], [[text]], []))
        assert found.endswith("已截断）")
    [_, [found]] = cells_of(make_xlsx(["x"], [["甲" * 32_767]], []))
    assert len(found) == 32_767


def test_the_same_rows_make_the_same_file() -> None:
    assert make_xlsx(["甲"], [["=1"]], []) == make_xlsx(["甲"], [["=1"]], [])


@given(text=st.text())
def test_no_text_is_live(text: str) -> None:
    safe = safe_text(text)
    assert not is_active(safe)
    assert not any(
        unicodedata.bidirectional(one) in {"RLO", "LRO", "RLE", "LRE", "PDF"} for one in safe
    )
    assert csv_of(["x"], [[text, "甲"]])[1][1] == "甲"
