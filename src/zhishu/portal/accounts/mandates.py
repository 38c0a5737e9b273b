"""委托: a holder lets an agent look after its space, and takes that back. An agent never asks."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhishu.base.errors import InvalidValueError
from zhishu.portal.accounts.models import SCOPES, Mandate, Organisation, User


def agents() -> list[Organisation]:
    """The organisations that may be given a mandate: those with somebody signed up as an agent."""
    users = User.objects.filter(role="agency", is_active=True).select_related("organisation")
    found = {user.organisation_id: user.organisation for user in users if user.organisation}
    return sorted(found.values(), key=lambda one: one.name)


def give_mandate(user: User, agent_id: int, scope: str, until: date | None, day: date) -> Mandate:
    """The holder's own act; InvalidValueError for a scope, agent or day that cannot be."""
    if scope not in SCOPES:
        raise InvalidValueError("没有这种范围", next_step=f"应为{'或'.join(SCOPES.values())}")
    agent = next((one for one in agents() if one.pk == agent_id), None)
    if agent is None or agent.pk == user.organisation_id:
        raise InvalidValueError("没有这个代理机构", next_step="从所列的里选")
    if until is not None and until < day:
        raise InvalidValueError(f"截止日{until}已过", next_step="给今天以后的日期，或不写")
    return _add(user, agent, scope, until)


def withdraw_mandate(user: User, agent_id: int, day: date) -> None:
    """Take a mandate back; one that does not stand is left as it is."""
    for row in Mandate.standing(day, holder=user.organisation):
        if row.agent_id == agent_id:
            _add(user, row.agent, "", None)


def _add(user: User, agent: Organisation, scope: str, until: date | None) -> Mandate:
    with transaction.atomic():
        return Mandate.objects.create(
            holder=user.organisation, agent=agent, scope=scope, until=until, user=user
        )
