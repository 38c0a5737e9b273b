"""The reading of the development texts does not get worse: a floor for each field, which only rises."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from policy_differences import tell_differences
from policy_scoring import FIELDS, Case, Score, load_cases, score_case
from zhishu.importers.policy_page import page_as_json, read_page

CASES = Path(__file__).parent / "cases"


@cache
def _scores(part: str) -> dict[str, Score]:
    total = {name: Score() for name in FIELDS}
    for case in load_cases(CASES / part):
        told = page_as_json(read_page(case.path.read_bytes()), evidence=False)
        for name, score in score_case(case, told["documents"]).items():
            total[name].add(score)
    return total


@pytest.mark.parametrize("part", ["development", "strangers"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_read_no_worse_than_before(field: str, part: str) -> None:
    floors = YAML(typ="safe", pure=True).load((CASES / "floors.yaml").read_text("utf-8"))
    found = _scores(part)[field]
    assert found.f1 >= floors[part][field], "\n".join(found.errors[:40])


@pytest.mark.parametrize("part", ["sealed", "unread"])
def test_a_part_that_nobody_reads_is_as_it_was_written(part: str) -> None:
    told = dict(
        reversed(line.split(maxsplit=1))  # type: ignore[misc]
        for line in (CASES / f"{part.upper()}.sha256").read_text("utf-8").splitlines()
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (CASES / part).iterdir()
    }
    assert found == told


SCORED = [
    # what was found beside one expected target -> (right, invented, missed)
    ([{"value": 5}], (1, 0, 0)),
    ([{"value": 6}], (0, 1, 1)),
    ([{"value": 5, "comparator": ">="}], (0, 1, 1)),
    ([{"value": 5, "indicator": "别的"}], (0, 1, 1)),
    ([{"value": 5, "indicator": "每万人发明专利拥有量"}], (1, 0, 0)),
    ([{"value": 5, "deadline": "2026"}], (0, 1, 1)),
    ([], (0, 0, 1)),
    ([{"value": 5}, {"value": 5}], (1, 1, 0)),
]


def _case(folder: Path) -> Case:
    """A text with one target that a person found."""
    target = {
        "clause": "一(二)",
        "indicator": "每万人口发明专利拥有量",
        "value": 5,
        "unit": "件",
        "comparator": "=",
        "kind": "level",
        "deadline": "2025",
    }
    (folder / "1.txt").write_text("文本", "utf-8")
    with (folder / "1.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(
            {"documents": [{**dict.fromkeys(FIELDS), "title": "甲", "targets": [target]}]}, file
        )
    [case] = load_cases(folder)
    return case


def _read(case: Case, found: list[dict[str, object]]) -> list[dict[str, object]]:
    """What was read of it: its target with some parts otherwise."""
    [document] = case.expected["documents"]
    return [{**document, "targets": [{**document["targets"][0], **one} for one in found]}]


@pytest.mark.parametrize(("found", "expected"), SCORED)
def test_the_scorer_counts(
    found: list[dict[str, object]], expected: tuple[int, int, int], tmp_path: Path
) -> None:
    case = _case(tmp_path)
    score = score_case(case, _read(case, found))["targets"]
    assert (score.right, score.invented, score.missed) == expected


DIFFERENCES = [
    # what was found beside one expected target -> the parts that are wrong
    ([{"value": 5}], {}),
    ([{"value": 6}], {"missed": 1, "invented": 1}),
    ([{"deadline": "2026"}], {"deadline": 1}),
    ([{"deadline": "2026", "kind": "count", "clause": "二"}], {"deadline": 1, "kind": 1, "clause": 1}),
    # Of several with the value, the one that shares most.
    ([{"deadline": "2026", "kind": "count"}, {"indicator": "别的"}], {"indicator": 1, "invented": 1}),
    ([], {"missed": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), DIFFERENCES)
def test_the_parts_that_are_wrong_are_told(
    found: list[dict[str, object]], expected: dict[str, int], tmp_path: Path
) -> None:
    case = _case(tmp_path)
    told = tell_differences("targets", case, _read(case, found))
    assert +told.parts == expected
    assert bool(told.told) == bool(expected)
