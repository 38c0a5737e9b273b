"""Addresses at which a calendar program reads a holder's limits: a secret token that can be revoked.

Only the token's digest is kept: the address is shown once, when it is made. It opens as long as its maker may
open the space; one made under a mandate ends for good with that mandate, whatever mandate follows.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from zhishu.base.errors import InvalidValueError
from zhishu.portal.accounts.models import Mandate, Organisation, User
from zhishu.portal.home.models import CalendarAddress
from zhishu.portal.pages.permissions import allows

# Of each user to each space.
MOST_OPEN = 5
_ALGORITHM = "sha256"


def make_address(organisation: Organisation, user: User) -> str:
    """A new token; InvalidValueError where the user has as many as may be."""
    if sum(row.user_id == user.pk for row in _open_addresses(organisation)) >= MOST_OPEN:
        raise InvalidValueError(
            f"每个账户在一个空间最多有{MOST_OPEN}个订阅地址", next_step="先停用一个，再生成"
        )
    token = secrets.token_urlsafe(32)
    mandates = {row.agent_id: row for row in _standing(organisation)}
    with transaction.atomic():
        CalendarAddress.objects.create(
            organisation=organisation,
            user=user,
            digest=_digest(token),
            mandate=mandates.get(user.organisation_id),
        )
    return token


def addresses_of(organisation: Organisation, user: User) -> list[CalendarAddress]:
    """The open addresses that a user may revoke: its own; the holder's people everybody's."""
    is_own = user.organisation_id == organisation.pk
    return [row for row in _open_addresses(organisation) if is_own or row.user_id == user.pk]


def revoke_address(organisation: Organisation, user: User, address_id: int) -> None:
    """Take an address back; another's, or one that is not there, is left as it is."""
    for row in addresses_of(organisation, user):
        if row.pk == address_id:
            with transaction.atomic():
                CalendarAddress.objects.create(organisation=organisation, user=user, revokes=row)


def organisation_of(token: str) -> Organisation | None:
    """Whose limits a token opens; None for one that does not, or no longer."""
    row = (
        CalendarAddress.objects.select_related("organisation", "user", "mandate")
        .filter(digest=_digest(token))
        .first()
    )
    if row is None or row not in _open_addresses(row.organisation):
        return None
    let_in = row.mandate.agent_id if row.mandate else row.organisation_id
    if row.user.organisation_id != let_in or not allows(row.user, "space.read"):
        return None
    return row.organisation


def _open_addresses(organisation: Organisation) -> list[CalendarAddress]:
    """Whoever made them: those not revoked, nor made under a mandate that stands no longer."""
    rows = (
        CalendarAddress.objects.select_related("user", "mandate__agent")
        .filter(organisation=organisation)
        .order_by("pk")
    )
    revoked = {row.revokes_id for row in rows if row.revokes_id}
    standing = {None, *(row.pk for row in _standing(organisation))}
    return [
        row for row in rows if row.digest and row.pk not in revoked and row.mandate_id in standing
    ]


def _standing(organisation: Organisation) -> list[Mandate]:
    return Mandate.standing(timezone.localdate(), holder=organisation)


def _digest(token: str) -> str:
    return f"{_ALGORITHM}:{hashlib.new(_ALGORITHM, token.encode()).hexdigest()}"
