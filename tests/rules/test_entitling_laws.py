"""Laws of the walk, on random rules and facts: Kleene's, that knowledge only decides, that groups keep their caps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.entitlement_book import CITY, DAY, book, figure, known, write_groups, write_measure
from rules.test_nearest import CONDITIONS, DOMAINS, walker
from zhishu.rules.assessment import Entitlements, State, Sum
from zhishu.rules.condition import AllOf, AnyOf, Condition, Not, Truth
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Value
from zhishu.rules.grouping import share_group
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.settling import Received

FACTS = st.fixed_dictionaries(
    {name: st.sampled_from([*values, None]) for name, values in DOMAINS.items()}
)
NEGATED = {Truth.MET: Truth.NOT_MET, Truth.NOT_MET: Truth.MET, Truth.UNKNOWN: Truth.UNKNOWN}


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("laws"))


@settings(max_examples=80, deadline=None)
@given(one=CONDITIONS, other=CONDITIONS, facts=FACTS)
def test_the_laws_of_three_values(
    rulebook: Rulebook, one: Condition, other: Condition, facts: Mapping[str, Value | None]
) -> None:
    walk = walker(rulebook, facts)

    def truth(condition: Condition) -> Truth | None:
        return walk.truth(condition).truth

    a, b = truth(one), truth(other)
    assert a is not None
    assert truth(Not(one)) is NEGATED[a]
    assert truth(Not(Not(one))) is a
    assert truth(AllOf((one, other))) is truth(AllOf((other, one)))
    assert truth(AnyOf((one, other))) is truth(AnyOf((other, one)))
    assert truth(Not(AllOf((one, other)))) is truth(AnyOf((Not(one), Not(other))))
    assert truth(AllOf((one, one))) is a is truth(AnyOf((one, one)))
    assert truth(AllOf((one, AnyOf((one, other))))) is a
    # One part decides whatever the other is; nothing unknown is made up.
    if Truth.NOT_MET in (a, b):
        assert truth(AllOf((one, other))) is Truth.NOT_MET
    if Truth.MET in (a, b):
        assert truth(AnyOf((one, other))) is Truth.MET
    if a is b is Truth.UNKNOWN:
        assert truth(AllOf((one, other))) is truth(AnyOf((one, other))) is Truth.UNKNOWN


@settings(max_examples=100, deadline=None)
@given(condition=CONDITIONS, facts=FACTS, more=FACTS)
def test_more_known_facts_decide_and_never_turn_an_answer_over(
    rulebook: Rulebook,
    condition: Condition,
    facts: Mapping[str, Value | None],
    more: Mapping[str, Value | None],
) -> None:
    before = walker(rulebook, facts).truth(condition).truth
    fuller = {name: more[name] if value is None else value for name, value in facts.items()}
    after = walker(rulebook, fuller).truth(condition).truth
    assert before is Truth.UNKNOWN or after is before
    if None not in fuller.values():
        assert after is not Truth.UNKNOWN


SUMS = st.builds(
    lambda low, more, end: Sum(low, None if end else low + more, end),
    st.integers(0, 50),
    st.integers(0, 50),
    st.booleans(),
)
EXACT = st.integers(0, 50).map(lambda money: Sum(money, money))
RULES = st.sampled_from(["highest", "exclusive", "cap_year", "cap_total"])


@settings(max_examples=120, deadline=None)
@given(
    rule=RULES, amounts=st.lists(EXACT, min_size=1, max_size=5), cap=st.integers(0, 80), used=EXACT
)
def test_exact_shares_of_a_group_make_its_total_and_keep_its_limit(
    rule: str, amounts: list[Sum], cap: int, used: Sum
) -> None:
    shared = share_group(rule, amounts, cap=cap, used=used)
    assert all(
        share.is_exact and share.low <= one.low
        for share, one in zip(shared.shares, amounts, strict=True)
    )
    assert sum(share.low for share in shared.shares) == shared.total.low == shared.total.high
    limit = cap if rule.startswith("cap_") else max(one.low for one in amounts)
    assert shared.total.low <= max(0, limit - used.low)
    # The limit is used up before anything is lost.
    wanted = sum(one.low for one in amounts) if rule.startswith("cap_") else limit
    assert shared.total.low == max(0, min(wanted, limit - used.low))


@settings(max_examples=120, deadline=None)
@given(
    rule=RULES,
    amounts=st.lists(SUMS, min_size=1, max_size=4),
    cap=st.integers(0, 80),
    used=SUMS,
    data=st.data(),
)
def test_whatever_the_sums_turn_out_to_be_shares_and_total_lie_between_their_ends(
    rule: str, amounts: list[Sum], cap: int, used: Sum, data: st.DataObject
) -> None:
    def turn_out(one: Sum) -> Sum:
        most = one.low + 60 if one.high is None else one.high
        money = data.draw(st.integers(one.low, most))
        return Sum(money, money)

    told = share_group(rule, amounts, cap=cap, used=used)
    came = share_group(rule, [turn_out(one) for one in amounts], cap=cap, used=turn_out(used))
    for wide, exact in zip((*told.shares, told.total), (*came.shares, came.total), strict=True):
        assert wide.low <= exact.low
        assert wide.high is None or exact.low <= wide.high


MEASURES = {
    "1": ("titles", 20000, "once: ever"),
    "2": ("titles", 10000, "once: ever"),
    "3": ("year", 18000, "once: year"),
    "4": ("year", 15000, "once: item"),
    "5": ("", 700, "once: year"),
}
GROUPS = """
parameters:
  cap: {unit: 元, values: {2024-01-01: {value: 30000, clause: 第九条, verified: true}}}
each:
  titles: {title: 称号, rule: highest}
  year: {title: 年度, rule: cap_year, cap: cap}
"""
ASKED = {
    "1": "{fact: test.level, is: nation}", "2": "{fact: test.first, is: true}",
    "3": "{fact: test.products, at_least: 1}", "4": "{fact: test.products, at_least: 1}", "5": "{fact: test.first, is: true}",
}  # fmt: skip


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> InForce:
    root: Path = tmp_path_factory.mktemp("totals")
    for clause, (group, money, once) in MEASURES.items():
        body = f"conditions: {ASKED[clause]}\namount: {{fixed: sum}}\nparameters:\n{figure('sum', money)}"
        write_measure(
            root,
            clause,
            body,
            once=once.partition(" ")[2],
            group=group,
            competitive=str(clause == "4").lower(),
        )
    write_groups(root, GROUPS.strip("\n"))
    return InForce(book(root), CITY, DAY)


@settings(max_examples=80, deadline=None)
@given(
    facts=FACTS,
    received=st.lists(
        st.builds(Received, st.sampled_from([f"990100/trial/{one}" for one in MEASURES]), st.integers(2023, 2027),
                  st.integers(0, 4_000_000)), max_size=4,
    ),
)  # fmt: skip
def test_totals_keep_the_limits_and_are_what_is_paid(
    rules: InForce, facts: Mapping[str, Value | None], received: list[Received]
) -> None:
    told = known(
        rules.rulebook, {name: value for name, value in facts.items() if value is not None}
    )
    found: Entitlements = rules.entitle(told, received)
    paid = {
        state: {one.measure.name[-1]: one.paid.low for one in found.assessments if one.state is state and one.paid}
        for state in (State.MET, State.COMPETITIVE)
    }  # fmt: skip
    assert found.total.low == found.total.high == sum(paid[State.MET].values())
    assert found.competitive.low == sum(paid[State.COMPETITIVE].values())
    everything = {**paid[State.MET], **paid[State.COMPETITIVE]}
    had = sum(
        one.amount or 0 for one in received if one.measure[-1] in "34" and one.year == DAY.year
    )
    assert everything.get("3", 0) + everything.get("4", 0) <= max(0, 3_000_000 - had)
    assert sum(everything.get(one, 0) > 0 for one in "12") <= 1
    for one in found.assessments:
        given = any(
            each.measure == one.measure.name
            and (each.year == DAY.year if one.measure.once == "year" else each.year <= DAY.year)
            for each in received
        )
        assert not (given and one.measure.once in ("ever", "year") and one.state is State.MET)


@settings(max_examples=30, deadline=None)
@given(facts=FACTS)
def test_the_order_of_facts_changes_nothing(
    rules: InForce, facts: Mapping[str, Value | None]
) -> None:
    told = known(
        rules.rulebook, {name: value for name, value in facts.items() if value is not None}
    )
    backwards = dict(reversed(list(told.items())))
    assert rules.entitle(told) == rules.entitle(backwards)


def test_equal_amounts_are_told_apart_by_the_order_of_the_rulebook() -> None:
    shared = share_group("highest", [Sum(5, 5), Sum(7, 7), Sum(7, 7)])
    assert (shared.winner, [one.low for one in shared.shares]) == (1, [0, 7, 0])


def test_a_cap_the_rulebook_does_not_hold_leaves_the_total_open() -> None:
    shared = share_group("cap_year", [Sum(5, 5), Sum(7, 7)], cap=None)
    assert shared.total == Sum(0, 12, is_open=True)
