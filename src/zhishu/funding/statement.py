"""What a firm says of itself where no data tells: an answer as it was typed, read as its fact's kind wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zhishu.base.dates import parse_date
from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow
from zhishu.rules.fact import UNKNOWN, Fact, Known, Value, admit

ORIGIN = "本单位说明"
YES, NO = "yes", "no"
# Powers and signs are not written by a firm, and a short text with one may be a very long number.
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_TRUTHS = {YES: True, NO: False}


@dataclass(frozen=True)
class Statement:
    """One statement: of whom, on which fact, what (empty: taken back), when."""

    number: int
    holder: str
    credit_code: str
    fact: str
    answer: str
    user: int
    made_at: datetime


def read_answer(fact: Fact, typed: str) -> str:
    """An answer in the one form in which it is kept, empty for one that was not given.

    InvalidValueError says what the fact wants.
    """
    text = narrow(typed).strip()
    if not text:
        return ""
    return print_value(value_of(fact, text))


def value_of(fact: Fact, text: str) -> Value:
    """The value that an answer means; raises InvalidValueError."""
    if fact.kind == "truth":
        if text not in _TRUTHS:
            raise InvalidValueError(f"“{fact.title}”没有这种回答", next_step="选是或否")
        return _TRUTHS[text]
    if fact.kind in ("number", "money"):
        return admit(fact, _number(fact, text))
    if fact.kind == "date":
        return parse_date(text)
    return admit(fact, text)


def print_value(value: Value) -> str:
    """The form in which a value is kept: `value_of` reads it again."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def known_facts(
    told: Iterable[tuple[str, str, date]], declared: Mapping[str, Fact], as_of: date
) -> dict[str, Known]:
    """What statements (fact, answer, day) make known on a day: an answer taken back is known to be unknown.

    One that its fact no longer takes, as when its words have changed, tells nothing.
    """
    found: dict[str, Known] = {}
    for name, answer, on in told:
        fact = declared.get(name)
        if fact is None:
            continue
        try:
            value = value_of(fact, answer) if answer else None
        except InvalidValueError:
            continue
        found[name] = UNKNOWN if value is None else Known(value, ORIGIN, min(on, as_of))
    return found


def _number(fact: Fact, text: str) -> Decimal:
    bare = text.replace(",", "").removesuffix(fact.unit or "元").strip()
    if not _NUMBER.fullmatch(bare):
        raise InvalidValueError(
            f"“{fact.title}”读不出数字",
            next_step=f"只写数字，至多6位小数，单位是{fact.unit or '元'}，如3",
        )
    return Decimal(bare)
