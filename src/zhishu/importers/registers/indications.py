"""Geographical indications: products, certification and collective marks, those of agriculture."""

from __future__ import annotations

from typing import Any

from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.party import fold_name
from zhishu.parties.place import Places
from zhishu.rights.tables import GEOGRAPHICAL_INDICATIONS

# What stands in 保护类型; 农产品 comes first, for it contains 产品.
KINDS_PRINTED = {
    "农产品": "agricultural",
    "证明商标": "certification_mark",
    "集体商标": "collective_mark",
    "产品": "product",
}


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    """An indication; one announcement may protect several products, so a product is known by its name."""
    name: str = row.needed("name", str, "名称")
    kind = row.word("protection_kind", KINDS_PRINTED)
    if kind is None:
        expected = "应为地理标志产品、证明商标、集体商标或农产品地理标志"
        raise UnusableRowError("protection_kind", expected, row.bare("protection_kind"))
    number = row.text("registration_number")
    known_by = fold_name(name) if kind == "product" or number is None else fold_name(number)
    area = row.text("area")
    return {
        "indication_id": f"{kind}:{known_by}",
        "name": name,
        "protection_kind": kind,
        "product_class": row.text("product_class"),
        "registration_number": number,
        "registered_on": row.day("registered_on"),
        "holders": row.names("holders"),
        "area": area,
        "legal_status_printed": row.text("legal_status_printed"),
        "region_code": places.find(area or "") or places.find(row.bare("address")),
    }


INDICATION_SUBJECT = Subject(
    kind="indications",
    title="地理标志",
    table=GEOGRAPHICAL_INDICATIONS,
    titles={
        "name": "名称",
        "protection_kind": "保护类型",
        "product_class": "产品类别",
        "registration_number": "公告（注册、登记）号",
        "registered_on": "公告（注册、登记）日",
        "holders": "管理机构或注册人",
        "area": "产地范围",
        "address": "所在地区",
        "legal_status_printed": "法律状态",
    },
    telling=(("name",), ("protection_kind",)),
    carried=whole_table(GEOGRAPHICAL_INDICATIONS),
    read=reading(_read),
)
