"""`zhishu rights term` and `zhishu rights ladder`: their rows, words for people, refusals."""

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


# (facts, as of, begins, ends, renewal from, grace until, state), by hand from the articles.
TERMS = [
    ("invention --filed 2015-03-31", "2035-03-30", "2015-03-31", "2035-03-31", None, None, "in_term"),
    ("invention --filed 2015-03-31", "2035-03-31", "2015-03-31", "2035-03-31", None, None, "over"),
    ("utility_model --filed 2016-02-29", "2016-02-28", "2016-02-29", "2026-02-28", None, None, "before"),
    ("design --filed 2021-05-31", "2026-01-01", "2021-05-31", "2031-05-31", None, None, "in_term"),
    ("design --filed 2021-06-01", "2026-01-01", "2021-06-01", "2036-06-01", None, None, "in_term"),
    (
        "invention --filed 2018-01-10 --granted 2023-06-01 --examination-requested 2018-06-01",
        "2038-02-01", "2018-01-10", "2039-06-01", None, None, "in_term",
    ),
    (
        "invention --filed 2018-01-10 --granted 2023-06-01 --examination-requested 2018-06-01"
        " --reasonable-days 500 --applicant-days 7",
        "2038-02-01", "2018-01-10", "2038-01-10", None, None, "over",
    ),
    # A drug: five years at the most.
    (
        "invention --filed 2012-03-01 --approved 2024-03-01",
        "2030-01-01", "2012-03-01", "2037-03-01", None, None, "in_term",
    ),
    (
        "trademark --registered 2017-02-14", "2027-02-13",
        "2017-02-14", "2027-02-13", "2026-02-14", "2027-08-13", "renewable",
    ),
    (
        "trademark --registered 2017-02-14", "2027-02-14",
        "2017-02-14", "2027-02-13", "2026-02-14", "2027-08-13", "grace",
    ),
    (
        "trademark --registered 2017-02-14 --renewals 1", "2027-02-14",
        "2027-02-14", "2037-02-13", "2036-02-14", "2037-08-13", "in_term",
    ),
    (
        "layout_design --filed 2020-05-06 --first-used 2019-03-01 --created 2013-01-01",
        "2028-01-01", "2019-03-01", "2028-01-01", None, None, "over",
    ),
    (
        "layout_design --filed 2020-05-06 --first-used 2018-05-05",
        "2021-01-01", "2018-05-05", None, None, None, "barred",
    ),
    (
        "software --created 2010-03-01 --published 2012-06-01 --owner organisation",
        "2062-12-31", "2010-03-01", "2062-12-31", None, None, "in_term",
    ),
    (
        "software --created 2010-03-01 --owner organisation",
        "2061-01-01", "2010-03-01", "2060-12-31", None, None, "over",
    ),
    (
        "copyright --created 2010-03-01 --owner person", "2026-01-01",
        "2010-03-01", None, None, None, "in_term",
    ),
    (
        "copyright --created 2010-03-01 --owner person --died 2020-05-01", "2026-01-01",
        "2010-03-01", "2070-12-31", None, None, "in_term",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "as_of", "begins", "ends", "renew", "grace", "state"), TERMS)
def test_a_term(
    home: Path,
    facts: str,
    as_of: str,
    begins: str,
    ends: str | None,
    renew: str | None,
    grace: str | None,
    state: str,
) -> None:
    code, out, err = run(home, f"term --kind {facts} --as-of {as_of} --json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert [found[key] for key in ("begins_on", "ends_on", "renew_from", "grace_until")] == [
        begins,
        ends,
        renew,
        grace,
    ]
    assert found["state"] == state
    assert all(step["text"] for step in found["explanation"])


def test_a_term_in_words_marks_what_was_not_checked(home: Path) -> None:
    code, out, _ = run(home, "term --kind trademark --registered 2017-02-14 --as-of 2026-11-26")
    assert code == 0
    assert "商标\t2017-02-14\t2027-02-13\t2026-02-14\t2027-08-13（暂定）\t可以续展" in out
    assert "2026年修订，条文未核对，未核实" in out
    assert "按没有续展过" in out
    _, out, _ = run(home, "term --kind invention --filed 2015-03-31 --as-of 2026-11-26")
    assert "以法律状态为准" in out
    # 507 days: one full year. 89 days are none.
    line = "term --kind invention --filed 2018-01-10 --granted 2023-06-01 --as-of 2026-11-26"
    asked = f"{line} --examination-requested 2018-06-01"
    out = run(home, asked)[1]
    fee = next(line for line in out.splitlines() if "共8,000元" in line)
    at_once = next(line for line in out.splitlines() if "一次缴清" in line)
    assert "未核实" in at_once and "未核实" not in fee
    assert "同日另有实用新型申请的发明，不给予期限补偿" in out
    assert "共0元" in run(home, f"{asked} --applicant-days 418")[1]
    assert "补偿期的年费" not in run(home, line)[1]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("trademark --filed 2017-02-14", "申请日与商标的期限无关"),
        ("trademark", "商标的期限要有核准注册日"),
        ("trademark --registered 2017-02-14 --renewals -1", "续展次数-1不成立"),
        ("trademark --registered 2017-02-14 --renewals 101", "太多"),
        ("trademark --registered 1983-02-28", "1983-02-28的规则没有收录：注册商标的有效期"),
        ("invention --filed 1992-12-31", "1992-12-31的规则没有收录：发明专利权的期限"),
        ("invention --filed 2018-01-10 --granted 2017-01-01", "授权公告日2017-01-01早于申请日"),
        ("invention --filed 2000-01-10 --granted 2021-01-01", "期限20年之外"),
        (
            "invention --filed 2015-01-10 --granted 2021-05-31 --examination-requested 2016-01-01",
            "2021-05-31的规则没有收录：专利权期限补偿",
        ),
        ("invention --filed 2012-03-01 --approved 2024-01-19", "2024-01-19的规则没有收录：药品"),
        ("invention --filed 9998-01-10", "太远"),
        ("layout_design --filed 2001-09-30", "2001-09-30的规则没有收录：布图设计"),
        ("copyright --created 1990-01-01 --owner person", "1990-01-01的规则没有收录：著作财产权"),
        ("software --created 2001-12-31 --owner organisation", "没有收录：软件著作权"),
        ("software --created 2010-03-01", "是自然人还是单位"),
        ("software --created 2010-03-01 --owner organisation --died 2012-01-01", "单位的作品不按"),
        ("software --created 2010-03-01 --owner person --published 2012-01-01", "自然人的作品不按"),
    ],
)
@pytest.mark.parametrize("verb", ["term", "ladder"])
def test_facts_that_cannot_be_exit_with_2(home: Path, verb: str, facts: str, said: str) -> None:
    code, out, err = run(home, f"{verb} --kind {facts} --as-of 2026-11-26")
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_ladder(home: Path) -> None:
    line = "ladder --kind invention --filed 2015-03-31 --as-of 2026-01-05"
    code, out, _ = run(home, f"{line} --json")
    steps = {step["kind"]: step for step in json.loads(out)}
    assert code == 0
    assert steps["due"]["on"] == "2026-03-31", "the next fee"
    assert (steps["due"]["days_left"], steps["remind_90"]["days_left"]) == (85, 3372 - 90)
    assert "第一百一十五条" in steps["grace_end"]["clause"]
    assert steps["end"]["on"] == "2035-03-31"
    _, out, _ = run(home, f"{line} --year 11 --reduced --notice 2025-11-10")
    assert "2025-03-31\t已过\t缴费截止" in out
    assert "2026-01-12\t7日\t有正当理由请求恢复权利的最后一天" in out
    assert "费用减缴请求" not in out
    _, out, _ = run(home, "ladder --kind trademark --registered 2017-02-14 --as-of 2027-02-13")
    assert "2027-02-13\t今天\t有效期满" in out
    _, out, _ = run(home, "ladder --kind layout_design --filed 2020-05-06 --as-of 2026-01-05")
    assert "2030-05-06" in out
    _, out, _ = run(
        home, "ladder --kind invention --filed 2020-01-06 --granted 2026-03-06 --as-of 2026-04-01"
    )
    assert "2026-06-08\t68日\t请求期限补偿的最后一天" in out
    code, out, err = run(
        home, "ladder --kind copyright --created 2020-05-06 --owner person --as-of 2026-01-05"
    )
    assert (code, out) == (0, "")
    assert "没有届满日" in err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--kind invention --filed 2015-03-31 --year 21", "写2至20之间的专利年度"),
        ("--kind invention --filed 2015-03-31 --year 1", "写2至20之间的专利年度"),
        ("--kind trademark --registered 2017-02-14 --year 3", "只与专利有关"),
        ("--kind trademark --registered 2017-02-14 --reduced", "只与专利有关"),
        ("--kind invention --filed 2015-03-31 --notice 2001-06-30", "2001-06-30的规则没有收录"),
    ],
)
def test_a_ladder_that_cannot_be(home: Path, line: str, said: str) -> None:
    code, out, err = run(home, f"ladder {line} --as-of 2026-11-26")
    assert (code, out) == (2, "")
    assert said in err
