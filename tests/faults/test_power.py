"""Power cuts: on a real file system where root allows; and everywhere, in which order bytes and names are forced to the disk."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from faults.children import Children
from faults.operations import compact, import_newer, index, rollback
from faults.power import NoImagesError, cut_once, moment

CUTS = (("import_many", 3.0), ("rollback", 0.6))


@pytest.mark.parametrize(("operation", "longest"), CUTS)
def test_a_cut(
    operation: str,
    longest: float,
    nursery: Children,
    prepared: Path,
    files: Path,
    tmp_path: Path,
) -> None:
    seconds = moment(random.Random(20260318), longest)
    try:
        lost = cut_once(nursery, tmp_path, prepared, files, operation, seconds)
    except NoImagesError:
        pytest.skip("缺 loop：不能挂载映像（要root和loop设备）；落盘的次序由本文件另一个测试核对")
    assert lost == ""


class Recorder:
    """Notes what is forced to the disk and what is renamed, and refuses the wrong order.

    The rule of durable.py: before a name is given, the bytes are on the disk; before anything is
    published by a pointer, every name given before is on the disk too; so is the pointer's own at last.
    """

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.synced: dict[str, tuple[int, int]] = {}
        self.unsynced_names: dict[str, str] = {}
        self.pointers = 0
        self._fsync, self._replace, self._mkdir = os.fsync, os.replace, os.mkdir
        monkeypatch.setattr(os, "fsync", self.fsync)
        monkeypatch.setattr(os, "replace", self.replace)
        monkeypatch.setattr(os, "mkdir", self.mkdir)

    def fsync(self, descriptor: int) -> None:
        self._fsync(descriptor)
        path, facts = os.path.realpath(f"/proc/self/fd/{descriptor}"), os.fstat(descriptor)
        self.synced[path] = (facts.st_size, facts.st_mtime_ns)
        self.unsynced_names = {
            name: folder for name, folder in self.unsynced_names.items() if folder != path
        }

    def mkdir(self, path: Any, *arguments: Any, **options: Any) -> None:
        self._mkdir(path, *arguments, **options)
        self._named(Path(path))

    def replace(self, source: Any, target: Any) -> None:
        facts = Path(source).stat()
        held = self.synced.get(os.path.realpath(source))
        assert held == (facts.st_size, facts.st_mtime_ns), f"{target}: named before its bytes held"
        if Path(target).name == "current":
            assert self.unsynced_names == {}, "published before all names held"
            self.pointers += 1
        self._replace(source, target)
        self._named(Path(target))

    def _named(self, path: Path) -> None:
        real = Path(os.path.realpath(path))
        inside = real.is_relative_to(self.root) and "staging" not in real.parts
        # A spill folder and a lock hold nothing that must last.
        if inside and not {"spill", "locks"} & set(real.parts):
            self.unsynced_names[str(real)] = str(real.parent)


@pytest.mark.parametrize(
    ("operation", "pointers"), [(import_newer, 1), (compact, 1), (index, 1), (rollback, 2)]
)
def test_bytes_before_names_before_the_pointer(
    operation: Any, pointers: int, own: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(own, monkeypatch)
    operation(str(own), str(files))
    assert recorder.pointers == pointers
    assert recorder.unsynced_names == {}, "acknowledged before all names held"


def test_the_recorder_refuses_what_it_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Recorder(tmp_path, monkeypatch)
    (tmp_path / "new").write_bytes(b"1")
    with pytest.raises(AssertionError, match="before its bytes held"):
        (tmp_path / "new").replace(tmp_path / "current")
