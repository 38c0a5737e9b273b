"""Go back to an older snapshot: published again as the newest, with the index over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import rebuild_index


@dataclass(frozen=True)
class Rollback:
    """The snapshot gone back to and the new one that has its state."""

    to: int
    before: int
    snapshot: int


def roll_back_home(home: Path, number: int, *, reason: str) -> Rollback:
    """Publish the state of snapshot `number` again: facts and derived tables together, then the index.

    A kill between the two leaves the index behind, which it says itself (`index status`).
    """
    warehouse = open_warehouse(home)
    before = warehouse.snapshot()
    snapshot = warehouse.roll_back(number, reason=reason)
    rebuild_index(home)
    return Rollback(number, before, snapshot)
