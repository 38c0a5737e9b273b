"""What a payment register says of a year, and where it says nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.rights.fees.annual_fees import PatentFacts
from zhishu.rights.fees.fee_rules import FeeRules, fee_rules
from zhishu.rights.portfolio.payments import PaymentRecord, fees_told, payment_records
from zhishu.rules.rulebook import load_rulebook

D = date.fromisoformat
# Year 4 of its life is due on 2025-05-06, year 5 on 2026-05-06; granted in its second.
PATENT = PatentFacts("utility_model", D("2022-05-06"), D("2023-08-01"))
AS_OF = D("2026-10-31")


@pytest.fixture(scope="module")
def rules() -> FeeRules:
    return fee_rules(load_rulebook(Path("none")))


def payment(year: int | None, paid_on: str | None, fee_kind: str = "年费") -> dict[str, Any]:
    return {
        "right_number": "1",
        "patent_year": year,
        "paid_on": D(paid_on) if paid_on else None,
        "fee_kind": fee_kind,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([payment(4, "2025-05-01")], PaymentRecord(4, frozenset({4}))),
        ([payment(3, "2024-05-01"), payment(4, "2025-05-01")], PaymentRecord(4, frozenset({3, 4}))),
        # Told as due, not paid; paid after the day looked from; of another kind; of no year.
        ([payment(5, None)], PaymentRecord(0, frozenset({5}))),
        ([payment(5, "2026-11-01")], PaymentRecord(0, frozenset({5}))),
        ([payment(5, "2026-05-01", "滞纳金")], None),
        ([payment(None, "2026-05-01")], None),
    ],
)
def test_a_register_is_read_by_its_years(
    rows: list[dict[str, Any]], expected: PaymentRecord | None
) -> None:
    assert payment_records(rows, AS_OF).get("1") == expected


@pytest.mark.parametrize(
    ("record", "heard_until", "expected"),
    [
        # Without a register every year that has passed is unknown.
        (None, "2026-10-31", {3: "unknown", 4: "unknown", 5: "unknown", 6: "due"}),
        # Paid through the fifth.
        (PaymentRecord(5, frozenset({5})), "2026-10-31", {6: "due"}),
        # The register goes on beyond the day due and does not have the fifth: it was not paid.
        (PaymentRecord(4, frozenset({4})), "2026-10-31", {5: "grace", 6: "due"}),
        (PaymentRecord(4, frozenset({4})), "2026-05-06", {5: "grace", 6: "due"}),
        # It ends before that day, or nobody knows when it ends: it says nothing of the fifth.
        (PaymentRecord(4, frozenset({4})), "2026-05-05", {5: "unknown", 6: "due"}),
        (PaymentRecord(4, frozenset({4})), None, {5: "unknown", 6: "due"}),
        # It ends early, but tells the fifth as due.
        (PaymentRecord(4, frozenset({4, 5})), "2026-01-01", {5: "grace", 6: "due"}),
        # Nothing but the fifth is told, as due: the years before count as paid at the grant alone.
        (PaymentRecord(3, frozenset({3})), "2026-10-31", {4: "lapsed"}),
    ],
)
def test_a_year_is_unpaid_only_where_the_register_speaks_of_it(
    record: PaymentRecord | None,
    heard_until: str | None,
    expected: dict[int, str],
    rules: FeeRules,
) -> None:
    heard = D(heard_until) if heard_until else None
    fees = fees_told(PATENT, record, heard_until=heard, as_of=AS_OF, rules=rules)
    assert {fee.year: fee.state for fee in fees[: len(expected)]} == expected
    for fee in fees:
        if fee.state == "unknown":
            assert fee.surcharge is None
            assert "不视为未缴" in fee.explanation[-1].text
