"""A policy file as the JSON of `zhishu policy read` (DESIGN, Faces); `--evidence` adds places."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhishu.policy.document import Citation, Clause, Loss, PolicyDocument, PolicyFile, Span


def file_as_json(read: PolicyFile, *, evidence: bool = False) -> dict[str, Any]:
    """The documents and losses of one file; losses name their document by index."""
    losses = [
        _loss(loss, index, evidence)
        for index, document in enumerate(read.documents)
        for loss in document.losses
    ]
    losses.extend(_loss(loss, None, evidence) for loss in read.losses)
    return {
        "documents": [_document(document, evidence) for document in read.documents],
        "losses": losses,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _evidence(span: Span, confidence: float) -> dict[str, Any]:
    return {"evidence": {"start": span[0], "end": span[1], "confidence": confidence}}


def _document(document: PolicyDocument, evidence: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": document.title,
        "other_titles": list(document.other_titles),
        "document_number": document.document_number,
        "issuing_authorities": list(document.issuing_authorities),
        "issued_on": _iso(document.issued_on),
        "published_on": _iso(document.published_on),
        "source": document.source,
        "effective_from": _iso(document.effective_from),
        "effective_to": _iso(document.effective_to),
        "trial": document.trial,
        "completeness": document.completeness,
        "span": list(document.span),
        "index_number": document.index_number,
        "category": document.category,
        "validity_printed": document.validity_printed,
        "clauses": [_clause(clause, evidence) for clause in document.clauses],
        "citations": [_citation(citation, evidence) for citation in document.citations],
        "tasks": [],
        "targets": [],
        "measures": [],
        "stages": [],
        "time_limits": [],
        "windows": [],
    }
    if evidence:
        made["evidence"] = {
            name: {"start": start, "end": end, "confidence": confidence}
            for name, (start, end, confidence) in sorted(document.places.items())
        }
    return made


def _clause(clause: Clause, evidence: bool) -> dict[str, Any]:
    made = {"path": clause.path, "heading": clause.heading, "text": clause.text}
    return {**made, **_evidence(clause.span, clause.confidence)} if evidence else made


def _citation(citation: Citation, evidence: bool) -> dict[str, Any]:
    made = {
        "title": citation.title,
        "document_number": citation.document_number,
        "relation": citation.relation,
        "clause": citation.clause,
    }
    return {**made, **_evidence(citation.span, 1.0)} if evidence else made


def _loss(loss: Loss, document: int | None, evidence: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "document": document,
        "field": loss.field,
        "clause": loss.clause,
        "span": list(loss.span),
        "what": loss.what,
        "found": loss.found,
        "restored_to": loss.restored_to,
        "confidence": loss.confidence,
    }
    if loss.count > 1:
        made["count"] = loss.count
        made["spans"] = [list(span) for span in loss.spans]
    return {**made, **_evidence(loss.span, loss.confidence)} if evidence else made
