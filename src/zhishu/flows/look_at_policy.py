"""A policy as a page shows it: clauses with their damage in place, and the original beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.policy.items import Group
from zhishu.policy.marks import Passage, place_losses
from zhishu.policy.queries import DocumentRow, PolicyView, find_items, find_policy


@dataclass(frozen=True)
class ShownClause:
    """A clause with its passages: plain, lost or restored places; depth: how far it is indented."""

    path: str
    heading: str | None
    depth: int
    paragraphs: list[list[Passage]]


@dataclass(frozen=True)
class ShownPolicy:
    """A policy with its clauses ready to be shown, and what was read out of them."""

    view: PolicyView
    clauses: list[ShownClause]
    items: list[Group]


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


def look_at_policy(home: Path, document_id: str, *, as_of: date) -> ShownPolicy | None:
    """The policy of an identifier, None when it is not in the library."""
    view = find_policy(open_warehouse(home), document_id, as_of=as_of)
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
    items = find_items(open_warehouse(home), document_id, snapshot=view.snapshot)
    return ShownPolicy(view, clauses, items)


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
    """The original as decoded, with one clause's range apart; None when the document is not known."""
    warehouse = open_warehouse(home)
    view = find_policy(warehouse, document_id, as_of=date.min)
    if view is None:
        return None
    document = view.document
    with Door() as door:
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
    )
