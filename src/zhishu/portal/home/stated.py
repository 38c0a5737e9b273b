"""What a holder states of itself: whether a 费用减缴 was granted, and who keeps its space."""

from __future__ import annotations

from typing import cast

from django.db import transaction

from zhishu.base.errors import InvalidValueError
from zhishu.portal.accounts.models import Organisation, User
from zhishu.portal.home.models import StatedFact
from zhishu.rights.fees.reductions import REDUCTION_KINDS, ReductionKind

REDUCTION, KEEPER = "reduction", "keeper"
# As a holder says it; the shares come from the rulebook.
REDUCTION_WORDS = {
    "": "没有说明",
    "none": "没有",
    "single": "已获减缴（单独申请）",
    "joint": "已获减缴（共同申请）",
}


def newest(organisation: Organisation, name: str) -> StatedFact | None:
    """The statement that holds; None where nothing was said."""
    return (
        StatedFact.objects.select_related("user")
        .filter(organisation=organisation, name=name)
        .order_by("-pk")
        .first()
    )


def reduction_of(fact: StatedFact | None) -> ReductionKind | None:
    """The reduction to count with; what was not stated is not counted."""
    value = fact.value if fact else ""
    return cast("ReductionKind", value) if value in REDUCTION_KINDS else None


def state_reduction(organisation: Organisation, user: User, value: str) -> None:
    """Add a statement; the same again adds nothing. InvalidValueError for another word."""
    if value not in REDUCTION_WORDS:
        raise InvalidValueError("没有这种说明", next_step="从所列的里选")
    _state(organisation, user, REDUCTION, value)


def state_keeper(organisation: Organisation, user: User, chosen: str) -> None:
    """Who is told first, by the key of the account; empty is everybody of the organisation."""
    users = {str(one.pk): one.username for one in organisation.user_set.filter(is_active=True)}
    if chosen and chosen not in users:
        raise InvalidValueError("本单位没有这个账户", next_step="从所列的里选")
    _state(organisation, user, KEEPER, users.get(chosen, ""))


def keeper_of(organisation: Organisation) -> User | None:
    """The user who is told first, None for everybody."""
    fact = newest(organisation, KEEPER)
    if fact is None or not fact.value:
        return None
    return organisation.user_set.filter(username=fact.value, is_active=True).first()


def _state(organisation: Organisation, user: User, name: str, value: str) -> None:
    fact = newest(organisation, name)
    if (fact.value if fact else "") == value:
        return
    with transaction.atomic():
        StatedFact.objects.create(organisation=organisation, name=name, value=value, user=user)
