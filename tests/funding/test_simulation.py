"""A reform over made firms: budgets, winners and losers between their ends, quotas, two reforms side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.entitlement_book import CITY, DAY, book, figure, known, write_groups, write_measure
from zhishu.funding.simulation import Firm, Reform, Simulated, effect_of, simulate
from zhishu.rules.assessment import Sum
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Known
from zhishu.rules.loading import RulebookError
from zhishu.rules.overlay import read_overlay, reform
from zhishu.rules.rulebook import Rulebook

CAP = "990100/trial/1/cap"


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    root = tmp_path_factory.mktemp("simulation")
    write_measure(
        root, "1",
        "conditions: {fact: test.first, is: true}\namount: {reimburse: test.cost, cap: cap}\n"
        "parameters:\n" + figure("cap", 20000),
    )  # fmt: skip
    write_measure(
        root, "2",
        "conditions: {fact: test.products, at_least: least}\namount: {fixed: sum}\ngroup: yearly\n"
        "parameters:\n" + figure("least", 3, "件") + "\n" + figure("sum", 10000),
    )  # fmt: skip
    write_measure(
        root, "3",
        "conditions: {fact: test.first, is: true}\namount: {fixed: sum}\ngroup: yearly\n"
        "parameters:\n" + figure("sum", 8000),
    )  # fmt: skip
    write_measure(
        root, "4",
        "conditions: {measure: 990100/trial/1, is: met}\namount: {fixed: sum}\ncompetitive: true\n"
        "budget: {quota: places}\nparameters:\n" + figure("sum", 500) + "\n"
        + figure("places", 1, "家"),
    )  # fmt: skip
    write_measure(
        root, "5",
        "conditions: {fact: test.staff, at_least: least}\namount: {fixed: sum}\n"
        "budget: {pro_rata: fund}\nparameters:\n" + figure("least", 10, "人") + "\n"
        + figure("sum", 6000) + "\n" + figure("fund", 9000),
    )  # fmt: skip
    write_groups(
        root,
        "each: {yearly: {title: 年度, rule: cap_year, cap: most}}\nparameters:\n"
        + figure("most", 15000),
    )
    return book(root)


def firm(rules: Rulebook, key: str, county: str = "甲县", **facts: object) -> Firm:
    named = {f"test.{name}": value for name, value in facts.items()}
    return Firm(key, f"企业{key}", county, "小型", known(rules, named))


def run(rules: Rulebook, changes: str, *firms: Firm) -> Simulated:
    overlay = read_overlay(f"overlay: 试\nday: 2026-01-01\nchanges:\n{changes}", where="方案")
    [found] = simulate(
        rules,
        [Reform(overlay.title, overlay.digest, reform(rules, overlay))],
        firms,
        region=CITY,
        day=DAY,
    )
    return found


def ends(money: Sum) -> tuple[int, int | None]:
    """In 元."""
    return money.low // 100, None if money.high is None else money.high // 100


def test_a_higher_cap_makes_winners_of_those_above_it(rulebook: Rulebook) -> None:
    found = run(
        rulebook,
        f"  - {{parameter: {CAP}, value: 30000}}\n",
        firm(rulebook, "a", first=True, cost=50000),
        firm(rulebook, "b", first=True, cost=12000),
        firm(rulebook, "c", county="乙县", cost=50000),
        firm(rulebook, "d", county="乙县", first=False, cost=50000),
        firm(rulebook, "e", first=True),
    )
    effects = {one.key: one.effect for one in found.firms}
    assert effects == {"a": "gains", "c": "may_gain", "e": "may_gain"}
    tally = {one.name: (one.firms, ends(one.before), ends(one.after)) for one in found.counties}
    assert tally["甲县"] == (3, (32000, 52000), (42000, 72000))
    assert tally["乙县"] == (2, (0, 20000), (0, 30000))
    assert (ends(found.budget[0]), ends(found.budget[1])) == ((32000, 72000), (42000, 102000))
    assert found.everybody.effects["same"] == 2
    [money] = [one for one in found.measures if one.name == "990100/trial/1"]
    assert money.after is not None and (money.after.met, money.after.open) == (3, 1)


def test_what_refers_to_the_measure_is_judged_with_it_and_apart_where_competitive(
    rulebook: Rulebook,
) -> None:
    found = run(
        rulebook,
        "  - {measure: 990100/trial/1, conditions: {fact: test.first, is: false}}\n",
        firm(rulebook, "a", first=True, cost=50000),
        firm(rulebook, "b", first=True, cost=50000),
    )
    assert [one.effect for one in found.firms] == ["loses", "loses"]
    assert {one.name for one in found.measures} == {"990100/trial/1", "990100/trial/4"}
    # One place for two firms, apart from what the entitled get.
    assert [ends(one) for one in found.competitive] == [(500, 500), (0, 0)]
    assert [ends(one) for one in found.budget] == [(40000, 40000), (0, 0)]


def test_a_measure_that_another_one_needs_is_not_dropped(rulebook: Rulebook) -> None:
    with pytest.raises(RulebookError, match="990100/trial/1"):
        run(rulebook, "  - {drop: 990100/trial/1}\n", firm(rulebook, "a"))
    dropped = run(rulebook, "  - {drop: 990100/trial/4}\n", firm(rulebook, "a", first=True))
    assert [ends(one) for one in dropped.competitive] == [(500, 500), (0, 0)]
    assert dropped.measures[0].after is None


def test_a_group_s_cap_is_changed_and_shared(rulebook: Rulebook) -> None:
    found = run(
        rulebook,
        "  - {parameter: yearly/most, value: 9000}\n",
        firm(rulebook, "a", first=True, products=3),
        firm(rulebook, "b", products=3),
        firm(rulebook, "c", first=False, products=2),
    )
    changed = {one.key: (ends(one.before), ends(one.after), one.effect) for one in found.firms}
    assert changed == {
        "a": ((15000, 15000), (9000, 9000), "loses"),
        "b": ((10000, 15000), (9000, 9000), "loses"),
    }


def test_a_budget_bites_over_all_firms(rulebook: Rulebook) -> None:
    found = run(
        rulebook,
        "  - {parameter: 990100/trial/5/least, value: 5}\n",
        *(firm(rulebook, key, staff=number) for key, number in (("a", 20), ("b", 7), ("c", 6))),
    )
    assert (ends(found.budget[0]), ends(found.budget[1])) == ((6000, 6000), (9000, 9000))
    [money] = found.measures
    assert money.before is not None and money.after is not None
    assert (money.before.is_limited, money.after.is_limited) == (False, True)
    assert money.after.met == 3


def test_two_reforms_side_by_side_and_the_same_again(rulebook: Rulebook) -> None:
    firms = [firm(rulebook, "a", first=True, cost=50000), firm(rulebook, "b", first=True)]
    texts = [
        f"overlay: {title}\nday: 2026-01-01\nchanges:\n  - {{parameter: {CAP}, value: {value}}}\n"
        for title, value in (("甲", 30000), ("乙", 10000))
    ]
    overlays = [read_overlay(text, where="方案") for text in texts]
    reforms = [Reform(one.title, one.digest, reform(rulebook, one)) for one in overlays]
    first = simulate(rulebook, reforms, firms, region=CITY, day=DAY)
    assert [one.firms[0].effect for one in first] == ["gains", "loses"]
    assert first[0].budget[0] == first[1].budget[0]
    assert simulate(rulebook, reforms, firms, region=CITY, day=DAY) == first


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ((1, 1), (1, 1), "same"),
        ((1, 1), (2, 2), "gains"),
        ((0, 1), (0, 2), "may_gain"),
        ((0, None), (0, None), "same"),
        ((0, 5), (0, None), "may_gain"),
        ((0, None), (0, 5), "may_lose"),
        ((2, 2), (1, 2), "loses"),
        ((1, 3), (2, 2), "unclear"),
        ((0, None), (1, None), "gains"),
    ],
)
def test_what_a_change_of_both_ends_means(
    before: tuple[int, int | None], after: tuple[int, int | None], effect: str
) -> None:
    assert effect_of(Sum(*before), Sum(*after)) == effect


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "first": st.booleans(),
        "cost": st.integers(0, 60000),
        "products": st.integers(0, 6),
        "staff": st.integers(0, 20),
    },
)


@given(facts=FACTS, filled=FACTS)
@settings(max_examples=150, deadline=None)
def test_whatever_the_unknown_facts_are_the_money_lies_between_the_ends(
    rulebook: Rulebook, facts: Mapping[str, object], filled: Mapping[str, object]
) -> None:
    """And of a firm of which all is known the total is that of the entitlement."""
    whole = {"first": False, "cost": 1, "products": 0, "staff": 0, **filled, **facts}
    part, full = firm(rulebook, "a", **facts), firm(rulebook, "a", **whole)
    full = replace(full, facts={**full.facts, "party.region": Known("990101")})
    change = (
        f"  - {{parameter: {CAP}, value: 30000}}\n  - {{parameter: yearly/most, value: 9000}}\n"
        "  - {parameter: 990100/trial/5/sum, value: 1}\n"
    )
    ranges, exact = run(rulebook, change, part), run(rulebook, change, full)
    for side in (0, 1):
        money = (ranges.everybody.before, ranges.everybody.after)[side]
        sure = (exact.everybody.before, exact.everybody.after)[side]
        assert sure.low == sure.high
        assert money.low <= sure.low and (money.high is None or sure.low <= money.high)
    assert ranges.everybody.before.low == InForce(rulebook, CITY, DAY).entitle(part.facts).total.low
    assert exact.everybody.before == InForce(rulebook, CITY, DAY).entitle(full.facts).total
