"""Nothing that is read is absent from its source, and evidence holds the words of its item: on whole and damaged texts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from hostile.mutations import damage
from policy_damage import DAMAGES, damage_text
from policy_invention import invented
from policy_scoring import load_cases
from zhishu.base.errors import InvalidFileError
from zhishu.importers.policy_page import read_page

CASES = load_cases(Path(__file__).parent / "cases" / "development")
# Of each kind of damage so many texts, and so many of the random sort; the benchmark reads all.
OF_A_KIND, RANDOM = 6, 200
KINDS = [(kind, seed) for kind in DAMAGES for seed in range(OF_A_KIND)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_read_of_a_development_text_is_absent_from_it(case: Any) -> None:
    assert invented(case.path.read_bytes()) == []


def test_nothing_read_of_a_text_that_a_page_damaged_is_absent_from_it() -> None:
    refused = 0
    for kind, seed in KINDS:
        case = random.Random(f"{kind} {seed}").choice(CASES)
        made = damage_text(kind, read_page(case.path.read_bytes()).file.text, seed)
        try:
            assert invented(made.data) == [], f"{case.name} {kind} {seed}"
        except InvalidFileError:
            refused += 1
    assert refused <= len(KINDS) // 20


def test_nothing_read_of_a_randomly_damaged_text_is_absent_from_it() -> None:
    tried = 0
    for seed in range(RANDOM):
        chance = random.Random(seed)
        data = damage(chance.choice(CASES).path.read_bytes(), chance)
        try:
            assert invented(data) == [], seed
        except InvalidFileError:
            continue
        tried += 1
    assert tried > RANDOM * 3 / 4


@pytest.mark.samples
def test_nothing_read_of_a_seed_is_absent_from_it(samples: Path) -> None:
    for path in sorted((samples / "seeds").glob("*.txt")):
        assert invented(path.read_bytes()) == [], path.name
