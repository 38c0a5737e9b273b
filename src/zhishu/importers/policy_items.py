"""What was read out of a policy document as rows: tasks with their units, targets, measures, times."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zhishu.importers.policy_rows import PolicyRows
from zhishu.policy.document import (
    Measure,
    PolicyDocument,
    Stage,
    Target,
    Task,
    TimeLimit,
    Window,
)

_Item = Task | Target | Measure | Stage | TimeLimit | Window


def add_items(rows: PolicyRows, document: PolicyDocument, document_id: str) -> None:
    """Put the items of a document to the rows of its page, each with its place and confidence."""

    def row(item: _Item, position: int, **values: Any) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "position": position,
            "clause": item.clause,
            **values,
            "span_start": item.span[0],
            "span_end": item.span[1],
            "confidence": Decimal(str(round(item.confidence, 4))),
        }

    for position, task in enumerate(document.tasks, 1):
        rows.tasks.append(row(task, position, text=task.text))
        rows.task_units.extend(
            {
                "document_id": document_id,
                "task": position,
                "position": at,
                "name": unit.name,
                "role": unit.role,
            }
            for at, unit in enumerate(task.units, 1)
        )
    rows.targets.extend(
        row(target, position, **_target(target))
        for position, target in enumerate(document.targets, 1)
    )
    rows.measures.extend(
        row(measure, position, **_measure(measure))
        for position, measure in enumerate(document.measures, 1)
    )
    times: tuple[Stage | TimeLimit | Window, ...] = (
        *document.stages,
        *document.time_limits,
        *document.windows,
    )
    rows.times.extend(row(one, position, **_time(one)) for position, one in enumerate(times, 1))


def _target(target: Target) -> dict[str, Any]:
    names = (
        *("indicator", "value", "value_max", "unit", "comparator", "kind", "baseline"),
        *("period", "deadline", "reference", "text"),
    )
    return {name: getattr(target, name) for name in names}


def _measure(measure: Measure) -> dict[str, Any]:
    names = (
        *("beneficiary", "amount", "amount_max", "cap", "per", "rate", "rate_max", "rate_basis"),
        *("exclusivity", "competitive", "form", "text"),
    )
    return {
        **{name: getattr(measure, name) for name in names},
        "conditions": list(measure.conditions) or None,
        "other_caps": [f"{value.normalize():f}/{per}" for value, per in measure.other_caps] or None,
    }


def _time(one: Stage | TimeLimit | Window) -> dict[str, Any]:
    told = dict.fromkeys(("starts", "ends", "value", "unit"))
    if isinstance(one, Stage):
        return {**told, "kind": "stage", "matter": one.name, "starts": one.starts, "ends": one.ends}
    if isinstance(one, Window):
        return {**told, "kind": "window", "matter": one.what, "ends": one.until}
    return {**told, "kind": "limit", "matter": one.matter, "value": one.value, "unit": one.unit}
