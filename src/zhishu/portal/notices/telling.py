"""Telling once, passing on what nobody took note of, taking note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from zhishu.portal.notices.models import (
    ACKNOWLEDGED,
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
    open_ones = Notice.objects.exclude(events__word=ACKNOWLEDGED)
    passed = 0
    for word, waited in ((TO_ORGANISATION, to_organisation), (TO_OFFICE, to_office)):
        for notice in open_ones.filter(made_at__lte=now - waited).exclude(events__word=word):
            if word == TO_ORGANISATION and notice.addressee_id is None:
                continue  # All of them were told at once.
            passed += _added(NoticeEvent(notice=notice, word=word, made_at=now))
    return passed


def acknowledge(notice: Notice, user: Any) -> None:
    """Take note; the first to do so stands."""
    if not notice.events.filter(word=ACKNOWLEDGED).exists():
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
    """Those of them that nobody has taken note of."""
    return notices_of(user).exclude(events__word=ACKNOWLEDGED)


def _added(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False  # Another worker was first.
    return True
