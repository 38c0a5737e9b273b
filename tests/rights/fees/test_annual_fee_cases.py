"""年费: a table of cases that the product and a second reading of the rules must both answer alike; and what always holds."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fee_oracle import expected
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, annual_fees
from zhishu.rights.fees.fee_rules import RightKind, fee_rules
from zhishu.rights.fees.patent_years import patent_year, year_begins
from zhishu.rights.fees.reductions import ReductionKind
from zhishu.rights.fees.surcharge import surcharge_rate
from zhishu.rules.rulebook import load_rulebook

RULES = fee_rules(load_rulebook())
FILE = Path(__file__).resolve().parents[1] / "cases/annual_fees.csv"
LINES = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
CASES = list(csv.DictReader(LINES))
ANSWERS = tuple(CASES[0])[9:]
REDUCTIONS: dict[str, ReductionKind | None] = {"": None, "0.85": "single", "0.7": "joint"}


def answered(case: dict[str, str]) -> dict[str, str]:
    """What the product answers, in the words of the table."""
    kinds: dict[str, RightKind] = {kind: kind for kind in get_args(RightKind)}
    patent = PatentFacts(
        kinds[case["kind"]],
        date.fromisoformat(case["filed"]),
        date.fromisoformat(case["granted"]),
        REDUCTIONS[case["reduction"]],
        bool(case["open_licence"]),
        int(case["paid_through"]) if case["paid_through"] else None,
    )
    fees = annual_fees(patent, as_of=date.fromisoformat(case["as_of"]), rules=RULES)
    [found] = [one for one in fees if one.year == int(case["year"])]
    values = {name: getattr(found, name) for name in ANSWERS}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_there_are_enough_cases_and_each_stands_once() -> None:
    assert len(CASES) >= 300
    assert len({tuple(case.values())[1:9] for case in CASES}) == len(CASES)
    assert {case["state"] for case in CASES} == {"not_due", "due", "grace", "lapsed", "unknown"}


@pytest.mark.parametrize(
    "at", range(len(CASES)), ids=lambda at: f"{at}-{CASES[at]['filed']}-{CASES[at]['year']}"
)
def test_a_case_is_answered_alike_by_the_product_and_by_a_second_reading(at: int) -> None:
    case = CASES[at]
    told = {name: case[name] for name in ANSWERS}
    assert expected(case) == told, case["why"]
    assert answered(case) == told, case["why"]


DAYS = st.dates(date(1993, 1, 1), date(2026, 12, 31))


@st.composite
def patents(draw: st.DrawFn) -> PatentFacts:
    kind: RightKind = draw(st.sampled_from(get_args(RightKind)))
    filed = draw(DAYS)
    granted = filed + timedelta(days=draw(st.integers(0, 365 * 9)))
    return PatentFacts(
        kind,
        filed,
        granted,
        draw(st.sampled_from([None, "single", "joint"])),
        draw(st.booleans()),
        draw(st.none() | st.integers(0, 3).map(lambda n: patent_year(filed, granted) + n)),
    )


def fees_of(patent: PatentFacts, days: int) -> list[AnnualFee]:
    term = RULES.terms[patent.kind].at(patent.filed_on)
    assert term is not None
    if patent.paid_through is not None and patent.paid_through > term.value:
        return []
    return annual_fees(patent, as_of=patent.granted_on + timedelta(days=days), rules=RULES)


@settings(max_examples=300, deadline=None)
@given(patents(), st.integers(0, 365 * 21))
def test_what_always_holds(patent: PatentFacts, days: int) -> None:
    fees = fees_of(patent, days)
    years = [one.year for one in fees]
    assert years == [year + min(years) for year in range(len(years))], "years without a gap"
    ended = False
    for one in fees:
        due = year_begins(patent.filed_on, one.year)
        assert RULES.calendar.is_working_day(one.due_on)
        assert one.due_on >= due
        if one.grace_until and one.surcharge_from:
            assert one.due_on < one.surcharge_from < one.grace_until
            assert RULES.calendar.is_working_day(one.grace_until)
        assert (one.state == "lapsed") or not ended, "an ended right does not live again"
        ended = one.state == "lapsed"
        if patent.paid_through is None:
            assert one.state in ("not_due", "due", "unknown")
            assert not one.surcharge
        if one.payable is not None and one.amount is not None:
            assert one.payable <= one.amount + (one.surcharge or 0), "a reduction never raises"
        assert one.explanation
    term = RULES.terms[patent.kind].at(patent.filed_on)
    assert term is not None
    assert not fees or years[-1] == term.value


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2001, 7, 1), date(2030, 12, 31)), st.integers(0, 200))
def test_a_later_payment_never_bears_less(due: date, days: int) -> None:
    bands = RULES.surcharge.at(due)
    assert bands is not None
    day = due + timedelta(days=days)
    rates = [
        surcharge_rate(due, one, bands, RULES.calendar) for one in (day, day + timedelta(days=1))
    ]
    assert rates[0] <= rates[1] <= Decimal("0.25")


@settings(max_examples=200, deadline=None)
@given(patents(), st.integers(0, 365 * 21))
def test_more_reduction_never_costs_more(patent: PatentFacts, days: int) -> None:
    with_none = fees_of(PatentFacts(patent.kind, patent.filed_on, patent.granted_on), days)
    with_some = fees_of(
        PatentFacts(
            patent.kind, patent.filed_on, patent.granted_on, patent.reduction, patent.open_licence
        ),
        days,
    )
    for none, some in zip(with_none, with_some, strict=True):
        if none.payable is not None and some.payable is not None:
            assert some.payable <= none.payable
