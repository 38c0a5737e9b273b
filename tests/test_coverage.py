"""docs/coverage.md: every requirement has its row, every row says the truth, every id used exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATES = {"已有", "部分", "未开始", "不做"}
ROW = re.compile(r"^\| ([A-H]\d{2}) \| ([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)
# "Requirement A01", "Requirements A01, A05", "需求A01—A09": a bare A01 may be an IPC class.
USE = re.compile(
    r"(?:Requirements?|需求)\s*[:：]?\s*((?:[A-H]\d{2}(?:\s*[,，、—-]\s*|\s+and\s+)?)+)"
)
COUNTS = {"A": 40, "B": 47, "C": 37, "D": 53, "E": 36, "F": 32, "G": 26, "H": 11}


def rows() -> dict[str, tuple[str, str, str, str]]:
    text = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    found = ROW.findall(text)
    assert len(found) == len({row[0] for row in found}), "an id stands twice"
    return {row[0]: tuple(cell.strip() for cell in row[1:]) for row in found}  # type: ignore[misc]


def test_every_requirement_has_one_row() -> None:
    expected = {f"{area}{n:02d}" for area, count in COUNTS.items() for n in range(1, count + 1)}
    assert set(rows()) == expected


def test_a_state_is_one_of_four_and_shown_by_a_test_that_exists() -> None:
    for identifier, (state, words, _page, tests) in rows().items():
        assert state in STATES, identifier
        if state in {"已有", "部分"}:
            assert words, f"{identifier}: 没有写明能力"
            assert tests, f"{identifier}: 没有写明测试"
            for path in re.findall(r"`([^`]+)`", tests):
                assert (ROOT / path).exists(), f"{identifier}: {path} 不存在"
        if state == "不做":
            assert words, f"{identifier}: 没有写明原因"


@pytest.mark.parametrize("folder", ["src", "tests", "docs"])
def test_every_id_used_exists(folder: str) -> None:
    known = rows()
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix not in {".py", ".md", ".html", ".yaml", ".sql"} or "vendor" in path.parts:
            continue
        for uses in USE.findall(path.read_text(encoding="utf-8")):
            for identifier in re.findall(r"[A-H]\d{2}", uses):
                assert identifier in known, f"{path}: {identifier}"
