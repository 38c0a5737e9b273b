"""Terms of layout designs and copyrights, and what is given back to patents."""

from __future__ import annotations

from datetime import date

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.rights.terms.copyright_term import term_of_a_person, term_of_an_organisation
from zhishu.rights.terms.layout_design_term import layout_design_rules, layout_design_term
from zhishu.rights.terms.term_compensation import (
    compensation_for_drug,
    compensation_for_slow_grant,
    compensation_rules,
    request_until,
)
from zhishu.rules.rulebook import load_rulebook

BOOK = load_rulebook()
LAYOUT = layout_design_rules(BOOK)
COMPENSATION = compensation_rules(BOOK)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("filed", "used", "created", "ends"),
    [
        ("2020-05-06", None, None, "2030-05-06"),
        ("2020-05-06", "2019-03-01", None, "2029-03-01"),
        ("2020-05-06", "2021-03-01", None, "2030-05-06"),
        ("2020-05-06", "2018-05-06", None, "2028-05-06"),
        ("2020-05-06", "2018-05-05", None, None),
        ("2020-05-06", None, "2010-01-01", "2025-01-01"),
        ("2020-05-06", None, "2015-05-06", "2030-05-06"),
        ("2020-05-06", "2019-03-01", "2013-01-01", "2028-01-01"),
        ("2020-02-29", None, None, "2030-02-28"),
        ("2020-02-28", "2018-02-28", "2004-02-29", "2019-02-28"),
    ],
)
def test_a_layout_design(
    filed: str, used: str | None, created: str | None, ends: str | None
) -> None:
    term = layout_design_term(
        date.fromisoformat(filed), LAYOUT, first_used_on=day(used), created_on=day(created)
    )
    assert term.ends_on == day(ends)
    assert all(step.verified and step.clause for step in term.explanation)


def test_a_layout_design_before_the_regulation_is_not_carried() -> None:
    with pytest.raises(InvalidValueError, match="没有收录"):
        layout_design_term(date(2001, 9, 30), LAYOUT)


@pytest.mark.parametrize("name", ["copyright_term", "software_copyright_term"])
def test_a_persons_work_lasts_to_the_end_of_the_fiftieth_year_after_death(name: str) -> None:
    rule = BOOK.parameter(name)
    assert term_of_a_person(date(2005, 1, 1), None, rule).ends_on is None
    for died in (date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31)):
        assert term_of_a_person(date(2005, 1, 1), died, rule).ends_on == date(2074, 12, 31)


@pytest.mark.parametrize(
    ("completed", "published", "ends"),
    [
        ("2010-03-01", "2012-06-01", "2062-12-31"),
        ("2010-03-01", None, "2060-12-31"),
        ("2010-03-01", "2060-12-31", "2110-12-31"),
        ("2010-03-01", "2061-01-01", "2060-12-31"),
    ],
)
def test_an_organisations_work(completed: str, published: str | None, ends: str) -> None:
    rule = BOOK.parameter("software_copyright_term")
    term = term_of_an_organisation(date.fromisoformat(completed), day(published), rule)
    assert term.ends_on == day(ends)


# (filed, examination requested, granted, reasonable delay, applicant's delay, days)
SLOW = [
    ("2018-01-10", "2018-06-01", "2023-06-01", 0, 0, 507),
    ("2018-01-10", "2019-06-01", "2023-06-01", 0, 0, 365),
    ("2018-01-10", "2018-06-01", "2023-06-01", 100, 7, 400),
    ("2018-01-10", "2018-06-01", "2023-06-01", 500, 8, 0),
    ("2018-01-10", "2018-06-01", "2022-01-10", 0, 0, 0),
    ("2018-01-10", "2018-06-01", "2022-01-11", 0, 0, 1),
    ("2020-02-29", "2020-02-29", "2024-02-29", 0, 0, 0),
    ("2020-02-29", "2021-02-28", "2024-03-01", 0, 0, 1),
    ("2018-01-10", "2018-06-01", "2021-12-01", 0, 0, 0),
]


@pytest.mark.parametrize(("filed", "asked", "granted", "reasonable", "own", "days"), SLOW)
def test_a_slow_grant(
    filed: str, asked: str, granted: str, reasonable: int, own: int, days: int
) -> None:
    found = compensation_for_slow_grant(
        filed_on=date.fromisoformat(filed),
        examination_requested_on=date.fromisoformat(asked),
        granted_on=date.fromisoformat(granted),
        rules=COMPENSATION,
        reasonable_days=reasonable,
        applicant_days=own,
    )
    assert found.days == days


def test_no_days_beside_a_utility_model_of_the_same_day_nor_before_the_law() -> None:
    none = compensation_for_slow_grant(
        filed_on=date(2018, 1, 10),
        examination_requested_on=date(2018, 6, 1),
        granted_on=date(2023, 6, 1),
        rules=COMPENSATION,
        has_same_day_utility_model=True,
    )
    assert none.days == 0
    with pytest.raises(InvalidValueError, match="2021-05-31的规则没有收录"):
        compensation_for_slow_grant(
            filed_on=date(2015, 1, 10),
            examination_requested_on=date(2015, 6, 1),
            granted_on=date(2021, 5, 31),
            rules=COMPENSATION,
        )


# (filed, approved, the patent's end, the end with compensation)
DRUGS = [
    ("2012-03-01", "2024-03-01", "2032-03-01", "2037-03-01"),  # 7 years waited, 5 at most
    ("2015-03-01", "2024-03-01", "2035-03-01", "2038-03-01"),  # 4 years, but 14 after the approval
    ("2017-03-01", "2024-03-01", "2037-03-01", "2038-03-01"),  # 2 years (731 days), 14 after it
    ("2018-03-01", "2024-03-01", "2038-03-01", "2038-03-01"),  # 14 years are there already
    ("2020-03-01", "2024-03-01", "2040-03-01", "2040-03-01"),  # approved within five years
    ("2013-03-01", "2024-03-01", "2033-03-01", "2038-03-01"),  # 6 years, 5 at most, 14 as well
    ("2014-03-01", "2024-02-28", "2034-03-01", "2038-02-28"),
    ("2012-03-01", "2024-01-20", "2032-03-01", "2037-03-01"),
]


@pytest.mark.parametrize(("filed", "approved", "expires", "ends"), DRUGS)
def test_a_drug(filed: str, approved: str, expires: str, ends: str) -> None:
    found = compensation_for_drug(
        filed_on=date.fromisoformat(filed),
        approved_on=date.fromisoformat(approved),
        expires_on=date.fromisoformat(expires),
        rules=COMPENSATION,
    )
    assert found.days == (date.fromisoformat(ends) - date.fromisoformat(expires)).days


def test_compensation_is_asked_for_within_three_months_of_the_grant() -> None:
    # 28 February 2026 is a Saturday that is worked; 6 June 2026 a Saturday that is not.
    assert request_until(date(2025, 11, 28), COMPENSATION).day == date(2026, 2, 28)
    assert request_until(date(2026, 3, 6), COMPENSATION).day == date(2026, 6, 8)
