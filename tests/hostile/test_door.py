"""The door: what is read behind it is what is read before it, and no reader, however bad, comes through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidFileError, ZhishuError
from zhishu.importers.door import Door
from zhishu.importers.limits import limits_for
from zhishu.importers.table_file import open_table
from zhishu.importers.tabular import Record

HERE = Path(__file__).resolve().parent
HEADINGS = "号,名称,地址\n"


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as one:
        yield one


@pytest.fixture(scope="module")
def bad_door() -> Iterator[Door]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HERE))
        with Door("bad_reader") as one:
            yield one


def flat(parts: Iterator[object]) -> list[Record]:
    found: list[Record] = []
    for part in parts:
        found += [part] if isinstance(part, Record) else map(part.record, range(len(part)))  # type: ignore[attr-defined]
    return found


CONTENTS = {
    "plain": "1,桥,甲\n2,灯,乙\n",
    "quotes": '1,"桥,梁",甲\n2,灯,"乙""丙"\n',
    "blanks before cells": "1, 桥, 甲\n 2,灯,乙\n",
    "blanks in quotes": '1,"  桥",甲\n2,灯,乙\n',
    "a newline in quotes": '1,"桥\n梁",甲\n2,灯,乙\n',
    "faults": '1,桥\n2,灯,乙\n3,"路,丙\n4,站,丁,戊\n',
    "NUL": "1,桥\0,甲\n2,灯,乙\n",
    "a long line": f"1,{'桥' * 3000},甲\n",
    "nothing": "",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_the_door_tells_what_stands_in_the_file(door: Door, tmp_path: Path, content: str) -> None:
    file = tmp_path / "表"
    file.write_text(HEADINGS + content, encoding="utf-8")
    here = open_table(file)
    told: list[tuple[int, int]] = []
    with door.table(file, lambda done, total: told.append((done, total))) as table:
        assert (table.headings, table.encoding) == (here.headings, here.encoding)
        first, second = list(table.records()), flat(table.batches(quiet=True))
    assert first == second == list(here.records())
    assert len(told) <= 1, "the quiet pass told its progress"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(content=st.text(st.sampled_from('1桥,"\n \r\t;\0\ufffd=’'), max_size=60))
def test_columns_and_rows_are_the_same_reading(tmp_path: Path, content: str) -> None:
    file = tmp_path / "表"
    file.write_bytes((HEADINGS + content).encode())
    try:
        table = open_table(file)
    except (
        InvalidFileError
    ):  # the bytes look like another encoding, and the headings are none there
        return
    assert flat(table.batches()) == list(table.records())


def test_a_pass_may_be_left_in_the_middle(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "表"
    file.write_text(HEADINGS + "1,桥\n" * 5 + "2,灯,乙\n", encoding="utf-8")
    with door.table(file) as table:
        assert next(table.batches()).number == 1  # type: ignore[union-attr]
        assert len(list(table.records())) == 6


def test_two_files_may_be_open_at_once(door: Door, tmp_path: Path) -> None:
    files = [tmp_path / name for name in "甲乙"]
    for file in files:
        file.write_text(f"号,{file.name}\n1,x\n", encoding="utf-8")
    with door.table(files[0]) as first, door.table(files[1]) as second:
        assert first.headings[1] == "甲" and second.headings[1] == "乙"
        assert len(list(second.records())) == len(list(first.records())) == 1


def test_large_batches_are_cut(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "表"
    file.write_text("号,名称\n" + f"1,{'x' * 900_000}\n" * 30, encoding="utf-8")
    with door.table(file) as table:
        assert [len(one.cells[1]) for one in table.records()] == [900_000] * 30


def test_a_helper_that_was_killed_is_started_anew(tmp_path: Path) -> None:
    file = tmp_path / "表"
    file.write_text(HEADINGS + "1,桥,甲\n", encoding="utf-8")
    with Door() as door:
        with door.table(file) as table:
            os.kill(door.process_id, signal.SIGKILL)
            with pytest.raises(InvalidFileError) as told:
                list(table.records())
            assert told.value.code == "reader_died"
        with door.table(file) as table:
            assert len(list(table.records())) == 1


def test_the_reader_has_no_network_where_the_system_lets_it(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "表"
    file.write_text(HEADINGS, encoding="utf-8")
    door.table(file).close()
    tried = subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True, check=False)
    assert door.has_network == bool(tried.returncode)


# What a bad reader does -> (code of the error, a word of it).
BAD: dict[str, tuple[str, str]] = {
    "hang": ("took_too_long", "超过"),
    "drip": ("took_too_long", "超过"),
    "spin": ("took_too_long", "超过"),
    "eat": ("too_large", "内存"),
    **dict.fromkeys(
        ("abort", "kill", "segfault", "exit", "exit 3", "raise", "half a frame", "no end",
         "abort in the rows"), ("reader_died", "中途停止"),
    ),
    **dict.fromkeys(
        ("no json", "no object", "deep json", "no utf-8", "other kind", "endless frame",
         "headings of another kind", "headings of numbers", "no headings",
         "an error of another kind", "an error that is none", "rows that are no arrow",
         "no rows at all", "rows in the headings", "a row too narrow", "a row of other kinds",
         "progress of other kinds", "sheets of another kind", "a sheet without headings", "a word nobody knows"),
        ("reader_died", "无法理解"),
    ),
    "a row left out": ("reader_died", "漏报"),
    "a row told twice": ("reader_died", "漏报"),
    "write": ("tried", "refused 27"),
    # An administrator's number of processes has no bound.
    "fork": ("tried", "refused 11" if os.geteuid() else "possible"),
    "open many": ("tried", "refused 24"),
}  # fmt: skip


@pytest.mark.parametrize(("act", "code", "says"), [(act, *told) for act, told in BAD.items()])
def test_whatever_a_reader_does_is_one_error(
    bad_door: Door,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    code: str,
    says: str,
) -> None:
    monkeypatch.setenv("ZHISHU_READER_SECONDS", "1" if code == "took_too_long" else "60")
    file = tmp_path / "表"
    file.write_text(act, encoding="utf-8")
    begun = time.monotonic()
    with pytest.raises(InvalidFileError) as told, bad_door.table(file) as table:
        list(table.records())
    # A reader that talks nonsense and is gone at once may be met either way: by its words or its end.
    either = (says, "中途停止") if code == "reader_died" else (says,)
    assert told.value.code == code, told.value
    assert any(words in told.value.what for words in either), told.value
    assert told.value.next_step
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    "act",
    [
        "a page of another kind",
        "a page without parts",
        "more scans than there may be",
        "scans and never a page",
    ],
)
def test_a_page_that_is_none(bad_door: Door, tmp_path: Path, act: str) -> None:
    file = tmp_path / "页"
    file.write_text(act, encoding="utf-8")
    for work in (lambda: bad_door.page(file), lambda: bad_door.page_rows(file, "页", "0" * 64)):
        with pytest.raises(InvalidFileError) as told:
            work()
        assert told.value.code == "reader_died"


@pytest.mark.parametrize(
    "act",
    [
        "an answer of another kind",
        "an answer without parts",
        "an answer whose parts are others",
        "a page of another kind",
        "kill",
    ],
)
def test_an_answer_that_is_none(bad_door: Door, act: str) -> None:
    with pytest.raises(InvalidFileError) as told:
        bad_door.answer({}, [0], act.encode())
    assert told.value.code == "reader_died"


def test_a_reader_cannot_reach_the_network(bad_door: Door, tmp_path: Path) -> None:
    file = tmp_path / "表"
    file.write_text("network", encoding="utf-8")
    with pytest.raises(InvalidFileError) as told, bad_door.table(file) as table:
        assert table.headings
    # 101: no network is there; 111: there is one, and nobody listens.
    assert told.value.what == ("refused 111" if bad_door.has_network else "refused 101")


def test_a_reader_knows_no_secrets(
    door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHISHU_SECRET_KEY", "secret")
    file = tmp_path / "表"
    file.write_text(HEADINGS, encoding="utf-8")
    with Door() as one:
        one.table(file).close()
        assert b"secret" not in Path(f"/proc/{one.process_id}/environ").read_bytes()


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "表"
    file.write_text(HEADINGS + "1,桥,甲\n" * 50_000, encoding="utf-8")
    script = (
        "import sys, os\nfrom pathlib import Path\nfrom zhishu.importers.door import Door\n"
        "door = Door()\ntable = door.table(Path(sys.argv[1]))\nnext(table.batches())\n"
        "print(door.process_id, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=False
    )
    helper = int(done.stdout.split()[0])
    deadline = time.monotonic() + 10
    while Path(f"/proc/{helper}/exe").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("setting", ["ZHISHU_READER_MEMORY", "ZHISHU_READER_SECONDS"])
@pytest.mark.parametrize("value", ["x", "-1", "0x10", "1e9", "4 GB B"])
def test_a_bad_setting_is_told(setting: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(ZhishuError) as told:
        limits_for(1, "text")
    assert setting in told.value.what


def test_limits_grow_with_the_file_up_to_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_for(0, "workbook").memory < limits_for(10 << 20, "workbook").memory
    assert limits_for(1 << 30, "workbook").memory == 4 << 30
    assert limits_for(1 << 30, "text").memory == limits_for(1, "text").memory
    assert limits_for(1 << 30, "text").seconds > 10 * limits_for(1, "text").seconds
    assert limits_for(1, "scan", 100).seconds > 10 * limits_for(1, "scan", 1).seconds
    assert limits_for(1, "scan", 100).memory == limits_for(1, "scan", 1).memory
    monkeypatch.setenv("ZHISHU_READER_MEMORY", "512mb")
    assert limits_for(1, "page").memory == 512 << 20
