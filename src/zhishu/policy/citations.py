"""Step 6, citations: which documents a clause names, by title and number, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhishu.base.document_number import DocumentNumber
from zhishu.base.errors import InvalidValueError
from zhishu.policy.document import Relation
from zhishu.policy.metadata import tidy

_NUMBER = re.compile(
    r"\s*+[(（]\s*+(?P<number>[\u4e00-\u9fff]{2,12}\s*+[〔\[［【﹝(（]\s*+(?:19|20)\d{2}\s*+[〕\]］】﹞)）]\s*+\d{1,4}\s*+号)(?:文件?)?\s*+[)）]"
)
_CUES: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("repeals", re.compile(r"(?:废止|同时废止|停止执行)")),
    ("revises", re.compile(r"(?:修订|修改|修正)")),
    ("interprets", re.compile(r"(?:解读|解释)")),
    ("basis", re.compile(r"(?:根据|依据|依照|按照|参照)[^。；;]{0,60}$")),
    ("implements", re.compile(r"(?:贯彻|落实|实施|执行|对照|按)[^。；;]{0,60}$")),
)
_REPEALED_BEHIND = re.compile(r"^[^。；;《]{0,20}(?:同时)?废止")


@dataclass(frozen=True)
class FoundCitation:
    """A citation and its place in the clean text."""

    title: str
    document_number: str | None
    relation: Relation
    start: int
    end: int


def find_citations(text: str, start: int, end: int) -> list[FoundCitation]:
    """The titles in 《》 between two places, outermost ones only, each with the number behind it."""
    found: list[FoundCitation] = []
    depth, opened = 0, 0
    for match in re.finditer("[《》]", text[start:end]):
        at = start + match.start()
        if match.group() == "《":
            if depth == 0:
                opened = at
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and at - opened > 3:
                found.append(_citation(text, start, opened, at, end))
    return found


def _citation(text: str, start: int, opened: int, closed: int, end: int) -> FoundCitation:
    title = tidy(text[opened + 1 : closed])
    number, stop = None, closed + 1
    match = _NUMBER.match(text, closed + 1, end)
    if match:
        stop = match.end()
        try:
            number = str(DocumentNumber.parse(re.sub(r"\s", "", match["number"])))
        except InvalidValueError:
            number = None
    before = re.split("[。；;]", text[max(start, opened - 80) : opened])[-1]
    relation: Relation = "mentions"
    if _REPEALED_BEHIND.match(text[stop : min(end, stop + 40)]):
        relation = "repeals"
    else:
        for name, cue in _CUES[1:]:
            if cue.search(before):
                relation = name
                break
    return FoundCitation(title, number, relation, opened, stop)
