"""A proposal that was accepted, one that was refused and why; and the document they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from zhishu.policy.document import Clause, Measure, Stage, Target, Task, TimeLimit

# The kinds of items by their key in the JSON of `zhishu policy read`.
Kind = Literal["tasks", "targets", "measures", "stages", "time_limits"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_TITLES: dict[Kind, str] = {
    "tasks": "任务",
    "targets": "目标",
    "measures": "措施",
    "stages": "阶段",
    "time_limits": "办理时限",
}
ORIGIN = "模型提议"
STATE = "unconfirmed"
# Why a proposal is refused.
REASONS: dict[str, str] = {
    "malformed": "格式与约定不符",
    "unknown_clause": "没有问到这一条",
    "no_quote": "没有引用原文",
    "not_in_source": "引用的话不在这一条原文里",
    "not_in_quote": "说的词不在引用的话里",
    "no_quantity": "引用的话里没有数量",
    "other_value": "数值与原文不同",
    "other_unit": "单位与原文不同",
    "other_comparator": "比较词与原文不同",
    "other_role": "这个数在原文里不是作这个用的",
    "other_name": "这个数或日期在原文里说的是别的",
    "other_date": "日期或时段与原文不同",
    "other_body": "引用的话里读不出这个单位",
    "other_part": "单位的分工与原文不同",
    "nothing_said": "没有可核对的值",
    "too_many": "一次提议太多",
}


@dataclass(frozen=True)
class Source:
    """A document as it was read: its clauses, the items already found by kind, the day it is of."""

    title: str
    clauses: tuple[Clause, ...]
    found: Mapping[Kind, tuple[Mapping[str, Any], ...]]
    year: int | None = None


def source_of(document: Mapping[str, Any]) -> Source:
    """The source of a document in the shape that `zhishu policy read` prints."""
    day = document["issued_on"] or document["published_on"]
    return Source(
        document["title"],
        tuple(
            Clause(one["path"], one["heading"], one["text"], (0, 0)) for one in document["clauses"]
        ),
        {kind: tuple(document[kind]) for kind in KINDS},
        date.fromisoformat(day).year if day else None,
    )


@dataclass(frozen=True)
class Evidence:
    """Where the words for a field stand: text[start:end] of a clause, or of its heading."""

    field: str
    clause: str
    part: Literal["heading", "text"]
    start: int
    end: int


@dataclass(frozen=True)
class Proposal:
    """An item whose every value was found in the source."""

    kind: Kind
    item: Task | Target | Measure | Stage | TimeLimit
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Refusal:
    """A proposal that was not accepted: a key of REASONS, and the beginning of what it said."""

    kind: Kind
    clause: str | None
    reason: str
    said: str


@dataclass(frozen=True)
class Checked:
    """What became of an answer: duplicates are proposals of what the program or the answer said already."""

    accepted: tuple[Proposal, ...]
    refused: tuple[Refusal, ...]
    duplicates: int
