"""The measures of clauses that a test writes down."""

from __future__ import annotations

from zhishu.policy.document import Measure
from zhishu.policy.measures.finding import find_measures
from zhishu.policy.structure.clauses import Node

Clause = tuple[str, str | None, str]


def read_clauses(*clauses: Clause) -> tuple[str, list[Measure]]:
    """The measures of clauses given as path, heading and paragraphs."""
    text, nodes = "", []
    for path, heading, words in clauses:
        start, parts = len(text), []
        for line in words.split("\n"):
            parts.append((len(text), len(text) + len(line)))
            text += line + "\n"
        nodes.append(Node(path, heading, start, len(text) - 1, parts))
    return text, find_measures(text, nodes)
