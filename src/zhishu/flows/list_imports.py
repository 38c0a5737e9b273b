"""What was imported: one line a file, and the rows that were set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhishu.flows.open_warehouse import open_warehouse

MAX_ROWS = 100_000


@dataclass(frozen=True)
class Listed:
    """One page of rows; `total` counts all."""

    total: int
    page: int
    size: int
    snapshot: int
    rows: list[dict[str, Any]]


def list_imports(home: Path, *, page: int = 1, size: int = 20) -> Listed:
    """The imports that changed something, newest first, with the counts that add up to their rows."""
    return _listed(
        home, "FROM imports", "SELECT *", "ORDER BY _snapshot DESC, raw_sha256", {}, page, size
    )


def list_set_aside(home: Path, raw_sha256: str, *, page: int = 1, size: int = 20) -> Listed:
    """The rows of a file that wait for an officer, in the file's order."""
    return _listed(
        home,
        "FROM set_aside_rows WHERE raw_sha256 = $sha",
        'SELECT "row", line_number, field, reason, value, line',
        'ORDER BY "row"',
        {"sha": raw_sha256},
        page,
        size,
    )


def titles_of(home: Path, document_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(id, title) of policies, in the order asked; what a later import took out is left out."""
    if not document_ids:
        return []
    rows = open_warehouse(home).query(
        "SELECT document_id, title FROM policy_documents WHERE list_contains($ids, document_id)",
        {"ids": list(document_ids)},
    )
    titles = {row["document_id"]: row["title"] for row in rows.dicts()}
    return [(one, titles[one] or "无标题") for one in document_ids if one in titles]


def _listed(
    home: Path,
    source: str,
    select: str,
    order: str,
    parameters: dict[str, Any],
    page: int,
    size: int,
) -> Listed:
    warehouse = open_warehouse(home)
    at = warehouse.snapshot()
    size = max(1, min(size, MAX_ROWS))
    total = warehouse.query(f"SELECT count(*) {source}", parameters, snapshot=at).value()
    rows = warehouse.query(
        f"{select} {source} {order} LIMIT $size OFFSET $offset",
        {**parameters, "size": size, "offset": (max(1, page) - 1) * size},
        snapshot=at,
    ).dicts()
    return Listed(total, max(1, page), size, at, rows)
