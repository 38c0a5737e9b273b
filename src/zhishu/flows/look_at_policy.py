"""A policy as a page shows it: clauses with their damage in place, and the original beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhishu.base.errors import NotFoundError
from zhishu.flows.look_at_review import PublishedReview, find_reviews
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.kept_door import kept_door
from zhishu.policy.items import Group
from zhishu.policy.marks import Passage, place_losses
from zhishu.policy.queries import (
    DocumentRow,
    PolicyView,
    Recognition,
    find_items,
    find_policy,
    find_recognised_text,
)
from zhishu.policy.review.reading import clause_words, text_digest
from zhishu.warehouse.warehouse import Warehouse

# Of what is asked for, so much is said again.
LONGEST_PATH = 40


@dataclass(frozen=True)
class ShownClause:
    """A clause with its passages: plain, lost or restored places; depth: how far it is indented."""

    path: str
    heading: str | None
    depth: int
    paragraphs: list[list[Passage]]


@dataclass(frozen=True)
class ShownPolicy:
    """A policy with its clauses ready to be shown, and what was read out of them.

    items: as officers confirmed them where `is_confirmed`, else as the program read them.
    review: of this document, perhaps of an older text; other_versions: of documents of its number.
    """

    view: PolicyView
    clauses: list[ShownClause]
    items: list[Group]
    review: PublishedReview | None
    other_versions: list[PublishedReview]

    @property
    def is_confirmed(self) -> bool:
        return self.review is not None and self.review.is_of_this_text


@dataclass(frozen=True)
class Original:
    """The decoded original in parts: before the document, its text, the quoted range, behind."""

    document: DocumentRow
    before: str
    head: str
    quoted: str
    tail: str
    after: str
    clause: str
    recognition: Recognition | None


def look_at_policy(home: Path, document_id: str, *, as_of: date) -> ShownPolicy | None:
    """The policy of an identifier, None when it is not in the library."""
    warehouse = open_warehouse(home)
    view = find_policy(warehouse, document_id, as_of=as_of)
    if view is None:
        return None
    clauses = [
        ShownClause(
            clause["path"],
            clause["heading"],
            _depth(clause["path"]),
            place_losses(
                clause["text"],
                [
                    (loss["what"], loss["found"], loss["restored_to"])
                    for loss in view.losses
                    if _inside(loss, clause)
                ],
            ),
        )
        for clause in view.clauses
    ]
    reviews = _reviews(warehouse, view)
    own = next((one for one in reviews if one.document_id == document_id), None)
    confirmed = own is not None and own.is_of_this_text
    items = find_items(warehouse, document_id, snapshot=view.snapshot, confirmed=confirmed)
    return ShownPolicy(view, clauses, items, own, [one for one in reviews if one is not own])


def _reviews(warehouse: Warehouse, view: PolicyView) -> list[PublishedReview]:
    document = view.document
    words = [(one["path"], clause_words(one["heading"], one["text"])) for one in view.clauses]
    return find_reviews(
        warehouse,
        document.document_id,
        document.document_number,
        document.title,
        text_digest=text_digest(words),
        snapshot=view.snapshot,
    )


def _inside(loss: dict[str, Any], clause: dict[str, Any]) -> bool:
    return bool(
        loss["count"] == 1
        and clause["span_start"] <= loss["span_start"]
        and loss["span_start"] < clause["span_end"]
    )


def _depth(path: str) -> int:
    """Levels of a path: 四(一)1 has three."""
    if not path:
        return 0
    return 1 + path.count("(") + (1 if path.partition("~")[0][-1:].isdecimal() else 0)


def look_at_original(home: Path, document_id: str, *, clause: str | None = None) -> Original | None:
    """The original as decoded, with one clause's range apart; None when the document is not known.

    NotFoundError for a clause that the document does not have.
    """
    warehouse = open_warehouse(home)
    view = find_policy(warehouse, document_id, as_of=date.min)
    if view is None:
        return None
    document = view.document
    if clause and all(row["path"] != clause for row in view.clauses):
        raise NotFoundError(
            f"《{document.title}》没有条款{clause[:LONGEST_PATH]}",
            next_step="回到政策页，从目录里选条款",
            code="no_clause",
        )
    text = find_recognised_text(warehouse, document.raw_sha256, snapshot=view.snapshot)
    if text is None:
        with kept_door() as door:
            text = door.page_text(warehouse.raw(document.raw_sha256))
    start, end = document.span_start, document.span_end
    quoted = (end, end)
    for row in view.clauses:
        if clause is not None and row["path"] == clause:
            quoted = (row["span_start"], row["span_end"])
    return Original(
        document,
        text[max(0, start - 2000) : start],
        text[start : quoted[0]],
        text[quoted[0] : quoted[1]],
        text[quoted[1] : end],
        text[end : end + 2000],
        clause or "",
        view.recognition,
    )
