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
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: object) -> bytes | None:
        """The answer of a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: object, answer: bytes) -> None:
        """Keep an answer."""
        with self._lock:
            self._bytes += len(answer) - len(self._kept.pop(key, b""))
            self._kept[key] = answer
            while self._bytes > MOST_BYTES and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])


_answers = Answers()


def answer_of(request: HttpRequest, party: Party) -> bytes:
    """The entitlements of a party as `zhishu entitlement firm --json` tells them, with the day and the snapshot."""
    rulebook = open_rulebook(home())
    snapshot = snapshot_of(request)
    at = open_warehouse(home()).snapshot() if snapshot is None else snapshot
    stated = sorted(row.pk for row in newest(organisations_of(party)).values())
    key = (str(home()), rulebook, party.party_id, as_of_of(request), at, tuple(stated))
    answer = _answers.get(key)
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
        _answers.keep(key, answer)
    return answer
