"""Bit rot: a flipped bit is found by verify, and never changes an answer without an error."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhishu.base.errors import DamagedDataError, ZhishuError
from zhishu.warehouse.table import Table
from zhishu.warehouse.warehouse import Warehouse

FLIPS_A_FILE = 12
QUESTIONS = [
    ("SELECT * FROM rights_example ORDER BY number", None),
    ("SELECT * FROM rights_example ORDER BY number", 1),
    ("SELECT * FROM counts_example ORDER BY ALL", None),
]


@pytest.fixture
def filled(warehouse: Warehouse, rights: Table, counts: Table, tmp_path: Path) -> Warehouse:
    """Two tables, three snapshots, rows overridden in each, a raw file."""
    names = [column.name for column in rights.columns]
    for n in range(2):
        with warehouse.publication("测试", "源") as publication:
            rows = [
                {"number": f"CN{i}", "published_on": date(2020 + n, 1, 1), "title": f"一种装置{n}"}
                for i in range(n * 20, n * 20 + 40)
            ]
            publication.merge(rights, rows, names)
            publication.replace(counts, [{"place": "甲", "year": 1, "n": n}])
    with warehouse.publication("测试", "源") as publication:
        publication.replace(counts, [{"place": "乙", "year": 1, "n": 5}])
    (tmp_path / "原件").write_bytes(b"raw bytes of a source")
    warehouse.keep_raw(tmp_path / "原件")
    return warehouse


def flip(path: Path, at: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.chmod(0o644)
    path.write_bytes(content)


def answers(home: Path) -> list[Any]:
    """What a fresh process would say to each question: rows, or that it cannot."""
    found: list[Any] = []
    for sql, snapshot in QUESTIONS:
        try:
            found.append(Warehouse.open(home).query(sql, snapshot=snapshot).rows)
        except DamagedDataError as error:
            assert error.where, "the file is named"
            assert error.next_step, "and what to do"
            found.append("damaged")
    return found


def test_every_flipped_bit_is_found_and_never_changes_an_answer(
    filled: Warehouse,
    home: Path,
    tmp_path: Path,
    stored_files: Callable[[Path], list[str]],
) -> None:
    assert filled.verify() == []
    right = answers(home)
    assert [len(one) for one in right] == [60, 40, 2]
    chance = random.Random(20260101)
    flips = 0
    for name in stored_files(home):
        size = (home / "warehouse" / name).stat().st_size
        for n in range(FLIPS_A_FILE):
            copy = tmp_path / f"copy{flips}"
            shutil.copytree(home, copy)
            path = copy / "warehouse" / name
            flip(path, chance.randrange(size), chance.randrange(8))
            assert [one.path for one in Warehouse.open(copy).verify()].count(path) == 1, name
            if n < 4:
                for got, expected in zip(answers(copy), right, strict=True):
                    assert got in (expected, "damaged"), name
            shutil.rmtree(copy)
            flips += 1
    assert flips > 150


def test_a_running_process_refuses_what_verify_found(
    filled: Warehouse, home: Path, child: Callable[..., Any]
) -> None:
    """Rot changes neither size nor time: who remembers a file as whole is told by the next scrub."""
    sql = "SELECT count(*) FROM rights_example"
    assert filled.query(sql).value() == 60
    segment = next((home / "warehouse/tables/rights_example/segments").iterdir())
    times = segment.stat()
    flip(segment, 100, 3)
    os.utime(segment, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert child("assert len(warehouse.verify()) == 1", home).wait() == 0
    with pytest.raises(DamagedDataError, match="rights_example"):
        filled.query(sql)


def test_only_the_damaged_table_is_out(filled: Warehouse, home: Path, rights: Table) -> None:
    segments = sorted((home / "warehouse/tables/rights_example/segments").iterdir())
    right = answers(home)
    content = segments[0].read_bytes()
    flip(segments[0], 100, 3)
    assert answers(home).count("damaged") in (1, 2)
    assert answers(home)[2] == right[2]
    with (
        pytest.raises(DamagedDataError, match="表rights_example暂不可用"),
        filled.publication("测试", "源") as publication,
    ):
        publication.merge(rights, [{"number": "CN1"}], ("number",))
    segments[0].write_bytes(content)
    assert answers(home) == right, "a restored file is seen at once"


def test_a_damaged_manifest_puts_one_table_out_until_it_is_restored(
    filled: Warehouse, home: Path
) -> None:
    manifest = home / "warehouse/tables/rights_example/manifests/2.json"
    content = manifest.read_bytes()
    flip(manifest, 5, 0)
    other = Warehouse.open(home)
    sql = "SELECT count(*) FROM counts_example"
    assert other.query(sql).value() == 2
    with pytest.raises(DamagedDataError, match="rights_example"):
        Warehouse.open(home, [other.table("counts_example")]).query("FROM rights_example")
    manifest.write_bytes(content)
    fresh = Warehouse.open(home, [other.table("counts_example")])
    assert len(fresh.query("FROM rights_example").rows) == 60


@pytest.mark.parametrize(
    "name",
    [
        "current",
        "snapshots/3.json",
        "tables/rights_example/manifests/2.json",
        "tables/rights_example/segments",
        "tables/rights_example/dead",
    ],
)
def test_a_lost_file_is_damage_not_an_empty_table(filled: Warehouse, home: Path, name: str) -> None:
    path = home / "warehouse" / name
    for one in path.iterdir() if path.is_dir() else [path]:
        one.unlink()
    assert answers(home)[0] == "damaged"
    assert filled.verify()
    with pytest.raises(ZhishuError):
        filled.query("SELECT count(*) FROM rights_example")
    if path.suffix or path.name == "current":
        with pytest.raises(DamagedDataError):
            filled.gc()


def test_an_older_pointer_put_back_is_an_older_state_not_a_mixture(
    filled: Warehouse, home: Path, counts: Table
) -> None:
    """A restored backup of the pointer alone: whole, but of its day; the next publication goes on from it."""
    pointer = home / "warehouse/current"
    content = pointer.read_bytes()
    with filled.publication("测试", "源") as publication:
        publication.replace(counts, [{"place": "丙", "year": 1, "n": 1}])
    assert filled.query("SELECT count(*) FROM counts_example").value() == 3
    pointer.write_bytes(content)
    assert filled.query("SELECT count(*) FROM counts_example").value() == 2
    with filled.publication("测试", "源") as publication:
        publication.replace(counts, [{"place": "丁", "year": 1, "n": 1}])
    found = filled.query("SELECT place FROM counts_example ORDER BY 1").values()
    assert found == sorted(["甲", "乙", "丁"])
    assert filled.verify() == []


def test_an_older_program_refuses_a_newer_home_in_one_sentence(
    filled: Warehouse, home: Path
) -> None:
    pointer = home / "warehouse/current"
    value = json.loads(pointer.read_bytes())
    del value["self_sha256"]

    def encode(content: dict[str, Any]) -> bytes:
        return (json.dumps(content, sort_keys=True, indent=1) + "\n").encode()

    value["format"] += 1
    value["self_sha256"] = hashlib.sha256(encode(value)).hexdigest()
    pointer.write_bytes(encode(value))
    with pytest.raises(ZhishuError, match="更新的程序") as refusal:
        filled.query("SELECT 1")
    assert refusal.value.code == "newer_home"
