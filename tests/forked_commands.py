"""The command line in processes of their own that start at once: a parent imports everything and forks for each.

What runs is `zhishu.cli.main` with real arguments in a real process that can really be killed; only the
second of imports at its start is saved.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PARENT = """
import importlib, json, os, sys
from zhishu import cli
for module, _ in cli.COMMANDS.values():
    importlib.import_module(f"zhishu.cli.{module}")
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    os.environ.update(order["environment"])
    for number, path in enumerate(order["streams"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["zhishu", *order["arguments"]]
    code = 70
    try:
        cli.main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
"""


@contextmanager
def forked_commands() -> Iterator[Run]:
    """Run commands while the block runs: run("backup", FOLDER, ZHISHU_FAULTPOINT=...)."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-c", PARENT],
            env={name: value for name, value in os.environ.items() if name != "ZHISHU_DATABASE"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as parent,
    ):
        assert parent.stdin is not None and parent.stdout is not None
        streams = [str(Path(folder) / name) for name in ("stdout", "stderr")]

        def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
            words = [str(one) for one in arguments]
            order = {"arguments": words, "environment": environment, "streams": streams}
            parent.stdin.write(json.dumps(order) + "\n")  # type: ignore[union-attr]
            parent.stdin.flush()  # type: ignore[union-attr]
            code = int(parent.stdout.readline())  # type: ignore[union-attr]
            said = [Path(one).read_text(encoding="utf-8") for one in streams]
            return subprocess.CompletedProcess(words, code, *said)

        yield run
        parent.stdin.close()
