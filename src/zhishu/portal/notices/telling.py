"""Telling once, passing on what nobody took note of, taking note, closing what is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from zhishu.portal.notices.models import (
    ACKNOWLEDGED,
    CLOSING,
    SETTLED,
    TO_OFFICE,
    TO_ORGANISATION,
    Notice,
    NoticeEvent,
)

_LONGEST_TITLE = 300
# Who sees what was passed on to the office.
OFFICE_ROLE = "city_officer"


@dataclass(frozen=True)
class Message:
    """What is to be told, and what it is about (`key`)."""

    key: str
    title: str
    words: str
    url: str = ""
    due_on: date | None = None
    is_pressing: bool = False


def tell(
    organisation: Any,
    messages: Iterable[Message],
    *,
    addressee: Any = None,
    now: datetime | None = None,
) -> int:
    """Tell what was not told yet; how many were new. Telling again, by two workers even, changes nothing."""
    told = 0
    for message in messages:
        if Notice.objects.filter(organisation=organisation, key=message.key).exists():
            continue
        row = Notice(
            organisation=organisation,
            key=message.key,
            title=message.title[:_LONGEST_TITLE],
            words=message.words,
            url=message.url,
            due_on=message.due_on,
            is_pressing=message.is_pressing,
            addressee=addressee,
            made_at=now or timezone.now(),
        )
        told += _added(row)
    return told


def pass_on(now: datetime, *, to_organisation: timedelta, to_office: timedelta) -> int:
    """What nobody took note of for so long goes to all of the organisation, then to the office."""
    open_ones = _open(Notice.objects.all())
    passed = 0
    for word, waited in ((TO_ORGANISATION, to_organisation), (TO_OFFICE, to_office)):
        for notice in open_ones.filter(made_at__lte=now - waited).exclude(events__word=word):
            if word == TO_ORGANISATION and notice.addressee_id is None:
                continue  # All of them were told at once.
            passed += _added(NoticeEvent(notice=notice, word=word, made_at=now))
    return passed


def settle(organisation: Any, about: str, live: Collection[str], now: datetime) -> int:
    """Close the notices about something (the beginning of their keys) that is done, or told anew; how many were."""
    settled = 0
    for notice in _open(Notice.objects.filter(organisation=organisation, key__startswith=about)):
        if notice.key not in live:
            settled += _added(NoticeEvent(notice=notice, word=SETTLED, made_at=now))
    return settled


def acknowledge(notice: Notice, user: Any) -> None:
    """Take note; the first to do so stands."""
    if not notice.events.filter(word__in=CLOSING).exists():
        _added(NoticeEvent(notice=notice, word=ACKNOWLEDGED, user=user, made_at=timezone.now()))


def notices_of(user: Any) -> Any:
    """The notices that a user sees: of the own organisation, of those it acts for, and the office's."""
    mine = Q(addressee=None) | Q(addressee=user) | Q(events__word=TO_ORGANISATION)
    seen = Q(organisation_id=user.organisation_id) & mine
    if clients := user.clients():
        seen |= Q(organisation_id__in=clients)
    if user.role == OFFICE_ROLE:
        seen |= Q(events__word=TO_OFFICE)
    return Notice.objects.filter(seen).distinct()


def unread(user: Any) -> Any:
    """Those of them that nobody has taken note of, and that are still to be done."""
    return _open(notices_of(user))


def _open(notices: Any) -> Any:
    return notices.exclude(events__word__in=CLOSING)


def _added(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False  # Another worker was first.
    return True
