"""What can be corrected of an item: its fields, as an officer writes them and as they are kept.

The values of an item are kept by column of its table (policy.tables), ready for JSON: text, lists of
text, yes or no, numbers as text; a task has its units as lists of name and role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from zhishu.base.errors import InvalidValueError
from zhishu.policy.document import ROLES, TARGET_KINDS

KINDS: dict[str, str] = {"task": "任务", "target": "目标", "measure": "措施", "time": "时限"}
Values = dict[str, Any]
Form = Literal["text", "passage", "lines", "number", "percent", "day", "choice", "flag", "units"]

COMPARATORS = {
    "=": "达到",
    ">=": "不低于（≥）",
    ">": "超过（>）",
    "<=": "不高于（≤）",
    "<": "低于（<）",
    "range": "区间",
}
TIME_KINDS = {"stage": "阶段", "limit": "办理时限", "window": "截止日"}
_DAY = re.compile(r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_ROLE_CODES = {title: code for code, title in ROLES.items()}
LONGEST = 50_000
# DECIMAL(20, 4), as the warehouse keeps numbers.
_LARGEST, _STEP = Decimal(10) ** 16, Decimal("0.0001")


@dataclass(frozen=True)
class Field:
    """A field of an item: its column, what an officer calls it, how it is written."""

    name: str
    title: str
    form: Form = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False


_TEXT = Field("text", "原文", "passage")
FIELDS: dict[str, tuple[Field, ...]] = {
    "task": (Field("text", "任务", "passage", required=True), Field("units", "责任单位", "units")),
    "target": (
        Field("indicator", "指标", required=True),
        Field("comparator", "比较", "choice", COMPARATORS, required=True),
        Field("value", "数值", "number"),
        Field("value_max", "数值上限", "number"),
        Field("unit", "单位"),
        Field("deadline", "期限", "day"),
        Field("kind", "种类", "choice", TARGET_KINDS, required=True),
        Field("baseline", "基期值", "number"),
        Field("period", "周期"),
        Field("reference", "参照"),
        _TEXT,
    ),
    "measure": (
        Field("beneficiary", "受益者"),
        Field("form", "方式"),
        Field("amount", "金额（元）", "number"),
        Field("amount_max", "金额上限（元）", "number"),
        Field("cap", "封顶（元）", "number"),
        Field("per", "每"),
        Field("rate", "比例（%）", "percent"),
        Field("rate_max", "比例上限（%）", "percent"),
        Field("rate_basis", "比例基数"),
        Field("exclusivity", "不重复的规定"),
        Field("conditions", "条件", "lines"),
        Field("other_caps", "另外的封顶", "lines"),
        Field("competitive", "择优", "flag"),
        _TEXT,
    ),
    "time": (
        Field("kind", "种类", "choice", TIME_KINDS, required=True),
        Field("matter", "事项", required=True),
        Field("value", "时长", "number"),
        Field("unit", "单位"),
        Field("starts", "起", "day"),
        Field("ends", "止", "day"),
    ),
}
HINTS: dict[Form, str] = {
    "day": "2026、2026-06或2026-06-30",
    "lines": "一行一条",
    "units": "一行一个，如：市科技局（牵头）",
}


def values_of_row(
    kind: str, row: Mapping[str, Any], units: Sequence[Mapping[str, Any]] = ()
) -> Values:
    """The values of a row of the item's table; units: those of a task, in order."""
    values: Values = {"clause": row["clause"]}
    for one in FIELDS[kind]:
        if one.form == "units":
            values[one.name] = [[unit["name"], unit["role"]] for unit in units]
        else:
            values[one.name] = _kept(row[one.name])
    return values


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return list(value) if isinstance(value, list | tuple) else value


def row_of_values(kind: str, values: Values) -> dict[str, Any]:
    """The columns of the item's table again, but for the units of a task."""
    row: dict[str, Any] = {"clause": values["clause"]}
    for one in FIELDS[kind]:
        value = values.get(one.name)
        if one.form in ("number", "percent"):
            row[one.name] = None if value is None else Decimal(value)
        elif one.form != "units":
            row[one.name] = value
    return row


def show_value(one: Field, value: Any) -> Any:
    """A kept value as an officer sees and corrects it."""
    if one.form == "flag":
        return bool(value)
    if not value:
        return ""
    if one.form == "percent":
        return f"{(Decimal(value) * 100).normalize():f}"
    if one.form == "units":
        return "\n".join(f"{name}（{ROLES[role]}）" for name, role in value)
    return "\n".join(value) if one.form == "lines" else str(value)


def read_value(one: Field, written: Any) -> Any:
    """What an officer wrote as the value to keep; InvalidValueError says what was expected."""
    if one.form == "flag":
        return bool(written)
    text = str(written or "").replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise InvalidValueError(f"{one.title}里有空字符", next_step="重新输入这一栏")
    if len(text) > LONGEST:
        raise InvalidValueError(f"{one.title}超过{LONGEST}字", next_step="写短一些")
    if one.required and not text:
        raise InvalidValueError(f"{one.title}没有写", next_step="照原文写上")
    if one.form == "choice":
        if text not in one.choices:
            raise InvalidValueError(f"{one.title}没有这一种", next_step="从所列的里选")
        return text
    if one.form in ("lines", "units"):
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if one.form == "units":
            return [read_unit(line) for line in lines]
        if one.name == "other_caps":
            lines = [_read_cap(line) for line in lines]
        return lines or None
    if one.form in ("number", "percent"):
        return _read_number(one, text) if text else None
    if one.form == "day" and text and not _DAY.fullmatch(text):
        raise InvalidValueError(f"{one.title}“{text[:20]}”读不出", next_step=f"写成{HINTS['day']}")
    return text or None


def check_values(kind: str, values: Values) -> dict[str, str]:
    """Field -> what does not go together in the values of an item; empty when all is well."""
    has = {name for name, value in values.items() if value not in (None, "", [])}
    if kind == "target":
        if not has & {"value", "reference"}:
            return {"value": "数值和参照至少写一个"}
        if values["comparator"] == "range" and "value_max" not in has:
            return {"value_max": "区间要写上限"}
    if kind == "time":
        if values["kind"] == "limit" and not {"value", "unit"} <= has:
            return {"value": "办理时限要写时长和单位"}
        if values["kind"] == "window" and "ends" not in has:
            return {"ends": "截止日要写止"}
        if values["kind"] == "stage" and not has & {"starts", "ends"}:
            return {"starts": "阶段至少写起止之一"}
    return {}


def read_unit(line: str) -> list[str]:
    """市科技局（牵头） as name and role; without a role: 负责."""
    name, bracket, rest = line.replace("(", "（").replace(")", "）").rpartition("（")
    title = rest.removesuffix("）")
    if bracket and rest.endswith("）") and title in _ROLE_CODES and name.strip():
        return [name.strip(), _ROLE_CODES[title]]
    if bracket and rest.endswith("）") and name.strip() and len(title) == 2:
        raise InvalidValueError(
            f"没有“{title}”这种责任", next_step=f"写{'、'.join(_ROLE_CODES)}之一"
        )
    return [line, "responsible"]


def _read_cap(line: str) -> str:
    value, _, per = line.partition("/")
    number = _read_number(Field("other_caps", "另外的封顶", "number"), value)
    return f"{number}/{per.strip()}"


def _read_number(one: Field, text: str) -> str:
    plain = text.replace(",", "").replace("，", "").strip()
    try:
        value = Decimal(plain) / (100 if one.form == "percent" else 1)
    except InvalidOperation:
        raise InvalidValueError(
            f"{one.title}“{text[:20]}”不是数", next_step="只写数字，单位写在单位里"
        ) from None
    if not value.is_finite() or abs(value) >= _LARGEST or value != value.quantize(_STEP):
        raise InvalidValueError(
            f"{one.title}“{text[:20]}”太大或太细", next_step="小数不超过四位（比例不超过两位）"
        )
    return f"{value.normalize():f}"


def merge_values(kind: str, first: Values, second: Values) -> Values:
    """Two items as one: what the first lacks from the second, lists and texts one behind the other."""
    merged = dict(first)
    for one in FIELDS[kind]:
        mine, other = first.get(one.name), second.get(one.name)
        if one.form in ("lines", "units"):
            merged[one.name] = [
                *(mine or []),
                *(it for it in other or [] if it not in (mine or [])),
            ]
            merged[one.name] = merged[one.name] or ([] if one.form == "units" else None)
        elif one.form == "passage" and mine and other and other not in mine:
            merged[one.name] = f"{mine}\n{other}"
        elif mine in (None, ""):
            merged[one.name] = other
    return merged
