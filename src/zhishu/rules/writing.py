"""Plain values as YAML in the form of the shipped rules: blocks, with what holds only scalars on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.base.errors import InvalidValueError
from zhishu.rules.yaml_values import MAX_DIGITS

# What the strict loader reads back as the same text without quotes, also between brackets.
_PLAIN = re.compile(
    r"[A-Za-z_\u3400-\u9fff《“（][\w\u3400-\u9fff《》“”（）〔〕、，。；：—·./()%≥≤+-]*"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"\d{6}/[\w./-]+")
# A mapping that would be wider stands in a block.
_WIDTH = 100
_WORDS = {"true", "false", "null"}


def write_yaml(content: Mapping[str, Any]) -> str:
    """The text of a mapping; read by rules.loading it gives the same values (dates as text).

    InvalidValueError for a number that the loader would not read.
    """
    return "".join(f"{line}\n" for line in _block(content, 0))


def _block(value: Any, indent: int) -> list[str]:
    pad = "  " * indent
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            line = f"{pad}{_scalar(key)}: {_flow(inner)}"
            if _is_leaf(inner) and (len(line) <= _WIDTH or not isinstance(inner, Mapping)):
                lines.append(line)
            else:
                lines.append(f"{pad}{_scalar(key)}:")
                lines.extend(_block(inner, indent + 1))
        return lines
    for inner in value:
        if _is_leaf(inner):
            lines.append(f"{pad}- {_flow(inner)}")
        else:
            first, *rest = _block(inner, indent + 1)
            lines.extend((f"{pad}- {first.lstrip()}", *rest))
    return lines


def _is_leaf(value: Any) -> bool:
    """Whether a value stands on one line: a scalar, or a collection of scalars or of words."""
    if isinstance(value, Mapping):
        return all(_is_flat(one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(not isinstance(one, Mapping | list | tuple) for one in value)
    return True


def _is_flat(value: Any) -> bool:
    """A scalar, or a list of them or a mapping of them: {years: 1} within a test stays on its line."""
    if isinstance(value, Mapping):
        return len(value) <= 2 and not any(
            isinstance(one, Mapping | list | tuple) for one in value.values()
        )
    return _is_leaf(value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "~"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS:
            raise InvalidValueError(f"数字{value!s:.40}写不进规则", next_step="写平常大小的数")
        whole = value == value.to_integral_value()
        return f"{int(value)}" if whole else f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    plain = _PLAIN.fullmatch(text) or _DAY.fullmatch(text) or _ID.fullmatch(text)
    if plain and text.lower() not in _WORDS and not text.endswith(":"):
        return text
    return json.dumps(text, ensure_ascii=False)
