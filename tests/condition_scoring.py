"""How right the tests are that cues propose for conditions: held against what each condition should become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from zhishu.funding.phrases import ReadPhrase, read_phrases
from zhishu.rules.rulebook import Rulebook

GOLD = Path(__file__).parent / "funding" / "condition_gold.yaml"
Test = tuple[str, str, str]


@dataclass
class ConditionScore:
    """Conditions by what became of them.

    whole: all of it a right test; part: a right test and the rest rightly left open; wrong: a test that is not
    right, or a whole one where something is open; missed: a declared fact tells it and no test was proposed;
    needless: right and left open though nothing is; left: rightly left to an officer.
    """

    whole: int = 0
    part: int = 0
    wrong: int = 0
    missed: int = 0
    needless: int = 0
    left: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.whole + self.part + self.wrong + self.missed + self.needless + self.left

    @property
    def precision(self) -> float:
        """Of the proposed tests the right ones."""
        proposed = self.whole + self.part + self.wrong + self.needless
        return (proposed - self.wrong) / proposed if proposed else 1.0

    @property
    def recall(self) -> float:
        """Of the conditions that a declared fact tells those with a right test."""
        told = self.whole + self.part + self.wrong + self.missed + self.needless
        return (self.whole + self.part + self.needless) / told if told else 1.0

    def as_dict(self) -> dict[str, float | int]:
        """The counts and shares, as a result keeps them."""
        return {
            "conditions": self.all, "whole": self.whole, "part": self.part, "wrong": self.wrong,
            "missed": self.missed, "needless": self.needless, "left_to_officers": self.left,
            "precision": round(self.precision, 4), "recall": round(self.recall, 4),
            "share_with_right_test": round((self.all - self.wrong - self.missed - self.left) / max(1, self.all), 4),
        }  # fmt: skip


@cache
def gold() -> Mapping[str, tuple[frozenset[Test], bool]]:
    """Condition -> the tests it should become, and whether something of it stays open."""
    content = YAML(typ="safe", pure=True).load(GOLD.read_text(encoding="utf-8"))
    found = {}
    for phrase, told in content.items():
        tests = frozenset((one[0], one[1], _said(one[2])) for one in told if one != "open")
        found[str(phrase)] = tests, "open" in told
    return found


def conditions_of(folder: Path) -> list[str]:
    """Every condition that is annotated in the cases of a folder, as often as it stands there."""
    yaml = YAML(typ="safe", pure=True)
    return [
        str(condition)
        for path in sorted(folder.glob("*.yaml"))
        for document in yaml.load(path.read_text(encoding="utf-8")).get("documents") or ()
        for measure in document.get("measures") or ()
        for condition in measure.get("conditions") or ()
    ]


def score_conditions(conditions: Iterable[str], rulebook: Rulebook) -> ConditionScore:
    """What cues make of each condition, held against the annotation."""
    score = ConditionScore()
    for condition in conditions:
        [read] = read_phrases([condition], rulebook.cues, rulebook.facts)
        expected, is_open = gold().get(condition, (frozenset(), True))
        got = proposed(read)
        if not got:
            word = "missed" if expected else "left"
        elif got != expected or (is_open and not read.rest):
            word = "wrong"
        elif read.rest:
            word = "part" if is_open else "needless"
        else:
            word = "whole"
        setattr(score, word, getattr(score, word) + 1)
        if word in ("wrong", "missed", "needless"):
            score.errors.append(f"{word} {condition} {sorted(got)} {read.rest}")
    return score


def proposed(read: ReadPhrase) -> frozenset[Test]:
    """The tests of a phrase with their figures in place of names; `above` and `below` without the end."""
    values = {one.name: one.value for one in read.thresholds}
    return frozenset(_flat(test, values) for test in read.tests)


def _flat(test: Mapping[str, Any], values: Mapping[str, Any]) -> Test:
    if "not" in test:
        fact, operator, value = _flat(test["not"], values)
        return fact, {"at_most": "above", "at_least": "below"}[operator], value
    if "all" in test:
        ends = [_flat(one, values) for one in test["all"]]
        return ends[0][0], "between", "—".join(one[2] for one in ends)
    operator = next(key for key in test if key != "fact")
    value = test[operator]
    return (
        test["fact"],
        operator,
        _said(values.get(value, value) if isinstance(value, str) else value),
    )


def _said(value: Any) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:f}"
        if hasattr(value, "quantize")
        else str(value)
    )
