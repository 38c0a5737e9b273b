"""The words of a clause in pieces, each with what a draft took from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from zhishu.funding.drafting import Draft, Mark

# What a mark is called, and how it is drawn.
TITLES = {
    "measure": "",
    "conditions": "条件",
    "applies_to": "对象",
    "group": "不重复",
}
FIGURES = {"cap": "上限", "rate": "比例", "sum": "金额", "least": "最低", "most": "最高"}


@dataclass(frozen=True)
class Piece:
    """A run of words: look is measure, target (figures) or task (who, on which conditions), empty for none."""

    text: str
    look: str = ""
    title: str = ""


def cut_words(draft: Draft) -> list[list[Piece]]:
    """The paragraphs of the clause in pieces; of marks over each other the shorter one is seen."""
    longest_first = sorted(draft.marks, key=lambda one: one.start - one.end)
    over: list[Mark | None] = [None] * len(draft.words)
    for mark in longest_first:
        over[mark.start : mark.end] = [mark] * (mark.end - mark.start)
    paragraphs, at = [], 0
    for line in draft.words.split("\n"):
        paragraphs.append(list(_pieces(line, over[at : at + len(line)])))
        at += len(line) + 1
    return paragraphs


def _pieces(line: str, over: list[Mark | None]) -> Iterable[Piece]:
    for mark, run in groupby(range(len(line)), key=lambda at: over[at]):
        places = list(run)
        text = line[places[0] : places[-1] + 1]
        yield Piece(text) if mark is None else Piece(text, _look(mark), _title(mark))


def _look(mark: Mark) -> str:
    if mark.key == "measure":
        return "measure"
    return "target" if mark.key.startswith("parameters.") else "task"


def _title(mark: Mark) -> str:
    _, dot, name = mark.key.partition(".")
    return FIGURES.get(name, "数字") if dot else TITLES.get(mark.key, "")
