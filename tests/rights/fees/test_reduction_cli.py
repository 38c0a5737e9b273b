"""`zhishu rights reduction` and `zhishu rights deadline`: answers, reasons, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.cli.rights import command


def run(home: Path, line: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(command, [*line.split(), "--home", str(home)])
    assert not answer.exception or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout, answer.stderr


ANSWERS = [
    # (applicants, asked on, may ask, share): the limits are to be stayed below.
    ("individual:59999", "2026-11-26", True, "0.85"),
    ("individual:60000", "2026-11-26", False, None),
    ("individual:42000", "2019-07-01", True, "0.85"),
    ("individual:42000", "2019-06-30", False, None),
    ("enterprise:999999.99", "2026-11-26", True, "0.85"),
    ("enterprise:1000000", "2026-11-26", False, None),
    ("enterprise:300000", "2019-06-30", False, None),
    ("institution", "2016-09-01", True, "0.85"),
    ("institution enterprise:1", "2026-11-26", True, "0.7"),
    ("institution enterprise:1000000", "2026-11-26", False, None),
    ("institution enterprise", "2026-11-26", None, None),
    ("individual:60000 enterprise", "2026-11-26", False, None),
]


@pytest.mark.parametrize(("applicants", "on", "may_ask", "share"), ANSWERS)
def test_who_may_ask(
    home: Path, applicants: str, on: str, may_ask: bool | None, share: str | None
) -> None:
    asked = " ".join(f"--applicant {one}" for one in applicants.split())
    code, out, err = run(home, f"reduction {asked} --on {on} --json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["may_ask"], found["share"]) == (may_ask, share)
    assert all(step["source"] for step in found["explanation"])


@pytest.mark.parametrize(
    ("found_false", "on", "said"),
    [
        ("2022-03-01", "2026-12-31", "不可以请求"),
        ("2022-03-01", "2027-01-01", "可以请求，减缴85%"),
        ("2026-12-01", "2026-11-26", "可以请求，减缴85%"),
    ],
)
def test_a_false_statement_bars_for_five_calendar_years(
    home: Path, found_false: str, on: str, said: str
) -> None:
    line = f"reduction --applicant institution --found-false {found_false} --on {on}"
    _, out, _ = run(home, line)
    assert out.splitlines()[0] == said
    assert "年内不予减缴" in out


@pytest.mark.parametrize(
    ("line", "until", "calendar"),
    [
        # Issued 1 August, received the 16th; two months on a Friday.
        ("registration --from 2026-08-01 --delivery paper", "2026-10-16", "known"),
        # Received the same day since 2024-01-20, fifteen days later before; 1 October is a holiday.
        ("registration --from 2026-08-01 --delivery electronic", "2026-10-08", "known"),
        ("registration --from 2024-01-19 --delivery electronic", "2024-04-03", "known"),
        ("registration --from 2026-08-16", "2026-10-16", "known"),
        ("registration --from 2026-11-26", "2027-01-26", "provisional"),
        ("refund --from 2024-02-29", "2027-03-01", "provisional"),
    ],
)
def test_the_last_day_of_a_procedure(home: Path, line: str, until: str, calendar: str) -> None:
    code, out, _ = run(home, f"deadline --for {line} --json")
    found = json.loads(out)
    assert code == 0
    assert (found["until"], found["calendar"]) == (until, calendar)
    _, out, _ = run(home, f"deadline --for {line}")
    assert f"最后一天：{until}" in out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reduction --applicant individual:-1 --on 2026-11-26", "收入-1不成立"),
        ("reduction --applicant individual:1 --on 2016-08-31", "没有收录：个人请求费用减缴"),
        ("reduction --applicant institution --on 2016-08-31", "没有收录：专利费用减缴比例"),
        ("reduction --applicant person:1 --on 2026-11-26", "不是申请人的种类"),
        ("reduction --applicant individual:x --on 2026-11-26", "“x”不是数字"),
        ("deadline --for refund --from 2023-08-01", "2023-08-01的规则没有收录"),
        ("deadline --for refund --from 2026-08-01 --delivery paper", "与送达无关"),
        ("deadline --for registration --from 2001-06-30", "2001-06-30的规则没有收录"),
    ],
)
def test_what_cannot_be_is_refused(home: Path, line: str, said: str) -> None:
    code, out, err = run(home, line)
    assert (code, out) == (2, "")
    assert said in err
