"""One nursery, one prepared home and its files for all tests of faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.children import Children, children
from faults.operations import copy_home, make_home, write_files


@pytest.fixture(scope="session")
def nursery() -> Iterator[Children]:
    with children() as found:
        yield found


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "files"
    write_files(folder)
    return folder


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Path:
    """The small city in five snapshots; read only."""
    home = tmp_path_factory.mktemp("faults") / "prepared"
    make_home(home, files)
    return home


@pytest.fixture
def own(prepared: Path, tmp_path: Path) -> Path:
    """A copy that a test may harm."""
    return copy_home(prepared, tmp_path / "own")
