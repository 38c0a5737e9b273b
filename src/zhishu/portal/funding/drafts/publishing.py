"""The job that puts released rules into the home's rulebook."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django_tasks import task

from zhishu.base.errors import ZhishuError
from zhishu.flows.publish_rule import publish_rule, stands
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
    for row in released().values():
        try:
            publish_rule(home(), row.files, number=row.pk)
        except ZhishuError:
            # The others go on; this one stays 待发布 and is tried again.
            logger.exception("rule %s", row.file)


def ask_for_rules() -> None:
    """Have the worker publish what waits, once a minute however many ask."""
    if cache.add(_ASKED, 1, timeout=_AGAIN_SECONDS):
        publish_rules.enqueue()


def waits(row: RuleDraft) -> bool:
    """Whether the rulebook does not have what was released."""
    return any(stands(home(), name) != (text or None) for name, text in row.files.items())
