"""Vectors 8 to 10 of the rule engine, on the shipped rulebook: highest of a group, yearly caps, growth, any of several, sums of persons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhishu.base.region import RegionCode
from zhishu.rules.assessment import Entitlements, State, Sum
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Known, admit
from zhishu.rules.growth import yearly_growth
from zhishu.rules.rulebook import load_rulebook

CITY = RegionCode.parse("361000")


def judge(day: date, facts: dict[str, Any]) -> Entitlements:
    rulebook = load_rulebook()
    known = {name: Known(admit(rulebook.facts[name], value)) for name, value in facts.items()}
    return InForce(rulebook, CITY, day).entitle(known)


def paid(found: Entitlements, clause: str) -> tuple[State, Sum | None]:
    one = next(one for one in found.assessments if one.measure.name == f"361000/{clause}")
    return one.state, one.paid


def test_of_national_and_city_titles_the_higher_award_is_paid() -> None:
    found = judge(
        date(2026, 10, 31),
        {
            "party.kind": "enterprise",
            "recognition.national_title": "advantage",
            "recognition.provincial_title": "none",
            "recognition.city_title": "demonstration",
            "recognition.city_title_on": date(2025, 6, 1),
        },
    )
    assert paid(found, "fund/9-2b") == (State.MET, Sum(2_000_000, 2_000_000))
    assert paid(found, "fund/9-2d") == (State.MET, Sum(0, 0))


def test_four_intensive_products_are_held_to_the_cap_of_the_year() -> None:
    found = judge(
        date(2026, 10, 31),
        {
            "party.kind": "enterprise",
            "products.intensive_this_year": 4,
            "products.recorded_this_year": 0,
        },
    )
    state, money = paid(found, "fund/8-3b")
    assert state is State.COMPETITIVE
    assert money is not None and money.high == 3_000_000
    assert found.total == Sum(0, 0)


@pytest.mark.parametrize(
    ("first", "last", "years", "rate"),
    [
        ("100", "172.8", 3, "0.200"),
        ("100", "172.7", 3, "0.200"),
        ("100", "172.3", 3, "0.199"),
        ("100", "100", 5, "0.000"),
        ("100", "64", 2, "-0.200"),
        ("100", "0", 2, "-1.000"),
        ("0", "100", 2, None),
        ("100", "120", 0, None),
    ],
)
def test_growth_over_years_is_compounded(
    first: str, last: str, years: int, rate: str | None
) -> None:
    found = yearly_growth(Decimal(first), Decimal(last), years)
    assert found == (None if rate is None else Decimal(rate))


def test_one_of_three_thresholds_is_enough() -> None:
    facts = {
        "party.kind": "individual_business",
        "figures.premises_area": 299,
        "figures.turnover": 2_990_000,
    }
    day = date(2025, 10, 31)
    assert (
        paid(judge(day, {**facts, "figures.employees": 10}), "individual_business/3c")[0]
        is State.MET
    )
    assert (
        paid(judge(day, {**facts, "figures.employees": 9}), "individual_business/3c")[0]
        is State.NEAR
    )
    assert paid(judge(day, facts), "individual_business/3c")[0] is State.UNKNOWN


def test_a_partnership_of_three_may_borrow_a_tenth_more_than_its_persons() -> None:
    facts = {
        "party.kind": "natural_person",
        "founder.kind": "veteran",
        "loan.venture": "partnership",
        "loan.round": 1,
        "loan.term_years": 3,
    }
    for persons, most in ((700_000, 77_000_000), (1_900_000, 200_000_000)):
        found = judge(date(2025, 10, 31), {**facts, "loan.partners_limit": persons})
        state, money = paid(found, "individual_business/14b")
        assert state is State.MET
        assert money is not None and money.high == most
        # A loan is no money handed out.
        assert found.total.high == 0
