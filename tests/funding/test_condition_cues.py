"""The cues over the conditions of the annotated texts: what they propose is right, floors that only rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from condition_scoring import conditions_of, gold, score_conditions
from zhishu.rules.rulebook import load_rulebook

CASES = Path(__file__).parents[1] / "policy" / "cases"


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("development", 1.0, 0.92), ("strangers", 1.0, 0.97)]
)
def test_tests_proposed_for_annotated_conditions_are_right(
    part: str, precision: float, recall: float
) -> None:
    score = score_conditions(conditions_of(CASES / part), load_rulebook())
    assert score.precision >= precision and score.recall >= recall, score.errors


def test_the_annotation_asks_for_declared_facts_and_stands_in_the_texts() -> None:
    facts = load_rulebook().facts
    said = {*conditions_of(CASES / "development"), *conditions_of(CASES / "strangers")}
    for condition, (tests, _) in gold().items():
        assert condition in said, condition
        for fact, operator, value in tests:
            assert fact in facts, fact
            if facts[fact].kind == "word":
                assert operator == "is" and value in facts[fact].values
