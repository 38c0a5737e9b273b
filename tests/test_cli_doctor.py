"""`zhishu doctor` on the command line: no line wider than a terminal, JSON, exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhishu.cli import cli
from zhishu.cli.doctor import COLUMNS, _wrapped, width
from zhishu.flows import machine_facts
from zhishu.flows.check_machine import CHECKS


def doctor(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["doctor", "--home", str(home), *arguments])


def test_a_line_a_check_in_eighty_columns(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A year whose holidays are known.
    monkeypatch.setattr(machine_facts, "now", lambda: datetime(2026, 11, 2, tzinfo=UTC))
    done = doctor(home)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert [line for line in lines if width(line) > COLUMNS] == []
    for check in CHECKS:
        assert [line for line in lines if line[:6].strip() and check.title in line], check.title
    assert "可以运行" in done.stderr


def test_what_is_missing_fails_and_says_cost_and_next_step(home: Path) -> None:
    home.mkdir()
    (home / "portal.sqlite3").write_bytes(b"not a database at all" * 100)
    done = doctor(home, "--json")
    assert done.exit_code == 1
    assert "要先补上：门户数据库" in done.stderr
    checks = {one["name"]: one for one in json.loads(done.stdout)["checks"]}
    assert list(checks) == [check.name for check in CHECKS]
    assert checks["database"]["state"] == "missing"
    assert checks["database"]["cost"] and checks["database"]["next_step"]
    assert "代价：" in doctor(home).stdout


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("知识产权", 4, ["知识", "产权"]),
        ("见 zhishu index rebuild", 10, ["见 zhishu", "index", "rebuild"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("运行a", 10, ["运行a"]),
    ],
)
def test_words_are_kept_together(text: str, columns: int, lines: list[str]) -> None:
    assert _wrapped(text, columns) == lines
