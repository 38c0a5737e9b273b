"""Whose space a request may open: one's own, or one that its holder gave the visitor's organisation access to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from zhishu.flows.look_at_holder import HolderView, look_at_holder
from zhishu.portal.accounts.models import MANAGE, OWN, Organisation
from zhishu.portal.home.models import StatedFact
from zhishu.portal.home.stated import REDUCTION, newest, reduction_of
from zhishu.portal.pages.asking import as_of_of, snapshot_of
from zhishu.portal.pages.instance import today
from zhishu.settings import home


@dataclass(frozen=True)
class Space:
    """An organisation's space as one request may use it; scope: own, manage or read."""

    organisation: Organisation
    scope: str
    stated: StatedFact | None
    view: HolderView

    @property
    def may_manage(self) -> bool:
        """Whether facts may be stated and notices acknowledged."""
        return self.scope in (OWN, MANAGE)

    @property
    def is_own(self) -> bool:
        return self.scope == OWN


def find_organisation(request: HttpRequest, organisation_id: int) -> tuple[Organisation, str]:
    """The organisation and the scope over it; 404 alike for one that is not there and one that is closed."""
    scope = request.user.scope_over(organisation_id)
    if not scope:
        raise Http404
    return Organisation.objects.get(pk=organisation_id), scope


def open_space(request: HttpRequest, organisation_id: int) -> Space:
    """The space asked for, on the day and at the snapshot asked for."""
    organisation, scope = find_organisation(request, organisation_id)
    stated = newest(organisation, REDUCTION)
    view = view_of(organisation, stated, as_of=as_of_of(request), snapshot=snapshot_of(request))
    return Space(organisation, scope, stated, view)


def view_of(
    organisation: Organisation,
    stated: StatedFact | None,
    *,
    as_of: date | None = None,
    snapshot: int | None = None,
) -> HolderView:
    """The rights of an organisation; on the portal's own day where none is asked for."""
    return look_at_holder(
        home(),
        organisation.name,
        as_of=as_of or today(),
        credit_code=organisation.credit_code,
        reduction=reduction_of(stated),
        snapshot=snapshot,
    )
