"""The job that publishes reviews: what was released and is not in the warehouse yet."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django_tasks import task

from zhishu.base.errors import ZhishuError
from zhishu.flows.publish_review import Release, publish_review, published_numbers
from zhishu.portal.policy.models import ReviewDecision
from zhishu.settings import home

logger = logging.getLogger(__name__)
# A try that failed is made again when somebody looks, after this long.
_AGAIN_SECONDS = 60


@task()
def publish_reviews() -> None:
    """Publish the newest release of every document that the warehouse does not have; again is harmless."""
    published = published_numbers(home())
    newest: dict[str, ReviewDecision] = {}
    for row in ReviewDecision.objects.filter(word="released").order_by("pk"):
        newest[row.document_id] = row
    for document_id, row in newest.items():
        if published.get(document_id) == row.pk:
            continue
        try:
            publish_review(
                home(),
                Release(document_id, row.pk, row.role, row.user_id, row.made_at, row.told),
            )
        except ZhishuError:
            # The others go on; this one stays 待发布 and is tried again.
            logger.exception("review of %s", document_id)


def ask_for_publication() -> None:
    """Have the worker publish what waits, once a minute however many ask."""
    if cache.add("publication-asked-for", 1, timeout=_AGAIN_SECONDS):
        publish_reviews.enqueue()
