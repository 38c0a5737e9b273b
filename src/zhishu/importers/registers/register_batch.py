"""The rules of payments.py and citations.py for many rows at once, as far as they are without fault.

These registers are as long as all patents together. What is not beyond doubt here is left to the rule of
rows; a property test holds the two together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from zhishu.base.errors import InvalidValueError
from zhishu.importers.columns import Mask, Seen, is_true, read_days, spread, trimmed
from zhishu.importers.patent_batch import read_applications, read_publications
from zhishu.importers.patents import parse_day
from zhishu.importers.registers.citations import CATEGORIES_PRINTED
from zhishu.importers.registers.payments import parse_patent_year
from zhishu.importers.registers.row_cells import EMPTY, parse_yuan
from zhishu.warehouse.arrow_kinds import ARROW_TYPES

T = TypeVar("T")
_YUAN = ARROW_TYPES["decimal"]
# The fraction of yuan that a column keeps.
_SMALLEST = -4


class PaymentBatch:
    """Reads batches of payments by field; remembers what texts say from batch to batch."""

    def __init__(self) -> None:
        self._days = Seen(_parsed(parse_day))
        self._years = Seen(_parsed(parse_patent_year))
        self._sums = Seen(_parsed(_sum))

    def read(self, cells: Mapping[str, pa.Array], count: int) -> tuple[dict[str, pa.Array], Mask]:
        """(columns of payments for all rows, rows that the rule of rows has to look at)."""
        empty = pa.repeat("", count)
        number, _, _, unsure = read_applications(cells.get("patent_number", empty))
        unsure = unsure | is_true(pc.is_null(number))
        fee_kind = trimmed(cells.get("fee_kind", empty))
        # A fee that names its year, and cells that only say that there is nothing.
        unsure |= _blank(fee_kind) | is_true(pc.match_substring(fee_kind, "第"))
        years, at, doubtful = self._years.of(cells.get("patent_year", empty))
        year = spread(years, 0, at, pa.int64())
        due, too = read_days(cells.get("due_on", empty), self._days)
        paid, three = read_days(cells.get("paid_on", empty), self._days)
        unsure |= doubtful | too | three | is_true(pc.and_(pc.is_null(due), pc.is_null(paid)))
        sums, at, doubtful = self._sums.of(cells.get("amount", empty))
        unsure |= doubtful | is_true(pc.not_equal(cells.get("amount_worded", empty), ""))
        key = _digests((pa.repeat("patent", count), number, fee_kind, year, paid))
        columns = {
            "payment_id": key,
            "right_type": pa.repeat("patent", count),
            "right_number": number,
            "fee_kind": fee_kind,
            "patent_year": year,
            "due_on": due,
            "paid_on": paid,
            "amount": spread(sums, 0, at, _YUAN),
        }
        return columns, unsure


class CitationBatch:
    """Reads batches of citations by field."""

    def __init__(self) -> None:
        self._categories = Seen(_category)

    def read(self, cells: Mapping[str, pa.Array], count: int) -> tuple[dict[str, pa.Array], Mask]:
        """(columns of citations for all rows, rows that the rule of rows has to look at)."""
        empty = pa.repeat("", count)
        citing, _, _, unsure = read_publications(cells.get("citing_number", empty))
        cited, _, _, too = read_publications(cells.get("cited_number", empty))
        text = trimmed(cells.get("cited_text", empty))
        unsure = unsure | too | _blank(text, null_is=False)
        application, _, _, doubtful = read_applications(cells.get("citing_application", empty))
        categories, at, three = self._categories.of(cells.get("category", empty))
        category = spread(categories, 0, at, pa.string())
        columns = {
            "citation_key": _digests((citing, cited, text, category)),
            "citing_number": citing,
            "cited_number": cited,
            "cited_text": text,
            "category": category,
            "citing_application": application,
        }
        return columns, unsure | doubtful | three


def _parsed(parse: Callable[[str], T]) -> Callable[[str], tuple[T | None] | None]:
    """The value of a cell in a tuple of one; (None,) for an empty cell, None for what the rule looks at."""

    def read(text: str) -> tuple[T | None] | None:
        if not text.strip():
            return (None,)
        try:
            return (parse(text.strip()),)
        except InvalidValueError:
            return None

    return read


def _sum(text: str) -> Decimal:
    amount = parse_yuan("元", text)
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _SMALLEST or abs(amount) >= 10**15:
        raise InvalidValueError("金额过长")
    return amount


def _category(text: str) -> tuple[str | None] | None:
    bare = text.strip()
    if bare in EMPTY:
        return (None,)
    return (next((own for printed, own in CATEGORIES_PRINTED.items() if printed in bare), "other"),)


def _blank(column: pa.Array, *, null_is: bool = True) -> Mask:
    """Rows whose text says nothing: null (where that counts), or a word for nothing."""
    says = is_true(pc.is_in(column, pa.array(sorted(EMPTY))))
    return says | is_true(pc.is_null(column)) if null_is else says


def _digests(columns: Iterable[pa.Array]) -> pa.Array:
    """`right_named.digest` of each row."""
    texts = pc.binary_join_element_wise(
        *(column.cast(pa.string()) for column in columns),
        "\x1f",
        null_handling="replace",
        null_replacement="",
    )
    made = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts.to_pylist()]
    return pa.array(made, pa.string())
