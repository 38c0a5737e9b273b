"""What stands beside the annual fees: restoration, the compensated term, who may ask for a reduction, receipt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.rights.deadlines import (
    Delivery,
    claim_refund_until,
    deadline_rules,
    received_on,
    register_until,
)
from zhishu.rights.fees.compensation_fee import compensation_fee
from zhishu.rights.fees.reduction_eligibility import (
    Applicant,
    ApplicantKind,
    barred_until,
    eligibility_rules,
    kind_of_reduction,
    may_be_reduced,
)
from zhishu.rights.fees.restoration import (
    cost_of_restoration,
    restoration_rules,
    restore_after_obstacle_until,
    restore_with_reason_until,
)
from zhishu.rules.rulebook import load_rulebook

BOOK = load_rulebook()
RESTORATION = restoration_rules(BOOK)
ELIGIBILITY = eligibility_rules(BOOK)
DEADLINES = deadline_rules(BOOK)


@pytest.mark.parametrize(
    ("received", "until"),
    [
        ("2026-03-16", "2026-05-18"),  # 16 May is a Saturday
        ("2026-08-01", "2026-10-08"),  # National Day
        ("2025-12-31", "2026-02-28"),  # month's end, a Saturday that is worked
        ("2026-01-05", "2026-03-05"),
    ],
)
def test_restoration_with_reason(received: str, until: str) -> None:
    found = restore_with_reason_until(date.fromisoformat(received), RESTORATION)
    assert found.day == date.fromisoformat(until)


@pytest.mark.parametrize(
    ("ended", "missed", "until"),
    [
        ("2026-01-05", "2025-09-30", "2026-03-05"),
        ("2026-01-05", "2024-02-02", "2026-02-02"),
        ("2026-01-05", "2024-03-05", "2026-03-05"),
    ],
)
def test_restoration_after_force_majeure(ended: str, missed: str, until: str) -> None:
    found = restore_after_obstacle_until(
        date.fromisoformat(ended), date.fromisoformat(missed), RESTORATION
    )
    assert found.day == date.fromisoformat(until)


def test_the_cost_of_restoration_bears_the_highest_surcharge_of_the_full_fee() -> None:
    cost = cost_of_restoration(
        date(2026, 10, 20), full_fee=Decimal(4000), reduced_fee=Decimal(600), rules=RESTORATION
    )
    assert cost == 1000 + 600 + 1000


def test_the_cost_of_restoration_is_refused_where_its_surcharges_are_not_carried() -> None:
    with pytest.raises(InvalidValueError, match="滞纳金"):
        cost_of_restoration(
            date(2001, 5, 1), full_fee=Decimal(900), reduced_fee=Decimal(900), rules=RESTORATION
        )


@pytest.mark.parametrize(
    ("until", "fee"),
    [
        ("2036-02-28", 0),
        ("2037-02-27", 0),
        ("2037-02-28", 8000),
        ("2037-07-20", 8000),
        ("2041-02-28", 40000),
    ],
)
def test_part_of_a_compensated_year_is_not_charged(until: str, fee: int) -> None:
    rule = BOOK.parameter("compensation_period_fee")
    assert compensation_fee(date(2036, 2, 28), date.fromisoformat(until), rule) == fee


def test_a_compensated_term_before_the_rule_is_not_carried() -> None:
    with pytest.raises(InvalidValueError, match="没有收录"):
        compensation_fee(
            date(2024, 7, 14), date(2026, 7, 14), BOOK.parameter("compensation_period_fee")
        )


@pytest.mark.parametrize(
    ("kind", "income", "asked", "may"),
    [
        ("individual", 41999, "2016-09-01", True),
        ("individual", 42000, "2019-06-30", False),
        ("individual", 42000, "2019-07-01", True),
        ("individual", 60000, "2026-01-01", False),
        ("individual", None, "2026-01-01", None),
        ("enterprise", 299999, "2018-01-01", True),
        ("enterprise", 300000, "2019-06-30", False),
        ("enterprise", 999999, "2019-07-01", True),
        ("enterprise", 1000000, "2026-01-01", False),
        ("institution", None, "2026-01-01", True),
    ],
)
def test_who_may_ask(kind: ApplicantKind, income: int | None, asked: str, may: bool | None) -> None:
    one = Applicant(kind, None if income is None else Decimal(income))
    assert may_be_reduced([one], date.fromisoformat(asked), ELIGIBILITY) is may
    assert kind_of_reduction([one]) == "single"


def test_of_several_each_one_must_qualify() -> None:
    rich = Applicant("enterprise", Decimal(2_000_000))
    unknown, school = Applicant("individual"), Applicant("institution")
    today = date(2026, 1, 1)
    assert may_be_reduced([school, rich, unknown], today, ELIGIBILITY) is False
    assert may_be_reduced([school, unknown], today, ELIGIBILITY) is None
    assert may_be_reduced([school, school], today, ELIGIBILITY) is True
    assert kind_of_reduction([school, school]) == "joint"


def test_a_false_statement_bars_five_calendar_years() -> None:
    assert barred_until(date(2026, 1, 1), ELIGIBILITY) == date(2030, 12, 31)
    assert barred_until(date(2026, 12, 31), ELIGIBILITY) == date(2030, 12, 31)


@pytest.mark.parametrize(
    ("issued", "delivery", "received"),
    [
        ("2026-02-10", "paper", "2026-02-25"),
        ("2026-02-10", "electronic", "2026-02-10"),
        ("2024-01-19", "electronic", "2024-02-03"),
        ("2024-01-20", "electronic", "2024-01-20"),
        ("2024-02-14", "paper", "2024-02-29"),
    ],
)
def test_receipt_of_a_document(issued: str, delivery: Delivery, received: str) -> None:
    found = received_on(date.fromisoformat(issued), delivery, DEADLINES)
    assert found == date.fromisoformat(received)


def test_registration_and_refund() -> None:
    assert register_until(date(2026, 7, 31), DEADLINES).day == date(2026, 9, 30)
    assert claim_refund_until(date(2024, 2, 29), DEADLINES).day == date(2027, 3, 1)
    with pytest.raises(InvalidValueError, match="没有收录"):
        claim_refund_until(date(2024, 1, 19), DEADLINES)
