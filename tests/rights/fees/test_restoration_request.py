"""`zhishu rights restore`: window and cost of bringing a patent back, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.cli.rights import command

PATENT = "--kind invention --filed 2015-03-31 --granted 2018-06-01"


def run(home: Path, line: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(command, ["restore", *line.split(), "--home", str(home)])
    assert not answer.exception or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout, answer.stderr


# Year 11 was due on 2025-03-31, grace to 2025-09-30; full fee 4,000.
# (what was told, as of, until, calendar, state, request, fee, surcharge, total)
CASES = [
    # 10 November + 2 months is Saturday 10 January.
    ("--notice 2025-11-10", "2026-01-12", "2026-01-12", "known", "open", "1000", "4000", "1000.00", "6000.00"),
    ("--notice 2025-11-10", "2026-01-13", "2026-01-12", "known", "over", "1000", "4000", "1000.00", "6000.00"),
    ("--notice 2025-11-10 --reduction 0.85", "2026-01-05", "2026-01-12", "known", "open", "1000", "600", "1000.00", "2600.00"),
    ("--notice 2025-11-10 --reduction 0.7", "2026-01-05", "2026-01-12", "known", "open", "1000", "1200", "1000.00", "3200.00"),
    ("--notice 2026-11-10", "2026-11-26", "2027-01-11", "provisional", "open", "1000", "4000", "1000.00", "6000.00"),
    ("--obstacle-ended 2025-11-10", "2026-01-05", "2026-01-12", "known", "open", "0", "4000", None, None),
    # Two years after 2025-09-30 come before two months after 1 September 2027.
    ("--obstacle-ended 2027-09-01", "2027-09-01", "2027-09-30", "provisional", "open", "0", "4000", None, None),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_a_restoration(home: Path, case: tuple[str, ...]) -> None:
    told, as_of, *expected = case
    code, out, err = run(home, f"{PATENT} --year 11 {told} --as-of {as_of} --json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["limit_missed"] == "2025-09-30"
    names = ("until", "calendar", "state", "request_fee", "annual_fee", "surcharge", "total")
    assert [found[name] for name in names] == expected
    about = {step["about"] for step in found["explanation"]}
    assert about >= {"until", "request_fee", "annual_fee", "surcharge"}


def test_in_words_with_what_is_not_carried(home: Path) -> None:
    code, out, _ = run(home, f"{PATENT} --year 11 --obstacle-ended 2025-11-10 --as-of 2026-01-05")
    assert code == 0
    assert "第11年\t不可抗拒的事由\t2026-01-12\t0元\t4,000元\t—\t—\t可以请求" in out
    assert "是否仍缴滞纳金没有收录，合计未知" in out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{PATENT} --year 11", "要写一个，只写一个"),
        (f"{PATENT} --year 11 --notice 2025-11-10 --obstacle-ended 2025-11-10", "只写一个"),
        (f"{PATENT} --year 11 --notice 2025-09-30", "补缴期还没有满"),
        (f"{PATENT} --year 4 --notice 2025-11-10", "写5至20之间的专利年度"),
        (f"{PATENT} --year 21 --notice 2025-11-10", "写5至20之间的专利年度"),
        (f"{PATENT} --year 11 --notice 2025-11-10 --missed priority", "优先权期限耽误了不能请求恢复"),
        (f"{PATENT} --year 11 --notice 2025-11-10 --missed term", "第六条"),
        (f"{PATENT} --year 11 --notice 2025-11-10 --reduction 0.5", "应为0.85或0.7"),
        (
            "--kind invention --filed 1995-03-31 --granted 1998-06-01 --year 7 --notice 2001-12-01",
            "2001-03-31的规则没有收录：年费缴费期限届满后可以补缴的时间",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_restored_is_refused_in_a_sentence(home: Path, line: str, said: str) -> None:
    code, out, err = run(home, f"{line} --as-of 2026-01-05")
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
