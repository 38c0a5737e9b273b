"""The command line starts quickly: a command's libraries load when it is called, not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from small_city import write_city
from zhishu.cli import COMMANDS, cli
from zhishu.flows.import_file import import_file
from zhishu.flows.rebuild_index import rebuild_index

HEAVY = ["duckdb", "pyarrow", "numpy", "tantivy", "django", "rich", "opencc", "rjieba", "ruamel"]
LOADED = (
    "import sys\n"
    "from zhishu.cli import main\n"
    "try: main()\n"
    "finally: print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
)


def loaded(*arguments: str) -> str:
    """Which of the heavy libraries a command imports."""
    script = LOADED.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("word", ["--help", "--version", "nothing"])
def test_what_needs_no_library_imports_none(word: str) -> None:
    assert loaded(word) == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert COMMANDS[name][1] == command.help


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a few patents and an index."""
    folder = tmp_path_factory.mktemp("city")
    for path in write_city(folder / "files")[1:3]:
        import_file(folder / "home", path)
    rebuild_index(folder / "home")
    return folder / "home"


@pytest.mark.parametrize(
    ("kind", "libraries"),
    [
        ("policy", ["tantivy", "opencc", "ruamel"]),
        ("patent", ["duckdb", "tantivy", "opencc", "ruamel"]),
    ],
)
def test_a_search_waits_for_what_it_asks_only(
    kind: str, libraries: list[str], indexed: Path
) -> None:
    """The rulebook has the synonyms, DuckDB tells the legal state of patents; a short word needs no
    dictionary, and nothing needs Arrow.
    """
    assert loaded("search", "隔膜", "--kind", kind, "--home", str(indexed)) == str(libraries)
