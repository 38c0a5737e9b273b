"""`zhishu rights cost`: every fee of an application and of the requests beside it, summed by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.cli.rights import command


def run(home: Path, line: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(command, ["cost", *line.split(), "--home", str(home)])
    assert not answer.exception or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout, answer.stderr


# (what is asked for, the full fees in their order, the sum payable)
CASES = [
    ("invention", [900, 50], 950),
    ("invention --claims 10 --pages 30", [900, 50, 0, 0], 950),
    ("invention --claims 11 --pages 31", [900, 50, 150, 50], 1150),
    ("invention --pages 300", [900, 50, 270 * 50], 14450),
    ("invention --pages 301", [900, 50, 270 * 50 + 100], 14550),
    ("invention --priorities 3", [900, 50, 240], 1190),
    ("invention --for filing --for examination", [900, 50, 2500], 3450),
    # Printing, claims and priorities are not reduced.
    ("invention --claims 12 --priorities 1 --for filing --for examination --reduction 0.85",
     [900, 50, 300, 80, 2500], 135 + 50 + 300 + 80 + 375),
    ("invention --for filing --for examination --reduction 0.7", [900, 50, 2500], 270 + 50 + 750),
    ("utility_model --reduction 0.85", [500], 75),
    ("design", [500], 500),
    ("design --for reexamination --reduction 0.85", [300], 45),
    ("invention --for reexamination", [1000], 1000),
    ("utility_model --for evaluation_report --reduction 0.85", [2400], 2400),
    ("invention --for change --changes 3", [600], 600),
    ("invention --for invalidation", [3000], 3000),
    ("design --for invalidation", [1500], 1500),
    ("invention --for extension --months 2", [600], 600),
    ("invention --for further_extension --months 2", [4000], 4000),
    ("invention --for compensation_request", [200], 200),
    ("trademark", [300], 300),
    ("trademark --goods 10", [300], 300),
    ("trademark --goods 11", [300, 30], 330),
    ("trademark --classes 3 --goods 12 --goods 11", [900, 60, 30], 990),
    ("trademark --online --goods 11", [270, 27], 297),
    ("trademark --for renewal --classes 2", [1000], 1000),
    ("trademark --for renewal --online", [450], 450),
    ("trademark --for late_renewal", [500, 250], 750),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "amounts", "total"), CASES, ids=lambda case: str(case))
def test_a_cost(home: Path, asked: str, amounts: list[int], total: int) -> None:
    code, out, err = run(home, f"--kind {asked} --on 2026-11-26 --json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert [float(one["amount"]) for one in found["items"]] == amounts
    assert float(found["total"]) == total
    for one in found["items"]:
        assert all(step["source"] for step in one["explanation"])


def test_in_words_what_was_not_checked_is_marked(home: Path) -> None:
    code, out, _ = run(home, "--kind invention --claims 14 --for filing --on 2026-11-26")
    assert code == 0
    assert "申请\t权利要求附加费\t14\t600元\t600元" in out
    assert "合计：1,550元" in out
    assert "第11起4个，每个150元，共600元（国家知识产权局公告第七十五号（2001年），未核实）" in out
    _, out, _ = run(home, "--kind invention --for extension --on 2026-11-26")
    assert "未核实" not in out
    _, out, _ = run(home, "--kind invention --for examination --on 2026-11-26")
    assert "可以请求退还50%" in out
    except_for = next(line for line in out.splitlines() if "已提交答复意见的除外" in line)
    assert "未核实" in except_for


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("trademark --on 2017-03-31", "2017年4月1日以前的商标注册申请费"),
        ("trademark --for renewal --on 2019-06-30", "2019年7月1日以前的商标续展注册费"),
        ("trademark --online --on 2018-01-01", "2019年7月1日以前的商标注册申请费"),
        ("invention --on 2001-02-28", "2001年3月1日以前的专利申请费"),
        ("invention --on 2016-08-31 --reduction 0.85", "2016年9月1日以前的费用减缴规则"),
        (
            "utility_model --for evaluation_report --on 2009-09-30",
            "2009年10月1日以前的专利权评价报告",
        ),
        (
            "invention --for compensation_request --on 2024-07-14",
            "2024年7月15日以前的专利权期限补偿",
        ),
    ],
)
def test_what_is_not_carried_has_no_amount_and_no_sum(home: Path, asked: str, said: str) -> None:
    code, out, _ = run(home, f"--kind {asked}")
    assert code == 0
    assert said in out
    assert "合计：未知" in out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("design --for examination", "外观设计没有实质审查这一项"),
        ("trademark --for invalidation", "应为filing、renewal、late_renewal"),
        ("invention --for evaluation_report", "发明没有专利权评价报告这一项"),
        ("invention --for change --for change", "写了两次"),
        ("invention --claims -1", "权利要求项数-1不成立"),
        ("invention --pages 10001", "写0至10000之间"),
        ("invention --for extension --months 0", "延长月数0不成立"),
        ("invention --goods 3", "只与商标有关"),
        ("trademark --claims 3", "与商标无关"),
        ("trademark --reduction 0.85", "与商标无关"),
        ("trademark --classes 0", "类数0不成立"),
        ("trademark --classes 1 --goods 3 --goods 3", "不少于--goods的次数"),
        ("trademark --goods 0", "第1类的商品项数0不成立"),
        ("invention --reduction 0.5", "应为0.85或0.7"),
    ],
)
def test_what_cannot_be_is_refused(home: Path, asked: str, said: str) -> None:
    code, out, err = run(home, f"--kind {asked} --on 2026-11-26")
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
