"""The command line in processes that are forked, not started: real arguments, real kills, no second of imports."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.children import children
from zhishu.cli import main

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(out: str, err: str, *arguments: str) -> None:
    """What the child does: `zhishu` with arguments, its streams into files."""
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.pop("ZHISHU_DATABASE", None)
    sys.argv = ["zhishu", *arguments]
    try:
        main()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))


@contextmanager
def forked_commands() -> Iterator[Run]:
    """Run commands while the block runs: run("backup", FOLDER, ZHISHU_FAULTPOINT=...)."""
    with tempfile.TemporaryDirectory() as folder, children() as nursery:
        streams = [Path(folder) / name for name in ("out", "err")]

        def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
            ended = nursery.run("forked_commands:command", *streams, *arguments, **environment)
            code = -ended["signal"] if ended["signal"] else ended["code"]
            said = [path.read_text(encoding="utf-8") for path in streams]
            return subprocess.CompletedProcess(list(arguments), code, *said)

        yield run
