"""The one strict loader of YAML: what an officer or a stranger wrote is refused with file, line and column.

No aliases, anchors, tags, directives, duplicate keys or second documents; YAML 1.2 scalars only (`no`,
`on`, `1:30` and dates stay text; numbers are int or Decimal); bounds on size and depth; no bidirectional
control characters. Nothing in a file is ever evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from zhishu.base.errors import InvalidFileError
from zhishu.rules.plain_yaml import read_plain
from zhishu.rules.yaml_values import Located as Located
from zhishu.rules.yaml_values import plain_value

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 32

_FORBIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)


class RulebookError(InvalidFileError):
    """A file of the rulebook is refused; `where` has file, line and column."""

    code = "invalid_rulebook"


def refuse(what: str, where: str, line: int, column: int = 1, next_step: str = "") -> RulebookError:
    """The error for one place in a file."""
    return RulebookError(
        what, where=f"{where} 第{line}行第{column}列", next_step=next_step or "改正后重新载入"
    )


def load_file(path: Path, *, name: str | None = None) -> Located:
    """The mapping in a YAML file; `name` is how messages call it (default: its path)."""
    where = name or str(path)
    return load_yaml(read_text(path, where=where), where=where)


def read_text(path: Path, *, where: str) -> str:
    """The text of a file; RulebookError for one that cannot be opened, is too long or not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulebookError(
            "规则文件打不开", where=where, next_step=f"检查文件是否存在、可读（{error.strerror}）"
        ) from None
    if len(data) > 4 * MAX_CHARACTERS:
        raise refuse("文件过大", where, 1, next_step="拆成几个文件，每个不超过1MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse("不是UTF-8编码", where, line, next_step="另存为UTF-8") from None


def load_yaml(text: str, *, where: str) -> Located:
    """The mapping that a YAML text holds; raises RulebookError with line and column."""
    if len(text) > MAX_CHARACTERS:
        raise refuse("文件过大", where, 1, next_step="拆成几个文件，每个不超过1MB")
    bad = _FORBIDDEN.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        raise refuse(
            f"含有不可见的控制字符U+{ord(bad.group()):04X}", where, line, column, "删去该字符"
        )
    plain = read_plain(text)
    if plain is not None:
        return plain
    return load_by_events(text, where)


def load_by_events(text: str, where: str) -> Located:
    """The same by the full parser, which knows all of YAML and where each fault is."""
    try:
        value = _Builder(where).build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise refuse("不是合法的YAML", where, line, column, "检查缩进、冒号和引号") from None
    except (YAMLError, YAMLStreamError, RecursionError):
        raise refuse("不是合法的YAML", where, 1) from None
    if not isinstance(value, Located):
        raise refuse("文件应是“名称: 内容”的形式", where, 1)
    return value


class _Builder:
    """Plain values from parser events; refuses what the loader does not take."""

    def __init__(self, where: str) -> None:
        self.where = where

    def refuse(self, what: str, event: Event, next_step: str = "") -> RulebookError:
        mark = event.start_mark
        return refuse(what, self.where, mark.line + 1, mark.column + 1, next_step)

    def build(self, events: Iterator[Event]) -> Any:
        value: Any = None
        documents = 0
        for event in events:
            if isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
                continue
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse("一个文件只能有一份内容", event, "删去多余的---")
                if event.version or event.tags:
                    raise self.refuse("不接受YAML指令", event, "删去以%开头的行")
                continue
            value = self._value(event, events, 0)
        return value

    def _value(self, event: Event, events: Iterator[Event], depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise self.refuse(f"嵌套超过{MAX_DEPTH}层", event)
        if isinstance(event, AliasEvent):
            raise self.refuse("不接受别名（*）", event, "把内容写全")
        if getattr(event, "anchor", None):
            raise self.refuse("不接受锚点（&）", event, "把内容写全")
        if getattr(event, "tag", None):
            raise self.refuse("不接受标签（!）", event, "删去标签")
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(events), SequenceEndEvent):
                items.append(self._value(inner, events, depth + 1))
            return items
        assert isinstance(event, MappingStartEvent)
        return self._mapping(event, events, depth)

    def _mapping(self, event: Event, events: Iterator[Event], depth: int) -> Located:
        found = Located()
        found.line = event.start_mark.line + 1
        while not isinstance(inner := next(events), MappingEndEvent):
            if not isinstance(inner, ScalarEvent):
                raise self.refuse("名称须是文字", inner)
            if inner.anchor or inner.tag:
                raise self.refuse("不接受锚点或标签", inner, "把内容写全")
            key = str(inner.value)
            if key == "<<" and inner.style is None:
                raise self.refuse("不接受合并（<<）", inner, "把内容写全")
            if key in found:
                raise self.refuse(f"“{key}”写了两次", inner, f"与第{found.lines[key]}行合成一处")
            found.lines[key] = inner.start_mark.line + 1
            found[key] = self._value(next(events), events, depth + 1)
        return found

    def _scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        if event.style is not None:
            return text
        try:
            return plain_value(text)
        except ValueError:
            raise self.refuse("数字过长", event) from None
