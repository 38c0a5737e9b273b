"""Expenses that measures reimburse: what was paid for, by whom, on which voucher."""

from __future__ import annotations

from typing import Any

from zhishu.funding.tables import EXPENSES
from zhishu.importers.registers.dealings import amount_titles
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

KINDS_PRINTED = {
    "认证": "certification_fee",
    "保险": "insurance_premium",
    "保费": "insurance_premium",
    "利息": "loan_interest",
    "诉讼": "litigation_fee",
    "公证": "notary_fee",
    "代理": "agency_fee",
    "律师": "agency_fee",
    "导航": "navigation_fee",
    "数据库": "database_fee",
    "评估": "valuation_fee",
}
RESULTS_PRINTED = {
    "胜": "won",
    "败": "lost",
    "和解": "settled",
    "调解": "settled",
    "未结": "pending",
    "审理": "pending",
}


def _read(row: RowCells, places: Places) -> dict[str, Any]:
    holder = read_holder(row)
    kind = row.word("kind", KINDS_PRINTED)
    if kind is None:
        raise UnusableRowError("kind", "费用种类不认识", row.bare("kind"))
    subject, voucher, paid = read_subject(row), row.text("voucher"), row.day("paid_on")
    if subject is None and kind == "insurance_premium":
        subject = row.text("kind")  # what is insured may stand there alone: 专利执行险保费
    about = (fold_name(subject or ""), paid) if voucher is None else (voucher,)
    return {
        "expense_id": digest(kind, holder["folded_name"], *about),
        "kind": kind,
        **holder,
        "amount": row.yuan(),
        "paid_on": paid,
        "voucher": voucher,
        "subject": subject,
        "result": row.word("result", RESULTS_PRINTED),
    }


EXPENSE_SUBJECT = Subject(
    kind="expenses",
    title="费用凭证",
    table=EXPENSES,
    titles={
        **HOLDER_TITLES,
        "kind": "费用类别",
        **amount_titles("费用金额"),
        "paid_on": "支付日期",
        "voucher": "凭证号",
        **SUBJECT_TITLES,
        "result": "案件结果",
    },
    telling=(("holder",), ("kind",), ("amount", "amount_10k", "amount_worded")),
    carried=whole_table(EXPENSES),
    read=reading(_read),
)
