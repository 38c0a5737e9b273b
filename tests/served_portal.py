"""`zhishu serve` as tests run it: a free port, a home, on PostgreSQL a database of its own."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg

from zhishu.base.database_address import DatabaseAddress


@dataclass
class ServedPortal:
    """A portal that has said that it is open; all it says goes to a file, for a pipe would fill up."""

    process: subprocess.Popen[bytes]
    address: str
    port: int
    errors: Path

    @property
    def said(self) -> str:
        return self.errors.read_text("utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving_environment(home: Path, **more: str) -> dict[str, str]:
    """What a portal of its own runs with; where the tests run on PostgreSQL, with a database of its own."""
    environment = {**os.environ, "ZHISHU_HOME": str(home), **more}
    address = os.environ.get("ZHISHU_DATABASE")
    if address and "ZHISHU_DATABASE" not in more:
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
    errors = home.parent / f"{home.name}-said-{port}.txt"
    with errors.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "zhishu", "serve", "--home", str(home), "--port", str(port)],
            env=serving_environment(home, **more),
            stderr=stream,
        )
    portal = ServedPortal(process, f"http://127.0.0.1:{port}", port, errors)
    wait_for(lambda: "Ctrl+C" in portal.said or process.poll() is not None)
    assert process.poll() is None, portal.said
    return portal


def wait_for(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def serving(home: Path, **more: str) -> Iterator[ServedPortal]:
    """A portal while the block runs."""
    portal = start(home, **more)
    try:
        yield portal
    finally:
        portal.process.send_signal(signal.SIGTERM)
        portal.process.wait(60)


class Visitor:
    """Somebody at a served portal, with cookies; answers come as status, text and headers."""

    def __init__(self, portal: ServedPortal) -> None:
        self._base = portal.address
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._jar), _Staying()
        )

    def ask(
        self,
        address: str,
        *,
        method: str = "GET",
        form: dict[str, str] | None = None,
        files: list[tuple[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        body, kind = None, {}
        if form is not None:
            method = "POST"
            form = {**form, "csrfmiddlewaretoken": self._token()}
            body, kind = _multipart(form, files or [])
        request = urllib.request.Request(
            self._base + address, body, {**kind, **(headers or {})}, method=method
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def log_in(self, username: str, password: str) -> None:
        self.ask("/accounts/login/")
        status, _ = self.ask("/accounts/login/", form={"login": username, "password": password})
        assert status == 302

    def _token(self) -> str:
        return next((one.value or "" for one in self._jar if one.name == "csrftoken"), "")


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:  # type: ignore[override]
        return None


def _multipart(form: dict[str, str], files: list[tuple[str, str]]) -> tuple[bytes, dict[str, str]]:
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    ] + [
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/plain\r\n\r\n{text}\r\n"
        for name, text in files
    ]
    body = "".join([*parts, f"--{border}--\r\n"]).encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={border}"}
