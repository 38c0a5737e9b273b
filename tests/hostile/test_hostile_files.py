"""Every hostile file: one outcome, in bounded time, no row unaccounted for, and the last good state stays."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.cases import CASES, Page, Read, Refused
from zhishu.base.errors import InvalidFileError
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door

LONGEST_SECONDS = 60


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a good state in it."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    good = home.parent / "好.csv"
    good.write_text("企业名称,统一社会信用代码,企业类型\n云澜好公司,,\n", encoding="utf-8")
    assert import_file(home, good).accepted == 1
    return home


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as one:
        yield one


def good_rows(home: Path) -> object:
    return (
        open_warehouse(home).query("SELECT count(*) FROM parties WHERE name = '云澜好公司'").value()
    )


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize("name", CASES)
def test_hostile_file(city: Path, door: Door, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    file = tmp_path / case.file_name
    file.write_bytes(case.make())
    before = open_warehouse(city).snapshot()
    begun = time.monotonic()
    if isinstance(case.becomes, Refused):
        with pytest.raises(InvalidFileError) as told:
            import_file(city, file, door=door)
        assert told.value.code in case.becomes.codes, told.value
        assert told.value.next_step
        assert told.value.where.startswith(case.file_name)
        assert open_warehouse(city).snapshot() == before
    else:
        report = import_file(city, file, door=door)
        assert report.rows == (
            report.accepted + report.unchanged + report.superseded + report.set_aside
        )
        match case.becomes:
            case Read(rows, aside):
                assert (report.rows, report.set_aside) == (rows, aside), report.set_aside_rows[:3]
            case Page():
                assert report.kind == "policy" and report.documents
    assert time.monotonic() - begun < LONGEST_SECONDS
    assert good_rows(city) == 1


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


KINDS = {
    "a pipe": lambda path: os.mkfifo(path),
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a device that waits": lambda path: path.symlink_to("/dev/tty"),
    "a folder": lambda path: path.mkdir(),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a socket": lambda path: make_socket(path),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file(
    city: Path, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket has to be short
    path = Path("登记.csv")
    KINDS[kind](path)
    for work in (lambda: import_file(city, path, door=door), lambda: door.page(path)):
        with pytest.raises(InvalidFileError) as told:
            work()
        assert told.value.next_step
        assert told.value.where


NAMES = ["a\nb.csv", "公司\u202egpj.csv", "x" * 200 + ".csv", "-rf.csv", "<script>.csv", "a\x1b[31m.csv",
         "'; DROP TABLE imports; --.csv", "=1+1.csv", " .csv", "...csv"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_only_text(city: Path, door: Door, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(f"企业名称,统一社会信用代码,企业类型\n甲{NAMES.index(name)}公司,,\n", "utf-8")
    report = import_file(city, file, door=door)
    assert (report.file_name, report.accepted) == (name, 1)


def test_a_name_that_is_no_text(city: Path, door: Door, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"\xff\xfe.csv")
    file.write_text("企业名称,统一社会信用代码,企业类型\n末公司,,\n", "utf-8")
    assert import_file(city, file, door=door).accepted == 1
    assert import_file(city, file, door=door, file_name="../../../../tmp/zhishu.csv").rows == 1
    assert not Path("/tmp/zhishu.csv").exists()


def test_a_link_to_a_file_is_that_file(city: Path, door: Door, tmp_path: Path) -> None:
    (tmp_path / "甲").write_text("企业名称,统一社会信用代码,企业类型\n链公司,,\n", "utf-8")
    (tmp_path / "乙.csv").symlink_to("甲")
    assert import_file(city, tmp_path / "乙.csv", door=door).accepted == 1


def test_the_command_line_takes_them_all(tmp_path: Path) -> None:
    """All that are refused and some that are read in one run: no trace, each is told."""
    files = []
    read = 0
    for at, case in enumerate(CASES.values()):
        content = case.make() if isinstance(case.becomes, Refused) or read < 8 else b""
        if content and len(content) < 20_000:
            read += not isinstance(case.becomes, Refused)
            files.append(tmp_path / f"{at}-{case.file_name}")
            files[-1].write_bytes(content)
    assert len(files) > 50
    done = subprocess.run(
        [sys.executable, "-m", "zhishu", "import", "--home", tmp_path / "home", "--json", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    named = {one["file_name"] for one in told["imports"]} | {
        Path(one["file"]).name for one in told["errors"]
    }
    assert named == {file.name for file in files}
    assert all(one["message"] and one["next_step"] for one in told["errors"])


def test_a_file_that_changes_while_it_is_read_is_what_it_was(
    city: Path, door: Door, tmp_path: Path
) -> None:
    """The bytes that are read are the kept ones, whatever becomes of the file meanwhile."""
    file = tmp_path / "变.csv"
    head = "企业名称,统一社会信用代码,企业类型\n"
    lines = (f"变{at}公司,,{'类' * 500}\n" for at in range(8_000))
    file.write_text(head + "".join(lines), "utf-8")
    told: list[int] = []

    def spoil(done: int, total: int) -> None:
        told.append(done)
        if len(told) == 1:
            file.write_bytes(b"\0" * 100)
            file.unlink()

    report = import_file(city, file, door=door, progress=spoil)
    assert len(told) > 1, "it was spoilt while it was read"
    assert (report.rows, report.accepted) == (8_000, 8_000)
    [kept] = (city / "warehouse").rglob(f"{report.raw_sha256}*")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == report.raw_sha256
