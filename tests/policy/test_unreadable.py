"""A policy file that cannot be read gives one clear sentence, in every face, and nothing is lost by it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policy.unreadable import TEXT, UNREADABLE
from zhishu.base.errors import InvalidFileError
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a policy in it."""
    home = tmp_path_factory.mktemp("unreadable") / "home"
    good = home.parent / "好.txt"
    good.write_text(TEXT, encoding="utf-8")
    assert import_file(home, good, kind="policy").accepted == 1
    return home


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as one:
        yield one


@pytest.mark.parametrize(
    "name",
    [
        # Who has no recogniser is told to install it; only a recogniser sees that there is no picture.
        pytest.param(name, marks=pytest.mark.ocr if name == "a picture" else ())
        for name in UNREADABLE
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_loses_nothing(
    library: Path, door: Door, tmp_path: Path, name: str
) -> None:
    file_name, make, code, words = UNREADABLE[name]
    file = tmp_path / file_name
    file.write_bytes(make())
    warehouse = open_warehouse(library)
    before = warehouse.snapshot()
    with pytest.raises(InvalidFileError) as told:
        import_file(library, file, kind="policy", door=door)
    error = told.value
    assert (error.code, error.where.startswith(file_name)) == (code, True)
    assert words in error.what
    assert error.next_step and "\n" not in str(error)
    # The original is kept under its digest, and what was published stands.
    data = file.read_bytes()
    assert warehouse.raw(hashlib.sha256(data).hexdigest()).read_bytes() == data
    assert warehouse.snapshot() == before
    assert warehouse.query("SELECT count(*) FROM policy_documents").value() == 1


def test_the_command_line_reads_the_good_one_among_them_all(tmp_path: Path) -> None:
    (tmp_path / "好.txt").write_text(TEXT, encoding="utf-8")
    files = [tmp_path / "好.txt"]
    for number, (file_name, make, _, _) in enumerate(UNREADABLE.values()):
        data = make()
        if len(data) < 1 << 20:
            files.append(tmp_path / f"{number}-{file_name}")
            files[-1].write_bytes(data)
    for words in (["policy", "read"], ["import", "policy", "--home", str(tmp_path / "home")]):
        done = subprocess.run(
            [sys.executable, "-m", "zhishu", *words, "--json", *files],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == len(files) - 1
        told = json.loads(done.stdout)
        good = told["files"][:1] if "files" in told else told["imports"]
        assert [Path(one.get("file") or one["file_name"]).name for one in good] == ["好.txt"]
        errors = [one["error"] for one in told["files"][1:]] if "files" in told else told["errors"]
        assert len(errors) == len(files) - 1
        assert all(one["code"] and one["message"] and one["next_step"] for one in errors)
