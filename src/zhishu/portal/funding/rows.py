"""Where the rows are that a fact of a party was told by, and what their codes are called."""

from __future__ import annotations

from collections.abc import Container
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhishu.funding.kinds import (
    CREDIT_RECORD_KINDS,
    EXPENSE_KINDS,
    GRADES,
    LEVELS,
    RECOGNITION_KINDS,
    RESULTS,
)
from zhishu.funding.tables import TABLES
from zhishu.parties.queries import Party
from zhishu.rights.registers import REGISTERS
from zhishu.warehouse.table import Column, Table

OWN_TABLES = {table.name: table for table in TABLES}
# What the words in these columns are called, by table and column.
_CODED = {
    ("recognitions", "kind"): RECOGNITION_KINDS,
    ("recognitions", "level"): LEVELS,
    ("recognitions", "grade"): GRADES,
    ("credit_records", "kind"): CREDIT_RECORD_KINDS,
    ("expenses", "kind"): EXPENSE_KINDS,
    ("expenses", "result"): RESULTS,
}
# What every row of the page has in common, and what only programs read.
_LEFT_OUT = frozenset({"holder", "credit_code", "folded_name", "contact_key"})


def shown_columns(table: Table, classes: Container[str]) -> list[Column]:
    """The columns of some classes that tell one row from another."""
    return [
        one
        for one in table.columns
        if one.classification in classes and one.name not in {*table.key, *_LEFT_OUT}
    ]


def cell(table: Table, column: Column, value: Any) -> Any:
    """A value as a page shows it: codes in words."""
    words = _CODED.get((table.name, column.name))
    return words.get(value, value) if words and value is not None else value


def rows_url(table: str, party: Party) -> str:
    """The address of a party's rows of a table; empty where no page lists them."""
    if table == "patents":
        return f"{reverse('rights:patents')}?{urlencode({'holder': party.name})}"
    if table in OWN_TABLES:
        return reverse("funding:rows", args=[party.party_id, table])
    register = next((one for one in REGISTERS.values() if one.table.name == table), None)
    if register is None:
        return ""
    return f"{reverse('registers:list', args=[register.name])}?{urlencode({'q': party.name})}"
