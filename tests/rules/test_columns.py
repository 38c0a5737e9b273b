"""Many parties at once: the answers of the walk."""

from __future__ import annotations

from rule_agreement import make_trial


def test_columns_and_walk_agree() -> None:
    cases, found = 0, []
    for seed in range(100):
        trial = make_trial(seed, measures=8, parties=30)
        cases += trial.cases
        found += trial.differences()
    assert not found[:10]
    assert cases >= 20_000
