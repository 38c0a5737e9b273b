"""The job that publishes officers' decisions on holders and derives the links anew."""

from __future__ import annotations

from django.core.cache import cache
from django_tasks import task

from zhishu.flows.look_at_holders import Queue
from zhishu.flows.publish_holder_decisions import publish_holder_decisions, published_decisions
from zhishu.parties.linking.standing import standing_decisions
from zhishu.portal.rights.holders.models import all_decisions
from zhishu.settings import home

# Asked and not done after this long, it is asked again.
_AGAIN_SECONDS = 60
_ASKED = "holders-asked-for"
# The snapshot of which the links were last derived, whether anything changed in them or not.
_DERIVED = "holders-derived-of"


@task()
def publish_holders() -> None:
    """Publish what stands of all decisions, and the links by it; again is harmless."""
    # What is decided from now on asks anew.
    cache.delete(_ASKED)
    report = publish_holder_decisions(home(), standing_decisions(all_decisions()).values())
    cache.set(_DERIVED, report.snapshot, timeout=None)


def ask_for_links() -> None:
    """Have the worker publish and link; asked while it has not begun, it does so once."""
    if cache.add(_ASKED, 1, timeout=_AGAIN_SECONDS):
        publish_holders.enqueue()


def waits_for_publication() -> bool:
    """Whether decisions stand that the warehouse does not have, or has otherwise."""
    standing = {name: one.number for name, one in standing_decisions(all_decisions()).items()}
    return standing != published_decisions(home())


def is_behind(queue: Queue) -> bool:
    """Whether rights or parties came after the links were derived."""
    return queue.facts_in > max(queue.linked_in, cache.get(_DERIVED, 0))
