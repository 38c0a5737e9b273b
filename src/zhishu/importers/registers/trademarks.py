"""Trademarks: a row is a mark in a class."""

from __future__ import annotations

import re
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.base.register_numbers import TrademarkNumber
from zhishu.base.text import narrow
from zhishu.importers.patents import split_address
from zhishu.importers.registers.row_cells import RowCells, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.party import fold_name
from zhishu.parties.place import Places
from zhishu.rights.tables import TRADEMARKS

CLASSES = 45  # of the Nice classification
_CLASS = re.compile(r"第?(\d{1,2})(?:\.0{1,9})?(?:类.{0,200})?", re.DOTALL)
_GROUP = re.compile(r"C?\d{4,6}")
_VIENNA = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,3})?")


def parse_class(text: str) -> int:
    """A class of goods and services: `9`, `09`, `第9类`, `9类 科学仪器`; InvalidValueError for none of 1 to 45."""
    match = _CLASS.fullmatch("".join(narrow(text).split()))
    if match is None or not 1 <= int(match[1]) <= CLASSES:
        raise InvalidValueError(f"类别“{text}”不是1至{CLASSES}类之一", next_step="每行写一个类别")
    return int(match[1])


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    """A mark by its number and class; without either it cannot be told from others."""
    number: TrademarkNumber = row.needed("registration_number", TrademarkNumber.parse, "注册号")
    nice_class: int = row.needed("nice_class", parse_class, "类别")
    name = row.text("name")
    _, address = split_address(row.bare("address"))
    begins, ends = row.term("term", "term_from", "term_until")
    registered = row.day("registered_on")
    filed = row.not_after(row.day("filed_on"), "filed_on", registered, "申请日期晚于注册公告日")
    if "holders" in row and not row.bare("holders"):
        row.faults.note("holders", "缺注册人", "")
    return {
        "mark_id": f"{number}-{nice_class}",
        "registration_number": str(number),
        "nice_class": nice_class,
        "name": name,
        "folded_name": fold_name(name) if name else None,
        "mark_kind": row.text("mark_kind"),
        "similar_groups": row.pieces("similar_groups", _GROUP, "四位类似群号"),
        "goods": row.text("goods"),
        "vienna": row.pieces("vienna", _VIENNA, "图形要素编码，如26.1.1"),
        "image_name": row.text("image_name"),
        "holders": row.names("holders"),
        "address": address,
        "agency": row.text("agency"),
        "filed_on": filed,
        "preliminary_published_on": row.day("preliminary_published_on"),
        "registered_on": registered,
        "term_from": begins,
        "term_until": ends,
        "is_madrid": True if number.is_madrid else row.truth("is_madrid"),
        "is_valid_printed": row.truth("is_valid_printed"),
        "legal_status_printed": row.text("legal_status_printed"),
        "region_code": places.find(address or ""),
    }


TRADEMARK_SUBJECT = Subject(
    kind="trademarks",
    title="商标",
    table=TRADEMARKS,
    titles={
        "registration_number": "注册号",
        "nice_class": "类别",
        "name": "商标名称",
        "mark_kind": "商标类型",
        "similar_groups": "类似群组",
        "goods": "商品和服务",
        "vienna": "图形要素编码",
        "image_name": "图样文件名",
        "holders": "注册人",
        "address": "注册人地址",
        "agency": "代理机构",
        "filed_on": "申请日期",
        "preliminary_published_on": "初审公告日",
        "registered_on": "注册公告日",
        "term_from": "专用期起",
        "term_until": "专用期止",
        "term": "专用权期限（起止写在一格）",
        "is_madrid": "是否马德里",
        "is_valid_printed": "是否有效",
        "legal_status_printed": "法律状态",
    },
    telling=(("registration_number",), ("nice_class",)),
    carried=whole_table(TRADEMARKS),
    read=reading(_read),
)
