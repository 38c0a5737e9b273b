"""A fast reader of plain YAML, as rules are written: block and flow mappings and lists, plain and quoted scalars.

The full parser takes 5 ms for a measure, this one a tenth of it. It answers only where it is sure to read what the full
parser reads, lines included; whatever else a text holds, valid or not, it leaves to the full parser.
"""

from __future__ import annotations

import re
from typing import Any

from zhishu.rules.yaml_values import Located, plain_value

MAX_DEPTH = 30

# Characters that YAML reads in ways of its own: tabs, other line ends, marks of byte order, what it refuses.
_ODD = re.compile(
    "[^\n\x20-\x7e\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_MARKER = re.compile(r"^(?:---|\.\.\.)", re.MULTILINE)
# `name:` or `name: value`; a name has neither blanks nor signs of YAML.
_ENTRY = re.compile(r"(\w[\w./()-]{0,200}):(?: +|$)")
_QUOTED_VALUE = re.compile(r"\"([^\"\\]*)\"|'([^']*)'")
_REST = re.compile(r"(?: *| +#.*)")
_PLAIN_START = re.compile(r"[\w《（“【〔]|[-+.][0-9]")
# One token of a flow: a bracket or comma, the colon of an entry, a quoted or a plain scalar.
_FLOW = re.compile(
    r"[ \n]*(?:([{}\[\],])|(:)(?=[ \n])|\"([^\"\\\n]*)\"|'([^'\n]*)'(?!')"
    r"|((?:[\w《（“【〔]|-(?=[0-9]))[^\n,\[\]{}:#\"'?]*))"
)
_SIGN, _COLON, _DOUBLE, _SINGLE, _PLAIN = range(1, 6)


class _NotPlainError(Exception):
    """Something that the full parser has to read."""


def read_plain(text: str) -> Located | None:
    """The mapping that a plain text holds; None where the full parser has to read it."""
    if _ODD.search(text) or _MARKER.search(text):
        return None
    try:
        reader = _Reader(text)
        if reader.indent < 0:
            return None
        found = reader.mapping(reader.indent, 0)
    except (_NotPlainError, ValueError):
        return None
    return found if reader.indent < 0 else None


class _Reader:
    """Walks the lines that hold something; `indent` and `content` are the present line's, indent -1 is the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.number = -1
        self.indent = -1
        self.content = ""
        self.next()

    def next(self) -> None:
        """Go to the next line that is neither empty nor a comment."""
        lines = self.lines
        number = self.number + 1
        while number < len(lines):
            content = lines[number].lstrip(" ")
            if content and content[0] != "#":
                self.number = number
                self.indent = len(lines[number]) - len(content)
                self.content = content
                return
            number += 1
        self.number, self.indent, self.content = number, -1, ""

    def mapping(self, indent: int, depth: int) -> Located:
        """A block mapping whose entries begin at `indent`, from the present line on."""
        if depth > MAX_DEPTH:
            raise _NotPlainError
        found = Located()
        found.line = self.number + 1
        lines = found.lines
        while self.indent == indent:
            entry = _ENTRY.match(self.content)
            if entry is None:
                raise _NotPlainError
            key = entry[1]
            if key in found:
                raise _NotPlainError
            lines[key] = self.number + 1
            rest = self.content[entry.end() :]
            if rest and rest[0] != "#":
                found[key] = self.inline(rest, depth + 1)
            elif rest and self.content[entry.end() - 1] != " ":
                raise _NotPlainError
            else:
                self.next()
                if self.indent > indent or (self.indent == indent and self.is_item()):
                    found[key] = self.block(self.indent, depth + 1)
                else:
                    found[key] = None
            if self.indent > indent:
                raise _NotPlainError
        return found

    def is_item(self) -> bool:
        return self.content.startswith("- ")

    def block(self, indent: int, depth: int) -> Any:
        """The list or mapping that the present line begins."""
        return self.items(indent, depth) if self.is_item() else self.mapping(indent, depth)

    def items(self, indent: int, depth: int) -> list[Any]:
        """A block list whose dashes stand at `indent`."""
        if depth > MAX_DEPTH:
            raise _NotPlainError
        found: list[Any] = []
        while self.indent == indent and self.is_item():
            rest = self.content[2:].lstrip(" ")
            if _ENTRY.match(rest):
                # The item is a mapping whose first entry stands behind the dash.
                self.indent += len(self.content) - len(rest)
                self.content = rest
                found.append(self.mapping(self.indent, depth + 1))
            elif rest:
                found.append(self.inline(rest, depth + 1))
            else:
                raise _NotPlainError
            if self.indent > indent:
                raise _NotPlainError
        return found

    def inline(self, rest: str, depth: int) -> Any:
        """A value on the present line (a flow may reach over more); goes on to the line after it."""
        first = rest[0]
        value: Any
        if first in "{[":
            value = self.flow(rest, depth)
        elif first in "\"'":
            quoted = _QUOTED_VALUE.match(rest)
            if quoted is None or not _REST.fullmatch(rest, quoted.end()):
                raise _NotPlainError
            value = quoted[1] if quoted[2] is None else quoted[2]
        else:
            if not _PLAIN_START.match(rest):
                raise _NotPlainError
            plain = rest.partition(" #")[0].rstrip(" ")
            if ": " in plain or plain[-1] == ":":
                raise _NotPlainError
            value = plain_value(plain)
        self.next()
        return value

    def flow(self, rest: str, depth: int) -> Any:
        """A flow that begins with `rest` and may reach over several lines."""
        text = rest
        last = self.number
        # A flow is closed where its brackets are; joined lines keep their numbers by the line ends in between.
        while text.count("{") + text.count("[") > text.count("}") + text.count("]"):
            last += 1
            if last >= len(self.lines) or last - self.number > 200:
                raise _NotPlainError
            text = f"{text}\n{self.lines[last]}"
        flow = _Flow(text, self.number + 1)
        value = flow.value(flow.token(), depth)
        if not _REST.fullmatch(text, flow.end):
            raise _NotPlainError
        self.number = last
        return value


class _Flow:
    """Reads one flow, token by token."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.is_long = "\n" in text
        self.line = line
        self.end = 0

    def token(self) -> re.Match[str]:
        found = _FLOW.match(self.text, self.end)
        if found is None:
            raise _NotPlainError
        self.end = found.end()
        if self.is_long:
            self.line += found[0].count("\n")
        return found

    def value(self, token: re.Match[str], depth: int) -> Any:
        kind = token.lastindex
        if kind == _PLAIN:
            return plain_value(token[_PLAIN].rstrip(" "))
        if kind in (_DOUBLE, _SINGLE):
            return token[kind]
        if depth > MAX_DEPTH or kind != _SIGN:
            raise _NotPlainError
        if token[_SIGN] == "{":
            return self.mapping(depth)
        if token[_SIGN] == "[":
            return self.items(depth)
        raise _NotPlainError

    def mapping(self, depth: int) -> Located:
        found = Located()
        found.line = self.line
        lines = found.lines
        token = self.token()
        if token[_SIGN] == "}":
            return found
        while True:
            if token.lastindex != _PLAIN:
                raise _NotPlainError
            key = token[_PLAIN].rstrip(" ")
            if key in found or len(key) > 200:
                raise _NotPlainError
            lines[key] = self.line
            colon = self.token()
            if colon.lastindex != _COLON or "\n" in colon[0]:
                raise _NotPlainError
            found[key] = self.value(self.token(), depth + 1)
            sign = self.token()[_SIGN]
            if sign == "}":
                return found
            if sign != ",":
                raise _NotPlainError
            token = self.token()

    def items(self, depth: int) -> list[Any]:
        found: list[Any] = []
        token = self.token()
        if token[_SIGN] == "]":
            return found
        while True:
            found.append(self.value(token, depth + 1))
            sign = self.token()[_SIGN]
            if sign == "]":
                return found
            if sign != ",":
                raise _NotPlainError
            token = self.token()
