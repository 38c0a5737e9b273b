"""Write what officers decided of holders into the warehouse, and the links anew by it; again is harmless."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from zhishu.flows.link_holders import LinkReport, link_holders
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.parties.linking.standing import Settled
from zhishu.parties.tables import HOLDER_DECISIONS

SOURCE = "holder_review"


def publish_holder_decisions(home: Path, standing: Collection[Settled]) -> LinkReport:
    """Put the decisions that stand in place of those published, and derive the links by them."""
    warehouse = open_warehouse(home)
    with warehouse.publication("发布权利人核定", SOURCE, tables=(HOLDER_DECISIONS,)) as work:
        old = work.query("SELECT folded_name FROM holder_decisions").dicts()
        work.replace(HOLDER_DECISIONS, map(_row, standing), [tuple(row.values()) for row in old])
    return link_holders(home)


def published_decisions(home: Path) -> dict[str, int]:
    """Name for comparing -> the decision of it that the warehouse has."""
    rows = open_warehouse(home).query("SELECT folded_name, decision_id FROM holder_decisions")
    return {row["folded_name"]: row["decision_id"] for row in rows.dicts()}


def _row(one: Settled) -> dict[str, object]:
    return {
        "folded_name": one.folded_name,
        "decision_id": one.number,
        "word": one.word,
        "party_id": one.party_id,
        "decided_role": one.role,
        "decided_by": one.user,
        "decided_at": one.made_at,
    }
