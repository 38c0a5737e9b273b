"""The cases shipped beside the measures hold, and show every measure from each side."""

from __future__ import annotations

import pytest

from zhishu.rules.casefile import Case, all_cases, run_case
from zhishu.rules.rulebook import SHIPPED, Rulebook

RULEBOOK = Rulebook((SHIPPED,))
CASES = list(all_cases(RULEBOOK))
# What no one can change in a year or at all: a trade, a person's past, who one is.
NEVER_NEAR = {
    "361000/individual_business/3a",
    "361000/individual_business/20",
    "demo/pledge/2-3",
    "demo/pledge/2-4",
}
# A measure for anybody of the country is barred to nobody by kind.
NEVER_REFUSED = {"national/fees/open_licence"}


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one.file}:{one.line}")
def test_a_case_comes_out_as_its_officer_wrote(case: Case) -> None:
    assert not run_case(case, RULEBOOK).differences


def test_every_measure_is_shown_from_each_side() -> None:
    shown: dict[str, set[str]] = {name: set() for name in RULEBOOK.measures}
    for case in CASES:
        for expectation in case.expectations:
            shown[expectation.measure].add(expectation.state)
    for name, measure in RULEBOOK.measures.items():
        wanted = {"unknown", "not_in_force", "competitive" if measure.competitive else "met"}
        wanted |= set() if name in NEVER_REFUSED else {"not_met"}
        wanted |= set() if name in NEVER_NEAR else {"near"}
        assert shown[name] == ({"lost"} if measure.is_lost else wanted), name
