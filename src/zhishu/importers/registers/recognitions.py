"""Recognitions: what a party, a product, a patent or a place was recognised as, by whom, until when."""

from __future__ import annotations

from typing import Any

from zhishu.funding.tables import RECOGNITIONS
from zhishu.importers.registers.holder_named import (
    HOLDER_TITLES,
    SUBJECT_TITLES,
    read_holder,
    read_subject,
)
from zhishu.importers.registers.right_named import digest
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.party import fold_name
from zhishu.parties.place import Places

# What stands in 认定种类 or 认定名称; the narrower word comes first.
KINDS_PRINTED = {
    "专利密集型": "patent_intensive_product",
    "产品备案": "product_recordal",
    "备案产品": "product_recordal",
    "服务网点": "service_outlet",
    "公共服务网点": "service_outlet",
    "技术与创新支持中心": "tisc",
    "TISC": "tisc",
    "信息服务中心": "information_centre",
    "驰名商标": "well_known_mark",
    "专利奖": "patent_award",
    "专利金奖": "patent_award",
    "专利银奖": "patent_award",
    "专利优秀奖": "patent_award",
    "外观设计金奖": "patent_award",
    "外观设计银奖": "patent_award",
    "外观设计优秀奖": "patent_award",
    "专用标志": "indication_use",
    "用标": "indication_use",
    "地理标志保护示范": "indication_zone",
    "地理标志产品保护示范": "indication_zone",
    **{
        f"{grade}{place}": "demonstration_zone"
        for grade in ("示范", "试点", "示范（试点）", "示范(试点)")
        for place in ("园区", "地区", "城市", "市", "县", "区")
    },
    "管理规范": "certification",
    "管理体系": "certification",
    "贯标": "certification",
    "示范": "demonstration",
    "优势": "advantage",
    "高新技术企业": "high_tech",
    "科技型": "technology_firm",
    "专精特新": "specialised",
    "小巨人": "specialised",
}
LEVELS_PRINTED = {
    "国家": "national",
    "省": "provincial",
    "自治区": "provincial",
    "市": "municipal",
    "县": "county",
    "区": "county",
}
# What a title says of its level: 市场监管 is no 市, a district's name no level.
LEVELS_IN_TITLES = {
    "国家": "national",
    "中国": "national",
    "省": "provincial",
    "自治区": "provincial",
    "市知识产权": "municipal",
    "市专利": "municipal",
    "市级": "municipal",
    "县知识产权": "county",
    "区知识产权": "county",
}
GRADES_PRINTED = {
    "金奖": "gold",
    "银奖": "silver",
    "优秀": "excellence",
    "一等": "first",
    "二等": "second",
    "三等": "third",
    "示范": "demonstration",
    "试点": "pilot",
}

# What is recognised is the place itself, or the office that stands for it.
_PARK = "园区"
_PLACES = ("demonstration_zone", "indication_zone")


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    holder, title = read_holder(row), row.text("title")
    kind = _word(row, "kind", KINDS_PRINTED)
    if kind is None:
        field = "kind" if row.bare("kind") else "title"
        raise UnusableRowError(field, "认定种类不认识", row.bare(field))
    level = row.word("level", LEVELS_PRINTED) or _within(title, LEVELS_IN_TITLES)
    subject, number = read_subject(row), row.text("document_number")
    if subject is None and kind == "demonstration_zone" and _PARK in (title or ""):
        subject = _PARK
    recognised, until = row.day("recognised_on"), row.day("valid_until")
    if recognised and until and until < recognised:
        row.faults.note("valid_until", "有效期早于认定日期", str(until))
        until = None
    region = places.find(row.bare("address"))
    if region is None and kind in _PLACES:
        region = places.find(holder["holder"])
    about = fold_name(subject or title or "")
    return {
        "recognition_id": digest(kind, level, holder["folded_name"], about, recognised or number),
        "kind": kind,
        "level": level,
        "grade": _word(row, "grade", GRADES_PRINTED),
        "title": title,
        **holder,
        "subject": subject,
        "recognised_on": recognised,
        "valid_until": until,
        "document_number": number,
        "region_code": region,
    }


def _word(row: RowCells, field: str, words: dict[str, str]) -> str | None:
    """Our word for what stands in a cell of its own, else in the title."""
    if row.bare(field):
        return row.word(field, words)
    return _within(row.text("title"), words)


def _within(text: str | None, words: dict[str, str]) -> str | None:
    return next((own for printed, own in words.items() if printed in (text or "")), None)


RECOGNITION_SUBJECT = Subject(
    kind="recognitions",
    title="认定与称号",
    table=RECOGNITIONS,
    titles={
        **HOLDER_TITLES,
        "kind": "认定种类",
        "title": "认定名称（奖项、称号）",
        "level": "级别",
        "grade": "等次",
        **SUBJECT_TITLES,
        "recognised_on": "认定日期",
        "valid_until": "有效期至",
        "document_number": "文号",
        "address": "所在地区",
    },
    telling=(("holder",), ("kind", "title")),
    carried=whole_table(RECOGNITIONS),
    read=reading(_read),
)
