"""Write what firms stated of themselves into the warehouse; again is harmless."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.funding.statement import Statement
from zhishu.funding.tables import FACT_STATEMENTS
from zhishu.parties.party import fold_name

SOURCE = "statements"


def publish_statements(home: Path, standing: Collection[Statement]) -> int:
    """Put the statements that hold in place of those published; the snapshot in which they can be read."""
    warehouse = open_warehouse(home)
    with warehouse.publication("发布单位说明", SOURCE, tables=(FACT_STATEMENTS,)) as work:
        old = work.query("SELECT statement_id FROM fact_statements").dicts()
        work.replace(FACT_STATEMENTS, map(_row, standing), [tuple(row.values()) for row in old])
    return work.snapshot


def _row(one: Statement) -> dict[str, object]:
    return {
        "statement_id": one.number,
        "holder": one.holder,
        "credit_code": one.credit_code or None,
        "folded_name": fold_name(one.holder),
        "fact": one.fact,
        "answer": one.answer,
        "stated_by": one.user,
        "stated_at": one.made_at,
    }
