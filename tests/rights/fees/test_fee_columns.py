"""Fees in bulk: every row is what the rule of one patent answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.dates import add_years
from zhishu.base.errors import InvalidValueError
from zhishu.rights.fees.annual_fees import AnnualFee, PatentFacts, fee_due_in
from zhishu.rights.fees.fee_columns import NOT_KNOWN, REFUSALS, PatentColumns, fees_due_in
from zhishu.rights.fees.fee_rules import KINDS, fee_rules
from zhishu.rights.fees.fee_tables import (
    EPOCH,
    NO_DAY,
    NO_MONEY,
    REDUCTION_CODES,
    STATE_CODES,
    day_number,
)
from zhishu.rights.fees.patent_years import patent_year
from zhishu.rules.rulebook import load_rulebook

RULES = fee_rules(load_rulebook())
REFUSED = "refused"
Answer = tuple[object, ...] | str | None


def columns(patents: list[PatentFacts]) -> PatentColumns:
    return PatentColumns(
        kind=np.array([KINDS.index(one.kind) for one in patents], np.int8),
        filed_on=np.array([day_number(one.filed_on) for one in patents], np.int32),
        granted_on=np.array([day_number(one.granted_on) for one in patents], np.int32),
        reduction=np.array([REDUCTION_CODES.index(one.reduction) for one in patents], np.int8),
        open_licence=np.array([one.open_licence for one in patents], np.bool_),
        paid_through=np.array(
            [NOT_KNOWN if one.paid_through is None else one.paid_through for one in patents],
            np.int16,
        ),
    )


def in_columns(patents: list[PatentFacts], year: int, as_of: date) -> list[Answer]:
    found = fees_due_in(columns(patents), year, as_of=as_of, rules=RULES)
    answers: list[Answer] = [REFUSED if code else None for code in found.refused]

    def day(number: int) -> date | None:
        return None if number == NO_DAY else EPOCH + timedelta(days=int(number))

    def money(fen: int) -> Decimal | None:
        return None if fen == NO_MONEY else Decimal(int(fen)) / 100

    for at, row in enumerate(found.row):
        answers[row] = (
            int(found.year[at]),
            day(found.due_on[at]),
            "provisional" if found.provisional[at] else "known",
            *(money(one[at]) for one in (found.amount, found.payable, found.surcharge)),
            *(day(one[at]) for one in (found.surcharge_from, found.grace_until, found.lapse_on)),
            STATE_CODES[found.state[at]],
        )
    return answers


def one_by_one(patents: Iterable[PatentFacts], year: int, as_of: date) -> list[Answer]:
    answers: list[Answer] = []
    for patent in patents:
        try:
            found: AnnualFee | None = fee_due_in(patent, year, as_of=as_of, rules=RULES)
        except InvalidValueError:
            answers.append(REFUSED)
            continue
        answers.append(
            found
            and (
                found.year,
                found.due_on,
                found.calendar,
                *(found.amount, found.payable, found.surcharge),
                *(found.surcharge_from, found.grace_until, found.lapse_on),
                found.state,
            )
        )
    return answers


@st.composite
def patents(draw: st.DrawFn) -> PatentFacts:
    kind = draw(st.sampled_from(KINDS))
    edges = [
        date(1992, 12, 31),
        date(1993, 1, 1),
        date(2016, 2, 29),
        date(2021, 5, 31),
        date(2021, 6, 1),
    ]
    filed = draw(st.sampled_from(edges) | st.dates(date(1992, 6, 1), date(2027, 12, 31)))
    granted = filed + timedelta(days=draw(st.integers(-5, 365 * 12)))
    first = patent_year(filed, granted)
    return PatentFacts(
        kind,
        filed,
        granted,
        draw(st.sampled_from(REDUCTION_CODES)),
        draw(st.booleans()),
        draw(st.none() | st.integers(0, 22) | st.integers(0, 4).map(lambda more: max(first, 0) + more)),
    )  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(
    st.lists(patents(), min_size=1, max_size=40),
    st.integers(1999, 2029),
    st.integers(-400, 1200),
)
def test_columns_answer_as_the_rule_of_one_patent(
    many: list[PatentFacts], year: int, days: int
) -> None:
    as_of = date(year, 6, 15) + timedelta(days=days)
    assert in_columns(many, year, as_of) == one_by_one(many, year, as_of)


# The days on which something turns: first and last day of each band, of the changes of rules, of a postponement.
TURNS = [
    *("2001-07-01", "2016-09-01", "2018-08-01", "2022-06-15", "2022-12-31", "2024-07-15"),
    *("2025-10-01", "2026-02-28"),
]


@pytest.mark.parametrize("turn", TURNS)
def test_around_every_change_of_a_rule_and_every_end_of_a_band(turn: str) -> None:
    day = date.fromisoformat(turn)
    # Neighbouring days, each with another kind, age, reduction and last year paid.
    kinds, ages = cycle(KINDS), cycle((3, 9, 10))
    reductions = cycle([(None, False), ("single", False), ("joint", True), ("single", True)])
    many = []
    for days in range(-20, 20):
        years, (reduction, licensed) = next(ages), next(reductions)
        filed = max(add_years(day + timedelta(days=days % 3 - 1), -years), date(1993, 1, 1))
        granted = filed + timedelta(days=800)
        paid = [None, patent_year(filed, granted), years - 1, years, years + 1][days % 5]
        many.append(PatentFacts(next(kinds), filed, granted, reduction, licensed, paid))
    ends = [0, 31, 32, 184, 185]
    for as_of in (day + timedelta(days=end) for end in ends):
        answers = in_columns(many, day.year, as_of)
        assert answers == one_by_one(many, day.year, as_of)
        assert any(isinstance(one, tuple) for one in answers)


def test_each_day_of_a_leap_year_of_filings_has_its_day_due() -> None:
    filed = [date(2012, 1, 1) + timedelta(days=count) for count in range(366)]
    many = [PatentFacts("invention", day, date(2015, 6, 1), None, False, 13) for day in filed]
    for year, as_of in ((2024, date(2024, 5, 1)), (2026, date(2026, 7, 31))):
        assert in_columns(many, year, as_of) == one_by_one(many, year, as_of)


def test_what_is_refused_says_why() -> None:
    good = PatentFacts("invention", date(2015, 3, 31), date(2018, 6, 1))
    facts = columns([good] * 8)
    facts.kind[1] = NOT_KNOWN
    facts.filed_on[2] = NO_DAY
    facts.granted_on[3] = day_number(date(2015, 3, 30))
    facts.filed_on[4] = day_number(date(1992, 12, 31))
    facts.granted_on[5] = day_number(date(2035, 3, 31))
    facts.granted_on[6] = day_number(date(2026, 5, 11))
    facts.paid_through[7] = 3
    found = fees_due_in(facts, 2026, as_of=date(2026, 5, 10), rules=RULES)
    assert list(found.row) == [0]
    said = [REFUSALS[code] for code in found.refused]
    assert said[0] == ""
    assert "未知" in said[1] and "未知" in said[2]
    assert "早于申请日" in said[3]
    assert "没有收录" in said[4]
    assert "尚未授权" in said[5] or "期限之外" in said[5]
    assert "尚未授权" in said[6]
    assert "缴至" in said[7]
    for year in (1800, 9999):
        with pytest.raises(InvalidValueError, match="算不出年费"):
            fees_due_in(facts, year, as_of=date(2026, 5, 10), rules=RULES)


def test_no_patents_owe_nothing() -> None:
    found = fees_due_in(columns([]), 2026, as_of=date(2026, 5, 10), rules=RULES)
    assert len(found.row) == len(found.refused) == 0
