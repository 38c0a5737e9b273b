"""Which rules of a home a policy touches: one of the library, or a file that is only read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.read_policy import read_policy_file
from zhishu.funding.touching import PolicyText, Touched, find_touched
from zhishu.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class TouchedRules:
    """A policy by its title, and the rules that rest on it."""

    title: str
    document_id: str
    rules: list[Touched]


def find_touched_by_file(home: Path, path: Path) -> list[TouchedRules]:
    """The documents of a file, not kept, each with the rules that it touches."""
    entry = read_policy_file(path)
    if entry["error"]:
        error = entry["error"]
        raise ZhishuError(error["message"], next_step=error["next_step"], code=error["code"])
    measures = open_rulebook(home).measures.values()
    return [
        TouchedRules(one["title"], "", find_touched(_policy_of_json(one), measures))
        for one in entry["documents"]
    ]


def find_touched_by_document(home: Path, document_id: str) -> TouchedRules:
    """A document of the library with the rules that it touches; NotFoundError when it is not there."""
    warehouse = open_warehouse(home)
    policy = _policy_of_library(warehouse, document_id)
    if policy is None:
        raise NotFoundError(f"没有政策{document_id}", next_step="标识在政策页的网址里")
    rules = find_touched(policy, open_rulebook(home).measures.values())
    return TouchedRules(policy.titles[0], document_id, rules)


def _policy_of_json(told: dict[str, Any]) -> PolicyText:
    return PolicyText(
        (told["title"], *told["other_titles"]),
        told["document_number"],
        tuple((one["path"], one["heading"], one["text"]) for one in told["clauses"]),
        **_named(told["citations"]),
    )


def _policy_of_library(warehouse: Warehouse, document_id: str) -> PolicyText | None:
    at, parameters = warehouse.snapshot(), {"id": document_id}

    def rows(sql: str) -> list[dict[str, Any]]:
        return list(warehouse.query(sql, parameters, snapshot=at).dicts())

    documents = rows(
        "SELECT title, other_titles, document_number FROM policy_documents WHERE document_id = $id"
    )
    if not documents:
        return None
    [document] = documents
    clauses = rows(
        "SELECT path, heading, text FROM policy_clauses WHERE document_id = $id ORDER BY position"
    )
    citations = rows(
        "SELECT title, document_number, relation FROM policy_citations WHERE document_id = $id"
    )
    return PolicyText(
        (document["title"], *(document["other_titles"] or ())),
        document["document_number"],
        tuple((one["path"], one["heading"], one["text"]) for one in clauses),
        **_named(citations),
    )


def _named(citations: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Titles and numbers of what a policy revises and repeals."""
    return {
        relation: tuple(
            name
            for one in citations
            if one["relation"] == relation
            for name in (one["title"], one["document_number"])
            if name
        )
        for relation in ("revises", "repeals")
    }
