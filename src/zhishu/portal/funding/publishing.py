"""The job that publishes what firms stated: the newest of each fact, in place of what was published before."""

from __future__ import annotations

from django.core.cache import cache
from django_tasks import task

from zhishu.flows.publish_statements import publish_statements
from zhishu.portal.funding.models import FactStatement
from zhishu.settings import home

# Asked and not done after this long, it is asked again.
_AGAIN_SECONDS = 60
_ASKED = "statements-asked-for"


@task()
def publish_stated() -> None:
    """Publish the statements that hold; again is harmless."""
    # What is stated from now on asks anew.
    cache.delete(_ASKED)
    rows = FactStatement.objects.select_related("organisation").order_by("pk")
    newest = {(row.organisation_id, row.fact): row for row in rows}
    publish_statements(home(), [row.as_statement() for row in newest.values() if row.answer])


def ask_for_publication() -> None:
    """Have the worker publish; asked while it has not begun, it does so once."""
    if cache.add(_ASKED, 1, timeout=_AGAIN_SECONDS):
        publish_stated.enqueue()
