"""The words of a clause as times are read in them, and parts of these words.

They are without blanks and with letters O among digits as noughts, since pages part their digits; places
are those of the text.
"""

from __future__ import annotations

import re

from zhishu.policy.structure.clauses import Node
from zhishu.policy.text.printed_days import Words

# A sentence is looked at no further back than this.
_FAR = 300
_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇]{1,6}[章条]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])"
)


def clause_words(text: str, node: Node) -> Words:
    """The words of a clause behind its number."""
    number = _NUMBER.match(text, node.start, node.end) if node.path else None
    return Words(text, number.end() if number else node.start, node.end)


def sentence_begins(text: str, at: int) -> int:
    """Where the sentence or the cell of a place begins, not far from it."""
    first = max(0, at - _FAR)
    return max(first, *(text.rfind(sign, first, at) + 1 for sign in "。；;\n|"))


def without(words: str, endings: tuple[str, ...]) -> str:
    """Words without those endings, however many there are."""
    while words.endswith(endings):
        words = next(words.removesuffix(one) for one in endings if words.endswith(one))
    return words


def beginning(words: str, size: int = 20) -> str:
    """The first words; a number is not cut: 0519-86 of 0519-8612 would be another one."""
    return (
        re.sub(r"\d{1,20}$", "", words[:size]) if words[size : size + 1].isdigit() else words[:size]
    )


def ending(words: str, size: int = 20) -> str:
    """The last words; a number is not cut."""
    cut = words[-size - 1 : -size].isdigit()
    return re.sub(r"^\d{1,20}", "", words[-size:]) if cut else words[-size:]
