"""Registrations of copyright: software and other works, told apart by their number."""

from __future__ import annotations

from typing import Any

from zhishu.base.register_numbers import CopyrightNumber
from zhishu.importers.registers.row_cells import RowCells, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places
from zhishu.rights.tables import COPYRIGHTS


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    number: CopyrightNumber = row.needed("registration_number", CopyrightNumber.parse, "登记号")
    title: str = row.needed("title", str, "名称")
    registered = row.day("registered_on")
    created = row.not_after(
        row.day("created_on"), "created_on", registered, "创作（开发）完成日期晚于登记日期"
    )
    published = row.day("first_published_on")
    if created and published and published < created:
        row.faults.note(
            "first_published_on", "首次发表日期早于创作（开发）完成日期", str(published)
        )
        published = None
    return {
        "registration_number": str(number),
        "work_kind": number.work_kind,
        "category": row.text("category"),
        "title": title,
        "short_title": row.text("short_title"),
        "version": row.text("version"),
        "holders": row.names("holders"),
        "created_on": created,
        "first_published_on": published,
        "registered_on": registered,
        "region_code": places.find(row.bare("address")),
    }


COPYRIGHT_SUBJECT = Subject(
    kind="copyrights",
    title="著作权登记",
    table=COPYRIGHTS,
    titles={
        "registration_number": "登记号",
        "title": "名称",
        "short_title": "简称",
        "version": "版本号",
        "category": "作品类别（软件分类号）",
        "holders": "著作权人",
        "address": "著作权人地址",
        "created_on": "创作（开发）完成日期",
        "first_published_on": "首次发表日期",
        "registered_on": "登记日期",
    },
    telling=(("registration_number",), ("title",)),
    carried=whole_table(COPYRIGHTS),
    read=reading(_read),
)
