"""A clause in which quoted words are looked for, and its numbers with what they are for, as the program reads them.

Words are compared as the readers compare them: half-width, simplified, without blanks. What a number
is for is told by the readers themselves, asked as if the clause were headed by goals or by awards: so
they leave out what cannot be meant (thresholds, past figures, standards), and take what can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from zhishu.base.text import simplify
from zhishu.policy.document import Clause, Measure, Span, Target
from zhishu.policy.measures.finding import find_measures
from zhishu.policy.measures.sums import Sum, find_sums
from zhishu.policy.proposals.proposal import Evidence
from zhishu.policy.structure.clauses import Node
from zhishu.policy.targets.finding import find_targets
from zhishu.policy.targets.years import YearMark, find_years
from zhishu.policy.text.narrowed import Narrowed, narrow_passage
from zhishu.policy.text.quantities import Quantity, read_quantities

# A heading ends like a sentence, so that it is read apart from the words below it.
_BREAK = "。\n"
_STOPS = "。！？!?\n"
# No words are looked for at more places than this.
_MOST_PLACES = 40
_FARTHEST = 700


@dataclass(frozen=True)
class Passage:
    """A clause with its heading as one text; year: that of the document, by which past years are told."""

    clause: Clause
    year: int | None

    @cached_property
    def text(self) -> str:
        return self._head + self.clause.text

    @property
    def _head(self) -> str:
        return self.clause.heading + _BREAK if self.clause.heading else ""

    @cached_property
    def _narrowed(self) -> Narrowed:
        return narrow_passage(self.text, 0, len(self.text))

    def find(self, words: str, within: Span | None = None) -> Iterator[Span]:
        """The places of quoted words, in the whole clause or within a part of it."""
        sought = narrow_passage(simplified := simplify(words), 0, len(simplified)).text.strip()
        plain, at = self._narrowed.text, -1
        for _ in range(_MOST_PLACES if sought else 0):
            at = plain.find(sought, at + 1)
            if at < 0:
                return
            start, end = self._narrowed.span(at, at + len(sought))
            inside = within is None or (within[0] <= start and end <= within[1])
            head = len(self._head)
            # The sign between heading and words is ours.
            if inside and not (head and overlap((start, end), (head - len(_BREAK), head))):
                yield start, end

    def evidence(self, name: str, span: Span) -> Evidence:
        """The place as it is told: in the heading or in the words of the clause."""
        start, end = span
        head = len(self._head)
        if end <= head - len(_BREAK):
            return Evidence(name, self.clause.path, "heading", start, end)
        return Evidence(name, self.clause.path, "text", start - head, end - head)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every number, whatever it is part of."""
        return read_quantities(self.text)

    @cached_property
    def targets(self) -> list[Target]:
        """What could be a target if the clause is one of goals."""
        return find_targets(self.text, [self._under("主要目标")], now=self.year)

    @cached_property
    def measures(self) -> list[Measure]:
        """What could be a measure if the clause gives money."""
        return find_measures(self.text, [self._under("奖励标准")])

    def _under(self, heading: str) -> Node:
        """The clause as if it stood under a heading."""
        parts, at = [], 0
        for line in self.text.split("\n"):
            parts.append((at, at + len(line)))
            at += len(line) + 1
        return Node(self.clause.path, heading, 0, len(self.text), parts)

    @cached_property
    def sums(self) -> list[Sum]:
        """What could be the amount, the rate or the cap of a measure if the clause gives money."""
        plain = self._narrowed.text
        found: list[Sum] = []
        for start, end in _sentences(plain):
            for one in (one for group in find_sums(plain, start, end, True) for one in group):
                span = self._narrowed.span(one.start, one.end)
                found.append(Sum(one.kind, *span, one.value, one.value_max))
        return found

    @cached_property
    def years(self) -> list[YearMark]:
        """The years, and whether they are deadlines."""
        return [
            YearMark(
                *self._narrowed.span(one.start, one.end), one.kind, one.deadlines, False, False
            )
            for one in find_years(self._narrowed.text, self.year)
        ]


def _sentences(text: str) -> Iterator[Span]:
    """Sentences, long ones in pieces."""
    start = 0
    for at, sign in enumerate(text):
        if sign in _STOPS or at - start >= _FARTHEST:
            yield start, at + 1
            start = at + 1
    if start < len(text):
        yield start, len(text)


def overlap(one: Span, other: Span) -> bool:
    """Whether two places have a sign in common."""
    return one[0] < other[1] and other[0] < one[1]
