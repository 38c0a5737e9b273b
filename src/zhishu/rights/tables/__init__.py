"""The tables this room publishes."""

from __future__ import annotations

from zhishu.rights.tables import dealings, images, other_rights, patents, status
from zhishu.rights.tables.dealings import ASSIGNMENTS, FEE_PAYMENTS, LICENCES, PLEDGES
from zhishu.rights.tables.images import IMAGE_FEATURES
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
from zhishu.rights.tables.status import ENCUMBRANCES, HOLDINGS, STATUS_FINDINGS
from zhishu.warehouse.table import Table

TABLES = (*patents.TABLES, *status.TABLES, *other_rights.TABLES, *dealings.TABLES, *images.TABLES)
# What is put together from the other tables here and can be put together again.
DERIVED = (PATENTS, LEGAL_PERIODS, *status.TABLES)

__all__ = [
    "ASSIGNMENTS",
    "COPYRIGHTS",
    "DERIVED",
    "ENCUMBRANCES",
    "FEE_PAYMENTS",
    "GEOGRAPHICAL_INDICATIONS",
    "HOLDINGS",
    "IMAGE_FEATURES",
    "LAYOUT_DESIGNS",
    "LEGAL_EVENTS",
    "LEGAL_PERIODS",
    "LICENCES",
    "PATENTS",
    "PATENT_CITATIONS",
    "PATENT_PUBLICATIONS",
    "PLANT_VARIETIES",
    "PLEDGES",
    "STATUS_FINDINGS",
    "TABLES",
    "TRADEMARKS",
    "Table",
]
