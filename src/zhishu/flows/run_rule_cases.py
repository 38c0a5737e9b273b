"""Run the cases of the rulebook: every party that an officer wrote down, held against what it should get."""

from __future__ import annotations

from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.casefile import Outcome, all_cases, run_case


def run_rule_cases(home: Path, words: str = "") -> list[Outcome]:
    """Every case whose file or measures hold the words, as it came out; RulebookError for a file that cannot be read."""
    rulebook = open_rulebook(home)
    return [
        run_case(case, rulebook)
        for case in all_cases(rulebook)
        if words in case.file or any(words in name for name in case.measures)
    ]
