"""A released rule in the home's rulebook: whole, once, read anew by a process that had the rules open."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhishu.base.errors import InvalidFileError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.publish_rule import publish_rule, stands

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
    assert publish_rule(tmp_path, {NAME: RULE}, number=1)
    after = open_rulebook(tmp_path)
    assert after.measures["990100/trial/1"].title == "试验"
    assert open_rulebook(tmp_path) is after != before
    # Again is harmless, and no new edition.
    assert not publish_rule(tmp_path, {NAME: RULE}, number=2)
    assert open_rulebook(tmp_path) is after
    assert publish_rule(tmp_path, {NAME: RULE.replace("试验\n", "又一版\n")}, number=3)
    assert open_rulebook(tmp_path).measures["990100/trial/1"].title == "又一版"
    assert publish_rule(tmp_path, {NAME: ""}, number=4) and stands(tmp_path, NAME) is None
    assert "990100/trial/1" not in open_rulebook(tmp_path).measures


@pytest.mark.parametrize(
    "name",
    ["../../x.yaml", "990100/measures/../x.yaml", "/etc/measures/a/b.yaml", "990100/facts/a/b.yaml",
     "990100/measures/trial/.b.yaml", "x.yaml", "/measures/trial/1.yaml", "9/measures//1.yaml"],
)  # fmt: skip
def test_a_rule_is_written_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidFileError, match="不能放在"):
        publish_rule(tmp_path, {name: RULE}, number=1)
    assert not list(tmp_path.rglob("*.yaml"))
