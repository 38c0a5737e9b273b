"""Open the warehouse and the rulebook of a home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zhishu.funding.tables import TABLES as FUNDING_TABLES
from zhishu.importers.tables import TABLES as IMPORTER_TABLES
from zhishu.parties.tables import TABLES as PARTY_TABLES
from zhishu.policy.tables import TABLES as POLICY_TABLES
from zhishu.rights.tables import TABLES as RIGHTS_TABLES
from zhishu.warehouse.home_version import check_home
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from zhishu.rules.rulebook import Rulebook

ALL_TABLES: tuple[Table, ...] = (
    *RIGHTS_TABLES,
    *PARTY_TABLES,
    *POLICY_TABLES,
    *FUNDING_TABLES,
    *IMPORTER_TABLES,
)


def open_warehouse(home: Path) -> Warehouse:
    """The warehouse of a home; tables without data yet are empty relations with their columns.

    ZhishuError for a home that is not for this program, or in which a restore or upgrade is not finished.
    """
    check_home(home)
    return Warehouse.open(home, ALL_TABLES)


def open_rulebook(home: Path) -> Rulebook:
    """The shipped rulebook with the home's own over it."""
    # A search that names no region reads no rule.
    from zhishu.rules.rulebook import load_rulebook

    return load_rulebook(home / "rulebook")
