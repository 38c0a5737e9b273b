"""Addresses at which a calendar program reads a holder's limits: a secret token that its maker can revoke.

Only the token's digest is kept: the address is shown once, when it is made. It opens as long as its maker may
open the space.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from zhishu.portal.accounts.models import Organisation, User
from zhishu.portal.home.models import CalendarAddress

_ALGORITHM = "sha256"


def make_address(organisation: Organisation, user: User) -> str:
    """A new token."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarAddress.objects.create(
            organisation=organisation, user=user, digest=_digest(token), revokes=None
        )
    return token


def addresses_of(organisation: Organisation, user: User) -> list[CalendarAddress]:
    """The addresses that a user made for a space and did not revoke."""
    rows = CalendarAddress.objects.filter(organisation=organisation, user=user).order_by("pk")
    revoked = {row.revokes_id for row in rows if row.revokes_id}
    return [row for row in rows if row.digest and row.pk not in revoked]


def revoke_address(organisation: Organisation, user: User, address_id: int) -> None:
    """Take an address back; another's, or one that is not there, is left as it is."""
    for row in addresses_of(organisation, user):
        if row.pk == address_id:
            with transaction.atomic():
                CalendarAddress.objects.create(organisation=organisation, user=user, revokes=row)


def organisation_of(token: str) -> Organisation | None:
    """Whose limits a token opens; None for one that does not, or no longer."""
    row = (
        CalendarAddress.objects.select_related("organisation", "user")
        .filter(digest=_digest(token))
        .first()
    )
    if row is None or CalendarAddress.objects.filter(revokes=row).exists():
        return None
    if not row.user.is_active:
        return None
    if not row.user.scope_over(row.organisation_id):
        return None
    return row.organisation


def _digest(token: str) -> str:
    return f"{_ALGORITHM}:{hashlib.new(_ALGORITHM, token.encode()).hexdigest()}"
