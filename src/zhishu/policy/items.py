"""What was read out of a document as a page lists it: its figures in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhishu.base.money import Money
from zhishu.policy.document import ROLES, TARGET_KINDS

_SIGNS = {"=": "", ">=": "≥", ">": ">", "<=": "≤", "<": "<", "range": ""}
# Below this confidence a reading is shown as doubtful.
SURE = Decimal("0.7")


@dataclass(frozen=True)
class Item:
    """One reading as a page lists it: its clause, what it says under each heading, its words, how sure it is."""

    clause: str
    labelled: tuple[tuple[str, str], ...]
    text: str
    confidence: Decimal

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True)
class Group:
    """The readings of a kind under their headings."""

    name: str
    title: str
    headings: tuple[str, ...]
    items: list[Item]


Rows = Sequence[Mapping[str, Any]]


def group_items(
    *, tasks: Rows, task_units: Rows, targets: Rows, measures: Rows, times: Rows
) -> list[Group]:
    """The rows of a document's readings as groups to be shown; a kind without any is left out."""
    units: dict[int, list[str]] = {}
    for unit in task_units:
        units.setdefault(unit["task"], []).append(f"{unit['name']}（{ROLES[unit['role']]}）")
    groups = [
        _group(
            "tasks",
            "任务",
            ("任务", "责任单位"),
            [
                (one, _opening(one["text"]), "、".join(units.get(one["position"], [])))
                for one in tasks
            ],
        ),
        _group(
            "targets",
            "目标",
            ("指标", "目标值", "期限", "种类"),
            [
                (
                    one,
                    one["indicator"],
                    target_words(one),
                    deadline_words(one),
                    TARGET_KINDS[one["kind"]],
                )
                for one in targets
            ],
        ),
        _group(
            "measures",
            "措施",
            ("受益者", "条件", "标准", "不重复"),
            [
                (
                    one,
                    one["beneficiary"] or "未写明",
                    "；".join(one["conditions"] or ()) or "—",
                    measure_words(one),
                    one["exclusivity"] or "—",
                )
                for one in measures
            ],
        ),
        _group(
            "times",
            "时限",
            ("事项", "时限"),
            [(one, one["matter"], time_words(one)) for one in times],
        ),
    ]
    return [group for group in groups if group.items]


def _group(name: str, title: str, headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Group:
    items = [
        Item(
            row["clause"],
            tuple(zip(headings, cells, strict=True)),
            row.get("text") or "",
            row["confidence"],
        )
        for row, *cells in rows
    ]
    return Group(name, title, headings, items)


def _opening(text: str) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= 60 else f"{first[:60]}…"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def target_words(row: Mapping[str, Any]) -> str:
    """≥ 9.5件, 3%—5%, 进入全省前三位; sums of money in 万元 and 亿元."""
    if row["value"] is None:
        return str(row["reference"] or "未写明")
    unit = row["unit"] or ""
    low, high = _amount(row["value"], unit), row["value_max"]
    value = f"{low}—{_amount(high, unit)}" if high is not None else low
    sign = _SIGNS[row["comparator"]]
    said = f"{sign} {value}" if sign else value
    if row["baseline"] is not None:
        said += f"（基期{_amount(row['baseline'], unit)}）"
    return f"{row['period']}{said}" if row["period"] else said


def _amount(value: Decimal, unit: str) -> str:
    return Money(value.normalize()).display() if unit == "元" else f"{_plain(value)}{unit}"


def deadline_words(row: Mapping[str, Any]) -> str:
    """2026年, 2026-06-30, or 未写明."""
    deadline = row["deadline"]
    if not deadline:
        return "未写明"
    return f"{deadline}年" if len(deadline) == 4 else str(deadline)


def measure_words(row: Mapping[str, Any]) -> str:
    """一次性10万元; 50%（实际支付利息），最高20万元/企业每年."""
    said = []
    if row["rate"] is not None:
        rate = f"{_plain(row['rate'] * 100)}%"
        if row["rate_max"] is not None:
            rate += f"—{_plain(row['rate_max'] * 100)}%"
        said.append(rate + (f"（{row['rate_basis']}）" if row["rate_basis"] else ""))
    if row["amount"] is not None:
        amount = _amount(row["amount"], "元")
        if row["amount_max"] is not None:
            amount += f"—{_amount(row['amount_max'], '元')}"
        said.append(amount)
    if row["cap"] is not None:
        said.append(f"最高{_amount(row['cap'], '元')}")
    if said and row["per"]:
        said[-1] += f"/{row['per']}"
    for other in row["other_caps"] or ():
        value, _, per = other.partition("/")
        said.append(f"另最高{_amount(Decimal(value), '元')}/{per}")
    form = row["form"] or ""
    tail = "，择优" if row["competitive"] else ""
    return f"{form}{'，'.join(said) or '未写明金额'}{tail}"


def time_words(row: Mapping[str, Any]) -> str:
    """5个工作日; 2024-01至2024-03; 截至2024-05-31."""
    if row["kind"] == "limit":
        counted = "个" if row["unit"] in ("工作日", "月") else ""
        return f"{_plain(row['value'])}{counted}{row['unit']}"
    if row["kind"] == "window":
        return f"截至{row['ends']}"
    return f"{row['starts'] or '未写明'}至{row['ends'] or '未写明'}"
