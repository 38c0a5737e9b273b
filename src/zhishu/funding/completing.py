"""Completing a draft by form: a test over a chosen fact put into the YAML, the phrase that it settles taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.base.text import narrow
from zhishu.rules.fact import Fact, admit
from zhishu.rules.loading import load_yaml
from zhishu.rules.writing import write_yaml

# Which comparisons a kind of fact takes, in an officer's words.
COMPARISONS: dict[str, dict[str, str]] = {
    "truth": {"is": "为"},
    "word": {"is": "为", "in": "属于其中之一"},
    "number": {"at_least": "不少于", "at_most": "不超过"},
    "money": {"at_least": "不少于", "at_most": "不超过"},
    "date": {"within": "在近多少年、月、天内，或在两日之间", "before": "早于", "after": "晚于"},
    "region": {"within": "在这个地区内"},
}
ALL_COMPARISONS = {word: title for titles in COMPARISONS.values() for word, title in titles.items()}
_YES, _NO = ("是", "true", "有"), ("否", "false", "没有", "无")
_UNITS = {"年": "years", "个月": "months", "月": "months", "天": "days", "日": "days"}
_ORDER = (
    "measure", "title", "region", "source", "form", "once", "applies_to", "conditions", "amount",
    "parameters", "group", "competitive", "budget", "lost", "note", "synthetic", "open",
)  # fmt: skip


def complete_draft(
    text: str, fact: Fact, comparison: str, value: str, *, settles: str, since: date, clause: str
) -> str:
    """The draft with one more condition; InvalidValueError where fact, comparison and value do not go together.

    A figure becomes a parameter with its day, its unit and its clause. settles: the open phrase that this is for.
    """
    content: dict[str, Any] = dict(load_yaml(text, where="规则"))
    if comparison not in COMPARISONS[fact.kind]:
        allowed = "、".join(COMPARISONS[fact.kind].values())
        raise InvalidValueError(f"“{fact.title}”不能这样比较", next_step=f"选{allowed}")
    operand, figure = _operand(fact, comparison, narrow(value).strip())
    if figure is not None:
        parameters = dict(_mapping(content, "parameters"))
        operand = _free_name(f"{fact.name.rpartition('.')[2]}_{comparison}", parameters)
        parameters[operand] = {
            "title": fact.title,
            "unit": fact.unit or "元",
            "values": {
                since.isoformat(): {"value": figure, "clause": clause or "前言", "verified": False}
            },
        }
        content["parameters"] = parameters
    test = {"fact": fact.name, comparison: operand}
    content["conditions"] = _joined(_mapping(content, "conditions"), test)
    content = settle_open(content, settles)
    ordered = {key: content[key] for key in _ORDER if key in content}
    return write_yaml({**ordered, **content})


def settle_phrase(text: str, phrase: str) -> str:
    """The draft without one open phrase: the officer has seen to it."""
    content = dict(load_yaml(text, where="规则"))
    if phrase not in _open(content):
        raise InvalidValueError("没有选中哪一处", next_step="先选中已经定了的那一处")
    return write_yaml(settle_open(content, phrase))


def settle_open(content: Mapping[str, Any], phrase: str) -> dict[str, Any]:
    """The content without an open phrase; without any the key goes."""
    left = [one for one in _open(content) if one != phrase]
    return {key: value for key, value in content.items() if key != "open"} | (
        {"open": left} if left else {}
    )


def _open(content: Mapping[str, Any]) -> list[Any]:
    found = content.get("open") or []
    if not isinstance(found, list):
        raise _unreadable("open")
    return found


def _mapping(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A part of the draft that is being written and may be anything."""
    found = content.get(key) or {}
    if not isinstance(found, Mapping):
        raise _unreadable(key)
    return found


def _unreadable(key: str) -> InvalidValueError:
    return InvalidValueError(f"规则里的{key}读不出", next_step="先改正规则的写法，再补条件")


def _joined(conditions: Mapping[str, Any], test: Mapping[str, Any]) -> Mapping[str, Any]:
    if not conditions:
        return test
    if set(conditions) == {"all"} and isinstance(conditions["all"], list):
        return {"all": [*conditions["all"], test]}
    return {"all": [conditions, test]}


def _free_name(name: str, taken: Mapping[str, Any]) -> str:
    found, turn = name, 2
    while found in taken:
        found, turn = f"{name}_{turn}", turn + 1
    return found


def _operand(fact: Fact, comparison: str, value: str) -> tuple[Any, Decimal | None]:
    """What a fact is held against, and the figure where it is one that becomes a parameter."""
    if fact.kind == "truth":
        if value not in (*_YES, *_NO):
            raise InvalidValueError("这里写是或否", next_step="写是或否")
        return value in _YES, None
    if fact.kind == "word":
        words = [_word(fact, one) for one in value.replace("、", ",").split(",") if one.strip()]
        if not words or (comparison == "is" and len(words) > 1):
            raise InvalidValueError(f"“{fact.title}”的值读不出", next_step=_choices(fact))
        return (words if comparison == "in" else words[0]), None
    if fact.kind == "region":
        return str(RegionCode.parse(value)), None
    if fact.kind == "date":
        return _days(value) if comparison == "within" else parse_date(value).isoformat(), None
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation:
        raise InvalidValueError(
            f"“{value}”不是数字", next_step=f"写数字，单位是{fact.unit or '元'}"
        ) from None
    admit(fact, number)
    return None, number


def _word(fact: Fact, text: str) -> str:
    """A word of the fact by itself or by its title."""
    bare = text.strip()
    found = next((word for word, title in fact.values.items() if bare in (word, title)), None)
    if found is None:
        raise InvalidValueError(f"“{fact.title}”没有“{bare}”这个值", next_step=_choices(fact))
    return found


def _choices(fact: Fact) -> str:
    return f"从{'、'.join(fact.values.values())}里选，几个用顿号隔开"


def _days(value: str) -> Any:
    if value in ("本年", "当年", "今年"):
        return "calendar_year"
    if value in ("上年", "去年", "上年度"):
        return "previous_calendar_year"
    for unit, word in _UNITS.items():
        count = value.removesuffix(unit).strip()
        if value.endswith(unit) and count.isdecimal() and int(count[:5]) > 0:
            return {word: int(count[:5])}
    first, to, last = value.partition("至")
    if to:
        ends: Sequence[tuple[str, str]] = (("from", first.strip()), ("to", last.strip()))
        return {key: parse_date(day).isoformat() for key, day in ends if day}
    raise InvalidValueError(
        f"“{value}”读不出期间", next_step="写如1年、6个月、30天、本年，或2025-01-01至2025-12-31"
    )
