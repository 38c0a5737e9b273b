"""The fast reader of plain YAML reads what the full parser reads, lines included, or leaves it to that."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.rules.loading import RulebookError, load_by_events, load_yaml
from zhishu.rules.plain_yaml import read_plain
from zhishu.rules.rulebook import SHIPPED
from zhishu.rules.yaml_values import Located

FILES = sorted(
    path
    for folder in ("measures", "facts", "cases", "parameters")
    for path in SHIPPED.glob(f"*/{folder}/**/*.yaml")
)
# What changes the meaning of YAML, put anywhere.
SIGNS = [
    " ", "\n", ":", "#", "-", "?", ",", "[", "]", "{", "}", "'", '"', "!", "&", "*", "|", ">", "%", "@", "`", "~",
    "<", "=", ".", "+", "0", "9", "a", "一", "\\", "  ", ": ", "- ", " #", "\n  ", "\n- ", "{}", "[]", "''", '""', "null",
    "1e3", "---", "<<", ": |\n", "\n\n", "\u3000", "? ", "- - ", "-1", "{a: b}", "[a, b]", "\n# c\n", ":\n", "\t",
]  # fmt: skip
PLAIN = [
    "a: 1\nb: {c: [x, 'y', \"z\"], d: {}, e: []}\n",
    "a:\n- {b: 1}\n-  c: 2\n   d: 3\n- x\n",
    "a:\n  - b: 1\n    c:\n      d: no\n  - 第一条(一)\ne:\nf: null\n",
    "a: {b: 1,\n    c: 2}\nd: [1,\n  2]\n",
    "# c\n\na: b # d\nc: 'd' # e\ne: {f: g} # h\n",
    "a: -5\nb: +3\nc: 010\nd: 1.10\ne: 2026-01-01\nf: 1:30\ng: true\nh: a#b\ni: a:b\n",
]


def same(one: Any, other: Any) -> bool:
    """Equal in values, kinds and the lines of every mapping."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Located):
        return (one.line, one.lines, list(one)) == (other.line, other.lines, list(other)) and all(
            same(one[key], other[key]) for key in one
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def by_events(text: str) -> Located | str:
    try:
        return load_by_events(text, "x")
    except RulebookError as error:
        return error.what


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_read_fast_and_the_same(text: str) -> None:
    found = read_plain(text)
    assert found is not None
    assert same(found, by_events(text))


def test_shipped_rules_are_read_fast_and_the_same() -> None:
    assert len(FILES) > 20
    for place, path in enumerate(FILES):
        text = path.read_text(encoding="utf-8")
        found = read_plain(text)
        assert found is not None, path
        # The full parser is slow: every fifth file tells as much.
        assert place % 5 or same(found, by_events(text)), path


@cache
def passages() -> list[str]:
    """A few lines from each shipped rule, moved to the margin."""
    found = list(PLAIN)
    for path in FILES:
        lines = path.read_text(encoding="utf-8").split("\n")
        for start in range(0, len(lines) - 6, 6):
            part = lines[start : start + 6]
            margin = min(len(line) - len(line.lstrip(" ")) for line in part if line.strip())
            found.append("\n".join(line[margin:] for line in part))
    return found


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(passages()))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:at] + draw(st.sampled_from(SIGNS)) + text[at:]
        else:
            text = text[:at] + text[at + draw(st.integers(1, 3)) :]
    return text


@settings(max_examples=400, deadline=None)
@given(text=damaged())
def test_whatever_is_written_is_read_as_the_full_parser_reads_it_or_left_to_it(text: str) -> None:
    found = read_plain(text)
    if found is not None:
        assert same(found, by_events(text))


def test_what_is_not_plain_is_still_read() -> None:
    text = "a: |\n  zwei\n  Zeilen\nb: \"x\\ty\"\n'c d': >\n  e\n"
    assert read_plain(text) is None
    assert dict(load_yaml(text, where="x")) == {"a": "zwei\nZeilen\n", "b": "x\ty", "c d": "e\n"}
