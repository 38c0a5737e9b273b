"""`zhishu space`: the same as the pages, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from held_rights import CODE, FIRM, FORMER, LATE, keep_rights
from zhishu.cli import cli


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("space")
    keep_rights(home)
    return home


def run(home: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["space", *words, "--home", str(home)])
    return result.exit_code, result.stdout


@pytest.mark.parametrize("name", [FIRM, FORMER, CODE, f" {FIRM.replace('有限', '有 限')}"])
def test_a_holder_is_found_by_any_of_its_names(home: Path, name: str) -> None:
    code, text = run(home, "show", name, "--as-of", "2026-10-31", "--json")
    told = json.loads(text)
    assert (code, told["name"], told["credit_code"]) == (0, FIRM, CODE)
    [late] = [one for one in told["rights"] if one["right_number"] == LATE]
    assert late["dues"][0]["payable"] == "1380"
    assert any("15%" in step["text"] for step in late["dues"][0]["explanation"])


def test_the_table_says_what_is_due_and_how_far_the_data_goes(home: Path) -> None:
    code, text = run(home, "show", FIRM, "--as-of", "2026-10-31", "--reduction", "single")
    assert code == 0
    for words in (
        "专利8项",
        "未来12个月应缴",
        "第7年度年费",
        "滞纳期内360元",
        "缴费数据到：2026-10-31",
    ):
        assert words in text, words


def test_nobody_known_ends_with_1(home: Path) -> None:
    assert run(home, "show", "云澜无人知晓有限公司", "--as-of", "2026-10-31")[0] == 1


def test_the_calendar_is_a_file(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "期限.ics"
    assert run(home, "calendar", FIRM, "--as-of", "2026-10-31", "--out", str(out))[0] == 0
    assert b"BEGIN:VEVENT" in out.read_bytes()
