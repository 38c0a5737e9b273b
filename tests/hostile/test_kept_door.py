"""The door that a process keeps is used again, by one at a time, and ends with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhishu.base.errors import InvalidFileError
from zhishu.importers.door import Door
from zhishu.importers.kept_door import kept_door


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "表"
    path.write_text("号,名称\n1,桥\n", encoding="utf-8")
    return path


def read(door: Door, file: Path) -> int:
    """Read a table behind a door; its helper."""
    with door.table(file) as table:
        assert len(list(table.records())) == 1
    return door.process_id


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_it_is_used_again_also_after_a_file_that_is_none(file: Path, tmp_path: Path) -> None:
    (tmp_path / "坏").write_bytes(b"\0" * 10)
    with kept_door() as door:
        first = read(door, file)
    with pytest.raises(InvalidFileError), kept_door() as door, door.table(tmp_path / "坏") as table:
        assert table.headings
    with kept_door() as door:
        assert read(door, file) == first


def test_two_at_once_have_doors_of_their_own_and_one_is_kept(file: Path) -> None:
    with kept_door() as one, kept_door() as other:
        helpers = {read(one, file), read(other, file)}
        assert len(helpers) == 2
    assert sorted(map(is_gone, helpers)) == [False, True]


def test_one_whose_helper_was_killed_is_kept_and_has_another(file: Path) -> None:
    with kept_door() as door:
        first = read(door, file)
    os.kill(first, signal.SIGKILL)
    with kept_door() as door:
        assert read(door, file) != first


def test_one_that_was_interrupted_is_not_kept(file: Path) -> None:
    with pytest.raises(KeyboardInterrupt), kept_door() as door:
        first = read(door, file)
        raise KeyboardInterrupt
    assert is_gone(first)


FORK = """
import os, sys
from pathlib import Path
from zhishu.importers.kept_door import kept_door
def helper():
    with kept_door() as door, door.table(Path(sys.argv[1])) as table:
        assert len(list(table.records())) == 1
        return door.process_id
first = helper()
child = os.fork()
if not child:
    os._exit(helper() == first)
assert os.waitpid(child, 0)[1] == 0
assert helper() == first
print(first)
"""


def test_a_fork_has_one_of_its_own_and_none_outlives_its_process(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORK, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    deadline = time.monotonic() + 10
    while not is_gone(int(done.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
