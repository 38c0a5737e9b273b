"""The facts that rules may ask about, as the rulebook declares them."""

from __future__ import annotations

from pathlib import Path

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.fact import Fact


def list_facts(home: Path, words: str = "") -> list[Fact]:
    """Every fact whose name, title or meaning holds the words, by name."""
    facts = open_rulebook(home).facts
    return [
        fact
        for _, fact in sorted(facts.items())
        if words in fact.name or words in fact.title or words in fact.meaning
    ]
