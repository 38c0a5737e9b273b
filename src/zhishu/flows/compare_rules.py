"""Compare a home's rulebook with another one: a folder of rules, or a reform laid over it."""

from __future__ import annotations

from pathlib import Path

from zhishu.base.errors import NotFoundError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.comparing import Difference, compare_rulebooks
from zhishu.rules.loading import read_text
from zhishu.rules.overlay import read_overlay, reform
from zhishu.rules.rulebook import SHIPPED, Rulebook

# A folder that has the country's regions is a whole rulebook; any other is laid over the shipped one.
WHOLE = "national/regions.yaml"


def compare_rules(home: Path, old: Path | None, new: Path | None) -> list[Difference]:
    """Every change from the old rulebook to the new; None is the home's own. RulebookError by line."""
    return compare_rulebooks(_open(home, old), _open(home, new))


def _open(home: Path, path: Path | None) -> Rulebook:
    if path is None:
        return open_rulebook(home)
    if path.is_dir():
        return Rulebook((path,) if (path / WHOLE).is_file() else (SHIPPED, path))
    if not path.is_file():
        raise NotFoundError(
            "没有这个文件或文件夹", where=str(path), next_step="写规则库的文件夹，或改革的YAML文件"
        )
    where = str(path)
    return reform(open_rulebook(home), read_overlay(read_text(path, where=where), where=where))
