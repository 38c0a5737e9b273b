"""Texts and what the lint finds in them, and in what it must find nothing: a table of cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.importers.policy_page import read_policy_page
from zhishu.policy.lint.finding import Finding
from zhishu.policy.lint.library import Library, Policy
from zhishu.policy.lint.linting import lint
from zhishu.policy.lint.places import RegionNames
from zhishu.policy.lint.policy_rules import DETECTORS, known_documents, policy_rules
from zhishu.policy.lint.rows import policies_of
from zhishu.rules.loading import load_file
from zhishu.rules.rulebook import load_rulebook

CASES: list[dict[str, Any]] = load_file(Path(__file__).parent / "cases.yaml")["cases"]
RULEBOOK = load_rulebook()
REGIONS = RegionNames(RULEBOOK.regions())
RULES, KNOWN = policy_rules(RULEBOOK), known_documents(RULEBOOK)
ENDING = "第九十条 本办法自{issued}起施行，有效期至2027年12月31日。"


def policy(text: str, name: str) -> Policy:
    rows = read_policy_page(text.encode(), f"{name}.txt", f"{name:0<16}")
    [one] = policies_of(
        rows.documents,
        clauses=rows.clauses,
        citations=rows.citations,
        targets=rows.targets,
        measures=rows.measures,
        region=REGIONS.of,
    )
    return one


def found_in(case: dict[str, Any]) -> list[Finding]:
    issued = case.get("issued", "2024年3月1日")
    ending = "" if case.get("bare") else ENDING.format(issued=issued)
    title = case.get("title", "云澜市知识产权办法")
    text = (
        f"{title}\n云政发〔2024〕3号\n{case['text'].strip()}\n{ending}\n云澜市人民政府\n{issued}\n"
    )
    own = policy(text, "own")
    others = [policy(other, f"other{at}") for at, other in enumerate(case.get("others", ()))]
    as_of = date.fromisoformat(case.get("as_of", "2026-10-31"))
    linted = lint(own, Library([own, *others], KNOWN), RULES, as_of)
    return list(linted.findings)


def told(one: Finding) -> str:
    return f"{one.rule} {one.severity} {one.when} {one.clause or '-'} {one.here or '-'}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    found = [told(one) for one in found_in(case)]
    expected = case.get("finds", [])
    for at, one in enumerate(expected):
        if one.endswith(" *") and at < len(found):
            found[at] = found[at][: len(one) - 2] + " *"
    assert sorted(found) == sorted(expected)


def test_the_table_has_hits_and_what_only_looks_like_one() -> None:
    clean = [case for case in CASES if not case.get("finds")]
    assert len(CASES) >= 60 and len(clean) >= 30


def test_every_detector_has_a_rule_and_a_case() -> None:
    names = {rule.name: rule.finds for rule in RULES}
    shown = {one.split()[0] for case in CASES for one in case.get("finds", ())}
    assert {names[one] for one in shown} == set(DETECTORS)


def test_every_finding_says_what_is_higher_and_what_to_do() -> None:
    for case in CASES:
        for one in found_in(case):
            assert one.says and one.next_step.strip(), case["case"]
            assert one.higher or one.rule == "validity", case["case"]
            for word in (one.says, one.next_step, one.title):
                assert "None" not in word
