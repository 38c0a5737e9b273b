"""What is read out of a policy page: documents with clauses, citations and losses, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
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


Role = Literal["lead", "participant", "responsible"]
ROLES: dict[str, str] = {"lead": "牵头", "participant": "配合", "responsible": "负责"}


@dataclass(frozen=True)
class Unit:
    """A body that a task names, in full, and its part in it."""

    name: str
    role: Role


@dataclass(frozen=True)
class Task:
    """What a passage asks for and who answers for it: one a bracket, or one a sentence of the kind 由…牵头."""

    clause: str
    text: str
    units: tuple[Unit, ...]
    span: Span
    confidence: float = 1.0


TargetKind = Literal["level", "growth_rate", "count", "relative"]
TARGET_KINDS: dict[str, str] = {
    "level": "水平",
    "growth_rate": "增长率",
    "count": "数量",
    "relative": "相对",
}
Comparator = Literal["=", ">=", ">", "<=", "<", "range"]


@dataclass(frozen=True)
class Target:
    """An indicator and what it is to become; a relative one has no value but a `reference`.

    value: 万 and 亿 multiplied out, 20% as 20 with the unit %. deadline: a year or an ISO day. span: the
    place of its figure while a text is read, once it is placed that of its words. words: where these stand.
    """

    clause: str
    indicator: str
    value: Decimal | None
    unit: str | None
    comparator: Comparator
    kind: TargetKind
    text: str
    span: Span
    value_max: Decimal | None = None
    baseline: Decimal | None = None
    period: str | None = None
    deadline: str | None = None
    reference: str | None = None
    confidence: float = 1.0
    words: Span | None = None


@dataclass(frozen=True)
class Measure:
    """One award, subsidy or relief: who gets how much on what conditions. Sums in 元, rates 0 to 1.

    amount: a fixed sum (amount_max: the upper end of a range); cap: at most so much; other_caps:
    further ones as (sum, per what). exclusivity: the words that rule out a second award.
    """

    clause: str
    beneficiary: str | None
    form: str | None
    text: str
    span: Span
    conditions: tuple[str, ...] = ()
    amount: Decimal | None = None
    amount_max: Decimal | None = None
    cap: Decimal | None = None
    other_caps: tuple[tuple[Decimal, str], ...] = ()
    per: str | None = None
    rate: Decimal | None = None
    rate_max: Decimal | None = None
    rate_basis: str | None = None
    exclusivity: str | None = None
    competitive: bool = False
    confidence: float = 1.0


@dataclass(frozen=True)
class Stage:
    """A stage of a plan: from and to as printed to the day, the month or the year (ISO)."""

    clause: str
    name: str
    starts: str | None
    ends: str | None
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True)
class TimeLimit:
    """How long a step of a procedure may take: 受理后5个工作日."""

    clause: str
    matter: str
    value: Decimal
    unit: str
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True)
class Window:
    """Until when something can be handed in (ISO day)."""

    clause: str
    what: str
    until: str
    span: Span
    confidence: float = 1.0


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
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    measures: tuple[Measure, ...] = ()
    stages: tuple[Stage, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    windows: tuple[Window, ...] = ()
    losses: tuple[Loss, ...] = ()
    # Where each field was found, for the review page and `--evidence`.
    places: dict[str, tuple[int, int, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class PolicyFile:
    """All documents of a page, and the losses that belong to none of them."""

    documents: tuple[PolicyDocument, ...]
    losses: tuple[Loss, ...] = ()
