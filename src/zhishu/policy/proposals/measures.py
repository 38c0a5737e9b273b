"""A measure that is proposed: its sums and shares are those that the program reads as such if the clause gives money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhishu.policy.document import Measure, Span
from zhishu.policy.measures.competition import COMPETITIVE
from zhishu.policy.measures.sums import Sum
from zhishu.policy.proposals.passages import overlap
from zhishu.policy.proposals.quoting import CONFIDENCE, Quoted, RefusedError


def check_measure(quoted: Quoted) -> Measure:
    """The measure; RefusedError for a sum or for words that are not there."""
    values = quoted.draft.values
    amount = _sum(quoted, "amount", values.get("amount"), values.get("amount_max"))
    cap = _sum(quoted, "cap", values.get("cap"), None)
    rate = _sum(quoted, "rate", values.get("rate"), values.get("rate_max"))
    if not (amount or cap or rate):
        raise RefusedError("nothing_said")
    for one in (amount, rate):
        if one is not None and not _is_for_whom_it_says(quoted, one):
            raise RefusedError("other_name")
    return Measure(
        clause=quoted.path,
        beneficiary=quoted.words("beneficiary", "above"),
        form=quoted.words("form", "passage"),
        text=quoted.text,
        span=quoted.span,
        conditions=tuple(quoted.word_list("conditions", values.get("conditions", ()), "above")),
        amount=amount.value if amount else None,
        amount_max=amount.value_max if amount else None,
        cap=cap.value if cap else None,
        other_caps=_other_caps(quoted),
        per=quoted.words("per", "passage"),
        rate=rate.value if rate else None,
        rate_max=rate.value_max if rate else None,
        rate_basis=quoted.words("rate_basis", "clause"),
        exclusivity=quoted.words("exclusivity", "above"),
        competitive=COMPETITIVE.search(quoted.text) is not None,
        confidence=CONFIDENCE,
    )


def _is_for_whom_it_says(quoted: Quoted, given: Sum) -> bool:
    """Whether nobody is named with a sum, and no condition, whom the program reads with another one beside it."""
    values = quoted.draft.values
    named = [*values.get("conditions", ()), *filter(None, [values.get("beneficiary")])]
    ours: set[str] = set()
    theirs: set[str] = set()
    for one in quoted.own.measures:
        if overlap(one.span, quoted.span):
            words = ours if given.value in (one.amount, one.rate) else theirs
            words.update((*one.conditions, one.beneficiary or ""))
    shared = (ours & theirs) | {""}
    return all(
        any(word in one for one in ours)
        or _touches(word, ours - shared)
        or not _touches(word, theirs - shared)
        for word in named
    )


def _sum(quoted: Quoted, name: str, value: Decimal | None, value_max: Decimal | None) -> Sum | None:
    """The sum or the share of a measure that stands at the quote of a field."""
    if value is None and value_max is None:
        return None
    spans = [span for _, span in quoted.found(quoted.quote(name), "passage")]
    return _sum_at(quoted, name, name, spans, value, value_max)


def _sum_at(
    quoted: Quoted, name: str, kind: str, spans: Sequence[Span], value: Decimal | None, value_max: Decimal | None
) -> Sum:  # fmt: skip
    kinds = ("cap", "loan") if kind == "cap" else (kind,)
    for one in quoted.own.sums:
        inside = any(a <= one.start < b for a, b in spans)
        if inside and one.kind in kinds and (one.value, one.value_max) == (value, value_max):
            quoted.evidence.append(quoted.own.evidence(name, (one.start, one.end)))
            return one
    raise RefusedError(_why_no_sum(quoted, kind, spans, value if value is not None else value_max))


def _why_no_sum(quoted: Quoted, kind: str, spans: Sequence[Span], value: Decimal | None) -> str:
    there = quoted.quantities_in(spans)
    if not there:
        return "no_quantity"
    size = 100 if kind == "rate" else 1
    same = [one for one in there if value is not None and one.value == value * size]
    if not same:
        return "other_value"
    right = [one for one in same if (one.is_share if kind == "rate" else one.is_money)]
    return "other_role" if right else "other_unit"


def _other_caps(quoted: Quoted) -> tuple[tuple[Decimal, str], ...]:
    told = quoted.draft.values.get("other_caps", ())
    per = quoted.word_list("other_caps", [one["per"] for one in told], "passage")
    quotes = quoted.draft.quotes.get("other_caps") or ()
    found = [
        span
        for quote in ([quotes] if isinstance(quotes, str) else quotes)
        for _, span in quoted.found(quote, "passage")
    ]
    sums = [_sum_at(quoted, "other_caps", "cap", found, one["value"], None) for one in told]
    return tuple(
        (one.value, words) for one, words in zip(sums, per, strict=True) if one.value is not None
    )


def _touches(word: str, others: set[str]) -> bool:
    """Whether a word is part of one of the others, or one of them of it."""
    return any(word in one or one in word for one in others)
