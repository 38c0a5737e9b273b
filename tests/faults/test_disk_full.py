"""A disk that is full at any moment of an operation: told once in words, nothing lost, well again with room."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.children import Children
from faults.disk import room_for, small_disk
from faults.operations import copy_home
from faults.oracle import holds, orphans
from zhishu.flows.open_warehouse import open_warehouse

# Bytes that are left; the last of them is room enough.
SIZES = {
    "import_newer": (0, 8_192, 40_960, 81_920, 122_880, 163_840, 8_388_608),
    "compact": (4_096, 24_576, 61_440),
    "index": (0, 24_576),
    "gc": (0,),
    "sweep": (0,),
}
CASES = [(operation, size) for operation, sizes in SIZES.items() for size in sizes]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("full") / "disk"
    with small_disk(folder, megabytes=48) as made:
        if not made:
            pytest.skip("缺 root：挂载不了tmpfs；写满的另一种形式在test_warehouse_crash.py")
        yield folder


@pytest.mark.parametrize(("operation", "size"), CASES)
def test_full_at(
    operation: str,
    size: int,
    nursery: Children,
    prepared: Path,
    files: Path,
    disk: Path,
    tmp_path: Path,
) -> None:
    shutil.rmtree(disk / "home", ignore_errors=True)
    copy_home(prepared, disk / "home")
    home = tmp_path / "home"
    home.symlink_to(disk / "home")
    before = holds(home)
    report = tmp_path / "report"
    with room_for(disk, size):
        done = nursery.run("faults.operations:told", home, files, operation, report)
        assert done["code"] == 0, "an error that is not for people"
        assert holds(home) == before or operation == "import_newer", "read while the disk is full"
    said = json.loads(report.read_text(encoding="utf-8"))
    # Collection needs no room unless it gives up snapshots; everything else has sizes too small for it.
    assert bool(said) == (size < 8_000_000 and operation != "sweep")
    if said:
        assert said["code"] == "storage", said
        assert "磁盘空间" in said["next_step"]
        assert holds(home) == before
    assert nursery.run(f"faults.operations:{operation}", home, files)["code"] == 0
    after = holds(home)
    assert (after == before) == (operation != "import_newer")
    open_warehouse(home).gc()
    assert orphans(home) == []
