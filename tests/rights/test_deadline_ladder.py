"""期限阶梯: days by hand from the rules, for fees, marks, ends of terms and compensation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.rights.deadline_ladder import (
    LadderStep,
    compensation_ladder,
    deadline_ladders,
    end_ladder,
    fee_ladder,
    trademark_ladder,
)
from zhishu.rights.fees.fee_rules import fee_rules
from zhishu.rights.fees.restoration import restoration_rules
from zhishu.rights.terms.term_compensation import compensation_rules
from zhishu.rights.terms.trademark_term import trademark_rules, trademark_term
from zhishu.rules.loading import RulebookError
from zhishu.rules.rulebook import Rulebook, load_rulebook

BOOK = load_rulebook()
PLANS = deadline_ladders(BOOK)
FEES, RESTORATION = fee_rules(BOOK), restoration_rules(BOOK)
MARKS = trademark_rules(BOOK)
COMPENSATION = compensation_rules(BOOK)
OWN = "平台自定的提醒"


def of_fee(due: str, *, is_reduced: bool = False, notice: str | None = None) -> list[LadderStep]:
    return fee_ladder(
        date.fromisoformat(due),
        plans=PLANS,
        fees=FEES,
        restoration=RESTORATION,
        is_reduced=is_reduced,
        notice_received_on=date.fromisoformat(notice) if notice else None,
    )


# due -> every day of the ladder, by hand: 90, 2.5 months, 60, 30, 7 days before; last day in time; first day
# of a surcharge; five months; last day of grace.
FEE_DAYS = [
    # All working days: 31 March + 1 month is 30 April; + 5 is 31 August; + 6 is 30 September.
    (
        "2026-03-31",
        "2025-12-31 2026-01-16 2026-01-30 2026-03-01 2026-03-24 2026-03-31 2026-05-01 2026-08-31 2026-09-30",
    ),
    # Due on National Day: paid in time until 9 October, the surcharge counts from 1 October all the same
    # (1 November is a Saturday), grace to 1 April.
    (
        "2025-10-01",
        "2025-07-03 2025-07-17 2025-08-02 2025-09-01 2025-09-24 2025-10-09 2025-11-04 2026-03-01 2026-04-01",
    ),
    # 29 February is the 28th in 2026, a Saturday that is worked; + 1 month a Saturday that is not.
    (
        "2026-02-28",
        "2025-11-30 2025-12-13 2025-12-30 2026-01-29 2026-02-21 2026-02-28 2026-03-31 2026-07-28 2026-08-28",
    ),
    # 31 August + 6 months is 28 February 2026.
    (
        "2025-08-31",
        "2025-06-02 2025-06-15 2025-07-02 2025-08-01 2025-08-24 2025-09-01 2025-10-01 2026-01-31 2026-02-28",
    ),
]  # fmt: skip
KINDS = (
    "remind_90 reduction_request remind_60 remind_30 remind_7 due surcharge last_month grace_end"
).split()


@pytest.mark.parametrize(("due", "days"), FEE_DAYS)
def test_the_ladder_of_a_fee(due: str, days: str) -> None:
    steps = of_fee(due)
    assert [step.kind for step in steps] == KINDS
    assert " ".join(str(step.on) for step in steps) == days
    assert {step.calendar for step in steps} == {"known"}


def test_what_law_sets_names_its_article_and_what_we_chose_says_so() -> None:
    steps = {step.kind: step for step in of_fee("2026-03-31", notice="2026-10-12")}
    assert all(steps[kind].source == OWN for kind in KINDS if kind.startswith("remind"))
    assert steps["last_month"].source == OWN
    assert "第一百一十五条" in steps["due"].clause
    assert "第一百一十五条" in steps["surcharge"].clause
    assert "第一百一十五条" in steps["grace_end"].clause
    assert not steps["reduction_request"].verified, "the two and a half months were only told"
    # 12 October + 2 months is a Saturday.
    assert (steps["restoration"].on, steps["restoration"].clause) == (
        date(2026, 12, 14),
        "第六条（2023年修订）",
    )


def test_who_has_a_reduction_need_not_ask_for_one() -> None:
    assert "reduction_request" not in {step.kind for step in of_fee("2026-03-31", is_reduced=True)}


def test_a_fee_put_off_has_no_grace() -> None:
    steps = of_fee("2022-07-08", is_reduced=True)
    assert [step.kind for step in steps] == [
        "remind_90",
        "remind_60",
        "remind_30",
        "remind_7",
        "due",
    ]
    assert (steps[0].on, steps[-1].on) == (date(2023, 3, 17), date(2023, 6, 15))
    assert all("四八六号" in step.source for step in steps if step.kind == "due")


def test_before_the_rule_of_grace_is_carried_the_ladder_ends_with_the_day_due() -> None:
    assert of_fee("2001-06-30")[-1].kind == "due"
    assert of_fee("2001-07-01")[-1].kind == "grace_end"


def test_days_of_years_whose_holidays_are_not_known_are_provisional() -> None:
    steps = {step.kind: step.calendar for step in of_fee("2026-09-16")}
    assert steps["surcharge"] == "known"
    assert steps["grace_end"] == "provisional"
    steps = {step.kind: step.calendar for step in of_fee("2026-12-16")}
    assert (steps["due"], steps["surcharge"]) == ("known", "provisional")


@pytest.mark.parametrize(
    ("registered", "days", "verified"),
    [
        # Ends 13 September 2026; grace: 13 March 2027 is a Saturday.
        (
            "2016-09-14",
            "2025-09-14 2026-03-17 2026-06-15 2026-08-14 2026-09-06 2026-09-13 2027-02-13 2027-03-15 2027-03-16",
            True,
        ),
        # Ends after 2027-01-01: the new law, whose articles were not checked.
        (
            "2017-02-14",
            "2026-02-14 2026-08-17 2026-11-15 2027-01-14 2027-02-06 2027-02-13 2027-07-13 2027-08-13 2027-08-14",
            False,
        ),
    ],
)  # fmt: skip
def test_the_ladder_of_a_mark(registered: str, days: str, verified: bool) -> None:
    term = trademark_term(date.fromisoformat(registered), MARKS)
    steps = trademark_ladder(term, plans=PLANS, rules=MARKS)
    assert " ".join(str(step.on) for step in steps) == days
    kinds = [step.kind for step in steps]
    assert kinds[0] == "renewal_opens"
    assert kinds[-4:] == ["expiry", "last_month", "grace_end", "cancellation"]
    assert {step.verified for step in steps if step.kind in ("renewal_opens", "grace_end")} == {
        verified
    }
    assert steps[-1].calendar == "provisional"


def test_the_ladder_of_a_right_that_ends() -> None:
    rule = BOOK.parameter("layout_design_term").required(date(2020, 5, 6))
    steps = end_ladder(date(2030, 5, 6), rule, plans=PLANS)
    assert [(str(step.on), step.kind) for step in steps] == [
        ("2029-05-06", "remind_365"),
        ("2030-02-05", "remind_90"),
        ("2030-04-06", "remind_30"),
        ("2030-05-06", "end"),
    ]
    assert (steps[-1].clause, steps[0].source) == ("第十二条", OWN)


def test_the_ladder_of_a_compensation_to_be_asked_for() -> None:
    # 6 March + 3 months is a Saturday.
    steps = compensation_ladder(date(2026, 3, 6), plans=PLANS, rules=COMPENSATION)
    assert [str(step.on) for step in steps] == ["2026-05-09", "2026-06-01", "2026-06-08"]
    assert steps[-1].kind == "request_end"


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2001, 7, 1), date(2040, 12, 31)), st.booleans())
def test_the_days_of_a_ladder_never_go_back_and_limits_are_working_days(
    due: date, is_reduced: bool
) -> None:
    steps = fee_ladder(due, plans=PLANS, fees=FEES, restoration=RESTORATION, is_reduced=is_reduced)
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    for step in steps:
        assert step.words and step.source
        if step.kind in ("due", "grace_end", "restoration"):
            assert FEES.calendar.is_working_day(step.on)


LADDER = "deadline_ladders: 甲\nladders:\n  right_end:\n    title: 乙\n    steps:\n"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("      end: {from: ends_on, words: 丙}\n", ""),
        ("      end: {from: grace_until, words: 丙}\n", "不能是“grace_until”"),
        ("      end: {from: ends_on, days: -9, words: 丙}\n", "缺少“source”"),
        ("      end: {from: ends_on, days: 900000, words: 丙, source: 丁}\n", "距离太远"),
        ("      end: {from: ends_on, days: 9.5, words: 丙, source: 丁}\n", "须是整数"),
        ("      end: {from: ends_on, words: 丙, source: 丁}\n", "没有“source”这一项"),
        ("      end: {from: ends_on, words: 丙}\n  plants: {}\n", "没有“plants”这种阶梯"),
    ],
)
def test_an_offices_own_ladder(tmp_path: Path, step: str, said: str) -> None:
    file = tmp_path / "national/deadline_ladders.yaml"
    file.parent.mkdir()
    file.write_text(LADDER + step, encoding="utf-8")
    if said:
        with pytest.raises(RulebookError, match=said) as caught:
            deadline_ladders(Rulebook((tmp_path,)))
        assert "第" in caught.value.where
    else:
        plans = deadline_ladders(Rulebook((tmp_path,)))
        rule = BOOK.parameter("layout_design_term").required(date(2020, 5, 6))
        assert [one.on for one in end_ladder(date(2030, 5, 6), rule, plans=plans)] == [
            date(2030, 5, 6)
        ]
