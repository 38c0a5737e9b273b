"""`zhishu warehouse`: each command in words and in JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhishu.cli.warehouse import command
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.warehouse.warehouse import Warehouse


@pytest.fixture
def filled(home: Path) -> Warehouse:
    warehouse = open_warehouse(home)
    for n in range(3):
        with warehouse.publication("导入测试", "源") as publication:
            rows = [{"party_id": f"name:{i}", "name": f"甲{n}"} for i in range(n, n + 2)]
            publication.merge(warehouse.table("parties"), rows, ("party_id", "name"))
    return warehouse


def run(home: Path, *words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(command, [*words, "--home", str(home)])
    return answer.exit_code, answer.stdout


def run_json(home: Path, *words: str) -> Any:
    code, text = run(home, *words, "--json")
    assert code == 0
    return json.loads(text)


@pytest.mark.parametrize(
    "name", ["status", "tables", "snapshots", "verify", "repair", "compact", "gc"]
)
def test_an_empty_home(name: str, home: Path) -> None:
    code, text = run(home, name)
    assert code == 0
    assert text or name in ("verify", "repair")
    assert run_json(home, name) is not None


def test_status_and_tables(filled: Warehouse, home: Path) -> None:
    status = run_json(home, "status")
    assert (status["snapshot"], status["tables"], status["rows"]) == (3, 1, 4)
    assert "第3个" in run(home, "status")[1]
    (parties,) = [one for one in run_json(home, "tables") if one["name"] == "parties"]
    assert (parties["rows"], parties["segments"], parties["snapshot"]) == (4, 3, 3)
    (older,) = [
        one for one in run_json(home, "tables", "--snapshot", "1") if one["name"] == "parties"
    ]
    assert older["rows"] == 2
    assert "parties（主体）：4行" in run(home, "tables")[1]


def test_snapshots(filled: Warehouse, home: Path) -> None:
    assert [one["number"] for one in run_json(home, "snapshots")] == [3, 2, 1]
    assert [one["number"] for one in run_json(home, "snapshots", "--limit", "1")] == [3]
    assert "导入测试" in run(home, "snapshots")[1]


def test_compact_and_gc(filled: Warehouse, home: Path) -> None:
    assert run_json(home, "compact", "parties") == {"before": 3, "snapshot": 4}
    assert "没有要整理的" in run(home, "compact")[1]
    assert run_json(home, "gc")["files"] == 0
    report = run_json(home, "gc", "--keep", "1")
    assert report["snapshots"] == [1, 2, 3]
    assert report["files"] > 0
    assert filled.describe("parties").rows == 4


def test_verify_exits_with_1_and_names_the_file(filled: Warehouse, home: Path) -> None:
    assert run(home, "verify")[0] == 0
    (segment, *_) = sorted((home / "warehouse/tables/parties/segments").iterdir())
    segment.write_bytes(b"x" + segment.read_bytes()[1:])
    code, text = run(home, "verify")
    assert code == 1
    assert str(segment) in text
    code, text = run(home, "verify", "--json")
    assert code == 1
    assert json.loads(text)[0]["table"] == "parties"


def test_bad_use(home: Path) -> None:
    assert run(home, "gc", "--keep", "0")[0] == 2
    assert run(home, "nonsense")[0] == 2


def test_the_last_verification_stands_in_the_status(filled: Warehouse, home: Path) -> None:
    assert "上次校验" not in run(home, "status")[1]
    assert run(home, "verify")[0] == 0
    assert "没有损坏" in run(home, "status")[1]
    (segment, *_) = sorted((home / "warehouse/tables/parties/segments").iterdir())
    segment.write_bytes(b"x" + segment.read_bytes()[1:])
    assert run(home, "verify")[0] == 1
    assert run_json(home, "status")["damages"] == 1


def test_rollback_is_said_and_shown(filled: Warehouse, home: Path) -> None:
    code, text = run(home, "rollback", "--snapshot", "1", "--reason", "导错了文件")
    assert code == 0
    assert "第1个快照的数据" in text and "第4个" in text
    assert "回退到第1个快照：导错了文件" in run(home, "snapshots")[1]
    assert filled.describe("parties").rows == 2


def test_a_fact_that_is_damaged_is_left_by_repair_with_what_helps(
    filled: Warehouse, home: Path
) -> None:
    (segment, *_) = sorted((home / "warehouse/tables/parties/segments").iterdir())
    segment.write_bytes(b"x" + segment.read_bytes()[1:])
    code, text = run(home, "repair")
    assert code == 1
    assert str(segment) in text and "从备份恢复" in text
