"""An answer read strictly: the envelope of a chat completion, one JSON object in it, items of the agreed shape.

Foreign bytes: nothing is guessed, mended or cut out of other words. An answer as a whole is no
answer, or a list of drafts; a draft of another shape is refused by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from zhishu.policy.document import ROLES
from zhishu.policy.proposals.proposal import KINDS, Kind, Refusal

LARGEST_ANSWER = 1 << 20
MOST_DRAFTS = 200
_LONGEST_WORDS = 2000
_LONGEST_NUMBER = 18
_MOST_LISTED = 40
_SAID = 60
_COMPARATORS = frozenset(("=", ">=", ">", "<=", "<", "range"))
_DAY = re.compile(r"(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?")
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)

Shape = Literal["words", "number", "day", "comparator", "words_list", "units", "caps"]
# The fields of each kind; those marked True may be null. clause, text and quotes are in every kind.
_FIELDS: dict[Kind, dict[str, tuple[Shape, bool]]] = {
    "tasks": {"units": ("units", False)},
    "targets": {
        "indicator": ("words", False),
        "value": ("number", True),
        "value_max": ("number", True),
        "unit": ("words", True),
        "comparator": ("comparator", False),
        "baseline": ("number", True),
        "period": ("words", True),
        "deadline": ("day", True),
        "reference": ("words", True),
    },
    "measures": {
        "beneficiary": ("words", True),
        "conditions": ("words_list", True),
        "amount": ("number", True),
        "amount_max": ("number", True),
        "cap": ("number", True),
        "other_caps": ("caps", True),
        "per": ("words", True),
        "rate": ("number", True),
        "rate_max": ("number", True),
        "rate_basis": ("words", True),
        "exclusivity": ("words", True),
        "form": ("words", True),
    },
    "stages": {"name": ("words", False), "from": ("day", True), "to": ("day", True)},
    "time_limits": {
        "matter": ("words", False),
        "value": ("number", False),
        "unit": ("words", False),
    },
}


class AnswerError(ValueError):
    """The answer cannot be read at all; what: one Chinese sentence without a full stop."""


@dataclass(frozen=True)
class Draft:
    """An item as a model proposes it: clause by number, values by field, quoted words by field."""

    kind: Kind
    clause: int
    text: str
    values: Mapping[str, Any]
    quotes: Mapping[str, Any]


def read_answer(data: bytes) -> tuple[list[Draft], list[Refusal]]:
    """The drafts of a chat completion, and those whose shape is wrong; AnswerError for no answer."""
    if len(data) > LARGEST_ANSWER:
        raise AnswerError("答复太大")
    envelope = _parse(data)
    try:
        [choice] = envelope["choices"]
        content, ended = choice["message"]["content"], choice.get("finish_reason")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise AnswerError("答复不是一次对话补全") from None
    if ended != "stop":
        raise AnswerError("答复没有说完")
    if not isinstance(content, str):
        raise AnswerError("答复里没有文字")
    told = _parse(content, _number)
    if not isinstance(told, dict) or set(told) - set(KINDS):
        raise AnswerError("答复里的JSON不是约定的形状")
    return _read_lists(told)


def _read_lists(told: Mapping[str, Any]) -> tuple[list[Draft], list[Refusal]]:
    drafts: list[Draft] = []
    refused: list[Refusal] = []
    for kind in KINDS:
        listed = told.get(kind, [])
        if not isinstance(listed, list):
            raise AnswerError("答复里的JSON不是约定的形状")
        for one in listed:
            if len(drafts) + len(refused) >= MOST_DRAFTS:
                refused.append(Refusal(kind, None, "too_many", ""))
                return drafts, refused
            draft = _read_draft(kind, one)
            if draft is None:
                refused.append(Refusal(kind, None, "malformed", beginning(one)))
            else:
                drafts.append(draft)
    return drafts, refused


def beginning(said: object) -> str:
    """The beginning of what was said, without signs that cannot be seen."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, default=str)
    return _UNSEEN.sub("", text[: 2 * _SAID])[:_SAID]


def _parse(told: bytes | str, number: Callable[[str], Any] | None = None) -> Any:
    try:
        text = told if isinstance(told, str) else told.decode("utf-8")
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=number,
            parse_float=number,
            parse_constant=number,
        )
    except (ValueError, RecursionError):
        raise AnswerError("答复不是完整的JSON") from None


def _number(printed: str) -> Decimal:
    """Digits as they are written; no exponents, so that nothing grows."""
    if len(printed) > _LONGEST_NUMBER or not re.fullmatch(r"-?\d+(?:\.\d+)?", printed):
        raise ValueError
    return Decimal(printed)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _read_draft(kind: Kind, told: object) -> Draft | None:
    """The draft, or None where it has not the agreed shape."""
    fields = _FIELDS[kind]
    if not isinstance(told, dict) or set(told) - {"clause", "text", "quotes", *fields}:
        return None
    clause: Any = told.get("clause")
    text: Any = told.get("text")
    quotes: Any = told.get("quotes")
    if not (_is_whole(clause) and _is_words(text) and isinstance(quotes, dict)):
        return None
    if not all(one in (None, "", []) or _is_quote(one) for one in quotes.values()):
        return None
    values: dict[str, Any] = {}
    for name, (shape, may_lack) in fields.items():
        value = told.get(name)
        if may_lack and value in (None, "", []):
            continue
        if not _CHECKS[shape](value):
            return None
        values[name] = value
    return Draft(kind, int(clause), text, values, quotes)


def _is_whole(value: Any) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value()


def _is_words(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_WORDS


def _is_words_list(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= _MOST_LISTED
        and all(_is_words(one) for one in value)
    )


def _is_quote(value: object) -> bool:
    return _is_words(value) or _is_words_list(value)


def _is_units(value: object) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= _MOST_LISTED
        and all(
            isinstance(one, dict)
            and set(one) == {"name", "role"}
            and _is_words(one["name"])
            and one["role"] in tuple(ROLES)
            for one in value
        )
    )


def _is_caps(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= _MOST_LISTED
        and all(
            isinstance(one, dict)
            and set(one) == {"value", "per"}
            and isinstance(one["value"], Decimal)
            and _is_words(one["per"])
            for one in value
        )
    )


_CHECKS = {
    "words": _is_words,
    "number": lambda value: isinstance(value, Decimal),
    "day": lambda value: isinstance(value, str) and _DAY.fullmatch(value) is not None,
    "comparator": lambda value: isinstance(value, str) and value in _COMPARATORS,
    "words_list": _is_words_list,
    "units": _is_units,
    "caps": _is_caps,
}
