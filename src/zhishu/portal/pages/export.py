"""One typed writer for tables that leave the house: XLSX and CSV, no live formula, with their source."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zhishu.portal.pages.instance import instance

# What a spreadsheet may take for the start of a formula, full-width forms included.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# More digits than a spreadsheet's number keeps.
_EXACT = 10**15
# A file made again from the same snapshot is the same file.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Export:
    """A table to hand out: name, headings, rows, and where it came from (name, value).

    The sheet 来源 shows `source`; a CSV holds the rows alone, so put as_of and snapshot in `name`.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    source: Sequence[tuple[str, str]] = field(default_factory=tuple)


def respond(export: Export, kind: str) -> HttpResponse:
    """The table as a download; kind is xlsx, anything else gives CSV."""
    if kind == "xlsx":
        response = HttpResponse(
            _xlsx(export),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        kind = "csv"
        response = HttpResponse(_csv(export), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{_file_name(export.name)}.{kind}"
    )
    return response


def plain(value: Any) -> Any:
    """A cell as text, number or date; lists are joined, unknown stays empty."""
    if isinstance(value, list | tuple):
        return "；".join(str(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


def _file_name(name: str) -> str:
    """A name that every system takes; what comes from a demo says so."""
    safe = "".join("_" if sign in '\\/:*?"<>|' or sign < " " else sign for sign in name)[:120]
    return f"演示_{safe}" if instance().demo else safe


def _csv(export: Export) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(export.headings)
    for row in export.rows:
        writer.writerow([_safe_text(plain(cell)) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def _safe_text(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(_ACTIVE):
        return f"'{cell}"
    return "" if cell is None else cell


def _xlsx(export: Export) -> bytes:
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": _EPOCH})
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("数据")
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(export.headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, max(10, min(40, 2 * len(heading) + 4)))
    last = 0
    for last, row in enumerate(export.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, last, column, plain(cell), day)
    if export.headings and last:
        sheet.autofilter(0, 0, last, len(export.headings) - 1)
    notes = book.add_worksheet("来源")
    notes.set_column(0, 0, 16)
    notes.set_column(1, 1, 80)
    source = [*export.source, ("站点", instance().name)]
    if instance().demo:
        source.append(("演示数据", "城市、单位、人员、政策和专利均为虚构"))
    for line, (name, value) in enumerate(source):
        notes.write_string(line, 0, name, bold)
        notes.write_string(line, 1, value)
    book.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, int | float | Decimal) and abs(cell) < _EXACT:
        sheet.write_number(row, column, float(cell))
    elif isinstance(cell, datetime):
        sheet.write_string(row, column, f"{cell:%Y-%m-%d %H:%M:%S}")
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, str(cell)[:32_000])
