"""Keep the name that a party bore before an import gave it another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from zhishu.base.faultpoint import faultpoint
from zhishu.parties.party import former_names
from zhishu.parties.tables import PARTIES
from zhishu.warehouse.publication import Publication
from zhishu.warehouse.warehouse import Warehouse

BATCH = 5_000


def keep_former_names(work: Publication, warehouse: Warehouse) -> None:
    """Add to `former_names` of every party that `work` touched the names it was published under.

    Called while `work` holds the table's lock, so that what is published cannot change meanwhile.
    """
    if "parties" not in warehouse.tables() or not warehouse.describe("parties").rows:
        return
    faultpoint("derive.before_former_names")
    work.replace(PARTIES, _renamed(work, warehouse))


def _renamed(work: Publication, warehouse: Warehouse) -> Iterator[dict[str, Any]]:
    touched = work.stream("SELECT * FROM parties SEMI JOIN touched_parties USING (party_id)")
    while batch := list(islice(touched, BATCH)):
        published = warehouse.query(
            "SELECT party_id, name, former_names FROM parties"
            " WHERE party_id IN (SELECT unnest($ids))",
            {"ids": [row["party_id"] for row in batch]},
        )
        before = {row["party_id"]: row for row in published}
        for row in batch:
            old = before.get(row["party_id"])
            if old is None:
                continue
            known = [*(old["former_names"] or []), *(row["former_names"] or []), old["name"]]
            names = former_names(known, row["name"]) or None
            if names != row["former_names"]:
                own = {column.name: row[column.name] for column in PARTIES.columns}
                yield {**own, "_row": row["_row"], "former_names": names}
