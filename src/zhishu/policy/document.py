"""What is read out of a policy page: documents with clauses, citations and losses, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Span = tuple[int, int]
Completeness = Literal["complete", "abridged", "cover_only", "damaged"]
COMPLETENESS: dict[str, str] = {
    "complete": "完整",
    "abridged": "有删减",
    "cover_only": "只有通知",
    "damaged": "有缺损",
}
Relation = Literal["basis", "implements", "revises", "repeals", "interprets", "mentions"]
RELATIONS: dict[str, str] = {
    "basis": "依据",
    "implements": "贯彻",
    "revises": "修订",
    "repeals": "废止",
    "interprets": "解释",
    "mentions": "提及",
}
LossKind = Literal["lost", "restored", "unsure"]
LOSS_KINDS: dict[str, str] = {"lost": "缺失", "restored": "修复", "unsure": "存疑"}


@dataclass(frozen=True)
class Clause:
    """A numbered passage: its own words without those of its child clauses; span in the decoded file."""

    path: str
    heading: str | None
    text: str
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True)
class Citation:
    """Another document named in a clause, and why."""

    title: str
    document_number: str | None
    relation: Relation
    clause: str
    span: Span


@dataclass(frozen=True)
class Loss:
    """A place where the source is damaged: lost, restored (one reading only) or unsure.

    Mass damage of one kind is one loss with the number of its places.
    """

    what: LossKind
    field: str | None
    clause: str | None
    span: Span
    found: str
    restored_to: str | None = None
    confidence: float = 1.0
    count: int = 1
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class PolicyDocument:
    """One document of a page, a notice and what it issues taken as one (DESIGN, Faces)."""

    title: str
    span: Span
    other_titles: tuple[str, ...] = ()
    document_number: str | None = None
    issuing_authorities: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    source: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    trial: bool = False
    completeness: Completeness = "complete"
    index_number: str | None = None
    category: str | None = None
    validity_printed: str | None = None
    clauses: tuple[Clause, ...] = ()
    citations: tuple[Citation, ...] = ()
    losses: tuple[Loss, ...] = ()
    # Where each field was found, for the review page and `--evidence`.
    places: dict[str, tuple[int, int, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class PolicyFile:
    """All documents of a page, and the losses that belong to none of them."""

    documents: tuple[PolicyDocument, ...]
    losses: tuple[Loss, ...] = ()
