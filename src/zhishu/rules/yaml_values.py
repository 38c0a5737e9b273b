"""What a YAML file of the rulebook may hold: mappings that know their lines, and the scalars of YAML 1.2."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

MAX_DIGITS = 40

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC = frozenset("0123456789+-.")


class Located(dict[str, Any]):
    """A mapping that remembers the line of each of its keys (1-based)."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}
        self.line = 0


def plain_value(text: str) -> Any:
    """The value of a scalar without quotes; ValueError for a number of too many digits."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    is_whole = _INTEGER.fullmatch(text)
    if not is_whole and not _DECIMAL.fullmatch(text):
        return text
    if len(text) > MAX_DIGITS:
        raise ValueError
    if not is_whole:
        return Decimal(text)
    # A leading zero is a code (010, 007), not a number.
    digits = text.lstrip("+-")
    return text if len(digits) > 1 and digits[0] == "0" else int(text)
