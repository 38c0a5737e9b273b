"""`zhishu funding simulate` and `zhishu rules touched`: over made-up parties of a city, and a new version of its policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from made_firms import MadeFirms, made_firms
from zhishu.cli import cli
from zhishu.flows.import_file import import_file
from zhishu.importers.door import Door

CAP = "361000/fund/9-1/certification_cap"
PLAN = "overlay: {title}\nday: 2026-01-01\nchanges:\n  - {{parameter: {cap}, value: {value}}}\n"
NEW_VERSION = """抚州市市级知识产权专项资金管理办法（试行）
抚财发〔2026〕1号
各县（区）财政局：
第九条 专项资金的标准：
（一）首次通过知识产权管理规范认证的，给予首个认证周期认证费补贴，每家最高不超过3万元。企业应当拥有自主研发的有效专利3件以上或者发明专利1件以上；
（六）对投保专利执行险的企业，按保费的60%给予资助，每家不超过1万元。
抚州市财政局
2026年7月1日
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeFirms:
    return made_firms(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def home(made: MadeFirms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry, recognitions and vouchers of the city."""
    home = tmp_path_factory.mktemp("home")
    with Door() as door:
        for path in made.files:
            if path.name in ("登记.csv", "认定与称号.csv", "费用凭证.csv"):
                import_file(home, path, door=door)
    return home


def simulate(
    home: Path,
    folder: Path,
    *values: int,
    options: tuple[str, ...] = (),
    region: str = "361000",
) -> Result:
    paths = []
    for value in values:
        path = folder / f"{value}.yaml"
        path.write_text(PLAN.format(title=f"上限{value}", cap=CAP, value=value), encoding="utf-8")
        paths.append(str(path))
    return CliRunner().invoke(
        cli,
        ["funding", "simulate", *paths, "--region", region, "--as-of", "2026-10-31",
         "--home", str(home), *options],
    )  # fmt: skip


def test_a_region_that_nobody_knows_or_that_has_no_firms_is_told(
    home: Path, tmp_path: Path
) -> None:
    unknown = simulate(home, tmp_path, 30000, region="999999")
    assert unknown.exit_code != 0 and "没有区划代码是999999的地区" in str(unknown.exception)
    empty = simulate(home, tmp_path, 30000, region="340400")
    assert empty.exit_code == 0 and "登记库里没有这个地区的单位" in empty.output


def test_two_plans_side_by_side_and_the_same_bytes_again(home: Path, tmp_path: Path) -> None:
    first = simulate(home, tmp_path, 30000, 5000, options=("--json",))
    assert first.exit_code == 0, first.stderr
    told: dict[str, Any] = json.loads(first.stdout)
    higher, lower = told["reforms"]
    assert higher["budget"]["before"] == lower["budget"]["before"]
    ends = [float(one["budget"]["after"]["high"]) for one in (lower, higher)]
    assert ends[0] < float(higher["budget"]["before"]["high"]) < ends[1]
    assert {one["id"] for one in higher["measures"]} == {"361000/fund/9-1"}
    effects = lower["all"]["effects"]
    assert effects["loses"] + effects["may_lose"] > 0 and effects["gains"] == 0
    assert sum(one["firms"] for one in lower["counties"]) == lower["all"]["firms"] > 10
    assert len(lower["overlay_digest"]) == len(told["rulebook_digest"]) == 64
    assert simulate(home, tmp_path, 30000, 5000, options=("--json",)).stdout == first.stdout


def test_people_get_sentences_and_a_bad_plan_one_with_its_line(home: Path, tmp_path: Path) -> None:
    told = simulate(home, tmp_path, 30000)
    assert told.exit_code == 0 and "上限30000" in told.stdout and "按县区" in told.stdout
    assert "低端按不符合" in told.stderr
    early = CliRunner().invoke(
        cli,
        ["funding", "simulate", str(tmp_path / "30000.yaml"), "--region", "361000",
         "--as-of", "2025-12-31", "--home", str(home)],
    )  # fmt: skip
    assert early.exit_code != 0 and "还没有施行" in str(early.exception)
    path = tmp_path / "坏.yaml"
    path.write_text("overlay: x\nday: 2026-01-01\nchanges:\n  - {drop: 361000/fund/0}\n", "utf-8")
    bad = CliRunner().invoke(
        cli, ["funding", "simulate", str(path), "--region", "361000", "--home", str(home)]
    )
    assert bad.exit_code != 0 and "坏.yaml 第4行" in str(bad.exception)


def test_a_new_version_of_the_fund_document_touches_its_rules(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "新办法.txt"
    path.write_text(NEW_VERSION, encoding="utf-8")
    asked = ["rules", "touched", str(path), "--home", str(home)]
    told = CliRunner().invoke(cli, [*asked, "--json"])
    assert told.exit_code == 1, told.stderr
    [document] = json.loads(told.stdout)["documents"]
    rules = {one["id"]: one for one in document["rules"]}
    changed = rules["361000/fund/9-1"]
    assert changed["state"] == "figures_differ"
    [figure] = changed["figures"]
    assert (figure["parameter"], figure["rule"], figure["policy"]) == (
        "certification_cap", "20000", ["30000"],
    )  # fmt: skip
    assert rules["361000/fund/9-6"]["state"] == "words_changed"
    assert rules["361000/fund/10-2"]["state"] == "clause_gone"
    people = CliRunner().invoke(cli, asked)
    assert "规则20,000元，这份文件30,000元" in people.stdout
    missing = CliRunner().invoke(cli, ["rules", "touched", "没有", "--home", str(home)])
    assert missing.exit_code != 0 and "没有政策" in str(missing.exception)
