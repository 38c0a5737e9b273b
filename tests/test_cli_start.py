"""The command line starts quickly: a command's libraries load when it is called, not before."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from zhishu.cli import COMMANDS, cli

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
