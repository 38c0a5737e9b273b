"""Credit records that bar a party from measures: dishonesty, abnormal filing, debarment, failed acceptance."""

from __future__ import annotations

from typing import Any

from zhishu.funding.tables import CREDIT_RECORDS
from zhishu.importers.registers.holder_named import HOLDER_TITLES, read_holder
from zhishu.importers.registers.right_named import digest
from zhishu.importers.registers.row_cells import RowCells, UnusableRowError, reading
from zhishu.importers.subject import Subject, whole_table
from zhishu.parties.place import Places

KINDS_PRINTED = {
    "非正常": "abnormal_filing",
    "禁止申报": "debarment",
    "不得申报": "debarment",
    "取消申报资格": "debarment",
    "未通过验收": "failed_acceptance",
    "验收不合格": "failed_acceptance",
    "失信": "serious_dishonesty",
}


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    holder = read_holder(row)
    kind = row.word("kind", KINDS_PRINTED)
    if kind is None:
        raise UnusableRowError("kind", "信用记录种类不认识", row.bare("kind"))
    since, until = row.term("term", "since", "until")
    number = row.text("document_number")
    return {
        "record_id": digest(kind, holder["folded_name"], since or number),
        "kind": kind,
        **holder,
        "since": since,
        "until": until,
        "document_number": number,
        "source": row.text("source"),
    }


CREDIT_RECORD_SUBJECT = Subject(
    kind="credit_records",
    title="信用记录",
    table=CREDIT_RECORDS,
    titles={
        **HOLDER_TITLES,
        "kind": "信用记录种类",
        "since": "列入日期",
        "until": "移出（期满）日期",
        "term": "期限（起止写在一格）",
        "document_number": "文号",
        "source": "来源",
    },
    telling=(("holder",), ("kind",), ("since", "term", "document_number")),
    carried=whole_table(CREDIT_RECORDS),
    read=reading(_read),
)
