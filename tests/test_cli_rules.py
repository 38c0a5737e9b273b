"""`zhishu rules`: the shipped rules are right, cases run, a measure explains itself, two rulebooks are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhishu.cli import cli

FUND = "361000/fund/9-1"
FIRM = {
    "party.kind": "enterprise",
    "certification.first_time": True,
    "certification.cost_paid": 25000,
    "patents.valid_own": 2,
    "patents.valid_inventions": 0,
}


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *words, "--home", str(home)])


def write(home: Path, name: str, text: str) -> None:
    path = home / "rulebook" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def shipped(name: str) -> str:
    from zhishu.rules.rulebook import SHIPPED

    return (SHIPPED / name).read_text(encoding="utf-8")


def test_the_shipped_rulebook_has_no_finding(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "没有发现\n")


def test_every_shipped_case_holds_and_every_judged_measure_has_one(tmp_path: Path) -> None:
    from zhishu.rules.rulebook import load_rulebook

    done = run(tmp_path, "test", "--json")
    assert done.exit_code == 0, [one for one in json.loads(done.stdout) if one["differences"]]
    told = {name for one in json.loads(done.stdout) for name in one["measures"]}
    assert told >= load_rulebook().measures.keys()


def test_a_bad_rule_of_the_office_is_told_by_file_and_line(tmp_path: Path) -> None:
    text = shipped("361000/measures/fund/9-1.yaml")
    write(
        tmp_path, "361000/measures/fund/9-1.yaml", text.replace("first_time, is", "frist_time, is")
    )
    done = run(tmp_path, "check", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)[0]
    line = 1 + text[: text.index("first_time, is")].count("\n")
    assert (found["file"], found["line"]) == ("361000/measures/fund/9-1.yaml", line)
    assert "没有事实certification.frist_time" in found["what"] and found["is_fault"]
    # Nothing is judged by it, and nobody sees a traceback.
    done = CliRunner().invoke(
        cli, ["entitlement", "measure", FUND, "--region", "361000", "--home", str(tmp_path)]
    )
    assert done.exit_code == 1
    assert "frist_time" in str(done.exception)


CASES = """\
cases: 361000/fund/9-1
each:
  - name: 局里的一家
    as_of: 2026-10-31
    facts: {party.kind: enterprise, certification.first_time: true, patents.valid_own: 3, certification.cost_paid: 9000}
    expect: {state: near, amount: 20000, paid: 1, cap_applied: certification_cap, nearest: {patents.valid_own: 4},
      missing: [patents.valid_own], total: 5}
"""


def test_a_case_that_does_not_hold_says_what_was_expected_and_what_came_out(tmp_path: Path) -> None:
    write(tmp_path, "361000/cases/office/1.yaml", CASES)
    done = run(tmp_path, "test", "office")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "361000/cases/office/1.yaml 第3行  局里的一家",
        "  361000/fund/9-1 结果：应为差一点，得到符合",
        "  361000/fund/9-1 金额：应为20,000元，得到9,000元",
        "  361000/fund/9-1 实付：应为1元，得到9,000元",
        "  361000/fund/9-1 上限：应为certification_cap，得到没有",
        "  361000/fund/9-1 差什么：应为自主研发的有效专利为4件，得到没有",
        "  361000/fund/9-1 缺什么：应为patents.valid_own，得到没有",
        "   合计：应为5元，得到9,000元",
    ]
    assert run(tmp_path, "test", "no such").exit_code == 1


def explain(home: Path, measure: str, facts: dict[str, object], *more: str) -> Result:
    path = home / "facts.json"
    path.write_text(json.dumps({"as_of": "2026-10-31", "facts": facts}), encoding="utf-8")
    return run(home, "explain", measure, "--facts", str(path), *more)


def test_a_measure_explains_itself(tmp_path: Path) -> None:
    done = explain(tmp_path, FUND, FIRM)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "2026-10-31：差一点"
    assert any(
        "不符合  自主研发的有效专利不少于3件（为2件）" in line and "第九条(一)" in line
        for line in lines
    )
    assert lines[-1] == "差：自主研发的有效专利从2件增加到3件，可得20,000元"
    done = explain(tmp_path, FUND, {**FIRM, "patents.valid_own": 3}, "--json")
    told = json.loads(done.stdout)
    assert (told["state"], told["amount"]) == ("met", "20000.00")


@pytest.mark.parametrize(
    ("measure", "facts", "code", "said"),
    [
        ("361000/fund/8-1", FIRM, 0, "文件缺损，不判断"),
        ("361000/fund/none", FIRM, 1, "规则库里没有措施"),
        (FUND, {"patents.valid_won": 3}, 2, "没有“patents.valid_won”这个事实"),
        (FUND, {"patents.valid_own": -3}, 2, "不能用"),
        (FUND, {"party.region": "990100"}, 0, "不符合"),
        (FUND, {}, 0, "要问："),
    ],
)
def test_what_cannot_be_explained_is_said(
    tmp_path: Path, measure: str, facts: dict[str, object], code: int, said: str
) -> None:
    done = explain(tmp_path, measure, facts)
    assert done.exit_code == code
    assert said in done.stdout + done.stderr + str(done.exception)


OVERLAY = """\
overlay: 提高封顶
day: 2026-01-01
changes:
  - {parameter: 361000/fund/9-1/certification_cap, value: 30000}
  - {drop: 361000/fund/8-2c}
"""


def test_two_rulebooks_are_told_apart_in_words(tmp_path: Path) -> None:
    overlay = tmp_path / "reform.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    done = run(tmp_path, "diff", str(overlay))
    assert done.exit_code == 1
    told = done.stdout.splitlines()
    assert any(
        "361000/fund/9-1" in one and "自2026-01-01：新增的值30,000元（原20,000元）" in one
        for one in told
    )
    assert any("361000/fund/8-2c" in one and one.endswith("删去") for one in told)
    assert len(told) == 2

    office = tmp_path / "office"
    text = shipped("361000/measures/fund/9-1.yaml")
    changed = text.replace("value: 20000", "value: 25000").replace(
        "[enterprise, agency, university, research_institute]", "[enterprise, agency]"
    )
    changed = changed.replace("    - {fact: certification.first_time, is: true}\n", "")
    path = office / "361000/measures/fund/9-1.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(changed, encoding="utf-8")
    done = run(tmp_path, "diff", str(office))
    words = [line.partition("）  ")[2] for line in done.stdout.splitlines()]
    assert words == [
        "对象：去掉高校",
        "对象：去掉科研机构",
        "条件：去掉首次通过认证：是",
        "“每家补贴最高额”自2023-11-10：20,000元 → 25,000元",
    ]
    assert run(tmp_path, "diff", str(office), str(office)).exit_code == 0
    assert run(tmp_path, "diff", str(tmp_path / "none")).exit_code == 1


def test_facts_say_what_they_mean_and_where_they_come_from(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "facts", "--json").stdout)
    assert len(told) > 50
    for one in told:
        assert one["title"] and one["meaning"] and one["kind"]
        assert one["table"] or one["question"]
    lines = run(tmp_path, "facts", "party.kind").stdout.splitlines()
    assert lines[0] == "party.kind  主体类别（类别）"
    assert any(line.startswith("  取值：enterprise（企业）") for line in lines)
