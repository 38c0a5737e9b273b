"""What a payment register says of a year, and where it says nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.rights.fees.annual_fees import PatentFacts
from zhishu.rights.fees.fee_rules import FeeRules, fee_rules
from zhishu.rights.portfolio.payments import fees_told, years_paid
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
        "right_type": "patent",
        "right_number": "1",
        "patent_year": year,
        "paid_on": D(paid_on) if paid_on else None,
        "fee_kind": fee_kind,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([payment(4, "2025-05-01")], 4),
        ([payment(3, "2024-05-01"), payment(4, "2025-05-01", "实用新型专利第4年年费")], 4),
        # Told as due and not paid, on a day that nobody tells; paid after the day looked from; of no year.
        ([payment(5, None)], None),
        ([payment(5, "2026-11-01")], None),
        ([payment(None, "2026-05-01")], None),
        # A surcharge is no annual fee, even where it names one; nor is what another right costs.
        ([payment(5, "2026-05-01", "滞纳金")], None),
        ([payment(4, "2025-05-01"), payment(5, "2026-05-01", "第5年年费滞纳金")], 4),
        ([{**payment(5, "2026-05-01"), "right_type": "layout_design"}], None),
    ],
)
def test_a_register_is_read_by_its_years(rows: list[dict[str, Any]], expected: int | None) -> None:
    assert years_paid(rows, AS_OF).get("1") == expected


@pytest.mark.parametrize(
    ("paid", "heard_until", "expected"),
    [
        # Without a payment every year that has passed is unknown.
        (None, "2026-10-31", {3: "unknown", 4: "unknown", 5: "unknown", 6: "due"}),
        # Paid through the fifth.
        (5, "2026-10-31", {6: "due"}),
        # The register goes on to the day looked from and does not have the fifth: it was not paid.
        (4, "2026-10-31", {5: "grace", 6: "due"}),
        # It ends after the day due: not paid by then, and perhaps since, as the grace runs on.
        (4, "2026-10-30", {5: "unknown", 6: "due"}),
        (4, "2026-05-07", {5: "unknown", 6: "due"}),
        # It ends before that day, or nobody knows when it ends: it says nothing of the fifth.
        (4, "2026-05-05", {5: "unknown", 6: "due"}),
        (4, None, {5: "unknown", 6: "due"}),
        # The grace of the fourth ended on 2025-11-06: the right has lapsed only where the register reaches that day.
        (3, "2026-10-31", {4: "lapsed", 5: "lapsed"}),
        (3, "2025-11-06", {4: "lapsed", 5: "lapsed"}),
        (3, "2025-11-05", {4: "unknown", 5: "unknown", 6: "due"}),
    ],
)
def test_a_year_is_unpaid_only_where_the_register_speaks_of_it(
    paid: int | None,
    heard_until: str | None,
    expected: dict[int, str],
    rules: FeeRules,
) -> None:
    heard = D(heard_until) if heard_until else None
    fees = fees_told(PATENT, paid, heard_until=heard, as_of=AS_OF, rules=rules)
    assert {fee.year: fee.state for fee in fees[: len(expected)]} == expected
    for fee in fees:
        if fee.state == "unknown":
            assert fee.surcharge is None
            is_told = paid is not None and heard is not None and fee.due_on < heard
            words = f"第{fee.year}年度未缴；其后未知" if is_told else "不视为未缴"
            assert words in fee.explanation[-1].text
