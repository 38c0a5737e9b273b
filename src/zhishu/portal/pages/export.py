"""Tables as downloads, XLSX and CSV, with their source; written by the one writer (flows/write_table.py)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zhishu.flows.write_table import make_xlsx, shown_text, write_csv
from zhishu.portal.pages.instance import instance


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


def _file_name(name: str) -> str:
    """A name that every system takes; what comes from a demo says so."""
    safe = "".join(
        "_" if sign in '\\/:*?"<>|' or sign < " " else sign for sign in shown_text(name)
    )[:120]
    return f"演示_{safe}" if instance().demo else safe


def _csv(export: Export) -> bytes:
    stream = io.StringIO(newline="")
    write_csv(stream, export.headings, export.rows)
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(export: Export) -> bytes:
    source = [*export.source, ("站点", instance().name)]
    if instance().demo:
        source.append(("演示数据", "城市、单位、人员、政策和专利均为虚构"))
    return make_xlsx(export.headings, export.rows, source)
