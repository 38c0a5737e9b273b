"""The one typed writer of tables that leave the house: CSV and XLSX in which no text is live.

Numbers and days are written as such. Text that a spreadsheet would take for a formula is marked as text,
control characters and those that turn the direction of reading are shown instead of working.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TextIO

import xlsxwriter

# What a spreadsheet may take for the start of a formula, full-width forms included, behind whatever
# it does not show; and the blanks that some take for the start of a cell.
_ACTIVE = re.compile(
    r"[\t\r\n]|[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*+[=+\-@＝＋－＠﹢﹣﹦﹫⁺⁻⁼₊₋₌−]"
)
_WORKING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# More digits than a spreadsheet's number keeps.
_EXACT = 10**15
# The longest text of a cell, by the format of the file.
_LONGEST = 32_767
_CUT = "……（过长，已截断）"
# A file made again from the same rows is the same file.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def plain(value: Any) -> Any:
    """A cell as text, number or date; lists are joined, unknown stays empty."""
    if isinstance(value, list | tuple):
        return "；".join(str(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value


def shown_text(text: str) -> str:
    r"""Text in which no character works unseen: U+202E is shown as \u202e."""
    return _WORKING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def is_active(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula."""
    return _ACTIVE.match(text) is not None


def safe_text(text: str) -> str:
    """Text for a file without types, such as CSV: what looks like a formula begins with an apostrophe."""
    shown = shown_text(text)
    return f"'{shown}" if is_active(shown) else shown


def write_csv(stream: TextIO, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write headings and rows; the stream has newline="" and its encoding."""
    writer = csv.writer(stream)
    writer.writerow([safe_text(one) for one in headings])
    for row in rows:
        cells = (plain(cell) for cell in row)
        writer.writerow([safe_text(one) if isinstance(one, str) else one for one in cells])


def make_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    source: Sequence[tuple[str, str]],
) -> bytes:
    """A workbook with the sheet 数据 and the sheet 来源, which shows `source`."""
    stream = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": _EPOCH})
    bold = book.add_format({"bold": True, "bottom": 1})
    # What looks like a formula stays text when somebody edits the cell, too.
    formats = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "active": book.add_format({"quote_prefix": True}),
    }
    sheet = book.add_worksheet("数据")
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, _fitting(heading), bold)
        sheet.set_column(column, column, max(10, min(40, 2 * len(heading) + 4)))
    last = 0
    for last, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, last, column, plain(cell), formats)
    if headings and last:
        sheet.autofilter(0, 0, last, len(headings) - 1)
    notes = book.add_worksheet("来源")
    notes.set_column(0, 0, 16)
    notes.set_column(1, 1, 80)
    for line, (name, value) in enumerate(source):
        notes.write_string(line, 0, _fitting(name), bold)
        _write(notes, line, 1, value, formats)
    book.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, int | float | Decimal) and -_EXACT < cell < _EXACT:
        sheet.write_number(row, column, float(cell))
    elif isinstance(cell, date):
        day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no zone
        sheet.write_datetime(row, column, day, formats["day"])
    else:
        text = _fitting(str(cell))
        sheet.write_string(row, column, text, formats["active"] if is_active(text) else None)


def _fitting(text: str) -> str:
    """Text that fits into a cell; one that was cut says so."""
    shown = shown_text(text)
    # The format counts in units of UTF-16.
    units = len(shown) + sum(sign > "\uffff" for sign in shown)
    return shown if units <= _LONGEST else shown[: _LONGEST // 2 - len(_CUT)] + _CUT
