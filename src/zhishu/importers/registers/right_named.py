"""The right that a dealing or a payment is about: its kind and number, as the tables of rights have them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date

from zhishu.base.register_numbers import (
    CopyrightNumber,
    LayoutDesignNumber,
    PlantVarietyNumber,
    TrademarkNumber,
)
from zhishu.importers.patents import split_names
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, parse_application

# What a column of kinds says, by a word in it; 专利 is the last, for 商标专用权 is no patent.
KINDS_PRINTED = {
    "商标": "trademark",
    "著作": "copyright",
    "软件": "copyright",
    "布图": "layout_design",
    "品种": "plant_variety",
    "地理标志": "geographical_indication",
    "专利": "patent",
    "发明": "patent",
    "实用新型": "patent",
    "外观": "patent",
}
_NUMBERS: Mapping[str, Callable[[str], object]] = {
    "patent": parse_application,
    "trademark": TrademarkNumber.parse,
    "copyright": CopyrightNumber.parse,
    "layout_design": LayoutDesignNumber.parse,
    "plant_variety": PlantVarietyNumber.parse,
    "geographical_indication": str,
}
# Fields under whose heading the kind is clear, and the two that tell any kind.
RIGHT_TITLES = {
    "patent_number": "专利号（申请号）",
    "trademark_number": "商标注册号",
    "right_type": "权利种类",
    "right_number": "权利号",
}
RIGHT_FIELDS = ("patent_number", "trademark_number", "right_number")


def read_right(row: RowCells) -> tuple[str, str]:
    """(kind, number); UnusableRowError where either is not told, or one cell names several rights."""
    for kind in ("patent", "trademark"):
        if row.bare(f"{kind}_number"):
            return kind, _number(row, f"{kind}_number", kind)
    printed = row.bare("right_number")
    told = row.word("right_type", KINDS_PRINTED)
    if told is None and not row.bare("right_type"):
        told = _kind_of(printed)
    if printed and told is None:
        reason = "权利种类不认识" if row.bare("right_type") else "没有写权利种类"
        raise UnusableRowError("right_type", reason, row.bare("right_type"))
    return told or "", _number(row, "right_number", told or "")


def _number(row: RowCells, field: str, kind: str) -> str:
    if len(split_names(row.bare(field))) > 1:
        raise UnusableRowError(field, "一格里有几个权利号，请每个写成一行", row.bare(field))
    return str(row.needed(field, _NUMBERS.get(kind, str), "权利号"))


def _kind_of(printed: str) -> str | None:
    """The kind of a number whose column does not tell it: that of patents alone has a check digit."""
    return "patent" if printed.upper().startswith(("ZL", "CN")) else None


def digest(*parts: str | int | date | None) -> str:
    """A key made of parts, in their order; an absent one counts as empty."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
