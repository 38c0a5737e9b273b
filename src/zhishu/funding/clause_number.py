"""The number of a clause as rules name it: 第九条(一) is 9-1, 一、(二)1 is 1-2-1."""

from __future__ import annotations

import re

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import parse_numeral

_NUMBER = re.compile(r"[0-9]{1,4}|[零〇一二三四五六七八九十百千]{1,8}")


def clause_number(path: str) -> str:
    """The numbers of a path joined by dashes; 0 for the preface, which has none."""
    found = [_numbered(match[0]) for match in _NUMBER.finditer(path)]
    return "-".join(one for one in found if one) or "0"


def _numbered(printed: str) -> str:
    try:
        return str(int(printed) if printed.isascii() else parse_numeral(printed))
    except InvalidValueError:
        return ""


def plain_clause(path: str) -> str:
    """The path of a clause as it is compared: one kind of brackets, no spaces."""
    return path.replace("（", "(").replace("）", ")").replace(" ", "")


def letter(index: int) -> str:
    """What tells measures of one clause apart: a, b, … z, a2, b2, …"""
    turn = index // 26
    return chr(ord("a") + index % 26) + (str(turn + 1) if turn else "")
