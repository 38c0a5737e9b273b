"""`zhishu rulebook`: every figure opens to its days, its clause and its source."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from zhishu.cli.rulebook import command


def run(home: Path, line: str) -> tuple[int, str]:
    answer = CliRunner().invoke(command, [*line.split(), "--home", str(home)])
    return answer.exit_code, answer.stdout


def test_every_figure_opens_to_its_source(home: Path) -> None:
    code, out = run(home, "list --json --as-of 2026-11-26")
    figures = json.loads(out)
    assert code == 0
    assert len(figures) > 50
    for figure in figures:
        _, out = run(home, f"show {figure['name']} --json")
        shown = json.loads(out)
        assert shown["values"], figure["name"]
        assert all(one["source"] and one["value"] for one in shown["values"])
        assert shown["file"].endswith(".yaml")


def test_a_list_of_a_day(home: Path) -> None:
    _, out = run(home, "list 滞纳 --as-of 2026-11-26")
    assert out.splitlines() == [
        "late_payment_surcharge  年费滞纳金，占全额年费的比例（比例）"
        "  0：0，1：0.05，2：0.10，3：0.15，4：0.20，5：0.25"
    ]
    _, out = run(home, "list 滞纳 --as-of 2001-06-30")
    assert out.endswith("没有收录\n")
    _, out = run(home, "list invalidation_fee")
    assert "design 1500（未核实）" in out


def test_a_figure_with_all_its_values(home: Path) -> None:
    _, out = run(home, "show fee_reduction_years")
    assert "文件：national/parameters/fee_reduction_years.yaml" in out
    assert "哪一天的值：按缴费期限届满日" in out
    assert "自2018-08-01  10  财税〔2018〕37号  已核实" in out
    _, out = run(home, "show utility_model_annual_fee")
    assert "1—3：600，4—5：900，6—8：1200，9—10：2000" in out
    assert run(home, "show nothing")[0] == 1
