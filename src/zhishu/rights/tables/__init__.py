"""The tables this room publishes."""

from __future__ import annotations

from zhishu.rights.tables import dealings, other_rights, patents
from zhishu.rights.tables.dealings import ASSIGNMENTS, FEE_PAYMENTS, LICENCES, PLEDGES
from zhishu.rights.tables.other_rights import (
    COPYRIGHTS,
    GEOGRAPHICAL_INDICATIONS,
    LAYOUT_DESIGNS,
    PLANT_VARIETIES,
    TRADEMARKS,
)
from zhishu.rights.tables.patents import (
    LEGAL_EVENTS,
    LEGAL_PERIODS,
    PATENT_CITATIONS,
    PATENT_PUBLICATIONS,
    PATENTS,
)

TABLES = (*patents.TABLES, *other_rights.TABLES, *dealings.TABLES)

__all__ = [
    "ASSIGNMENTS",
    "COPYRIGHTS",
    "FEE_PAYMENTS",
    "GEOGRAPHICAL_INDICATIONS",
    "LAYOUT_DESIGNS",
    "LEGAL_EVENTS",
    "LEGAL_PERIODS",
    "LICENCES",
    "PATENTS",
    "PATENT_CITATIONS",
    "PATENT_PUBLICATIONS",
    "PLANT_VARIETIES",
    "PLEDGES",
    "TABLES",
    "TRADEMARKS",
]
