"""One firm's entitlements as JSON, made once for the same data, rules, day and statements."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from typing import Any

from django.http import HttpRequest

from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.answer import plain_entitlements
from zhishu.parties.queries import Party
from zhishu.portal.funding.firm_views import entitlements_of
from zhishu.portal.funding.stated import newest
from zhishu.portal.funding.whom import organisations_of
from zhishu.portal.pages.asking import as_of_of, snapshot_of
from zhishu.settings import home

MOST_BYTES = 32 * 1024 * 1024


class Answers:
    """The answers of one process, bounded by their bytes, those longest unused making room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[object, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, key: object, rulebook: object) -> bytes | None:
        """The answer of a key, where it was made by this very rulebook."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] is not rulebook:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def keep(self, key: object, rulebook: object, answer: bytes) -> None:
        """Keep an answer."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += len(answer) - (len(before[1]) if before else 0)
            self._kept[key] = (rulebook, answer)
            while self._bytes > MOST_BYTES and len(self._kept) > 1:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._bytes -= len(oldest)


_answers = Answers()


def answer_of(request: HttpRequest, party: Party) -> bytes:
    """The entitlements of a party as `zhishu entitlement firm --json` tells them, with the day and the snapshot."""
    rulebook = open_rulebook(home())
    snapshot = snapshot_of(request)
    at = open_warehouse(home()).snapshot() if snapshot is None else snapshot
    stated = sorted(row.pk for row in newest(organisations_of(party)).values())
    key = (str(home()), party.party_id, as_of_of(request), at, tuple(stated))
    answer = _answers.get(key, rulebook)
    if answer is None:
        found = entitlements_of(request, party)
        told: dict[str, Any] = {
            "firm": {"name": party.name, "credit_code": party.credit_code},
            "region": str(found.region),
            "as_of": found.as_of.isoformat(),
            "snapshot": found.snapshot,
            **plain_entitlements(found.found, found.declared),
        }
        answer = json.dumps(told, ensure_ascii=False).encode()
        _answers.keep(key, rulebook, answer)
    return answer
