"""`zhishu serve` as tests run it: a free port, a home, on PostgreSQL a database of its own."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from zhishu.base.database_address import DatabaseAddress


@dataclass
class ServedPortal:
    """A portal that has said that it is open, and what it said."""

    process: subprocess.Popen[str]
    address: str
    port: int
    said: list[str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving_environment(home: Path, **more: str) -> dict[str, str]:
    """What a portal of its own runs with."""
    environment = {**os.environ, "ZHISHU_HOME": str(home), **more}
    if address := environment.get("ZHISHU_DATABASE"):
        environment["ZHISHU_DATABASE"] = new_database(address)
    return environment


def new_database(address: str) -> str:
    """An empty database on the same server."""
    found = DatabaseAddress.parse(address)
    name = f"own_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return f"postgresql:///{name}?host={found.host}&user={found.user}"


def start(home: Path, **more: str) -> ServedPortal:
    """A portal that has said that it is open."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "zhishu", "serve", "--home", str(home), "--port", str(port)],
        env=serving_environment(home, **more),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "Ctrl+C" in line:
            break
    assert process.poll() is None, "".join(said)
    return ServedPortal(process, f"http://127.0.0.1:{port}", port, said)


@contextmanager
def serving(home: Path, **more: str) -> Iterator[ServedPortal]:
    """A portal while the block runs; what it said after its start joins `said` at the end."""
    portal = start(home, **more)
    try:
        yield portal
    finally:
        portal.process.send_signal(signal.SIGTERM)
        rest = portal.process.communicate(timeout=60)[1]
        portal.said.append(rest or "")
