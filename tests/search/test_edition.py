"""Editions on disk: one builder at a time, what a killed builder leaves, two ways to be replaced."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhishu.base.errors import BusyError
from zhishu.search.edition import building, read_manifest, read_pointer, verify
from zhishu.search.index import Entry
from zhishu.search.reading import parse_query
from zhishu.search.tantivy_build import build_index
from zhishu.search.tantivy_index import open_index

ENTRY = Entry("patent", "p1", "锂电池")


def _total(folder: Path, text: str) -> int:
    return open_index(folder).count(parse_query(text), "patent")


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    build_index(tmp_path, [ENTRY], snapshot=1)
    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError, match="正在重建"):
            build_index(tmp_path, [], snapshot=2)
    assert _total(tmp_path, "锂电池") == 1


def test_an_open_index_answers_till_the_switch_and_then_anew(tmp_path: Path) -> None:
    build_index(tmp_path, [ENTRY], snapshot=1)
    old = open_index(tmp_path)
    assert open_index(tmp_path) is old
    build_index(tmp_path, [Entry("patent", "p2", "石墨烯")], snapshot=2)
    assert (old.snapshot, old.count(parse_query("锂电池"), "patent")) == (1, 1)
    new = open_index(tmp_path)
    assert (new.snapshot, new.count(parse_query("锂电池"), "patent")) == (2, 0)


KILLED = """
import os, signal, sys
from pathlib import Path
from zhishu.search.index import Entry
from zhishu.search.tantivy_build import build_index

def entries():
    yield Entry("patent", "p2", "石墨烯")
    os.kill(os.getpid(), signal.SIGKILL)

build_index(Path(sys.argv[1]), entries(), 2)
"""


def test_a_builder_that_is_killed_leaves_the_edition_in_use(tmp_path: Path) -> None:
    build_index(tmp_path, [ENTRY], snapshot=1)
    before = read_pointer(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert read_pointer(tmp_path) == before
    assert _total(tmp_path, "锂电池") == 1
    build_index(tmp_path, [ENTRY], snapshot=3)
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders == {before.name, read_pointer(tmp_path).name}


def test_every_file_of_an_edition_has_its_hash(tmp_path: Path) -> None:
    manifest = build_index(tmp_path, [ENTRY], snapshot=1)
    edition = tmp_path / manifest.name
    on_disk = {str(path.relative_to(edition)) for path in edition.rglob("*") if path.is_file()}
    assert on_disk - {"manifest.json"} == set(manifest.files)
    assert read_manifest(tmp_path, read_pointer(tmp_path)) == manifest
    verify(tmp_path, manifest)


def test_a_source_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def entries() -> Iterator[Entry]:
        yield from [Entry("patent", f"p{number}", "石墨烯" * 50) for number in range(2_000)]
        raise RuntimeError("halfway")

    build_index(tmp_path, [ENTRY], snapshot=1)
    before = read_pointer(tmp_path)
    with pytest.raises(RuntimeError, match="halfway"):
        build_index(tmp_path, entries(), snapshot=2)
    assert read_pointer(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [before.name]


def test_an_exception_while_building_removes_what_was_begun(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="halfway"), building(tmp_path) as builder:
        begun = builder.path
        raise RuntimeError("halfway")
    assert not begun.exists()
