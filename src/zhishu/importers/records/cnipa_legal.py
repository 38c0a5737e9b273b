"""CNIPA's legal status XML: one record, one event; its children are known by what they hold, not by their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.importers.records.cells import LOCAL, as_day, first_text, text_of

TAG = "PRSRecord"
HEADINGS = ("申请号", "事务代码", "公告日", "事务内容")


def read_event(record: Any) -> Iterator[tuple[str, ...]]:
    """The row of an event."""
    numbers: list[str] = []
    code = day = value = told = ""
    for child in record:
        name = LOCAL[child.tag]
        if name == "ApplicationReference":
            numbers.append(first_text(child, "DocNumber"))
        elif name == "PRSPublicationDate":
            day = as_day(first_text(child, "Date") or text_of(child))
        elif name == "PRSCode":
            code = text_of(child)
        elif name == "PRSValue":
            value = text_of(child)
        elif name == "PRSInformation":
            told = _lines(child)
    lines = told if value in told else f"{value}\n{told}"
    yield _readable(numbers), code, day, lines.strip()


def _lines(element: Any) -> str:
    """The text with its lines kept: each is a label and a value."""
    printed = "\n".join(element.itertext()).splitlines()
    return "\n".join(filter(None, (line.strip() for line in printed)))


def _readable(numbers: list[str]) -> str:
    """The first number that can be read, else the first."""
    told = list(dict.fromkeys(filter(None, numbers)))
    for number in told:
        try:
            return str(ApplicationNumber.parse(number))
        except InvalidValueError:
            continue
    return told[0] if told else ""
