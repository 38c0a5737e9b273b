"""Entitlements as plain values, for programs: money in 元 with two decimals, days as ISO, what is not told as null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.funding.application import FIELD_STATES, Application
from zhishu.funding.double_award import GRADES, DoubleAward
from zhishu.funding.questions import question_of
from zhishu.rules.assessment import Assessment, Entitlements, Figure, Nearest, Reason, Sum
from zhishu.rules.fact import Fact, Known, Value
from zhishu.rules.measure import Measure


def plain_entitlements(found: Entitlements, declared: Mapping[str, Fact]) -> dict[str, Any]:
    """`{measures, total, competitive_total, …}`: the contract of `zhishu entitlement firm --json`."""
    return {
        "measures": [plain_assessment(one, declared) for one in found.assessments],
        **plain_ends("total", found.total),
        **plain_ends("competitive_total", found.competitive),
        "lost": [{**plain_measure(one), "what_is_lost": list(one.lost)} for one in found.lost],
        "not_in_force": [plain_measure(one) for one in found.not_in_force],
    }


def plain_assessment(one: Assessment, declared: Mapping[str, Fact]) -> dict[str, Any]:
    """One measure: `amount` is what it comes to under its caps, `paid` what is left after groups and awards received."""
    return {
        **plain_measure(one.measure),
        "form": one.measure.form,
        "state": str(one.state),
        **plain_ends("amount", one.capped),
        "paid": yuan(told(one.paid)),
        "cap_applied": bool(one.cap),
        "cap": one.cap or None,
        "explanation": [plain_reason(reason) for reason in one.reasons],
        "nearest": plain_nearest(one.nearest),
        "questions": [plain_question(declared[name]) for name in one.missing if name in declared],
    }


def plain_measure(measure: Measure) -> dict[str, Any]:
    """What a measure is called and where it stands."""
    return {
        "id": measure.name,
        "title": measure.title,
        "source": {"title": measure.source.title, "clause": measure.source.clause},
        "synthetic": measure.synthetic,
    }


def plain_reason(reason: Reason) -> dict[str, Any]:
    """One node of an explanation with its parts."""
    return {
        "about": reason.about,
        "words": reason.words,
        "truth": str(reason.truth) if reason.truth is not None else None,
        "fact": reason.fact or None,
        **(plain_known(reason.known) if reason.known is not None else {}),
        "parameter": plain_figure(reason.figure),
        "parts": [plain_reason(part) for part in reason.parts],
    }


def plain_known(known: Known) -> dict[str, Any]:
    """What is known of a fact: value, where from, of which day."""
    return {
        "value": plain_value(known.value),
        "origin": known.origin or None,
        "on": known.on.isoformat() if known.on else None,
    }


def plain_figure(figure: Figure | None) -> dict[str, Any] | None:
    """A parameter's figure with its place in the text."""
    if figure is None:
        return None
    return {
        "name": figure.name,
        "title": figure.title,
        "value": str(figure.value),
        "unit": figure.unit,
        "since": figure.since.isoformat(),
        "source": figure.source,
        "clause": figure.clause,
        "verified": figure.verified,
    }


def plain_nearest(nearest: Nearest | None) -> dict[str, Any] | None:
    """The smallest change that would qualify, and its money."""
    if nearest is None:
        return None
    changes = [
        {
            "fact": change.fact,
            "from": plain_value(change.was),
            "to": plain_value(change.needed),
            "words": change.words,
        }
        for change in nearest.changes
    ]
    return {"changes": changes, **plain_ends("amount", nearest.amount)}


def plain_question(fact: Fact) -> dict[str, Any]:
    """What a firm is asked, and how its answer is given."""
    return {
        "fact": fact.name,
        "question": question_of(fact),
        "kind": fact.kind,
        "unit": fact.unit or None,
        "values": dict(fact.values) or None,
    }


def plain_double(lead: DoubleAward) -> dict[str, Any]:
    """A lead to an award paid twice, with its payments and what ties their parties."""
    return {
        "grade": lead.grade,
        "words": GRADES[lead.grade],
        "reason": lead.reason,
        "subject": lead.subject or None,
        "beyond": yuan(lead.beyond),
        "ties": [{"kind": one.kind, "words": one.words} for one in lead.ties],
        "payments": [
            {
                "award_id": one.award_id,
                "party": one.party,
                "holder": one.holder,
                "measure": one.measure or None,
                "item": one.item,
                "subject": one.subject or None,
                "amount": yuan(one.amount),
                "year": one.year,
                "paid_on": one.paid_on.isoformat() if one.paid_on else None,
            }
            for one in lead.payments
        ],
    }


def plain_application(form: Application) -> dict[str, Any]:
    """A form filled in, and the papers it needs."""
    one = form.one
    return {
        "measure": plain_measure(one.measure),
        "state": str(one.state),
        **plain_ends("amount", one.capped),
        "paid": yuan(told(one.paid)),
        "fields": [
            {
                "field": field.name,
                "title": field.title,
                "value": field.value or None,
                "origin": field.origin or None,
                "on": field.on.isoformat() if field.on else None,
                "state": field.state,
                "words": FIELD_STATES[field.state],
                "why": field.why or None,
            }
            for field in form.fields
        ],
        "materials": [
            {"title": paper.title, "waived": paper.is_waived, "for": list(paper.fields)}
            for paper in form.materials
        ],
    }


def plain_value(value: Value | None) -> bool | int | str | None:
    """A fact's value: numbers as JSON numbers where they are whole, else as text, so that none is rounded."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date) else value


def told(money: Sum | None) -> int | None:
    """The fen that may be told: the sum, or the most where the text says 不超过; None while it is open."""
    return None if money is None or money.is_open else money.high


def yuan(fen: int | None) -> str | None:
    """Fen as 元 with two decimals: 20000.00."""
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"


def plain_ends(name: str, money: Sum | None) -> dict[str, str | None]:
    """A sum under its name, with both of its ends: they differ where the text says 不超过, or data is missing."""
    return {
        name: yuan(told(money)),
        f"{name}_low": yuan(money.low) if money else None,
        f"{name}_high": yuan(money.high) if money else None,
    }
