"""New varieties of plants, of agriculture and of forestry."""

from __future__ import annotations

from typing import Any

from zhishu.base.register_numbers import PlantVarietyNumber
from zhishu.importers.registers.row_cells import RowCells, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places
from zhishu.rights.tables import PLANT_VARIETIES

AUTHORITIES_PRINTED = {"林": "forestry", "农": "agriculture"}


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    """A variety by the number of its application; the department is told by it where no cell tells it."""
    number: PlantVarietyNumber = row.needed("filing_number", PlantVarietyNumber.parse, "申请号")
    name: str = row.needed("name", str, "品种名称")
    granted_as: PlantVarietyNumber | None = row.read("grant_number", PlantVarietyNumber.parse)
    granted = row.day("granted_on")
    return {
        "filing_number": str(number),
        "name": name,
        "genus": row.text("genus"),
        "authority": row.word("authority", AUTHORITIES_PRINTED) or number.authority,
        "holders": row.names("holders"),
        "breeders": row.names("breeders"),
        "filed_on": row.not_after(row.day("filed_on"), "filed_on", granted, "申请日晚于授权日"),
        "published_on": row.day("published_on"),
        "grant_number": str(granted_as) if granted_as else None,
        "granted_on": granted,
        "legal_status_printed": row.text("legal_status_printed"),
        "region_code": places.find(row.bare("address")),
    }


PLANT_VARIETY_SUBJECT = Subject(
    kind="plant_varieties",
    title="植物新品种",
    table=PLANT_VARIETIES,
    titles={
        "filing_number": "申请号",
        "name": "品种名称",
        "genus": "植物种类",
        "authority": "审批部门",
        "holders": "品种权人（申请人）",
        "address": "品种权人地址",
        "breeders": "培育人",
        "filed_on": "申请日",
        "published_on": "公告日",
        "grant_number": "品种权号",
        "granted_on": "授权日",
        "legal_status_printed": "法律状态",
    },
    telling=(("filing_number",), ("name",)),
    carried=whole_table(PLANT_VARIETIES),
    read=reading(_read),
)
