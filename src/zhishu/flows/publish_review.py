"""Write what officers confirmed of a policy into the warehouse: one switch, whole, idempotent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zhishu.base.errors import NotFoundError
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.replace_rows import replace_all
from zhishu.policy.review.fields import row_of_values
from zhishu.policy.tables import (
    CONFIRMED,
    CONFIRMED_MEASURES,
    CONFIRMED_TARGETS,
    CONFIRMED_TASK_UNITS,
    CONFIRMED_TASKS,
    CONFIRMED_TIMES,
    POLICY_DOCUMENTS,
    POLICY_REVIEWS,
)
from zhishu.warehouse.table import Table

# What rows of a review name as their source.
SOURCE = "review"
_TABLES = {
    "task": CONFIRMED_TASKS,
    "target": CONFIRMED_TARGETS,
    "measure": CONFIRMED_MEASURES,
    "time": CONFIRMED_TIMES,
}


@dataclass(frozen=True)
class Release:
    """A review that an officer let go: the number of that decision, who and when, and all that holds.

    payload: as policy.review.decisions.release_payload makes it.
    """

    document_id: str
    number: int
    role: str
    user: int
    made_at: datetime
    payload: dict[str, Any]


def publish_review(home: Path, release: Release) -> int:
    """The snapshot in which the review can be read; one that is published already changes nothing."""
    warehouse = open_warehouse(home)
    tables = (POLICY_DOCUMENTS, POLICY_REVIEWS, *CONFIRMED)
    parameters = {"id": release.document_id}
    with warehouse.publication(f"发布核对：{release.document_id}", SOURCE, tables=tables) as work:
        found = work.query("SELECT 1 FROM policy_documents WHERE document_id = $id", parameters)
        if not len(found):
            raise NotFoundError(
                f"没有政策{release.document_id}", next_step="重新导入原件，再发布核对结果"
            )
        rows = _rows(release)
        for table in CONFIRMED:
            replace_all(work, table, rows[table.name], "document_id = $id", parameters)
        work.replace(POLICY_REVIEWS, [_review_row(release)])
    return work.snapshot


def published_numbers(home: Path) -> dict[str, int]:
    """Document -> the release of it that the warehouse has."""
    rows = open_warehouse(home).query("SELECT document_id, decision_id FROM policy_reviews").dicts()
    return {row["document_id"]: row["decision_id"] for row in rows}


def _review_row(release: Release) -> dict[str, Any]:
    return {
        "document_id": release.document_id,
        "decision_id": release.number,
        "text_digest": release.payload["text_digest"],
        "released_role": release.role,
        "released_by": release.user,
        "released_at": release.made_at,
        "items": len(release.payload["items"]),
        "numbers": release.payload["numbers"],
    }


def _rows(release: Release) -> dict[str, list[dict[str, Any]]]:
    """The rows by table; positions count within a kind."""
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in CONFIRMED}
    for item in release.payload["items"]:
        table: Table = _TABLES[item["kind"]]
        position = len(rows[table.name]) + 1
        place = {"document_id": release.document_id, "position": position}
        rows[table.name].append(
            {
                **place,
                **row_of_values(item["kind"], item["values"]),
                "item": item["item"],
                "decision": item["decision"],
                "decided_role": item["role"],
                "decided_by": item["user"],
                "decided_at": datetime.fromisoformat(item["made_at"]),
            }
        )
        rows[CONFIRMED_TASK_UNITS.name].extend(
            {
                "document_id": release.document_id,
                "task": position,
                "position": at,
                "name": name,
                "role": role,
            }
            for at, (name, role) in enumerate(item["values"].get("units") or (), 1)
        )
    return rows
