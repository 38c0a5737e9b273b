"""Look for everything that is wrong with a home's rulebook."""

from __future__ import annotations

from pathlib import Path

from zhishu.rules.checking.finding import Finding
from zhishu.rules.inspection import inspect_rulebook
from zhishu.rules.rulebook import SHIPPED, Rulebook


def check_rulebook(home: Path) -> list[Finding]:
    """Every finding of the shipped rulebook with the home's own over it, read anew, by file and line."""
    overlay = home / "rulebook"
    return inspect_rulebook(Rulebook((SHIPPED, overlay) if overlay.is_dir() else (SHIPPED,)))
