"""The words of an indicator's SELECT: which parameters it names, and on which line a word stands.

Whether it is one SELECT over published tables is judged by the warehouse, which parses it with the
engine itself; here its refusal gets its file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from zhishu.base.errors import ZhishuError
from zhishu.rules.loading import refuse

# Hands back the relations a statement reads; refuses what is not one harmless SELECT.
Check = Callable[[str], frozenset[str]]

_SILENT = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
_PARAMETER = re.compile(r"\$(\w*)|\?")
# What may look like a call in a statement that only adds, and words after which it does more.
_ADDING = {"count", "sum", "filter"}
_NOT_ADDING = {
    "having",
    "distinct",
    "over",
    "limit",
    "offset",
    "qualify",
    "join",
    "sample",
    "pivot",
}


def _blanked(sql: str) -> str:
    """The statement with comments and quoted text blanked out, line by line as long as before."""
    return _SILENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), sql)


def only_adds(sql: str) -> bool:
    """Whether a SELECT is sure to do no more than group, count and add what it is given.

    Then the sum of its values is the same however finely it groups.
    """
    blanked = _blanked(sql).lower()
    called = set(re.findall(r"\b(\w++)\s*+\(", blanked))
    words = set(re.findall(r"\w+", blanked))
    return called <= _ADDING and not words & _NOT_ADDING and blanked.count("select") == 1


def count_word(sql: str, word: str) -> int:
    """How often a name stands in a statement, outside comments and quoted text."""
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", _blanked(sql), re.IGNORECASE))


def _line_of(sql: str, words: str, first_line: int) -> int:
    """The line on which one of the words first stands; the first line when none does.

    words: what the warehouse says it refused, a name or the engine's message that quotes one.
    """
    quoted = re.findall(r'"([^"]+)"', words)
    for word in filter(None, [*quoted, words]):
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        match = pattern.search(_blanked(sql)) or pattern.search(sql)
        if match:
            return first_line + sql[: match.start()].count("\n")
    return first_line


def check_statement(
    sql: str,
    *,
    check: Check,
    tables: Collection[str],
    parameters: Collection[str],
    file: str,
    first_line: int,
) -> None:
    """One SELECT over these tables with these named parameters; RulebookError otherwise."""
    for match in _PARAMETER.finditer(_blanked(sql)):
        line = first_line + sql[: match.start()].count("\n")
        if not match.group(1) or match.group(1).isdigit():
            raise refuse("参数须有名称，例如$as_of", file, line)
        if match.group(1) not in parameters:
            shown = "、".join(f"${name}" for name in sorted(parameters))
            raise refuse(f"没有参数{match.group()}，可用的有{shown}", file, line)
    try:
        read = check(sql)
    except ZhishuError as error:
        line = _line_of(sql, error.where, first_line)
        shown = f"{error.what}（{error.where}）" if error.where else error.what
        raise refuse(shown, file, line) from None
    for name in sorted(read - {table.lower() for table in tables}):
        raise refuse(f"没有已声明的表{name}", file, _line_of(sql, name, first_line))
