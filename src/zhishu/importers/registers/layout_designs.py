"""Layout designs of integrated circuits, as their register announces them."""

from __future__ import annotations

from typing import Any

from zhishu.base.register_numbers import LayoutDesignNumber
from zhishu.importers.registers.row_cells import RowCells, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places
from zhishu.rights.tables import LAYOUT_DESIGNS


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    number: LayoutDesignNumber = row.needed(
        "registration_number", LayoutDesignNumber.parse, "布图设计登记号"
    )
    title: str = row.needed("title", str, "布图设计名称")
    registered = row.day("registered_on")
    filed = row.not_after(row.day("filed_on"), "filed_on", registered, "申请日晚于登记公告日")
    created = row.not_after(row.day("created_on"), "created_on", filed, "创作完成日晚于申请日")
    return {
        "registration_number": str(number),
        "title": title,
        "category": row.text("category"),
        "holders": row.names("holders"),
        "creators": row.names("creators"),
        "filed_on": filed,
        "created_on": created,
        "first_exploited_on": row.day("first_exploited_on"),
        "registered_on": registered,
        "agency": row.text("agency"),
        "legal_status_printed": row.text("legal_status_printed"),
        "region_code": places.find(row.bare("address")),
    }


LAYOUT_DESIGN_SUBJECT = Subject(
    kind="layout_designs",
    title="集成电路布图设计",
    table=LAYOUT_DESIGNS,
    titles={
        "registration_number": "布图设计登记号",
        "title": "布图设计名称",
        "category": "布图设计类别",
        "holders": "布图设计权利人",
        "address": "权利人地址",
        "creators": "布图设计创作人",
        "filed_on": "申请日",
        "created_on": "创作完成日",
        "first_exploited_on": "首次商业利用日",
        "registered_on": "登记公告日",
        "agency": "代理机构",
        "legal_status_printed": "法律状态",
    },
    telling=(("registration_number",), ("title",)),
    carried=whole_table(LAYOUT_DESIGNS),
    read=reading(_read),
)
