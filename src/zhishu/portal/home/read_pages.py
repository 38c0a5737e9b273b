"""`python -m zhishu.portal.home.read_pages`: the pages of a home as a visitor gets them, by their digests.

In a process of its own, so that a drill can render two homes side by side without Django in it. Prints
one JSON value: snapshot, index_snapshot, and pages and searches as {address: digest}.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

import django

# So many of each kind are opened, the first by their id.
FEW = 5


def main() -> None:
    """Render everything and print what it amounts to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhishu.portal.settings")
    django.setup()
    from zhishu.base.errors import ZhishuError
    from zhishu.flows.open_warehouse import open_warehouse
    from zhishu.flows.rebuild_index import index_status
    from zhishu.settings import home

    try:
        index_snapshot = index_status(home()).index_snapshot
    except ZhishuError:
        index_snapshot = None
    told = {
        "snapshot": open_warehouse(home()).snapshot(),
        "index_snapshot": index_snapshot,
        "pages": _digests(_pages()),
        "searches": _digests(_searches()),
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def _pages() -> list[str]:
    """The pages of every word that everybody may read."""
    from django.urls import reverse

    from zhishu.flows.measure_indicator import list_indicators
    from zhishu.settings import home

    names = (
        *("home:front", "policy:library", "rights:patents", "registers:overview"),
        *("insight:dashboard", "jobs:sources"),
    )
    return [
        *map(reverse, names),
        *(reverse("policy:policy", args=[one]) for one in _ids("document_id", "policy_documents")),
        *(reverse("rights:patent", args=[one]) for one in _ids("patent_id", "patents")),
        *(reverse("insight:indicator", args=[one.name]) for one in list_indicators(home())),
        *(reverse("insight:rows", args=[one.name]) for one in list_indicators(home())),
    ]


def _searches() -> list[str]:
    """The search page for words out of titles that are there."""
    from urllib.parse import urlencode

    from django.urls import reverse

    words = [
        *(title[2:6] for title in _ids("title", "policy_documents")),
        *(title[-4:] for title in _ids("title", "patents")),
    ]
    address = reverse("home:search")
    return [f"{address}?{urlencode({'q': word})}" for word in dict.fromkeys(words) if word.strip()]


def _ids(column: str, table: str) -> list[str]:
    from zhishu.flows.open_warehouse import open_warehouse
    from zhishu.settings import home

    sql = f"SELECT min({column}) FROM {table} WHERE {column} <> '' GROUP BY {column} ORDER BY 1 LIMIT {FEW}"  # noqa: S608 - constants
    return [str(one) for one in open_warehouse(home()).query(sql).values()]


def _digests(addresses: list[str]) -> dict[str, str]:
    from django.test import Client

    visitor: Any = Client(SERVER_NAME="localhost", raise_request_exception=False)
    found = {}
    for address in addresses:
        answer = visitor.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # A page that tells an error bears a number of its own each time.
        said = hashlib.sha256(content).hexdigest() if answer.status_code < 400 else "error"
        found[address] = f"{answer.status_code} {said}"
    return found


if __name__ == "__main__":
    main()
