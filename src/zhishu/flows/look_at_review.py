"""A policy as it lies before an officer, and what stands of an earlier review in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.policy.queries import find_readings
from zhishu.policy.review.reading import (
    ReadClause,
    Reading,
    clause_words,
    read_items,
)
from zhishu.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class PublishedReview:
    """A review as it was published; is_of_this_text: of the words that the document has now."""

    document_id: str
    title: str
    decision_id: int
    role: str
    released_at: datetime
    items: int
    numbers: int
    is_of_this_text: bool


@dataclass(frozen=True)
class LaidOut:
    """A document with its losses, its published review, and reviews of its other versions."""

    reading: Reading
    file_name: str
    document_number: str | None
    losses: tuple[dict[str, Any], ...]
    published: PublishedReview | None
    other_versions: tuple[PublishedReview, ...]


def look_at_review(home: Path, document_id: str) -> LaidOut | None:
    """The document of an identifier, ready to be reviewed; None when it is not in the library."""
    return _laid_out(home, document_id, open_warehouse(home).snapshot())


# What an officer decides is looked at over and over; what was read is the same until the next snapshot.
@lru_cache(maxsize=8)
def _laid_out(home: Path, document_id: str, snapshot: int) -> LaidOut | None:
    warehouse = open_warehouse(home)
    parameters = {"id": document_id}
    documents = warehouse.query(
        "SELECT title, document_number, file_name FROM policy_documents WHERE document_id = $id",
        parameters,
        snapshot=snapshot,
    ).dicts()
    if not documents:
        return None
    [document] = documents
    rows = warehouse.query(
        "SELECT path, heading, text, span_start, span_end FROM policy_clauses"
        " WHERE document_id = $id ORDER BY position",
        parameters,
        snapshot=snapshot,
    ).dicts()
    clauses = tuple(
        ReadClause(
            row["path"],
            clause_words(row["heading"], row["text"]),
            (row["span_start"], row["span_end"]),
            position,
        )
        for position, row in enumerate(rows)
    )
    found = find_readings(warehouse, document_id, snapshot=snapshot)
    losses = warehouse.query(
        "SELECT * FROM policy_losses WHERE document_id = $id ORDER BY span_start, position",
        parameters,
        snapshot=snapshot,
    ).dicts()
    reading = Reading(document_id, document["title"], clauses, read_items(clauses, **found))
    reviews = find_reviews(
        warehouse,
        document_id,
        document["document_number"],
        document["title"],
        text_digest=reading.text_digest,
        snapshot=snapshot,
    )
    return LaidOut(
        reading,
        document["file_name"],
        document["document_number"],
        tuple(losses),
        next((one for one in reviews if one.document_id == document_id), None),
        tuple(one for one in reviews if one.document_id != document_id),
    )


def find_reviews(
    warehouse: Warehouse,
    document_id: str,
    document_number: str | None,
    title: str,
    *,
    text_digest: str,
    snapshot: int,
) -> list[PublishedReview]:
    """The published reviews of a document and of others with its number, or its title where it has none."""
    rows = warehouse.query(
        "SELECT r.*, d.title FROM policy_reviews r JOIN policy_documents d USING (document_id)"
        " WHERE r.document_id = $id OR CASE WHEN $number IS NULL"
        " THEN d.document_number IS NULL AND d.title = $title ELSE d.document_number = $number END"
        " ORDER BY r.released_at DESC, r.document_id",
        {"id": document_id, "number": document_number, "title": title},
        snapshot=snapshot,
    ).dicts()
    return [
        PublishedReview(
            row["document_id"],
            row["title"],
            row["decision_id"],
            row["released_role"],
            row["released_at"],
            row["items"],
            row["numbers"],
            row["document_id"] == document_id and row["text_digest"] == text_digest,
        )
        for row in rows
    ]
