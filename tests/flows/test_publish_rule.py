"""A released rule in the home's rulebook: whole, once, read anew by a process that had the rules open."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhishu.base.errors import InvalidFileError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.publish_rule import decided, publish_rule, stands
from zhishu.rules.loading import RulebookError

NAME = "990100/measures/trial/1.yaml"
RULE = """measure: 990100/trial/1
title: 试验
source: {title: 试验办法, clause: 第一条}
form: award
once: ever
applies_to: [enterprise]
amount: {fixed: sum}
parameters:
  sum: {unit: 元, values: {2026-01-01: {value: 100, clause: 第一条, verified: true}}}
"""


def test_a_process_that_has_the_rules_open_reads_the_new_edition(tmp_path: Path) -> None:
    (tmp_path / "rulebook").mkdir()
    before = open_rulebook(tmp_path)
    assert "990100/trial/1" not in before.measures
    assert publish_rule(tmp_path, {NAME: RULE}, decisions={1})
    after = open_rulebook(tmp_path)
    assert after.measures["990100/trial/1"].title == "试验"
    assert open_rulebook(tmp_path) is after != before
    # Again is harmless, and no new edition.
    assert not publish_rule(tmp_path, {NAME: RULE}, decisions={1})
    assert open_rulebook(tmp_path) is after
    assert publish_rule(tmp_path, {NAME: RULE.replace("试验\n", "又一版\n")}, decisions={3})
    assert open_rulebook(tmp_path).measures["990100/trial/1"].title == "又一版"
    assert publish_rule(tmp_path, {NAME: ""}, decisions={4}) and stands(tmp_path, NAME) is None
    assert "990100/trial/1" not in open_rulebook(tmp_path).measures


def test_a_run_that_ended_before_its_edition_is_mended(tmp_path: Path) -> None:
    publish_rule(tmp_path, {}, decisions={1})
    before = open_rulebook(tmp_path)
    assert not before.measures.get("990100/trial/1")
    # The file is there, as it is when the process is killed before the edition is written.
    path = tmp_path / "rulebook" / NAME
    path.parent.mkdir(parents=True)
    path.write_text(RULE, encoding="utf-8")
    assert decided(tmp_path) == {1} and "990100/trial/1" not in open_rulebook(tmp_path).measures
    assert not publish_rule(tmp_path, {NAME: RULE}, decisions={1, 2})
    assert decided(tmp_path) == {1, 2} and "990100/trial/1" in open_rulebook(tmp_path).measures


RESTS = RULE.replace("trial/1", "trial/2").replace(
    "amount:", "conditions: {measure: 990100/trial/1, is: met}\namount:"
)
RESTS_ON = "990100/measures/trial/2.yaml"
GROUPED = RULE.replace("once: ever", "once: ever\ngroup: 990100/trial/a")
GROUPS_NAME = "990100/measures/trial/groups.yaml"
GROUPS = """groups: 试验
source: {title: 试验办法, clause: 第一条}
each:
  990100/trial/a:
    title: 只取最高
    rule: highest
"""


@pytest.mark.parametrize(
    ("there", "files"),
    [
        ({}, {RESTS_ON: RESTS}),
        ({NAME: RULE, RESTS_ON: RESTS}, {NAME: ""}),
        ({}, {NAME: GROUPED}),
        ({NAME: GROUPED, GROUPS_NAME: GROUPS}, {GROUPS_NAME: ""}),
        (
            {NAME: GROUPED, GROUPS_NAME: GROUPS},
            {GROUPS_NAME: GROUPS.replace("990100/trial/a", "990100/trial/b")},
        ),
        ({}, {RESTS_ON: RULE, NAME: RULE}),
    ],
)
def test_nothing_is_written_with_which_no_rule_could_be_judged(
    tmp_path: Path, there: dict[str, str], files: dict[str, str]
) -> None:
    publish_rule(tmp_path, there, decisions={1})
    with pytest.raises(RulebookError):
        publish_rule(tmp_path, files, decisions={1, 2})
    assert decided(tmp_path) == {1} and all(
        stands(tmp_path, name) == there.get(name) for name in files
    )
    open_rulebook(tmp_path).refuse_faults()
    # All of them at once they may go.
    publish_rule(tmp_path, dict.fromkeys(there, ""), decisions={3})


def test_a_rulebook_that_is_at_fault_can_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "rulebook" / NAME
    path.parent.mkdir(parents=True)
    path.write_text("measure: 1", encoding="utf-8")
    assert publish_rule(tmp_path, {NAME: RULE}, decisions={1})
    open_rulebook(tmp_path).refuse_faults()


@pytest.mark.parametrize(
    "name",
    ["../../x.yaml", "990100/measures/../x.yaml", "/etc/measures/a/b.yaml", "990100/facts/a/b.yaml",
     "990100/measures/trial/.b.yaml", "x.yaml", "/measures/trial/1.yaml", "9/measures//1.yaml"],
)  # fmt: skip
def test_a_rule_is_written_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidFileError, match="不能放在"):
        publish_rule(tmp_path, {name: RULE}, decisions={1})
    assert not list(tmp_path.rglob("*.yaml"))
