"""Taking fields out of a loaded mapping: what is missing, foreign or of the wrong kind is refused by line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.rules.loading import Located, RulebookError, refuse


class Fields:
    """The fields of one mapping, taken one by one; `done` refuses what nobody took."""

    def __init__(self, value: Any, where: str, line: int = 1) -> None:
        if not isinstance(value, Located):
            raise refuse("此处应是“名称: 内容”的形式", where, line)
        self.mapping = value
        self.where = where
        self._taken: set[str] = set()

    def line(self, key: str) -> int:
        """The line of a key, else of the mapping."""
        return self.mapping.lines.get(key, self.mapping.line)

    def error(self, key: str, what: str, next_step: str = "") -> RulebookError:
        """The refusal of one field."""
        return refuse(what, self.where, self.line(key), next_step=next_step)

    def take(self, key: str, *, required: bool = True) -> Any:
        """A field as it is; None when it is absent and not required."""
        self._taken.add(key)
        if key not in self.mapping:
            if required:
                raise self.error(key, f"缺少“{key}”", f"补上“{key}: …”")
            return None
        return self.mapping[key]

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        """A field of text that is not empty."""
        value = self.take(key, required=required)
        if value is None and not required:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"“{key}”须是文字", "文字看起来像数字时加引号")
        return value.strip()

    def number(self, key: str) -> Decimal:
        """A field that is a number."""
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.error(key, f"“{key}”须是数字")
        return Decimal(value)

    def truth(self, key: str, *, default: bool = False) -> bool:
        """A field that is true or false."""
        value = self.take(key, required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, f"“{key}”须是true或false")
        return value

    def choice(self, key: str, allowed: Collection[str], *, required: bool = True) -> str:
        """A field that is one of the words allowed."""
        value = self.text(key, required=required)
        if value and value not in allowed:
            raise self.error(key, f"“{key}”不能是“{value}”", f"应为{'、'.join(sorted(allowed))}")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A field that is a list of text."""
        value = self.take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"“{key}”须是文字的列表")
        return tuple(value)

    def inner(self, key: str) -> Fields:
        """A field that is a mapping of its own."""
        return Fields(self.take(key), self.where, self.line(key))

    def done(self) -> None:
        """Refuse fields that nobody took: a misspelt name must not pass unseen."""
        for key in self.mapping:
            if key not in self._taken:
                raise self.error(key, f"没有“{key}”这一项", "检查拼写，或删去")


def iso_date(text: str, where: str, line: int) -> date:
    """A day written as 2026-03-18; raises RulebookError."""
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(f"日期“{text}”读不出", where, line, next_step="应如2026-03-18") from None
