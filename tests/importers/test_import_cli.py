"""`zhishu import` as an officer meets it: words, counts, rejects, exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhishu.cli.import_ import command

HEADINGS = "企业名称,统一社会信用代码,企业类型"
GOOD = f"{HEADINGS}\n示例甲公司,,\n示例乙公司,,\n"
BAD = f"{HEADINGS}\n示例丙公司,,\n,,\n=HYPERLINK(1),缺格\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / f"{name}.csv" for name in ("好", "坏", "没有", "别的")}
    found["好"].write_text(GOOD, encoding="utf-8")
    found["坏"].write_text(BAD, encoding="gb18030")
    found["别的"].write_text("甲,乙\n", encoding="utf-8")
    return found


def run(home: Path, *words: object) -> Result:
    result = CliRunner().invoke(command, ["--home", str(home), *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_good_file(home: Path, files: dict[str, Path]) -> None:
    result = run(home, files["好"])
    assert result.exit_code == 0
    heading, line = result.stdout.splitlines()
    assert heading.split() == "行数 接受 未变 文件内重复 搁置 疑点 快照 格式 编码 文件".split()
    assert line.split() == "2 2 0 0 0 0 1 企业登记（CSV） utf-8 好.csv".split()
    assert result.stderr == ""


def test_rejects_are_shown_and_told_by_the_exit_code(home: Path, files: dict[str, Path]) -> None:
    result = run(home, files["坏"])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [
        "   3     1     0           0     2     0     1  企业登记（CSV）  gb18030  坏.csv",
        "坏.csv搁置的行：",
        "  第2行（文件第3行） 名称 缺企业名称",
        "  第3行（文件第4行） 应有3格，实有2格",
    ]


def test_all_rejects_as_a_file_that_no_spreadsheet_runs(
    home: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    lines = "".join(f"=甲{at},\n" for at in range(1500))
    files["坏"].write_text(f"{HEADINGS}\n{lines}", encoding="utf-8")
    out = tmp_path / "搁置.csv"
    result = run(home, files["坏"], files["好"], "--rejects", out)
    assert result.exit_code == 1
    assert "另有1480行" in result.stdout
    with out.open(encoding="utf-8-sig", newline="") as stream:
        headings, *rows = csv.reader(stream)
    assert headings == ["文件", "行", "文件中的行号", "字段", "原因", "原值", "原行"]
    assert len(rows) == 1500
    assert rows[0] == ["坏.csv", "1", "2", "", "应有3格，实有2格", "", "'=甲0,"]
    # A second import finds nothing new, and still tells all of them.
    again = run(home, files["坏"], "--rejects", out)
    assert again.exit_code == 1
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1501


def test_rejects_that_cannot_be_written(home: Path, files: dict[str, Path], tmp_path: Path) -> None:
    result = CliRunner().invoke(
        command, ["--home", str(home), str(files["坏"]), "--rejects", str(tmp_path / "无/a.csv")]
    )
    assert "搁置的行写不出去" in str(result.exception)


def test_json(home: Path, files: dict[str, Path]) -> None:
    result = run(home, "--json", files["坏"], files["没有"])
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    [report] = told["imports"]
    names = ("rows", "accepted", "unchanged", "superseded", "set_aside", "findings", "snapshot")
    assert [report[name] for name in names] == [3, 1, 0, 0, 2, 0, 1]
    assert report["format"] == "registry_csv"
    assert report["set_aside_rows"][0] == {
        "number": 2,
        "field": "name",
        "reason": "缺企业名称",
        "value": "",
        "line_number": 3,
        "line": ",,",
    }
    [error] = told["errors"]
    assert (error["code"], error["message"]) == ("invalid_file", "没有这个文件")


def test_what_succeeded_stays_when_another_file_fails(home: Path, files: dict[str, Path]) -> None:
    result = run(home, files["没有"], files["别的"], files["好"])
    assert result.exit_code == 1
    assert "没有这个文件" in result.stderr
    assert "标题行不认识" in result.stderr
    assert "好.csv" in result.stdout
    assert "Traceback" not in result.output


def test_a_kind_may_be_named_and_narrows(home: Path, files: dict[str, Path]) -> None:
    assert run(home, "registry", files["好"]).exit_code == 0
    result = run(home, "events", files["好"])
    assert result.exit_code == 1
    assert "专利法律事务" in result.stderr


def test_a_file_may_bear_the_name_of_a_kind(
    home: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = files["好"].parent
    (folder / "registry").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(folder)
    assert "registry" in run(home, "registry").stdout


@pytest.mark.parametrize("words", [(), ("patents",)])
def test_bad_use(home: Path, words: tuple[str, ...]) -> None:
    result = run(home, *words)
    assert result.exit_code == 2
