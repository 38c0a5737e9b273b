"""The job that tells holders of their limits: each step of each ladder once, passed on while nobody takes note."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from zhishu.base.money import Money
from zhishu.flows.look_at_holder import HolderView
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.portal.accounts.models import Organisation
from zhishu.portal.home.space import view_of
from zhishu.portal.home.stated import REDUCTION, keeper_of, newest
from zhishu.portal.notices.telling import Message, pass_on, settle, tell
from zhishu.portal.pages.instance import today
from zhishu.portal.pages.permissions import PERMISSIONS
from zhishu.rights.portfolio.dues import Due
from zhishu.settings import home

logger = logging.getLogger(__name__)
# How the keys of these notices begin.
_ABOUT = "limit-"
# What failed, or was killed, is asked for again after so long; what was done, on the next day.
_ASKED_AGAIN = 60 * 60
_A_DAY = 24 * 60 * 60


@task()
def remind_holders() -> None:
    """Tell every holder what has come up; running again, or on two workers, tells nothing twice."""
    asked, day = _asked(), today()
    roles = PERMISSIONS["space.read"][1]
    holders = Organisation.objects.filter(user__role__in=roles, user__is_active=True)
    keys, failed = set(holders.values_list("pk", flat=True)), 0
    for key in sorted(keys):
        try:
            remind(Organisation.objects.get(pk=key), day)
        except Exception:  # the others are told all the same; the trace goes to the log
            failed += 1
            logger.exception("reminders of %s", key)
    pass_on(
        timezone.now(),
        to_organisation=_days("reminder_to_organisation", day),
        to_office=_days("reminder_to_office", day),
    )
    # One bad portfolio waits for tomorrow; where nobody could be told, the trouble is the job's own.
    if not keys or failed < len(keys):
        cache.set(asked, 1, timeout=_A_DAY)


def remind(organisation: Organisation, day: date) -> int:
    """Tell one holder, and close what is done or told anew; how many notices were new."""
    view = view_of(organisation, newest(organisation, REDUCTION), as_of=day)
    found = (message_of(organisation, view, due) for due in view.dues)
    messages = [message for message in found if message is not None]
    settle(organisation, _ABOUT, {message.key for message in messages}, timezone.now())
    return tell(organisation, messages, addressee=keeper_of(organisation))


def message_of(organisation: Organisation, view: HolderView, due: Due) -> Message | None:
    """What is to be said of a due: the newest step of its ladder that has come; None before the first."""
    reached = [step for step in due.ladder if step.on <= view.as_of]
    if not reached:
        return None
    step = reached[-1]
    told = [f"{due.right.type_name}（{due.right.kind}）{due.right.right_id}，{due.state_words}"]
    if due.state == "unknown":
        told.append("没有数据说明是否已办，请先核对")
    elif due.costs and due.payable is not None:
        told.append(f"应缴{Money(due.payable)}")
    if due.on < view.as_of and due.late_until:
        told.append(f"最迟{due.late_until}")
    return Message(
        key=f"{_ABOUT}{due.key}-{step.kind}-{due.on}",
        title=f"{due.right.title}{due.words}：{step.words}",
        words="；".join(told) + "。",
        url=reverse("space:due", args=[organisation.pk, due.key]),
        due_on=due.on,
        is_pressing=due.state in ("grace", "lapsed"),
    )


def _days(name: str, day: date) -> timedelta:
    return timedelta(days=int(open_rulebook(home()).parameter(name).required(day).value))


def ask_for_reminders() -> None:
    """Have the worker look, once a day however many ask; again where it did not come through."""
    if cache.add(_asked(), 1, timeout=_ASKED_AGAIN):
        remind_holders.enqueue()


def _asked() -> str:
    return f"reminders-{timezone.localdate()}"
