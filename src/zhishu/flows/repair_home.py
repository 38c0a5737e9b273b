"""Rebuild what can be rebuilt: tables derived from others, and the index; facts are restored from a backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhishu.flows.derive_patents import refresh_patents
from zhishu.flows.link_holders import link_holders
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.flows.verify_home import Damage, verify_home
from zhishu.parties.tables import HOLDER_LINKS
from zhishu.rights.tables import DERIVED, LEGAL_EVENTS, PATENT_PUBLICATIONS


@dataclass(frozen=True)
class Repair:
    """Tables written anew, whether the index was, and what only a backup can mend."""

    tables: tuple[str, ...]
    index: bool
    left: tuple[Damage, ...]


def repair_home(home: Path) -> Repair:
    """Rebuild the derived tables and the index where they are damaged, as of the newest snapshot.

    A damaged fact under a derived table ends the rebuilding with its DamagedDataError: what is
    derived from damaged facts would be a wrong figure.
    """
    damages = verify_home(home)
    tables = _derived(damages)
    if any(table.name in tables for table in DERIVED):
        rebuild_derived(home)
    if HOLDER_LINKS.name in tables:
        link_holders(home, anew=True)
    index = bool(tables) or any(one.part == "index" for one in damages)
    if index:
        rebuild_index(home)
    left = tuple(verify_home(home)) if tables or index else tuple(damages)
    return Repair(tables, index, left)


def _derived(damages: Sequence[Damage]) -> tuple[str, ...]:
    """The derived tables that are damaged in the newest snapshot."""
    names = {table.name for table in (*DERIVED, HOLDER_LINKS)}
    return tuple(sorted({one.table for one in damages if one.table in names and not one.is_old}))


def rebuild_derived(home: Path) -> int:
    """Put the derived tables together anew from all facts; returns the snapshot that has them."""
    warehouse = open_warehouse(home)
    facts = (PATENT_PUBLICATIONS, LEGAL_EVENTS)
    with warehouse.publication("重建推导的表", "zhishu warehouse repair", tables=facts) as work:
        for table in DERIVED:
            work.renew(table)
        refresh_patents(work, open_rulebook(home), whole=True)
    return work.snapshot
