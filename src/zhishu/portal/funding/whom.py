"""Whose entitlements a request may see: an officer those of the firms of its region, a firm its own and its clients'."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.parties.queries import Party, find_party, find_party_by_name
from zhishu.portal.accounts.models import Organisation, User
from zhishu.portal.pages.permissions import role_of
from zhishu.settings import home


def open_party(request: HttpRequest, party_id: str) -> Party:
    """The party asked for; 404 alike for one that is not there and one that is not for this user."""
    party = find_party(open_warehouse(home()), party_id)
    if party is None or not may_see(request.user, party):
        raise Http404
    return party


def may_see(user: User, party: Party) -> bool:
    """Whether a user may see what a party can get."""
    role = role_of(user)
    if role == "city_officer":
        return True
    if role == "county_officer":
        return lies_in(party.region_code, user.region_codes())
    keys = [user.organisation_id, *user.clients()]
    return any(_is_of(one, party) for one in Organisation.objects.filter(pk__in=keys))


def lies_in(code: str | None, regions: Iterable[str]) -> bool:
    """Whether a region lies within one of some; an unknown one lies nowhere."""
    try:
        region = RegionCode.parse(code or "")
    except InvalidValueError:
        return False
    return any(RegionCode(one).contains(region) for one in regions)


def organisations_of(party: Party) -> list[Organisation]:
    """The organisations with accounts that are a party."""
    found = Organisation.objects.filter(name=party.name)
    if party.credit_code:
        found = found | Organisation.objects.filter(credit_code=party.credit_code)
    return [one for one in found if _is_of(one, party)]


def party_of(organisation: Organisation) -> Party | None:
    """The party that an organisation is, by its code or its name; None where the registry has none."""
    warehouse = open_warehouse(home())
    if organisation.credit_code:
        return find_party(warehouse, organisation.credit_code)
    return find_party_by_name(warehouse, organisation.name)


def _is_of(organisation: Organisation, party: Party) -> bool:
    found = party_of(organisation)
    return found is not None and found.party_id == party.party_id
