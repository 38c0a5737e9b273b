"""The rows of the policy tables as the documents that the lint is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from zhishu.policy.document import Citation, Clause, Measure, PolicyDocument, Span, Target
from zhishu.policy.lint.library import Policy

Row = Mapping[str, Any]
_OF_DOCUMENT = (
    *("title", "document_number", "issued_on", "published_on", "source", "effective_from"),
    *("effective_to", "trial", "completeness", "index_number", "category", "validity_printed"),
)
_OF_TARGET = (
    *("clause", "indicator", "value", "unit", "comparator", "kind", "text"),
    *("value_max", "baseline", "period", "deadline", "reference"),
)
_OF_MEASURE = (
    *("clause", "beneficiary", "form", "text", "amount", "amount_max", "cap", "per"),
    *("rate", "rate_max", "rate_basis", "exclusivity", "competitive"),
)
_NOWHERE: Span = (0, 0)


def policies_of(
    documents: Iterable[Row],
    *,
    clauses: Iterable[Row],
    citations: Iterable[Row],
    targets: Iterable[Row],
    measures: Iterable[Row],
    region: Callable[[PolicyDocument], str | None] = lambda _: None,
) -> list[Policy]:
    """The policies of rows; those of parts in the order of their documents. region: tells whose a document is."""
    parts = [_by_document(rows) for rows in (clauses, citations, targets, measures)]
    found = []
    for row in documents:
        of_clauses, of_citations, of_targets, of_measures = (
            part.get(row["document_id"], []) for part in parts
        )
        document = PolicyDocument(
            **{name: row[name] for name in _OF_DOCUMENT},
            span=(row["span_start"], row["span_end"]),
            other_titles=tuple(row["other_titles"] or ()),
            issuing_authorities=tuple(row["issuing_authorities"] or ()),
            clauses=tuple(_clause(one) for one in of_clauses),
            citations=tuple(_citation(one) for one in of_citations),
            targets=tuple(_target(one) for one in of_targets),
            measures=tuple(_measure(one) for one in of_measures),
        )
        found.append(Policy(row["document_id"], document, region(document)))
    return found


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["document_id"], []).append(row)
    return found


def _span(row: Row) -> Span:
    """The place of a row; what an officer confirmed has none of its own."""
    start = row.get("span_start")
    return _NOWHERE if start is None else (start, row["span_end"])


def _clause(row: Row) -> Clause:
    return Clause(row["path"], row["heading"], row["text"], _span(row))


def _citation(row: Row) -> Citation:
    return Citation(row["title"], row["document_number"], row["relation"], row["clause"], _NOWHERE)


def _target(row: Row) -> Target:
    return Target(**{name: row[name] for name in _OF_TARGET}, span=_span(row))


def _measure(row: Row) -> Measure:
    caps = [one.partition("/") for one in row["other_caps"] or ()]
    return Measure(
        **{name: row[name] for name in _OF_MEASURE},
        conditions=tuple(row["conditions"] or ()),
        other_caps=tuple((Decimal(value), per) for value, _, per in caps),
        span=_span(row),
    )
