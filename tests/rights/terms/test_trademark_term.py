"""注册商标的有效期: first and last days, renewal, grace, by the law of the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidValueError
from zhishu.rights.terms.trademark_term import (
    renewal_state,
    trademark_rules,
    trademark_term,
    trademark_term_until,
)
from zhishu.rules.rulebook import load_rulebook

RULES = trademark_rules(load_rulebook())


# (registered, renewals, first day, last day, renewal from, grace until), by hand from the articles.
CASES = [
    ("2017-02-14", 0, "2017-02-14", "2027-02-13", "2026-02-14", "2027-08-13"),
    ("2017-02-14", 1, "2027-02-14", "2037-02-13", "2036-02-14", "2037-08-13"),
    # 13 September 2026 + 6 months is Saturday 13 March 2027.
    ("2016-09-14", 0, "2016-09-14", "2026-09-13", "2025-09-14", "2027-03-15"),
    # No 29 February in 2026: the term ends with the month, the next begins in March.
    ("2016-02-29", 0, "2016-02-29", "2026-02-28", "2025-03-01", "2026-08-28"),
    ("2016-02-29", 1, "2026-03-01", "2036-02-29", "2035-03-01", "2036-08-29"),
    ("2016-03-01", 0, "2016-03-01", "2026-02-28", "2025-03-01", "2026-08-28"),
    # 31 March 2026 + 6 months is the 30th; 1 April + 6 months falls into the National Day holidays.
    ("2016-04-01", 0, "2016-04-01", "2026-03-31", "2025-04-01", "2026-09-30"),
    ("2016-04-02", 0, "2016-04-02", "2026-04-01", "2025-04-02", "2026-10-08"),
    ("2017-01-01", 0, "2017-01-01", "2026-12-31", "2026-01-01", "2027-06-30"),
    # Six months to renew until the law of 2014, twelve from its first day on.
    ("2004-05-01", 0, "2004-05-01", "2014-04-30", "2013-11-01", "2014-10-30"),
    ("2004-05-02", 0, "2004-05-02", "2014-05-01", "2013-05-02", "2014-11-03"),
    ("1994-05-10", 0, "1994-05-10", "2004-05-09", "2003-11-10", "2004-11-09"),
]  # fmt: skip


@pytest.mark.parametrize(("registered", "renewals", "first", "last", "renew", "grace"), CASES)
def test_a_term(
    registered: str, renewals: int, first: str, last: str, renew: str, grace: str
) -> None:
    term = trademark_term(date.fromisoformat(registered), RULES, renewals=renewals)
    found = (term.begins_on, term.ends_on, term.renew_from, term.grace_until)
    assert tuple(map(str, found)) == (first, last, renew, grace)


@pytest.mark.parametrize(
    ("last", "first", "renew", "grace"),
    [
        ("2027-02-13", "2017-02-14", "2026-02-14", "2027-08-13"),
        ("2027-02-14", "2017-02-15", "2026-02-15", "2027-08-16"),
        ("2028-01-13", "2018-01-14", "2027-01-14", "2028-07-13"),
        ("2026-02-28", "2016-03-01", "2025-03-01", "2026-08-28"),
        ("2028-02-28", "2018-02-28", "2027-02-28", "2028-08-28"),
        ("2014-04-30", "2004-05-01", "2013-11-01", "2014-10-30"),
    ],
)
def test_a_term_whose_end_the_register_prints(
    last: str, first: str, renew: str, grace: str
) -> None:
    term = trademark_term_until(date.fromisoformat(last), RULES)
    found = (term.begins_on, term.ends_on, term.renew_from, term.grace_until)
    assert tuple(map(str, found)) == (first, last, renew, grace)
    assert any("登记数据所写" in step.text for step in term.explanation)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2017-02-14", "in_term"),
        ("2026-02-13", "in_term"),
        ("2026-02-14", "renewable"),
        ("2027-02-13", "renewable"),
        ("2027-02-14", "grace"),
        ("2027-08-13", "grace"),
        ("2027-08-14", "over"),
    ],
)
def test_a_mark_that_was_not_renewed(day: str, state: str) -> None:
    term = trademark_term(date(2017, 2, 14), RULES)
    assert renewal_state(term, date.fromisoformat(day)) == state


def test_the_law_in_force_when_the_term_ends_is_named() -> None:
    def grace(registered: date) -> tuple[str, bool]:
        found = trademark_term(registered, RULES).explanation[-1]
        return found.clause, found.verified

    assert grace(date(2017, 1, 1)) == ("第四十条（2013年、2019年修正）", True)
    assert grace(date(2017, 1, 2)) == ("2026年修订，条文未核对", False)


def test_a_mark_of_an_older_law_is_not_carried() -> None:
    with pytest.raises(InvalidValueError, match="1983-02-28的规则没有收录"):
        trademark_term(date(1983, 2, 28), RULES)
    with pytest.raises(InvalidValueError, match="1983-02-28的规则没有收录"):
        trademark_term_until(date(1993, 2, 27), RULES)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1983, 3, 1), date(2040, 1, 1)), st.integers(0, 3))
def test_terms_follow_without_a_gap(registered: date, renewals: int) -> None:
    term = trademark_term(registered, RULES, renewals=renewals)
    following = trademark_term(registered, RULES, renewals=renewals + 1)
    assert following.begins_on == term.ends_on + timedelta(days=1)
    until = trademark_term_until(term.ends_on, RULES)
    assert (until.renew_from, until.grace_until) == (term.renew_from, term.grace_until)
    assert term.begins_on < term.renew_from < term.ends_on < term.grace_until
    assert RULES.calendar.is_working_day(term.grace_until)
