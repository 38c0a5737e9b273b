"""Processes that may be killed: forked from one that has everything imported, so that each costs little.

The nursery is a process of its own with one thread; it forks a child for each operation and says how
the child ended. A child writes what was acknowledged to a journal, durably, before it goes on.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]


class Children:
    """Starts operations in children and waits for them; `how` is the signal or exit code."""

    def __init__(self) -> None:
        self._nursery = subprocess.Popen(
            [sys.executable, "-c", "from faults.children import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        )

    def start(self, operation: str, *arguments: object, **environment: str) -> int:
        """Fork a child that runs `module:function` on the arguments; its process number."""
        asked = {
            "start": operation,
            "arguments": [str(one) for one in arguments],
            "environment": environment,
        }
        return int(self._ask(asked)["pid"])

    def wait(self, pid: int) -> dict[str, Any]:
        """How it ended: {"signal": 9} or {"code": 0}, with the seconds it ran."""
        return self._ask({"wait": pid})

    def run(self, operation: str, *arguments: object, **environment: str) -> dict[str, Any]:
        """Start and wait."""
        return self.wait(self.start(operation, *arguments, **environment))

    def close(self) -> None:
        """End the nursery."""
        assert self._nursery.stdin and self._nursery.stdout
        self._nursery.stdin.close()
        self._nursery.wait(timeout=60)
        self._nursery.stdout.close()

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        assert self._nursery.stdin and self._nursery.stdout
        self._nursery.stdin.write(json.dumps(message) + "\n")
        self._nursery.stdin.flush()
        answer: dict[str, Any] = json.loads(self._nursery.stdout.readline())
        return answer


@contextlib.contextmanager
def children() -> Iterator[Children]:
    """A nursery that ends with the block."""
    nursery = Children()
    try:
        yield nursery
    finally:
        nursery.close()


def kill_after(pid: int, seconds: float) -> None:
    """SIGKILL after a while; the child may have ended by then."""
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def serve() -> None:
    """The nursery's own life: one JSON value a line in, one out."""
    importlib.import_module("faults.operations").warm_up()
    begun: dict[int, float] = {}
    for line in sys.stdin:
        message = json.loads(line)
        if "start" in message:
            pid = os.fork()
            if pid == 0:
                _live(message)
            begun[pid] = time.monotonic()
            answer: dict[str, Any] = {"pid": pid}
        else:
            pid = message["wait"]
            status = os.waitpid(pid, 0)[1]
            answer = {
                "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
                "seconds": time.monotonic() - begun.pop(pid),
            }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _live(message: Mapping[str, Any]) -> None:
    """The child: nothing of it returns to the nursery."""
    code = 1
    os.dup2(2, 1)  # the answers of the nursery go the other way
    try:
        os.environ.update(message["environment"])
        module, _, name = message["start"].partition(":")
        getattr(importlib.import_module(module), name)(*message["arguments"])
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)
