"""What a firm stated: added when it answers, the newest of each fact holding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhishu.base.errors import InvalidValueError
from zhishu.funding.statement import known_facts, read_answer
from zhishu.portal.accounts.models import Organisation, User
from zhishu.portal.funding.models import LONGEST, FactStatement
from zhishu.portal.funding.whom import party_of
from zhishu.rules.fact import Fact, Known


def newest(organisations: Iterable[Organisation]) -> dict[str, FactStatement]:
    """The newest statement on each fact; an empty answer took the one before back."""
    rows = FactStatement.objects.select_related("user", "organisation").order_by("pk")
    return {row.fact: row for row in rows.filter(organisation__in=list(organisations))}


def known(
    statements: Mapping[str, FactStatement], declared: Mapping[str, Fact], day: date
) -> dict[str, Known]:
    """What statements make known on a day."""
    told = (
        (row.fact, row.answer, timezone.localtime(row.made_at).date())
        for row in statements.values()
    )
    return known_facts(told, declared, day)


def stated_by_party(declared: Mapping[str, Fact], day: date) -> dict[str, dict[str, Known]]:
    """What every firm with an account stated, by party; of several accounts of one the later statement holds."""
    rows: dict[str, dict[str, FactStatement]] = {}
    organisations = Organisation.objects.filter(factstatement__isnull=False).distinct()
    for organisation in organisations:
        party = party_of(organisation)
        if party is not None:
            rows.setdefault(party.party_id, {}).update(newest([organisation]))
    return {party: known(held, declared, day) for party, held in rows.items()}


def state_fact(organisation: Organisation, user: User, fact: Fact, typed: str) -> bool:
    """Add a statement, True where it says something new; InvalidValueError for what the fact does not take."""
    answer = read_answer(fact, typed)
    if len(answer) > LONGEST:
        raise InvalidValueError(f"“{fact.title}”的回答太长", next_step=f"不超过{LONGEST}字")
    last = FactStatement.objects.filter(organisation=organisation, fact=fact.name)
    row = last.order_by("-pk").first()
    if (row.answer if row else "") == answer:
        return False
    with transaction.atomic():
        FactStatement.objects.create(
            organisation=organisation, fact=fact.name, answer=answer, user=user
        )
    return True
