"""The officer's word is the name: no listed wrong synonym names a file, function, class or column."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from zhishu.flows.open_warehouse import ALL_TABLES

ROOT = Path(__file__).resolve().parent.parent


def wrong_words() -> set[str]:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    cells = [
        line.split("|")[3]
        for line in text.splitlines()
        if line.startswith("|") and "---" not in line
    ]
    words = {word.strip() for cell in cells[1:] for word in cell.split(",")} - {""}
    assert len(words) > 40, "the glossary's third column was not read"
    return words


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def names_in(path: Path) -> list[str]:
    found = [path.stem, path.parent.name]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.append(snake(node.name))
        elif isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.append(snake(node.target.id))
    return found


def uses(name: str, word: str) -> bool:
    return re.search(rf"(^|_){word}s?(_|$)", name) is not None


def test_no_wrong_synonym_names_anything() -> None:
    words = wrong_words()
    for path in sorted((ROOT / "src").rglob("*.py")):
        for name in names_in(path):
            for word in words:
                assert not uses(name, word), f"{path}: {name}，词汇表不用 {word}"


def test_no_wrong_synonym_names_a_column() -> None:
    words = wrong_words()
    for table in ALL_TABLES:
        for name in (table.name, *(column.name for column in table.columns)):
            for word in words:
                assert not uses(name, word), f"{table.name}.{name}，词汇表不用 {word}"


def test_the_check_finds_what_it_is_for() -> None:
    assert uses("annuity_due", "annuity")
    assert not uses("wide_annuityx", "annuity")
