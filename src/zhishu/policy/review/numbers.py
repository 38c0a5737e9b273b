"""Every number of a text: used by an item, or listed with its role.

READING.md, step 8: no number of a policy is left without a use. What a number that no item uses is
there for is proposed by its form and the words about it, and settled by an officer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from zhishu.policy.review.fields import Values
from zhishu.policy.review.reading import Range, ReadClause, is_day, may_be_time
from zhishu.policy.text.quantities import Quantity

NUMBER_ROLES: dict[str, str] = {
    "date": "日期",
    "year": "年份",
    "document_number": "文号",
    "ordinal": "序号",
    "standard": "标准号",
    "phone": "电话",
    "code": "代号",
    "ratio": "比",
    "counted_words": "词语",
    "past": "过去的数",
    "condition": "条件或门槛",
    "task": "任务内容",
    "other": "其他，不作读数",
}
_PAST = (
    "上年", "去年", "目前", "截至", "已经", "已有", "现有", "累计获", "共有", "达到了", "同比", "年末", "年底，",
    "完成了", "实现了", "获得了", "近年来", "全年", "兑付",
)  # fmt: skip
_CONDITION = (
    "须", "应当", "不得", "符合", "具备", "条件", "门槛", "以上的", "以下的", "以内的", "不少于", "不低于", "不超过",
    "最多", "至少", "限报", "名额", "满",
)  # fmt: skip
_ENDS = "。；;\n"
# Fields whose words may hold numbers of their own.
_WORDS = (
    "conditions", "exclusivity", "reference", "beneficiary", "period", "matter", "indicator",
    "rate_basis", "per",
)  # fmt: skip
_FIGURES = ("value", "value_max", "baseline", "amount", "amount_max", "cap")
_SHARES = ("rate", "rate_max")


@dataclass(frozen=True)
class TextNumber:
    """A number of a clause; role: what it seems to be there for, empty when nothing tells."""

    key: str
    clause: str
    printed: str
    quantity: Quantity
    role: str

    @property
    def place(self) -> Range:
        return self.quantity.start, self.quantity.end


class Placed(Protocol):
    """An item as numbers look at it."""

    @property
    def kind(self) -> str: ...
    @property
    def values(self) -> Values: ...
    @property
    def place(self) -> Range | None: ...


def read_numbers(clauses: Iterable[ReadClause], items: Sequence[Placed]) -> tuple[TextNumber, ...]:
    """The numbers of a text in order, each with the role that it seems to have where nothing uses it."""
    tasks: dict[str, list[Range]] = {}
    for item in items:
        if item.kind == "task" and item.place:
            tasks.setdefault(item.values["clause"], []).append(item.place)
    found = []
    for clause in clauses:
        for one in clause.quantities:
            printed = clause.words[one.start : one.end]
            told = f"{clause.path}\n{one.start}\n{printed}"
            key = "n-" + hashlib.sha256(told.encode()).hexdigest()[:12]
            role = _role(one, clause.words, tasks.get(clause.path, ()))
            found.append(TextNumber(key, clause.path, printed, one, role))
    return tuple(found)


def _role(one: Quantity, words: str, tasks: Sequence[Range]) -> str:
    if one.form != "quantity":
        return one.form
    begin = max((words.rfind(end, 0, one.start) for end in _ENDS), default=-1) + 1
    stops = [at for end in _ENDS if (at := words.find(end, one.end)) >= 0]
    sentence = words[begin : min(stops, default=len(words))]
    if any(cue in sentence for cue in _PAST):
        return "past"
    if any(start <= one.start and one.end <= end for start, end in tasks):
        return "task"
    return "condition" if any(cue in sentence for cue in _CONDITION) else ""


def find_uses(
    numbers: Iterable[TextNumber], items: Sequence[tuple[str, Placed]], words: dict[str, str]
) -> dict[str, str]:
    """Which item (its key) uses a number: one that claims it, of its own clause and about its place.

    words: of every clause by its path.
    """
    by_clause: dict[str, list[tuple[str, Placed]]] = {}
    for key, item in items:
        by_clause.setdefault(item.values["clause"], []).append((key, item))
    used = {}
    for number in numbers:
        for key, item in by_clause.get(number.clause, ()):
            inside = item.place is None or (
                item.place[0] <= number.place[0] and number.place[1] <= item.place[1]
            )
            # The year that a sentence begins with holds for all its targets, wherever they stand, and
            # what something rises from is told before it.
            about = item.kind in ("target", "time") and (
                number.quantity.form in ("date", "year") or _is_baseline(number, item)
            )
            if (inside or about) and _claims(item, number, words[number.clause]):
                used[number.key] = key
                break
    return used


def _claims(item: Placed, number: TextNumber, words: str) -> bool:
    values, one = item.values, number.quantity
    if item.kind == "task":
        return False
    if item.kind == "time" and may_be_time(one, words, values):
        return True
    if one.form in ("date", "year"):
        day = values.get("deadline")
        if day and is_day(number.printed, day):
            return True
    if one.form == "quantity" and _is_figure(one, values):
        return True
    said = "\n".join(_said(values.get(name)) for name in _WORDS)
    return bool(number.printed.strip()) and number.printed in said


def _is_baseline(number: TextNumber, item: Placed) -> bool:
    baseline = item.values.get("baseline")
    return baseline is not None and number.quantity.value == Decimal(str(baseline))


def _said(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def _is_figure(one: Quantity, values: Values) -> bool:
    figures = {Decimal(values[name]) for name in _FIGURES if values.get(name)}
    figures |= {Decimal(cap.partition("/")[0]) for cap in values.get("other_caps") or ()}
    if one.is_share:
        figures |= {Decimal(values[name]) * 100 for name in _SHARES if values.get(name)}
    return one.value in figures or (one.value_max is not None and one.value_max in figures)
