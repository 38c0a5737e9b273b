"""The job that puts released rules into the home's rulebook."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping

from django.core.cache import cache
from django_tasks import task

from zhishu.base.errors import InvalidValueError, ZhishuError
from zhishu.flows.publish_rule import decided, find_misfit, publish_rule, stands
from zhishu.portal.funding.drafts.models import RuleDraft, released
from zhishu.settings import home

logger = logging.getLogger(__name__)
# A try that failed is made again when somebody looks, after this long.
_AGAIN_SECONDS = 60
_ASKED = "rules-asked-for"


@task()
def publish_rules() -> None:
    """Write every rule that stands otherwise than it was released; again is harmless."""
    cache.delete(_ASKED)
    rows = sorted(released().values(), key=lambda row: row.pk)
    waiting = [row for row in rows if _differs(row)]
    standing = {row.pk for row in rows} - {row.pk for row in waiting}
    # What was released together may need one another; where all of it does not fit, each is tried by itself.
    if not _publish(waiting, standing):
        for row in waiting:
            # One that does not fit stays 待发布 and is tried again, the others go on.
            _publish([row], standing)


def _publish(rows: Collection[RuleDraft], standing: set[int]) -> bool:
    """Publish some rows at once; those published join the standing ones."""
    decisions = standing | {row.pk for row in rows}
    try:
        publish_rule(home(), _files(rows), decisions=decisions)
    except ZhishuError:
        logger.exception("rules %s", ", ".join(row.file for row in rows))
        return False
    standing |= decisions
    return True


def _files(rows: Iterable[RuleDraft]) -> dict[str, str]:
    return {name: text for row in rows for name, text in row.files.items()}


def ask_for_rules() -> None:
    """Have the worker publish what waits, once a minute however many ask."""
    if cache.add(_ASKED, 1, timeout=_AGAIN_SECONDS):
        publish_rules.enqueue()


def waits(row: RuleDraft) -> bool:
    """Whether the rulebook does not have what was released, or its edition does not say so."""
    return _differs(row) or row.pk not in decided(home())


def why_waits(row: RuleDraft) -> str:
    """What hinders a row that waits; empty where only its turn has not come."""
    misfit = find_misfit(home(), row.files)
    if misfit is None or find_misfit(home(), _waiting()) is None:
        return ""
    return str(misfit)


def refuse_misfit(files: Mapping[str, str]) -> None:
    """Raise InvalidValueError where with some files, after all that waits, no rule could be judged."""
    misfit = find_misfit(home(), _waiting(), files)
    if misfit is not None:
        raise InvalidValueError(
            f"这样规则库就不能用了：{misfit}",
            next_step="先改好或撤下用到它的规则",
        )


def _waiting() -> dict[str, str]:
    return _files(row for row in released().values() if _differs(row))


def _differs(row: RuleDraft) -> bool:
    return any(stands(home(), name) != (text or None) for name, text in row.files.items())
