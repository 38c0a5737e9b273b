"""The nearest miss: cases, and that no smaller change exists, by trying every change of small rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.entitlement_book import DAY, book, figure, judge, one, write_groups, write_measure
from zhishu.rules.assessment import State, Sum
from zhishu.rules.condition import AllOf, AnyOf, Between, Comparison, Condition, Not, Truth
from zhishu.rules.fact import Facts, Known, Value
from zhishu.rules.nearest import find_nearest
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.walking import Walker

YEARS = [date(2020, 1, day) for day in range(1, 6)]
# Every value that the small rules below tell apart; none stands for a fact that is not known.
DOMAINS: dict[str, list[Value]] = {
    "test.products": [Decimal(number) for number in range(7)],
    "test.first": [True, False],
    "test.level": ["nation", "province", "city", "none"],
    "test.born": list(YEARS),
}


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("nearest"))


def comparisons() -> st.SearchStrategy[Condition]:
    numbers = st.integers(1, 5).map(Decimal)
    days = st.sampled_from(YEARS[1:4])
    return st.one_of(
        st.builds(Comparison, st.just("test.products"), st.sampled_from(["at_least", "at_most", "is"]), numbers),
        st.builds(Comparison, st.just("test.first"), st.just("is"), st.booleans()),
        st.builds(Comparison, st.just("test.level"), st.just("is"), st.sampled_from(["nation", "none"])),
        st.builds(Comparison, st.just("test.level"), st.just("in"), st.just(("nation", "province"))),
        st.builds(Comparison, st.just("test.born"), st.sampled_from(["before", "after"]), days),
        st.builds(
            lambda first, last: Comparison("test.born", "within", Between(min(first, last), max(first, last))),
            days, days,
        ),
    )  # fmt: skip


CONDITIONS = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=7,
)
FACTS = st.fixed_dictionaries(
    {name: st.sampled_from([*values, None]) for name, values in DOMAINS.items()}
)


def walker(rulebook: Rulebook, facts: Mapping[str, Value | None]) -> Walker:
    known: Facts = {name: Known(value) for name, value in facts.items()}
    return Walker(rulebook.facts, {}, known, DAY, lambda _: Truth.UNKNOWN)


def shift(was: Value | None, value: Value) -> float:
    """What the rule of the smallest change says: a number's shift as a share of the larger value, else one."""
    if isinstance(was, Decimal) and isinstance(value, Decimal):
        return float(abs(was - value) / max(was, value, Decimal(1)))
    return 1.0


def smallest(
    rulebook: Rulebook, condition: Condition, facts: Mapping[str, Value | None]
) -> tuple[int, float] | None:
    """The least change by trying every value of every fact."""
    best: tuple[int, float] | None = None
    names = list(DOMAINS)
    for values in product(*DOMAINS.values()):
        changed = [
            (name, value) for name, value in zip(names, values, strict=True) if value != facts[name]
        ]
        if any(
            facts[name] is not None and not rulebook.facts[name].changeable for name, _ in changed
        ):
            continue
        # A fact that is not known stays so unless the condition needs it.
        for kept in product(
            *([False, True] if facts[name] is None else [True] for name, _ in changed)
        ):
            moved = [one for one, is_kept in zip(changed, kept, strict=True) if is_kept]
            cost = (len(moved), sum(shift(facts[name], value) for name, value in moved))
            if best is not None and cost >= best:
                continue
            if walker(rulebook, {**facts, **dict(moved)}).truth(condition).truth is Truth.MET:
                best = cost
    return best


@settings(max_examples=120, deadline=None)
@given(condition=CONDITIONS, facts=FACTS)
def test_no_smaller_change_would_do(
    rulebook: Rulebook, condition: Condition, facts: Mapping[str, Value | None]
) -> None:
    found = find_nearest(condition, walker(rulebook, facts), lambda _: None)
    least = smallest(rulebook, condition, facts)
    if found is None or least is None:
        assert found is least is None
        return
    changed = {change.fact: change.needed for change in found}
    after = walker(rulebook, {**facts, **changed}).truth(condition)
    assert after.truth is Truth.MET
    cost = (len(found), sum(shift(change.was, change.needed) for change in found))
    assert cost == pytest.approx(least)


RULES = {
    "1": """
conditions:
  any:
    - {fact: test.products, at_least: few}
    - {all: [{fact: test.first, is: true}, {fact: test.staff, at_least: few_staff}]}
amount: {fixed: sum, each: test.products, cap: most}
parameters:
""" + figure("few", 10, "件") + "\n" + figure("few_staff", 5, "人") + "\n" + figure("sum", 1000) + "\n" + figure("most", 8000),
    "2": "conditions: {fact: test.on, within: {years: span}}\namount: {fixed: sum}\ngroup: both\nparameters:\n" + figure("span", 3, "年") + "\n" + figure("sum", 3000),
    "3": "conditions: {fact: test.level, in: [nation, province]}\namount: {fixed: sum}\ngroup: both\nparameters:\n" + figure("sum", 5000),
    "4": "conditions: {fact: test.born, before: 2020-01-01}\namount: {fixed: sum}\nparameters:\n" + figure("sum", 1),
    "5": "conditions: {not: {fact: test.cost, at_least: much}}\namount: {fixed: sum}\nparameters:\n" + figure("much", 100) + "\n" + figure("sum", 1),
    "6": "conditions: {all: [{measure: 990100/trial/1, is: met}, {fact: test.first, is: false}]}\namount: {fixed: sum}\nparameters:\n" + figure("sum", 1),
    "7": "conditions: {not: {fact: test.products, at_least: later}}\namount: {fixed: sum}\nparameters:\n" + figure("later", 9, "件", "2030-01-01") + "\n" + figure("sum", 1),
}  # fmt: skip
GROUPS = """
parameters:
  cap: {unit: 元, values: {2024-01-01: {value: 6000, clause: 第九条, verified: true}}}
each:
  both: {title: 合计, rule: cap_year, cap: cap}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rules")
    for clause, body in RULES.items():
        write_measure(root, clause, body.strip("\n"))
    write_groups(root, GROUPS.strip("\n"))
    return root


# Facts, clause, state, the changes needed, the money they would bring (元).
CASES: list[tuple[Mapping[str, object], str, State, Mapping[str, object], int | None]] = [
    # Nine of ten is nearer than three of five staff, though both are one fact.
    ({"test.products": 9, "test.first": True, "test.staff": 3}, "1", State.NEAR, {"test.products": 10}, 8000),
    ({"test.products": 1, "test.first": True, "test.staff": 4}, "1", State.NEAR, {"test.staff": 5}, 1000),
    ({"test.products": 1, "test.first": False, "test.staff": 5}, "1", State.NEAR, {"test.products": 10}, 8000),
    # A day that is past stays past: it would have to be a new one.
    ({"test.on": "2019-05-01"}, "2", State.NEAR, {"test.on": "2026-10-31"}, 3000),
    # The cap of the group leaves 1,000 beside the 5,000 of the other.
    ({"test.on": "2019-05-01", "test.level": "nation"}, "2", State.NEAR, {"test.on": "2026-10-31"}, 1000),
    ({"test.level": "none"}, "3", State.NEAR, {"test.level": "nation"}, 5000),
    # A founding day cannot be changed.
    ({"test.born": "2021-01-01"}, "4", State.NOT_MET, {}, None),
    ({"test.cost": 500}, "5", State.NEAR, {"test.cost": Decimal("99.99")}, 1),
    # No change meets a figure that the rulebook does not hold on the day.
    ({"test.products": 3}, "7", State.UNKNOWN, {}, None),
    # What is not known is told as what it would have to be; unknown alone is not near.
    ({}, "3", State.UNKNOWN, {"test.level": "nation"}, 5000),
    ({"test.first": True, "test.products": 9}, "6", State.NOT_MET, {"test.products": 10, "test.first": False}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "clause", "state", "needed", "money"), CASES)
def test_what_is_missing_and_what_it_would_bring(
    root: Path,
    facts: Mapping[str, object],
    clause: str,
    state: State,
    needed: Mapping[str, object],
    money: int | None,
) -> None:
    found = one(judge(book(root), facts), clause)
    assert found.state is state
    nearest = found.nearest
    changes = {} if nearest is None else {each.fact: each.needed for each in nearest.changes}
    told = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in changes.items()
    }
    assert told == needed
    amount = None if nearest is None else nearest.amount
    assert amount == (None if money is None else Sum(money * 100, money * 100))


def test_the_change_is_said_in_words(root: Path) -> None:
    found = one(judge(book(root), {"test.products": 9, "test.first": False, "test.staff": 1}), "1")
    assert found.nearest is not None
    assert [each.words for each in found.nearest.changes] == ["密集型产品从9件增加到10件"]
