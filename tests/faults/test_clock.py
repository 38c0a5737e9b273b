"""The clock jumps: snapshots stay in the order of their numbers, figures go by their day, waiting by a clock that cannot jump.

The processes' clock is set by libfaketime (Debian: apt-get install faketime), their zone by TZ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from faults.children import TESTS
from faults.operations import NEWER, RENAMED, copy_home
from faults.oracle import holds, state
from zhishu.base.errors import BusyError
from zhishu.cli.warehouse import command
from zhishu.flows.import_file import import_file
from zhishu.flows.list_imports import list_imports
from zhishu.flows.open_warehouse import open_warehouse

PLACES = (
    "/usr/lib/x86_64-linux-gnu/faketime",
    "/usr/lib/aarch64-linux-gnu/faketime",
    "/usr/lib/faketime",
)
# Two imports; between them the clock is set. Then the snapshots with their years.
LINES = """
import json, os, sys
from pathlib import Path
from faults.operations import import_newer, import_renamed
from zhishu.flows.open_warehouse import open_warehouse
home, files, later = sys.argv[1:4]
import_newer(home, files)
Path(os.environ["FAKETIME_TIMESTAMP_FILE"]).write_text(later)
import_renamed(home, files)
found = open_warehouse(Path(home)).snapshots(2)
print(json.dumps([(one.number, one.committed_at.isoformat()) for one in found]))
"""
JUMPS = {
    "back an hour": ("+0", "-1h", "UTC"),
    "ten years ahead and back": ("+10y", "-10y", "America/Los_Angeles"),
    "a leap day, then New Year's Eve": (
        "@2028-02-29 23:59:58",
        "@2028-12-31 23:59:58",
        "Asia/Kathmandu",
    ),
}


def library() -> Path | None:
    found = [Path(place) / "libfaketime.so.1" for place in PLACES]
    return next((path for path in found if path.exists()), None)


@pytest.fixture
def faked() -> Path:
    path = library()
    if path is None:
        pytest.skip("缺 faketime：apt-get install faketime")
    return path


def run(lines: str, faked: Path, tmp_path: Path, now: str, zone: str, *arguments: object) -> str:
    """What lines of Python print in a process whose clock says `now`."""
    clock = tmp_path / "clock"
    clock.write_text(now, encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-c", lines, *map(str, arguments)],
        env={
            **os.environ,
            "LD_PRELOAD": str(faked),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            # As the kernel's: only the time of day is set.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": zone,
            "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("jump", JUMPS)
def test_the_clock_is_set_between_two_imports(
    jump: str, own: Path, prepared: Path, files: Path, faked: Path, tmp_path: Path
) -> None:
    now, later, zone = JUMPS[jump]
    (last, second), (first, begun) = json.loads(
        run(LINES, faked, tmp_path, now, zone, own, files, later)
    )
    assert (first, last) == (6, 7)
    steady = copy_home(prepared, tmp_path / "steady")
    for name in (NEWER, RENAMED):
        import_file(steady, files / name, synthetic=True)
    # Every row and every period is that of a steady clock; the order is that of the numbers.
    assert holds(own) == state(steady)
    assert [one["file_name"] for one in list_imports(own).rows[:2]] == [RENAMED, NEWER]
    told = CliRunner().invoke(command, ["snapshots", "--home", str(own)]).stdout
    newest = told.splitlines()[0]
    assert newest.startswith("第7个")
    assert ("时钟曾回拨" in newest) == (second < begun)


def test_waiting_does_not_end_because_the_clock_jumps(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = open_warehouse(own)
    table = warehouse.table("parties")
    real, begun = time.time, time.monotonic()
    with warehouse.publication("占着", "测试", tables=[table]):
        monkeypatch.setattr(time, "time", lambda: real() + 3e8 * (time.monotonic() - begun))
        waits = time.monotonic()
        with (
            pytest.raises(BusyError, match="占着"),
            warehouse.publication("等", "测试", tables=[table], wait_seconds=0.3),
        ):
            pass
        assert time.monotonic() - waits >= 0.3
