"""Real names, labelled by hand: what is the firm is linked, what is another is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from labelled_pairs import judge_pairs, load_pairs
from zhishu.flows.open_linker import open_linker
from zhishu.rules.rulebook import load_rulebook

pytestmark = pytest.mark.samples


def test_labelled_pairs_are_linked_as_a_person_would(samples: Path) -> None:
    pairs = load_pairs(samples)
    assert Counter(pair.part for pair in pairs) == {"development": 150, "figure": 150}
    judged = judge_pairs(samples, open_linker(load_rulebook()))
    for part in judged.values():
        assert part["yes"]["linked"] == part["yes"]["pairs"]
        assert part["no"]["linked"] == 0
        # Officers are not asked about strangers.
        assert part["no"]["offered"] <= 3
