"""Policies in the warehouse: the library's list, one document whole, its original."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.policy.bare_title import bare_title
from zhishu.policy.items import Group, group_items
from zhishu.policy.validity import Judged, Validity, validity_at
from zhishu.warehouse.warehouse import Warehouse

MAX_PAGE_SIZE = 100


@dataclass(frozen=True)
class DocumentRow:
    """A document as the library lists it (columns of policy.tables.POLICY_DOCUMENTS)."""

    document_id: str
    title: str
    other_titles: list[str] | None
    document_number: str | None
    issuing_authorities: list[str] | None
    issued_on: date | None
    published_on: date | None
    source: str | None
    effective_from: date | None
    effective_to: date | None
    trial: bool
    completeness: str
    index_number: str | None
    category: str | None
    validity_printed: str | None
    raw_sha256: str
    file_name: str
    encoding: str
    span_start: int
    span_end: int


_COLUMNS = ", ".join(f"d.{name}" for name in DocumentRow.__dataclass_fields__)


@dataclass(frozen=True)
class ListedPolicy:
    """A row of the library with its validity on the day asked."""

    document: DocumentRow
    judged: Judged


@dataclass(frozen=True)
class PolicyFilter:
    """What narrows the library; empty leaves a side open. year: of issue, else of publication."""

    words: str = ""
    issuing_authority: str = ""
    year: int | None = None
    validity: str = ""
    completeness: str = ""


@dataclass(frozen=True)
class PolicyPage:
    """One page of the library; `total` counts all that match; facets over the whole library."""

    total: int
    page: int
    size: int
    as_of: date
    snapshot: int
    rows: list[ListedPolicy]
    years: list[int]
    issuing_authorities: list[str]


@dataclass(frozen=True)
class CitedPolicy:
    """A citation, and the document of the library that it means, if that is known."""

    clause: str
    title: str
    document_number: str | None
    relation: str
    document_id: str | None


@dataclass(frozen=True)
class Recognition:
    """How a document was recognised in pictures: its pages, its lines, how sure they are on the average and at least."""

    pages: list[int]
    lines: int
    confidence: float
    least: Decimal


@dataclass(frozen=True)
class PolicyView:
    """One document with its clauses, citations both ways and losses; recognition: None of a file of letters."""

    document: DocumentRow
    clauses: list[dict[str, Any]]
    citations: list[CitedPolicy]
    cited_by: list[CitedPolicy]
    losses: list[dict[str, Any]]
    judged: Judged
    snapshot: int
    synthetic: bool
    recognition: Recognition | None


def _documents(warehouse: Warehouse, snapshot: int) -> list[DocumentRow]:
    rows = warehouse.query(
        f"SELECT {_COLUMNS} FROM policy_documents d"  # noqa: S608 - own columns
        " ORDER BY coalesce(d.issued_on, d.published_on) DESC NULLS LAST, d.document_id",
        snapshot=snapshot,
    ).dicts()
    return [DocumentRow(**row) for row in rows]


def _repealed(warehouse: Warehouse, snapshot: int) -> dict[str, tuple[str, date | None]]:
    """What documents of the library repeal, by bare title and by number: title and day of the repealing one."""
    rows = warehouse.query(
        "SELECT c.title, c.document_number, d.title AS by_title,"
        " coalesce(d.effective_from, d.issued_on, d.published_on) AS day"
        " FROM policy_citations c JOIN policy_documents d USING (document_id)"
        " WHERE c.relation = 'repeals'",
        snapshot=snapshot,
    ).dicts()
    found: dict[str, tuple[str, date | None]] = {}
    for row in rows:
        for key in (bare_title(row["title"]), row["document_number"]):
            if key:
                found[key] = (row["by_title"], row["day"])
    return found


def _judge(
    document: DocumentRow, as_of: date, repealed: dict[str, tuple[str, date | None]]
) -> Judged:
    keys = [document.document_number, *map(bare_title, _titles(document))]
    by = next((repealed[key] for key in keys if key and key in repealed), None)
    return validity_at(document, as_of, repealed_by=by)


def list_policies(
    warehouse: Warehouse,
    wanted: PolicyFilter,
    *,
    as_of: date,
    page: int = 1,
    size: int = 20,
    snapshot: int | None = None,
) -> PolicyPage:
    """The library, newest first. Validity is a rule, so it is judged here and not in SQL."""
    at = snapshot if snapshot is not None else warehouse.snapshot()
    size = max(1, min(size, MAX_PAGE_SIZE))
    page = max(1, page)
    documents = _documents(warehouse, at)
    repealed = _repealed(warehouse, at)
    listed = [ListedPolicy(one, _judge(one, as_of, repealed)) for one in documents]
    matching = [one for one in listed if _matches(one, wanted)]
    years = {year for one in documents if (year := _year(one))}
    names = {name for one in documents for name in one.issuing_authorities or []}
    return PolicyPage(
        len(matching),
        page,
        size,
        as_of,
        at,
        matching[(page - 1) * size : page * size],
        sorted(years, reverse=True),
        sorted(names),
    )


def judge_policies(
    warehouse: Warehouse, *, as_of: date, snapshot: int | None = None
) -> dict[Validity, frozenset[str]]:
    """The documents of the library by their validity on a day."""
    at = snapshot if snapshot is not None else warehouse.snapshot()
    repealed = _repealed(warehouse, at)
    found: dict[Validity, set[str]] = {}
    for document in _documents(warehouse, at):
        judged = _judge(document, as_of, repealed)
        found.setdefault(judged.validity, set()).add(document.document_id)
    return {validity: frozenset(ids) for validity, ids in found.items()}


def _year(document: DocumentRow) -> int | None:
    day = document.issued_on or document.published_on
    return day.year if day else None


def _matches(one: ListedPolicy, wanted: PolicyFilter) -> bool:
    document = one.document
    titles = " ".join([*_titles(document), document.document_number or ""])
    return (
        all(word in titles for word in wanted.words.split())
        and (
            not wanted.issuing_authority
            or wanted.issuing_authority in (document.issuing_authorities or [])
        )
        and (wanted.year is None or _year(document) == wanted.year)
        and (not wanted.validity or one.judged.validity == wanted.validity)
        and (not wanted.completeness or document.completeness == wanted.completeness)
    )


def _titles(document: DocumentRow) -> list[str]:
    return [title for title in (document.title, *(document.other_titles or [])) if title]


def find_policy(
    warehouse: Warehouse, document_id: str, *, as_of: date, snapshot: int | None = None
) -> PolicyView | None:
    """One document of the library, None when it is not there."""
    at = snapshot if snapshot is not None else warehouse.snapshot()
    documents = _documents(warehouse, at)
    document = next((one for one in documents if one.document_id == document_id), None)
    if document is None:
        return None
    parameters = {"id": document_id}
    clauses = warehouse.query(
        "SELECT * FROM policy_clauses WHERE document_id = $id ORDER BY position",
        parameters,
        snapshot=at,
    ).dicts()
    losses = warehouse.query(
        "SELECT * FROM policy_losses WHERE document_id = $id ORDER BY span_start, position",
        parameters,
        snapshot=at,
    ).dicts()
    citations, cited_by = _citations(warehouse, document, documents, at)
    synthetic = warehouse.query(
        "SELECT bool_or(synthetic) FROM imports WHERE raw_sha256 = $sha",
        {"sha": document.raw_sha256},
        snapshot=at,
    ).value()
    judged = _judge(document, as_of, _repealed(warehouse, at))
    return PolicyView(
        document,
        clauses,
        citations,
        cited_by,
        losses,
        judged,
        at,
        bool(synthetic),
        _recognition(warehouse, document_id, at),
    )


def _recognition(warehouse: Warehouse, document_id: str, snapshot: int) -> Recognition | None:
    rows = warehouse.query(
        "SELECT list_sort(list(DISTINCT page)) AS pages, count(*) AS lines,"
        " round(avg(confidence), 4) AS confidence, min(confidence) AS least"
        " FROM policy_lines WHERE document_id = $id AND confidence IS NOT NULL",
        {"id": document_id},
        snapshot=snapshot,
    ).dicts()
    [row] = rows
    return Recognition(**row) if row["lines"] else None


def find_recognised_text(warehouse: Warehouse, raw_sha256: str, *, snapshot: int) -> str | None:
    """The whole text of a file as it was recognised when it came; None of a file of letters."""
    rows = warehouse.query(
        "SELECT l.lead, l.text FROM policy_lines l JOIN policy_documents d USING (document_id)"
        " WHERE d.raw_sha256 = $sha ORDER BY l.position",
        {"sha": raw_sha256},
        snapshot=snapshot,
    ).dicts()
    return "".join(row["lead"] + row["text"] for row in rows) or None


def _citations(
    warehouse: Warehouse, document: DocumentRow, documents: list[DocumentRow], snapshot: int
) -> tuple[list[CitedPolicy], list[CitedPolicy]]:
    """What it cites and what cites it; meant is the document of the same number, else of the same title."""
    by_number = {one.document_number: one.document_id for one in documents if one.document_number}
    by_title = {
        bare_title(title): one.document_id for one in reversed(documents) for title in _titles(one)
    }
    titles = {one.document_id: one.title for one in documents}
    rows = warehouse.query(
        "SELECT document_id, clause, title, document_number, relation FROM policy_citations"
        " ORDER BY document_id, position",
        snapshot=snapshot,
    ).dicts()
    outgoing: list[CitedPolicy] = []
    incoming: list[CitedPolicy] = []
    for row in rows:
        target = by_number.get(row["document_number"]) or by_title.get(bare_title(row["title"]))
        if row["document_id"] == document.document_id:
            outgoing.append(
                CitedPolicy(
                    row["clause"], row["title"], row["document_number"], row["relation"], target
                )
            )
        elif target == document.document_id:
            source = row["document_id"]
            incoming.append(
                CitedPolicy(row["clause"], titles[source], None, row["relation"], source)
            )
    return outgoing, incoming


_PARTS_OF_ITEMS = (
    ("tasks", "position"),
    ("task_units", "task, position"),
    ("targets", "position"),
    ("measures", "position"),
    ("times", "position"),
)


def find_readings(
    warehouse: Warehouse, document_id: str, *, snapshot: int, confirmed: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """The rows of what was read out of a document, or of what officers confirmed of it, by kind."""
    prefix = "policy_confirmed_" if confirmed else "policy_"
    return {
        name: warehouse.query(
            f"SELECT * FROM {prefix}{name} WHERE document_id = $id ORDER BY {order}",  # noqa: S608
            {"id": document_id},
            snapshot=snapshot,
        ).dicts()
        for name, order in _PARTS_OF_ITEMS
    }


def find_items(
    warehouse: Warehouse, document_id: str, *, snapshot: int, confirmed: bool = False
) -> list[Group]:
    """Tasks, targets, measures and times of a document as a page lists them."""
    rows = find_readings(warehouse, document_id, snapshot=snapshot, confirmed=confirmed)
    if confirmed:
        for part in rows.values():
            for row in part:
                # What a person confirmed is beyond doubt.
                row["confidence"] = Decimal(1)
    return group_items(**rows)


def find_lint_rows(warehouse: Warehouse, document_id: str) -> dict[str, list[dict[str, Any]]]:
    """What the lint compares: documents, citations and measures of all, clauses and targets of one.

    Of a document whose measures or targets officers confirmed theirs are taken.
    """
    at = warehouse.snapshot()
    of_one = "WHERE document_id = $id ORDER BY position"
    parameters = {"id": document_id}
    confirmed = {
        row["document_id"]
        for row in warehouse.query("SELECT document_id FROM policy_reviews", snapshot=at).dicts()
    }

    def rows(sql: str, **told: Any) -> list[dict[str, Any]]:
        return warehouse.query(sql, told or None, snapshot=at).dicts()

    def settled(kind: str, where: str = "ORDER BY document_id, position", **told: Any) -> Any:
        read = rows(f"SELECT * FROM policy_{kind} {where}", **told)  # noqa: S608 - own names
        sure = rows(f"SELECT * FROM policy_confirmed_{kind} {where}", **told)  # noqa: S608
        return [*(one for one in read if one["document_id"] not in confirmed), *sure]

    return {
        "documents": rows("SELECT * FROM policy_documents ORDER BY document_id"),
        "clauses": rows(f"SELECT * FROM policy_clauses {of_one}", **parameters),  # noqa: S608
        "citations": rows("SELECT * FROM policy_citations ORDER BY document_id, position"),
        "targets": settled("targets", of_one, **parameters),
        "measures": settled("measures"),
    }
