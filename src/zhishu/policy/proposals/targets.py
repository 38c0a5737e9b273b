"""A target that is proposed: its number is one that the program reads as a target if the clause is one of goals."""

from __future__ import annotations

from decimal import Decimal

from zhishu.policy.document import Span, Target
from zhishu.policy.proposals.passages import overlap
from zhishu.policy.proposals.quoting import CONFIDENCE, Quoted, RefusedError, printed
from zhishu.policy.targets.phrases import PERIOD


def check_target(quoted: Quoted) -> Target:
    """The target; RefusedError for a value, an indicator or a date that is not there."""
    values = quoted.draft.values
    read, place = _figure(quoted) if "value" in values else _relative(quoted)
    if values["comparator"] != read.comparator:
        raise RefusedError("other_comparator")
    return Target(
        clause=quoted.path,
        indicator=_indicator(quoted, read, place),
        value=read.value,
        value_max=read.value_max,
        unit=read.unit,
        comparator=read.comparator,
        kind=read.kind,
        text=quoted.text,
        span=quoted.span,
        baseline=_baseline(quoted, read),
        period=_period(quoted),
        deadline=_deadline(quoted, read),
        reference=read.reference,
        confidence=CONFIDENCE,
    )


def _figure(quoted: Quoted) -> tuple[Target, Span]:
    """What the program reads of the number as a target, and where it stands."""
    values = quoted.draft.values
    unit = values.get("unit")
    reason = "other_unit"
    for one in quoted.quantity("value", values["value"], values.get("value_max")):
        place = (one.start, one.end)
        read = next(
            (
                target
                for target in quoted.own.targets
                if overlap(target.span, place)
                and (target.value, target.value_max) == (one.value, one.value_max)
            ),
            None,
        )
        if unit != (one.unit or None) and (read is None or unit != read.unit):
            continue
        if read is not None:
            quoted.evidence.append(quoted.own.evidence("value", place))
            return read, place
        reason = "other_role"
    raise RefusedError(reason)


def _relative(quoted: Quoted) -> tuple[Target, Span]:
    """What the program reads of words without a number: 进入全省前列."""
    words = quoted.draft.values.get("reference")
    if words is None:
        raise RefusedError("nothing_said")
    passage, span = quoted.word_place(words, quoted.quote("reference"), "passage")
    for target in passage.targets:
        if target.value is None and target.reference and overlap(target.span, span):
            quoted.evidence.append(passage.evidence("reference", span))
            return target, span
    raise RefusedError("other_role")


def _indicator(quoted: Quoted, read: Target, place: Span) -> str:
    """The words that name the indicator: those that the program reads, or the nearest to the number."""
    span = quoted.nearest("indicator", "clause", place)
    words = printed(quoted.own, span)
    agrees = len(words) > 1 and (words in read.indicator or read.indicator in words)
    if not (agrees and read.indicator) and not quoted.is_beside(span, place):
        raise RefusedError("other_name")
    quoted.evidence.append(quoted.own.evidence("indicator", span))
    return words


def _period(quoted: Quoted) -> str | None:
    period = quoted.words("period", "clause")
    if period is not None and not PERIOD.fullmatch(period):
        raise RefusedError("other_date")
    return period


def _baseline(quoted: Quoted, read: Target) -> Decimal | None:
    value: Decimal | None = quoted.draft.values.get("baseline")
    if value is None:
        return None
    if read.baseline not in (None, value):
        raise RefusedError("other_value")
    for one in quoted.quantities("baseline", "clause"):
        place = (one.start, one.end)
        if one.value == value and (one.unit or None) == read.unit:
            if any(overlap(target.span, place) for target in quoted.own.targets):
                raise RefusedError("other_role")
            quoted.evidence.append(quoted.own.evidence("baseline", place))
            return value
    raise RefusedError("other_value")


def _deadline(quoted: Quoted, read: Target) -> str | None:
    """By when, as the source says it; not another day than the program reads for this number."""
    value = quoted.draft.values.get("deadline")
    if value is None:
        return None
    for passage, span in quoted.found(quoted.quote("deadline"), "above"):
        for mark in passage.years:
            if mark.kind != "deadline" or not overlap((mark.start, mark.end), span):
                continue
            for due in mark.deadlines:
                if read.deadline not in (None, due):
                    continue
                # A month is due on its last day.
                if due == value or (len(value) == 7 and due.startswith(value)):
                    quoted.evidence.append(passage.evidence("deadline", (mark.start, mark.end)))
                    return due
    raise RefusedError("other_date")
