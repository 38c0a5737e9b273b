"""The party that a row of an office's own lists is about, and the small values such lists have."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import CreditCode
from zhishu.base.text import narrow
from zhishu.importers.patents import split_names
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, parse_application
from zhishu.parties.party import fold_name

HOLDER_TITLES = {"holder": "单位名称", "credit_code": "统一社会信用代码"}
SUBJECT_TITLES = {"patent_number": "专利号（申请号）", "subject": "对象（产品、专利、地区）"}
# A list tells the same parties again and again.
_parse_code = lru_cache(maxsize=50_000)(CreditCode.parse)
_YEAR = re.compile(r"((?:19|20)\d{2})(?:\.0{1,9})?年?度?")
_NUMBER = re.compile(r"(\d{1,12}(?:\.\d{1,4})?)(?:人|名|平方米|平米|m2)?")


def read_holder(row: RowCells) -> dict[str, Any]:
    """holder, credit_code, folded_name; UnusableRowError where no one is named, or several in one cell."""
    name: str = row.needed("holder", str, "单位名称")
    if len(split_names(name)) > 1:
        raise UnusableRowError("holder", "一格里有几个单位，请每个写成一行", name)
    code: CreditCode | None = row.read("credit_code", _parse_code)
    return {
        "holder": name,
        "credit_code": str(code) if code else None,
        "folded_name": fold_name(name),
    }


def party_key(holder: dict[str, Any]) -> str:
    """What the party is known by: its code, else its name."""
    return holder["credit_code"] or f"name:{holder['folded_name']}"


def read_subject(row: RowCells) -> str | None:
    """What a row is about: the application number of a patent, else as printed."""
    if row.bare("patent_number"):
        number = row.read("patent_number", parse_application)
        return str(number) if number else row.bare("patent_number")
    return row.text("subject")


def parse_year(text: str) -> int:
    """A calendar year: `2025`, `2025年`, `2025年度`; InvalidValueError for none."""
    match = _YEAR.fullmatch(narrow(text).strip())
    if match is None:
        raise InvalidValueError(f"年度“{text}”读不出", next_step="应为年份，如2025")
    return int(match[1])


def parse_number(text: str) -> Decimal:
    """A number not below nought, with or without 人 or 平方米; InvalidValueError for none."""
    match = _NUMBER.fullmatch(narrow(text).replace(",", "").strip())
    if match is None:
        raise InvalidValueError(f"数字“{text}”读不出", next_step="应为数字，如120")
    return Decimal(match[1])


def parse_count(text: str) -> int:
    """A whole number; InvalidValueError for one with a fraction."""
    number = parse_number(text)
    if number != number.to_integral_value():
        raise InvalidValueError(f"“{text}”不是整数", next_step="应为整数，如120")
    return int(number)
