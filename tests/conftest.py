"""Fixtures that every room shares: the sample folder, a home of its own, honest skips."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scan_samples import chinese_font
from throwaway_postgres import programs
from zhishu.importers.reading.recognition import is_installed

NEEDS = {
    "browser": "apt-get install chromium fonts-noto-cjk",
    "openssl": "apt-get install openssl",
    "postgres": "apt-get install postgresql",
    "ocr": "./zhishu install ocr; apt-get install fonts-noto-cjk fontconfig",
    "samples": "用环境变量 ZHISHU_SAMPLES 指明样例文件夹",
}


def _missing(mark: str) -> bool:
    if mark == "browser":
        return shutil.which("chromium") is None
    if mark == "openssl":
        return shutil.which("openssl") is None
    if mark == "postgres":
        return programs() is None
    if mark == "ocr":
        return not (is_installed() and chinese_font())
    folder = os.environ.get("ZHISHU_SAMPLES", "")
    return not (folder and (Path(folder) / "seeds").is_dir())


def _seconds(item: pytest.Item) -> int:
    """How long a test takes, as its mark says."""
    mark = item.get_closest_marker("long")
    return mark.args[0] if mark else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip aloud what this machine cannot run; begin with what takes long."""
    items.sort(key=_seconds, reverse=True)
    missing = {mark for mark in NEEDS if _missing(mark)}
    for item in items:
        for mark in missing:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"缺 {mark}：{NEEDS[mark]}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was skipped and how to get it, where a person will look."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"跳过{len(skipped)}项")
        reasons: dict[str, int] = {}
        for report in skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "?"
            reasons[reason] = reasons.get(reason, 0) + 1
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count}项  {reason.removeprefix('Skipped: ')}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI nothing is skipped but what ZHISHU_ALLOWED_SKIPS names (marks, comma separated)."""
    if not os.environ.get("CI") or hasattr(session.config, "workerinput"):
        return
    allowed = {name for name in os.environ.get("ZHISHU_ALLOWED_SKIPS", "").split(",") if name}
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    refused = [
        report
        for report in (reporter.stats.get("skipped", []) if reporter else [])
        if not any(f"缺 {name}：" in str(report.longrepr) for name in allowed)
    ]
    if refused and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample folder (`shared`), named by ZHISHU_SAMPLES."""
    return Path(os.environ["ZHISHU_SAMPLES"]).resolve()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home folder, also named by ZHISHU_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ZHISHU_HOME", str(folder))
    yield folder
