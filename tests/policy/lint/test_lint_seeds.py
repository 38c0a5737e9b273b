"""The findings in the sample policies stand in the handbook as they are found; those that matter are among them."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from zhishu.flows.lint_policy import lint_policy_files

pytestmark = pytest.mark.samples
ROOT = Path(__file__).resolve().parents[3]
REMAKE = "ZHISHU_SAMPLES=… PYTHONPATH=src python tools/make_seeds_lint.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = ROOT / "tools/make_seeds_lint.py"
    spec = importlib.util.spec_from_file_location("make_seeds_lint", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(samples: Path) -> dict[str, list[tuple[str, str, str]]]:
    """What is found in each document: rule, severity and clause."""
    files = lint_policy_files(sorted((samples / "seeds").glob("*.txt")), as_of=date(2026, 10, 31))
    return {
        document.title: [(one.rule, one.severity, one.clause) for one in document.findings]
        for file in files
        for document in file.documents
    }


def test_the_handbook_lists_what_is_found(tool: ModuleType, samples: Path) -> None:
    written = tool.TARGET.read_text(encoding="utf-8")
    assert written == tool.page(samples / "seeds"), f"again: {REMAKE}"


def of(found: dict[str, list[tuple[str, str, str]]], words: str) -> list[tuple[str, str, str]]:
    [one] = [findings for title, findings in found.items() if words in title]
    return one


def test_targets_of_filings_and_grants_are_found(
    found: dict[str, list[tuple[str, str, str]]],
) -> None:
    plan = of(found, "试点城市工作方案")
    assert ("filing_target", "doubt", "三(一)") in plan
    assert ("count_target", "doubt", "三(一)") in plan


def test_a_number_that_is_one_condition_of_several_is_a_doubt(
    found: dict[str, list[tuple[str, str, str]]],
) -> None:
    fund = of(found, "专项资金管理办法")
    assert ("count_award", "doubt", "第九条(一)") in fund
    assert not any(severity == "conflict" for _, severity, _ in fund)


def test_who_ends_subsidies_gives_none(found: dict[str, list[tuple[str, str, str]]]) -> None:
    for words in ("淮南", "营商环境", "转化运用专项行动"):
        assert of(found, words) == [], words
