"""Quoted words of a draft at their places: in the passage of the item, in its clause, in the clauses above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from zhishu.policy.document import Span
from zhishu.policy.identity.metadata import tidy
from zhishu.policy.proposals.answer import Draft
from zhishu.policy.proposals.passages import Passage, overlap
from zhishu.policy.proposals.proposal import Evidence
from zhishu.policy.text.quantities import Quantity

# How far the words for a field may stand from the passage of an item.
Reach = Literal["passage", "clause", "above"]
# Of every proposal: less than what the program shows without a doubt.
CONFIDENCE = 0.5
_STOP = re.compile("[，,。；;：:！？\n]")


class RefusedError(Exception):
    """A proposal does not stand in its source; the words of the error are a key of REASONS."""


@dataclass
class Quoted:
    """A draft, its clause and the clauses above it; evidence grows as places are found."""

    draft: Draft
    own: Passage
    higher: Sequence[Passage]
    evidence: list[Evidence] = field(default_factory=list)

    def __post_init__(self) -> None:
        span = next(self.own.find(self.draft.text), None)
        if span is None:
            raise RefusedError("not_in_source")
        self.span = span
        self.evidence.append(self.own.evidence("text", span))

    @property
    def path(self) -> str:
        """The path of the clause."""
        return self.own.clause.path

    @property
    def text(self) -> str:
        """The passage as the source prints it."""
        return printed(self.own, self.span)

    def quote(self, name: str) -> str:
        """The words quoted for a field."""
        quote = self.draft.quotes.get(name)
        if not isinstance(quote, str) or not quote.strip():
            raise RefusedError("no_quote")
        return quote

    def _places(self, quote: str, reach: Reach) -> Iterator[tuple[Passage, Span]]:
        yield from ((self.own, one) for one in self.own.find(quote, self.span))
        if reach != "passage":
            yield from ((self.own, one) for one in self.own.find(quote))
        if reach == "above":
            yield from ((higher, one) for higher in self.higher for one in higher.find(quote))

    def found(self, quote: str, reach: Reach) -> list[tuple[Passage, Span]]:
        """The places of a quote, the nearest clause first; at least one."""
        found = list(self._places(quote, reach))
        if not found:
            raise RefusedError("not_in_source")
        return found

    def words(self, name: str, reach: Reach) -> str | None:
        """The words of a field as the source prints them, where their quote stands."""
        value = self.draft.values.get(name)
        if value is None:
            return None
        passage, span = self.word_place(value, self.quote(name), reach)
        self.evidence.append(passage.evidence(name, span))
        return printed(passage, span)

    def word_place(self, words: str, quote: str, reach: Reach) -> tuple[Passage, Span]:
        """The place of words inside their quote."""
        for passage, span in self.found(quote, reach):
            inner = next(passage.find(words, span), None)
            if inner is not None:
                return passage, inner
        raise RefusedError("not_in_quote")

    def nearest(self, name: str, reach: Reach, place: Span) -> Span:
        """Where the words of a field stand in the clause, the nearest to a place."""
        spans = [
            inner
            for passage, span in self.found(self.quote(name), reach)
            for inner in passage.find(self.draft.values[name], span)
        ]
        if not spans:
            raise RefusedError("not_in_quote")
        return min(spans, key=lambda one: abs(one[0] - place[0]))

    def word_list(self, name: str, words: Sequence[str], reach: Reach) -> list[str]:
        """The words of a list, each in one of the quotes."""
        if not words:
            return []
        told = self.draft.quotes.get(name)
        quotes = [told] if isinstance(told, str) else told
        if not quotes:
            raise RefusedError("no_quote")
        found = [place for quote in quotes for place in self.found(quote, reach)]
        made = []
        for one in words:
            inner = next(((p, at) for p, span in found for at in p.find(one, span)), None)
            if inner is None:
                raise RefusedError("not_in_quote")
            self.evidence.append(inner[0].evidence(name, inner[1]))
            made.append(printed(*inner))
        return made

    def quantities(self, name: str, reach: Reach = "passage") -> list[Quantity]:
        """The numbers that begin inside the quote of a field; one that is cut in front is none of them."""
        return self.quantities_in([span for _, span in self.found(self.quote(name), reach)])

    def quantities_in(self, spans: Sequence[Span]) -> list[Quantity]:
        """The numbers that begin inside one of some places."""
        return [
            one
            for one in self.own.quantities
            if one.form == "quantity" and any(a <= one.start < b for a, b in spans)
        ]

    def quantity(self, name: str, value: Decimal, value_max: Decimal | None) -> list[Quantity]:
        """Those of the numbers that have this value."""
        there = self.quantities(name)
        if not there:
            raise RefusedError("no_quantity")
        same = [one for one in there if (one.value, one.value_max) == (value, value_max)]
        if not same:
            raise RefusedError("other_value")
        return same

    def is_beside(self, words: Span, number: Span) -> bool:
        """Whether no other number stands between words and a number, nor a stop where they stand behind it."""
        first, second = sorted((words, number))
        between = (first[1], max(first[1], second[0]))
        if words[1] - words[0] < 2 or any(
            overlap((one.start, one.end), between) and one.form == "quantity"
            for one in self.own.quantities
        ):
            return False
        return words < number or _STOP.search(self.own.text, *between) is None


def printed(passage: Passage, span: Span) -> str:
    """The words of the source at a place."""
    return tidy(passage.text[span[0] : span[1]])
