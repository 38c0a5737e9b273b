"""One party against every measure: states, money, groups, awards received, references; vectors 8 to 10."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rules.entitlement_book import book, figure, judge, one, write_groups, write_measure
from zhishu.funding.why import why
from zhishu.rules.assessment import Entitlements, State, Sum
from zhishu.rules.condition import Truth
from zhishu.rules.settling import Received

MEASURES = {
    "1": ("""
conditions:
  all:
    - {fact: test.first, is: true}
    - any:
        - {fact: party.kind, in: [university]}
        - {fact: test.products, at_least: few}
amount: {reimburse: test.cost, cap: most}
parameters:
""" + figure("few", 3, "件") + "\n" + figure("most", 20000),
          {"form": "reimbursement", "once": "ever", "applies_to": "[enterprise, university]"}),
    "2": ("conditions: {fact: test.level, is: nation}\namount: {fixed: sum}\ngroup: titles\nparameters:\n" + figure("sum", 20000), {}),
    "3": ("conditions: {fact: test.first, is: true}\namount: {fixed: sum}\ngroup: titles\nparameters:\n" + figure("sum", 10000), {}),
    "4": ("conditions: {fact: test.products, at_least: one}\namount: {fixed: sum, each: test.products}\ncompetitive: true\ngroup: year\nparameters:\n"
          + figure("one", 1, "件") + "\n" + figure("sum", 10000), {}),
    "5": ("conditions: {measure: 990100/trial/1, is: met}\namount: {fixed: sum}\nparameters:\n" + figure("sum", 500), {"once": "year"}),
    "6": ("lost: [整条缺失]", {}),
    "7": ("conditions: {fact: test.first, is: true}\namount: {fixed: sum}\nparameters:\n" + figure("sum", 1),
          {"source": "{title: 旧办法, clause: 第七条, issued_on: 2020-01-01, effective_to: 2025-12-31}"}),
    "8": ("conditions: {fact: test.first, is: true}\namount: {fixed: sum}\nparameters:\n" + figure("sum", 300000), {"form": "loan"}),
    "9": ("conditions: {fact: test.staff, at_least: ten}\namount: {fixed: sum, each: test.staff}\ngroup: year\nparameters:\n"
          + figure("ten", 10, "人") + "\n" + figure("sum", 2000), {}),
    "10": ("conditions: {fact: test.first, is: true}\namount: {rate: part, of: test.cost, cap: sum}\nparameters:\n"
           + figure("part", 0.1, "比例") + "\n" + figure("sum", 3000), {"once": "year"}),
    "11": ("conditions: {fact: test.level, is: nation}\namount: {fixed: sum}\ngroup: titles\nparameters:\n" + figure("sum", 5000), {"once": "item_ever"}),
    "12": ("conditions: {fact: test.first, is: true}\namount: {fixed: sum}\nparameters:\n" + figure("sum", 900), {"once": "item_ever"}),
}  # fmt: skip
GROUPS = """
parameters:
  year_cap: {unit: 元, values: {2024-01-01: {value: 30000, clause: 第九条, verified: true}}}
each:
  titles: {title: 称号奖励, rule: highest}
  year: {title: 年度资助, rule: cap_year, cap: year_cap}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("book")
    for clause, (body, head) in MEASURES.items():
        write_measure(root, clause, body.strip("\n"), **head)
    write_groups(root, GROUPS.strip("\n"))
    return root


def yuan(number: int) -> Sum:
    return Sum(number * 100, number * 100)


def states(found: Entitlements) -> dict[str, str]:
    return {each.measure.name.rpartition("/")[2]: each.state for each in found.assessments}


FIRM = {"party.kind": "enterprise", "test.first": True, "test.products": 4, "test.cost": 35000,
        "test.level": "nation", "test.staff": 12}  # fmt: skip


def test_a_party_with_every_fact_known(root: Path) -> None:
    found = judge(book(root), FIRM)
    assert states(found) == {
        "1": "met", "2": "met", "3": "met", "4": "competitive", "5": "met", "8": "met", "9": "met", "10": "met", "11": "met", "12": "met",
    }  # fmt: skip
    assert [each.name for each in found.lost] == ["990100/trial/6"]
    assert [each.name for each in found.not_in_force] == ["990100/trial/7"]
    first = one(found, "1")
    assert (first.amount, first.paid, first.cap) == (yuan(20000), yuan(20000), "most")
    # The highest of its group alone; the other is met and pays nothing beside it.
    assert (one(found, "2").paid, one(found, "3").paid) == (yuan(20000), yuan(0))
    assert (one(found, "3").amount, one(found, "9").paid) == (yuan(10000), yuan(24000))
    # What is chosen by review comes on top of what one is entitled to, and is told apart.
    assert (one(found, "4").amount, one(found, "4").paid, one(found, "4").cap) == (
        yuan(40000), yuan(6000), "year_cap",
    )  # fmt: skip
    # 20,000 + 20,000 + 500 + 24,000 + 3,000 + 900; a loan is in no total.
    assert (found.total, found.competitive) == (yuan(68400), yuan(6000))


# Facts, clause, state, what is missing.
STATES: list[tuple[Mapping[str, object], str, State, tuple[str, ...]]] = [
    ({}, "1", State.UNKNOWN, ("party.kind", "test.first", "test.products")),
    ({"party.kind": "agency"}, "1", State.NOT_MET, ()),
    ({"party.kind": "university"}, "1", State.UNKNOWN, ("test.first",)),
    ({"party.kind": "university", "test.first": True}, "1", State.MET, ("test.cost",)),
    ({"party.kind": "enterprise", "test.products": 3}, "1", State.UNKNOWN, ("test.first",)),
    ({"party.kind": "enterprise", "test.first": True}, "1", State.UNKNOWN, ("test.products",)),
    ({}, "5", State.UNKNOWN, ("party.kind", "test.first", "test.products")),
    ({"party.region": "990121"}, "2", State.UNKNOWN, ("test.level",)),
    ({"party.region": "361000", "test.level": "nation"}, "2", State.NOT_MET, ()),
    ({"test.level": "none"}, "2", State.NEAR, ()),
    ({"test.products": 1}, "4", State.COMPETITIVE, ()),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "clause", "state", "missing"), STATES)
def test_a_state_and_what_is_missing(
    root: Path, facts: Mapping[str, object], clause: str, state: State, missing: tuple[str, ...]
) -> None:
    assessment = one(judge(book(root), facts), clause)
    assert (assessment.state, assessment.missing) == (state, missing)


def test_an_amount_that_rests_on_an_unknown_fact_is_open_up_to_its_cap(root: Path) -> None:
    found = judge(book(root), {"party.kind": "university", "test.first": True})
    assert one(found, "1").amount == Sum(0, 2_000_000, is_open=True)
    assert found.total == Sum(1_140_000, 3_440_000, is_open=True)


# Awards received, clause, state and what is paid beside them.
RECEIVED: list[tuple[tuple[Received, ...], str, State, int | None]] = [
    ((Received("990100/trial/1", 2024, 2_000_000),), "1", State.NOT_MET, None),
    ((Received("990100/trial/5", 2025, 50_000),), "5", State.MET, 500),
    ((Received("990100/trial/5", 2026, 50_000),), "5", State.NOT_MET, None),
    ((Received("990100/trial/1", 2027, 2_000_000),), "1", State.MET, 20000),
    ((Received("990100/trial/3", 2026, 1_000_000),), "2", State.MET, 10000),
    # From what it comes to, and from its group's limit: 24,000 and 30,000, less 10,000 each.
    ((Received("990100/trial/9", 2026, 1_000_000),), "9", State.MET, 14000),
    ((Received("990100/trial/9", 2025, 1_000_000),), "9", State.MET, 24000),
    ((Received("990100/trial/4", 2026, 5_000_000),), "9", State.MET, 0),
    # A group of the highest deducts once, and an item of this year only.
    ((Received("990100/trial/2", 2026, 1_500_000),), "2", State.MET, 5000),
    ((Received("990100/trial/2", 2025, 1_500_000),), "2", State.MET, 20000),
    ((Received("990100/trial/11", 2024, 500_000),), "2", State.MET, 15000),
    # Under a cap of the year what is left of it; given once an item, whenever it was.
    ((Received("990100/trial/10", 2026, 100_000),), "10", State.MET, 2000),
    ((Received("990100/trial/10", 2025, 300_000),), "10", State.MET, 3000),
    ((Received("990100/trial/12", 2020, 90_000),), "12", State.MET, 0),
    ((Received("990100/trial/12", 2020, 40_000), Received("990100/trial/12", 2027, 50_000)), "12", State.MET, 500),
]  # fmt: skip


@pytest.mark.parametrize(("received", "clause", "state", "paid"), RECEIVED)
def test_what_was_received_is_not_given_again(
    root: Path, received: tuple[Received, ...], clause: str, state: State, paid: int | None
) -> None:
    assessment = one(judge(book(root), FIRM, received), clause)
    assert assessment.state is state
    assert assessment.paid == (None if paid is None else yuan(paid))


def test_an_award_received_of_unknown_amount_leaves_the_rest_open(root: Path) -> None:
    had = (Received("990100/trial/9", 2026, None), Received("990100/trial/9", 2026, 400_000))
    assessment = one(judge(book(root), FIRM, had), "9")
    assert assessment.paid == Sum(0, 2_000_000, is_open=True)
    assert "2026年已领的有的没有记金额，记了的共4,000元，扣除后为不超过20,000元" in why(assessment)


def test_a_group_says_that_an_award_received_has_no_amount(root: Path) -> None:
    assessment = one(judge(book(root), FIRM, (Received("990100/trial/11", 2024, None),)), "2")
    assert assessment.paid == Sum(0, 2_000_000, is_open=True)
    assert any("领过的有的没有记金额" in words for words in why(assessment))


def test_a_near_miss_is_worth_what_is_left_after_awards_received(root: Path) -> None:
    had = (Received("990100/trial/12", 2020, 40_000),)
    nearest = one(judge(book(root), {**FIRM, "test.first": False}, had), "12").nearest
    assert nearest is not None and nearest.amount == yuan(500)


def test_a_reference_explains_itself_by_the_conditions_of_the_other(root: Path) -> None:
    [*_, reason] = one(judge(book(root), {"party.kind": "university"}), "5").reasons
    assert (reason.words, reason.truth) == ("符合“试验1”的条件", Truth.UNKNOWN)
    inner = reason.parts[-1].parts[0]
    assert (inner.fact, inner.truth) == ("test.first", Truth.UNKNOWN)
