"""A reviewed document as a case of the quality bench: what a reading of its text has to find.

The format is that of tests/policy/cases. Items are as officers confirmed them; title, clauses and
citations are as the program read them, which the head of a case says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
_EDGE = 8
_SCALARS = (
    "title", "document_number", "issuing_authorities", "issued_on", "published_on", "source",
    "effective_from", "effective_to", "trial", "completeness",
)  # fmt: skip
_TARGET = (
    "clause", "indicator", "value", "value_max", "unit", "comparator", "kind", "baseline", "period",
    "deadline", "reference",
)  # fmt: skip
_MEASURE = (
    "clause", "beneficiary", "amount", "amount_max", "cap", "per", "rate", "rate_max", "rate_basis",
    "exclusivity", "competitive", "form",
)  # fmt: skip
HEAD = (
    "任务、目标、措施、时限经人核对；标题、条款、引用、缺损是程序读出的，收进样本前请对照原文。",
    "原件是同名的文件，不是自己写的文字不要放进公开的样本。",
)


def make_case_document(
    document: Row,
    *,
    clauses: Sequence[Row],
    citations: Sequence[Row],
    losses: Sequence[Row],
    items: Mapping[str, Sequence[Row]],
) -> dict[str, Any]:
    """One entry of `documents`; rows are those of the tables, items those that were confirmed."""
    units: dict[int, list[dict[str, str]]] = {}
    for unit in items["task_units"]:
        units.setdefault(unit["task"], []).append({"name": unit["name"], "role": unit["role"]})
    times = items["times"]
    return {
        **{name: _plain(document[name]) for name in _SCALARS},
        "issuing_authorities": document["issuing_authorities"] or [],
        "other_titles": document["other_titles"] or [],
        "clauses": [
            {"path": one["path"], "heading": one["heading"], **_edges(one["text"])}
            for one in clauses
        ],
        "citations": [
            {name: one[name] for name in ("title", "document_number", "relation", "clause")}
            for one in citations
        ],
        "tasks": [
            {
                "clause": one["clause"],
                "begins": _edges(one["text"])["begins"],
                "units": units.get(one["position"], []),
            }
            for one in items["tasks"]
        ],
        "targets": [{name: _plain(one[name]) for name in _TARGET} for one in items["targets"]],
        "measures": [_measure(one) for one in items["measures"]],
        "stages": [
            {
                "name": one["matter"],
                "from": one["starts"],
                "to": one["ends"],
                "clause": one["clause"],
            }
            for one in times
            if one["kind"] == "stage"
        ],
        "time_limits": [
            {name: _plain(one[name]) for name in ("matter", "value", "unit", "clause")}
            for one in times
            if one["kind"] == "limit"
        ],
        "windows": [
            {"what": one["matter"], "until": one["ends"], "clause": one["clause"]}
            for one in times
            if one["kind"] == "window"
        ],
        "losses": [
            {
                "field": one["field"] or "text",
                "what": one["what"],
                "restored_to": one["restored_to"],
            }
            for one in losses
        ],
    }


def _edges(text: str) -> dict[str, str]:
    """The first and last letters, by which the bench knows a passage."""
    letters = "".join(text.split())
    return {"begins": letters[:_EDGE], "ends": letters[-_EDGE:]}


def _measure(one: Row) -> dict[str, Any]:
    caps = [cap.partition("/") for cap in one["other_caps"] or ()]
    return {
        **{name: _plain(one[name]) for name in _MEASURE},
        "conditions": one["conditions"] or [],
        "other_caps": [{"value": _plain(Decimal(value)), "per": per} for value, _, per in caps],
    }


def _plain(value: Any) -> Any:
    """A decimal as the number that YAML prints."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
