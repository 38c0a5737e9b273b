"""A policy file as the JSON of `zhishu policy read` (DESIGN, Faces); `--evidence` adds places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.policy.document import (
    Citation,
    Clause,
    Loss,
    Measure,
    PolicyDocument,
    PolicyFile,
    Span,
    Stage,
    Target,
    Task,
    TimeLimit,
    Window,
)

Where = Callable[[int, int], dict[str, Any]]
Item = Task | Target | Measure | Stage | TimeLimit | Window


def file_as_json(
    read: PolicyFile, *, evidence: bool = False, where: Where | None = None
) -> dict[str, Any]:
    """The documents and losses of one file; losses name their document by index.

    where: what else is known of a place, told beside the evidence: its printed page, its box there.
    """
    told = _told(read, evidence)
    if evidence and where is not None:
        _add_places(told, where)
    return told


def _add_places(told: Any, where: Where) -> None:
    """Say what else is known beside every place of evidence."""
    if isinstance(told, list):
        for one in told:
            _add_places(one, where)
    elif isinstance(told, dict):
        if {"start", "end", "confidence"} <= told.keys():
            told.update(where(told["start"], told["end"]))
        for one in list(told.values()):
            _add_places(one, where)


def _told(read: PolicyFile, evidence: bool) -> dict[str, Any]:
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
        "tasks": [_item(one, evidence) for one in document.tasks],
        "targets": [_item(one, evidence) for one in document.targets],
        "measures": [_item(one, evidence) for one in document.measures],
        "stages": [_item(one, evidence) for one in document.stages],
        "time_limits": [_item(one, evidence) for one in document.time_limits],
        "windows": [_item(one, evidence) for one in document.windows],
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


def _item(item: Item, evidence: bool) -> dict[str, Any]:
    made = item_as_json(item)
    return {**made, **_evidence(item.span, item.confidence)} if evidence else made


def item_as_json(item: Item) -> dict[str, Any]:
    """A task, target, measure or time without its place."""
    if isinstance(item, Task):
        return _task(item)
    if isinstance(item, Target):
        return _target(item)
    if isinstance(item, Measure):
        return _measure(item)
    if isinstance(item, Stage):
        return {"name": item.name, "from": item.starts, "to": item.ends, "clause": item.clause}
    if isinstance(item, Window):
        return {"what": item.what, "until": item.until, "clause": item.clause}
    return {
        "matter": item.matter,
        "value": _number(item.value),
        "unit": item.unit,
        "clause": item.clause,
    }


def _number(value: Decimal | None) -> int | float | None:
    """A whole number as one; parts as they are."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _task(task: Task) -> dict[str, Any]:
    units = [{"name": unit.name, "role": unit.role} for unit in task.units]
    return {"clause": task.clause, "text": task.text, "units": units}


def _target(target: Target) -> dict[str, Any]:
    return {
        "clause": target.clause,
        "indicator": target.indicator,
        "value": _number(target.value),
        "value_max": _number(target.value_max),
        "unit": target.unit,
        "comparator": target.comparator,
        "kind": target.kind,
        "baseline": _number(target.baseline),
        "period": target.period,
        "deadline": target.deadline,
        "reference": target.reference,
        "text": target.text,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "clause": measure.clause,
        "beneficiary": measure.beneficiary,
        "conditions": list(measure.conditions),
        "amount": _number(measure.amount),
        "amount_max": _number(measure.amount_max),
        "cap": _number(measure.cap),
        "other_caps": [{"value": _number(value), "per": per} for value, per in measure.other_caps],
        "per": measure.per,
        "unit": "元",
        "rate": _number(measure.rate),
        "rate_max": _number(measure.rate_max),
        "rate_basis": measure.rate_basis,
        "exclusivity": measure.exclusivity,
        "competitive": measure.competitive,
        "form": measure.form,
        "text": measure.text,
    }


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
