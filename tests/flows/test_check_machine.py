"""What facts about a machine mean, by a table; then this machine and real homes, whole and damaged."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from small_city import write_city
from zhishu.flows import machine_facts as facts
from zhishu.flows import machine_rules as rules
from zhishu.flows.check_machine import CHECKS, Finding, Place, check_machine
from zhishu.flows.import_file import import_file
from zhishu.flows.machine_rules import HomeFacts, ModelFacts, StoreFacts, Verdict
from zhishu.flows.rebuild_index import rebuild_index

ROOT = Path(__file__).resolve().parents[2]
GB = 10**9
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
SM3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

# judge, facts, state, words that are said
TABLE: list[tuple[Callable[..., Verdict], tuple[Any, ...], str, str]] = [
    (rules.judge_python, ((3, 10, 9),), "missing", "3.10.9"),
    (rules.judge_python, ((3, 11, 0),), "good", "3.11.0"),
    (rules.judge_python, ((3, 13, 5),), "good", ""),
    (rules.judge_python, ((3, 14, 0),), "attention", "没有在这个版本上试过"),
    (rules.judge_packages, (None,), "attention", "没有找到锁定文件"),
    (rules.judge_packages, ({},), "good", ""),
    (rules.judge_packages, ({"duckdb": ("2.0.0", "1.4.0")},), "missing", "应为2.0.0，是1.4.0"),
    (rules.judge_packages, ({"duckdb": ("2.0.0", None)},), "missing", "没有装"),
    (rules.judge_packages, ({str(n): ("1", None) for n in range(9)},), "missing", "等9个"),
    (rules.judge_recogniser, (None, "装"), "missing", "没有装"),
    (rules.judge_recogniser, ({"rapidocr": ("3.10.0", "3.9.0")}, "装"), "attention", "1个依赖"),
    (rules.judge_recogniser, ({}, "装"), "good", "有"),
    (rules.judge_disk, (GB - 1,), "missing", "1.0GB"),
    (rules.judge_disk, (2 * GB,), "attention", "2.0GB"),
    (rules.judge_disk, (5 * GB,), "good", ""),
    (rules.judge_memory, (GB // 2,), "missing", "0.5GB"),
    (rules.judge_memory, (2 * GB,), "attention", ""),
    (rules.judge_memory, (4 * GB,), "good", ""),
    (rules.judge_cores, (1,), "attention", "1个"),
    (rules.judge_cores, (2,), "good", "2个"),
    (rules.judge_home, (HomeFacts(True, False, False, False, "只读"),), "missing", "不能写（只读"),
    (rules.judge_home, (HomeFacts(True, True, False, False, "坏"),), "missing", "不能落盘"),
    (rules.judge_home, (HomeFacts(True, True, True, False, "坏"),), "missing", "不能加锁"),
    (rules.judge_home, (HomeFacts(True, True, True, True),), "good", "可写"),
    (rules.judge_home, (HomeFacts(False, True, True, True),), "good", "可以建立"),
    (rules.judge_file_system, ("ext4",), "good", "ext4"),
    (rules.judge_file_system, ("nfs4",), "attention", "网络文件系统"),
    (rules.judge_file_system, ("tmpfs",), "attention", "在内存里"),
    (rules.judge_file_system, ("",), "good", "未知"),
    (rules.judge_encoding, (("utf-8", "UTF-8"),), "good", "UTF-8"),
    (rules.judge_encoding, (("utf-8", "gbk"),), "attention", "gbk"),
    (rules.judge_time_zone, (8.0,), "good", ""),
    (rules.judge_time_zone, (9.0,), "missing", "快9小时"),
    (rules.judge_time_zone, (None,), "missing", "没有时区表"),
    (rules.judge_clock, (NOON, None), "good", "2026-11-02"),
    (rules.judge_clock, (NOON, NOON), "good", ""),
    (rules.judge_clock, (NOON, NOON.replace(day=3)), "missing", "早于最新快照的2026-11-03"),
    (rules.judge_clock, (NOON.replace(year=1970), None), "missing", "不可能"),
    (rules.judge_clock, (NOON.replace(year=2099), None), "missing", "不可能"),
    (rules.judge_holidays, ((), date(2026, 5, 1)), "missing", "没有节假日表"),
    (rules.judge_holidays, ((2025, 2026), date(2026, 11, 30)), "good", "到2026年"),
    (rules.judge_holidays, ((2025, 2026), date(2026, 12, 1)), "attention", "明年的没有"),
    (rules.judge_holidays, ((2025, 2026), date(2027, 1, 1)), "missing", "今年的没有"),
    (rules.judge_holidays, ((2025, 2026, 2027), date(2026, 12, 1)), "good", "到2027年"),
    (rules.judge_rulebook, ("",), "good", ""),
    (rules.judge_rulebook, ("有重复的键（a.yaml第2行）",), "missing", "重复的键"),
    (rules.judge_sm3, (SM3,), "good", ""),
    (rules.judge_sm3, ("0" * 64,), "missing", "算得不对"),
    (rules.judge_sm3, (None,), "attention", "没有SM3"),
    (rules.judge_sqlite, ((3, 40, 1), "wal"), "good", "3.40.1"),
    (rules.judge_sqlite, ((3, 40, 1), "delete"), "missing", "得到delete"),
    (rules.judge_sqlite, ((3, 40, 1), ""), "missing", "得到错误"),
    (rules.judge_sqlite, ((3, 7, 17), "wal"), "missing", "太旧"),
    (rules.judge_network_namespace, ("",), "good", ""),
    (rules.judge_network_namespace, ("不允许",), "attention", "不允许"),
    (rules.judge_limits, ((),), "good", ""),
    (rules.judge_limits, (("内存",),), "missing", "内存"),
    (rules.judge_programs, ({"psql": "/bin/psql"}, "postgresql"), "good", "有"),
    (rules.judge_programs, ({"psql": None, "initdb": "/a"}, "postgresql"), "missing", "没有psql"),
    (rules.judge_fonts, (None,), "missing", "没有中文字体"),
    (rules.judge_fonts, ([],), "missing", "没有中文字体"),
    (rules.judge_fonts, (["Noto Sans CJK SC"],), "good", "Noto"),
    (rules.judge_port, (8000, ""), "good", "8000"),
    (rules.judge_port, (80, "没有权限"), "attention", "没有权限"),
    (rules.judge_model, (ModelFacts(),), "good", "没有打开"),
    (rules.judge_model, (ModelFacts("甲模型", "http://10.1.2.3/v1"),), "good", "甲模型，http://10.1.2.3/v1"),
    (rules.judge_model, (ModelFacts(error="连不上", next_step="检查地址"),), "attention", "连不上"),
    (rules.judge_store, (StoreFacts(False),), "attention", "还没有"),
    (rules.judge_store, (StoreFacts(True, "快照3"),), "good", "快照3"),
    (rules.judge_store, (StoreFacts(True, "快照3", deep=True),), "good", "核对过"),
    (rules.judge_store, (StoreFacts(True, behind="落后"),), "attention", "落后"),
    (rules.judge_store, (StoreFacts(True, damage="坏了", behind="落后", next_step="恢复"),), "missing", "坏了"),
]  # fmt: skip


@pytest.mark.parametrize(("judge", "given", "state", "said"), TABLE)
def test_what_a_fact_means(
    judge: Callable[..., Verdict], given: tuple[Any, ...], state: str, said: str
) -> None:
    verdict = judge(*given)
    assert (verdict.state, said in verdict.said) == (state, True), verdict
    if state == "missing":
        assert verdict.next_step


def test_every_rule_has_cases_and_every_check_is_in_the_handbook() -> None:
    judges = {value for name, value in vars(rules).items() if name.startswith("judge_")}
    assert judges == {row[0] for row in TABLE}
    text = (ROOT / "docs/handbook/installing.md").read_text(encoding="utf-8")
    for check in CHECKS:
        assert f"| {check.title} |" in text, check.title
        assert check.cost
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def found(home: Path, **asked: Any) -> dict[str, Finding]:
    return {one.name: one for one in check_machine(Place(home, **asked))}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with patents and an index."""
    folder = tmp_path_factory.mktemp("city")
    for path in write_city(folder / "files")[1:3]:
        import_file(folder / "home", path)
    rebuild_index(folder / "home")
    return folder / "home"


@pytest.fixture
def city(built: Path, home: Path) -> Path:
    """A copy of it."""
    shutil.copytree(built, home)
    return home


def test_a_machine_that_runs_the_tests_can_run_the_platform(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "now", lambda: NOON)  # a year whose holidays are known
    told = found(home, port=0)
    lacking = [one for one in told.values() if one.use == "running" and one.state == "missing"]
    assert lacking == []
    assert told["warehouse"].said == told["index"].said == told["database"].said == "还没有"
    assert not home.exists()


def test_a_whole_home_is_good_and_stays_as_it_was(city: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in city.rglob("*")}
    told = found(city, port=0, deep=True)
    assert told["warehouse"].said.endswith("行，逐个文件核对过")
    assert told["index"].state == told["warehouse"].state == told["clock"].state == "good"
    assert {path: path.stat().st_mtime_ns for path in city.rglob("*")} == before


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _damage_segment(home: Path) -> None:
    _flip(next((home / "warehouse").rglob("*.parquet")))


def _damage_pointer(home: Path) -> None:
    _flip(home / "warehouse" / "current")


def _damage_index(home: Path) -> None:
    _flip(next((home / "index").rglob("*.idx")))


def _lose_index_manifest(home: Path) -> None:
    next((home / "index").glob("*/manifest.json")).unlink()


def _write_bad_rule(home: Path) -> None:
    (home / "rulebook/national").mkdir(parents=True)
    (home / "rulebook/national/holidays.yaml").write_text("holidays: a\nholidays: b\n", "utf-8")


def _write_garbage_database(home: Path) -> None:
    (home / "portal.sqlite3").write_bytes(b"not a database at all" * 100)


@pytest.mark.parametrize(
    ("damage", "name", "deep"),
    [
        (_damage_segment, "warehouse", True),
        (_damage_pointer, "warehouse", False),
        (_damage_index, "index", True),
        (_lose_index_manifest, "index", False),
        (_write_bad_rule, "rulebook", False),
        (_write_garbage_database, "database", False),
    ],
)
def test_damage_is_found(city: Path, damage: Callable[[Path], None], name: str, deep: bool) -> None:
    damage(city)
    told = found(city, port=0, deep=deep)[name]
    assert told.state == "missing", told
    assert told.cost and told.next_step


def test_an_index_that_is_behind_is_told(city: Path, built: Path) -> None:
    import_file(city, built.parent / "files/登记.csv")
    told = found(city, port=0)["index"]
    assert (told.state, "数据已到快照" in told.said) == ("attention", True)
    assert told.next_step == "zhishu index rebuild"


def test_packages_are_compared_with_a_lock(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text(
        'click==0.1 \\\n    --hash=sha256:00\nnothing-such==1\nabsent==1 ; sys_platform == "win32"\n'
    )
    wrong = facts.wrong_packages(lock)
    assert wrong is not None
    assert set(wrong) == {"click", "nothing-such"}
    assert wrong["nothing-such"] == ("1", None)
    assert facts.wrong_packages(tmp_path / "none.txt") is None


def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert facts.port_refusal(taken.getsockname()[1])
