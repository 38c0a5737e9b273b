"""Doubt about the letters themselves: what stands on a doubtful character is itself less sure.

A page that was recognised in a picture has characters of which the recogniser was not sure. Each such place
is an `unsure` loss of its document; what was read out there is no surer than its least sure character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from zhishu.policy.document import Loss, PolicyDocument, Span

# More doubtful places than this are told as one loss with their number.
MOST_TOLD = 40


class _Item(Protocol):
    @property
    def span(self) -> Span: ...
    @property
    def confidence(self) -> float: ...


Item = TypeVar("Item", bound=_Item)


def add_doubts(document: PolicyDocument, doubts: Sequence[Loss]) -> PolicyDocument:
    """The document with the doubtful places that lie in it among its losses."""
    inside = [one for one in doubts if _meets(one.span, document.span)]
    if not inside:
        return document
    return replace(
        document,
        tasks=_weakened(document.tasks, inside),
        targets=_weakened(document.targets, inside),
        measures=_weakened(document.measures, inside),
        stages=_weakened(document.stages, inside),
        time_limits=_weakened(document.time_limits, inside),
        windows=_weakened(document.windows, inside),
        places={
            name: (start, end, min(sure, _least((start, end), inside)))
            for name, (start, end, sure) in document.places.items()
        },
        losses=(*document.losses, *_told(document, inside)),
    )


def _told(document: PolicyDocument, doubts: Sequence[Loss]) -> list[Loss]:
    """A loss a place with its clause and field; one for all of them where there are very many."""
    if len(doubts) > MOST_TOLD:
        spans = tuple(one.span for one in doubts)
        mean = round(sum(one.confidence for one in doubts) / len(doubts), 3)
        whole = (spans[0][0], spans[-1][1])
        return [
            Loss("unsure", None, None, whole, "识别把握不大的字", None, mean, len(spans), spans)
        ]
    return [
        replace(one, clause=_clause_of(document, one.span), field=_field_of(document, one.span))
        for one in doubts
    ]


def _weakened(items: tuple[Item, ...], doubts: Sequence[Loss]) -> tuple[Item, ...]:
    return tuple(
        replace(one, confidence=least) if least < one.confidence else one  # type: ignore[type-var]
        for one in items
        for least in [_least(one.span, doubts)]
    )


def _least(span: Span, doubts: Iterable[Loss]) -> float:
    return min((one.confidence for one in doubts if _meets(one.span, span)), default=1.0)


def _meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _clause_of(document: PolicyDocument, span: Span) -> str | None:
    return next((one.path for one in document.clauses if _meets(one.span, span)), None)


def _field_of(document: PolicyDocument, span: Span) -> str | None:
    places = document.places.items()
    return next((name for name, (start, end, _) in places if _meets((start, end), span)), None)
