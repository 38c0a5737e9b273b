"""`zhishu rights fee`: the contract of its rows, words for people, refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.cli.rights import command

PATENT = ("--kind", "invention", "--filed", "2015-03-31", "--granted", "2018-06-01")


def run(home: Path, *words: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(command, ["fee", *words, "--home", str(home)])
    return answer.exit_code, answer.stdout, answer.stderr


def test_rows_in_json(home: Path) -> None:
    code, out, _ = run(home, *PATENT, "--as-of", "2026-05-10", "--paid-through", "11", "--json")
    rows = json.loads(out)
    assert code == 0
    assert [row["year"] for row in rows] == list(range(12, 21))
    steps = rows[0].pop("explanation")
    assert rows[0] == {
        "year": 12,
        "due_on": "2026-03-31",
        "calendar": "known",
        "amount": "4000",
        "payable": "4200",
        "surcharge": "200",
        "surcharge_from": "2026-05-01",
        "grace_until": "2026-09-30",
        "lapse_on": "2026-03-31",
        "state": "grace",
    }
    assert rows[1]["calendar"] == "provisional"
    assert {step["about"] for step in steps} >= {"due_on", "amount", "surcharge", "lapse_on"}
    assert all(step["text"] and step["source"] for step in steps)


def test_words_for_people(home: Path) -> None:
    code, out, _ = run(home, *PATENT, "--as-of", "2026年5月10日", "--reduction", "0.7")
    assert code == 0
    assert "缴费情况未知" in out
    assert "第13年度的依据：" in out
    assert "第12年\t2026-03-31\t4,000元\t1,200元\t2026-05-01" in out
    assert "（暂定）" in out
    code, out, err = run(home, *PATENT, "--as-of", "2026-05-10", "--paid-through", "20")
    assert (code, out) == (0, "")
    assert "没有要缴的" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*PATENT, "--as-of", "2018-05-31"), "早于授权日"),
        ((*PATENT, "--as-of", "2026-05-10", "--reduction", "0.5"), "应为0.85或0.7"),
        ((*PATENT, "--as-of", "2026-05-10", "--paid-through", "2"), "授权当年是第4年度"),
        (
            (*PATENT[:2], "--filed", "1990-01-01", "--granted", "1994-01-01", "--as-of", "2026-05-10"),
            "1990-01-01的规则没有收录：发明专利权的期限",
        ),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_exit_with_2(home: Path, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(home, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*PATENT,), "缺少"),
        (("--kind", "plant", *PATENT[2:], "--as-of", "2026-05-10"), "应为invention、utility_model"),
        ((*PATENT, "--as-of", "2026-02-30"), "不存在"),
        ((*PATENT, "--as-of", "2026-05-10", "--paid-through", "x"), "应为整数"),
        ((*PATENT, "--as-of", "2026-05-10", "--reduction", "x"), "不是数字"),
        ((*PATENT, "--as-of", "2026-05-10", "--reduction", "sNaN"), "不是数字"),
    ],
)
def test_bad_use_is_told_in_chinese(words: tuple[str, ...], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zhishu", "rights", "fee", *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_office_lays_its_own_figure_over(home: Path) -> None:
    folder = home / "rulebook/national/parameters"
    folder.mkdir(parents=True)
    (folder / "invention_annual_fee.yaml").write_text(
        "scale: invention_annual_fee\ntitle: 年费\nunit: 元\nbanded_by: 专利年度\nvalues:\n"
        "  2020-01-01: {bands: {1: 1, 13: 7.5}, up_to: 20, source: 某标准, verified: true}\n",
        encoding="utf-8",
    )
    _, out, _ = run(home, *PATENT, "--as-of", "2026-05-10", "--json")
    amounts = {row["year"]: row["amount"] for row in json.loads(out)}
    assert (amounts[5], amounts[12], amounts[13]) == (None, "1", "7.50")
