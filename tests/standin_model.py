"""A language model's server to stand in for a real one, on loopback: it answers, lies, stalls and breaks as told."""

from __future__ import annotations

import contextlib
import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# What is done with a request; the handler is that of http.server, which has read the body.
Behaviour = Callable[[BaseHTTPRequestHandler, bytes], None]
JSON = "application/json"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # Drips that are still going on when it is closed end by this.
        self.over = threading.Event()

    def handle_error(self, request: Any, address: Any) -> None:
        """A client that hangs up, or trusts no certificate, is what is tested."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, address)


class StandIn:
    """url: what a setting would name; asked: path, headers and body of every request so far.

    certificate: a PEM file with its key, for a server that speaks TLS as localhost.
    """

    def __init__(self, behaviour: Behaviour, certificate: Path | None = None) -> None:
        self.behaviour = behaviour
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                standin.asked.append((self.path, dict(self.headers), body))
                with contextlib.suppress(OSError):
                    standin.behaviour(self, body)

            do_GET = do_POST = take  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.url = f"https://localhost:{self._server.server_port}/v1"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """End it, and whatever it is still dripping."""
        self._server.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def questions(self) -> list[dict[str, Any]]:
        """What it was asked: the title and the clauses of each request."""
        return [question_of(body) for path, _, body in self.asked if path == "/v1/chat/completions"]


@contextlib.contextmanager
def standing_in(behaviour: Behaviour, certificate: Path | None = None) -> Iterator[StandIn]:
    one = StandIn(behaviour, certificate)
    try:
        yield one
    finally:
        one.close()


def completion(content: object, finish: str = "stop") -> bytes:
    """A chat completion whose message is this text, or this value as JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode()


def send(
    body: bytes, *, status: int = 200, kind: str = JSON, length: int | None = None, **headers: str
) -> Behaviour:
    """Answer with this; length: what is said of it, where that is not so."""

    def behave(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def say(content: object) -> Behaviour:
    """Answer with a chat completion."""
    return send(completion(content))


def answer_with(items: dict[str, list[dict[str, Any]]]) -> Behaviour:
    """Answer with those items that are about the clauses asked about; the list of models when that is got."""

    def behave(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if not body:
            send(b'{"object": "list", "data": []}')(handler, body)
            return
        asked = {one["number"] for one in question_of(body)["clauses"]}
        said = {
            kind: [one for one in listed if one["clause"] in asked]
            for kind, listed in items.items()
        }
        say(said)(handler, body)

    return behave


def question_of(body: bytes) -> dict[str, Any]:
    """The title and the clauses that a request is about."""
    return json.loads(json.loads(body)["messages"][1]["content"])  # type: ignore[no-any-return]


def pour(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """50 MB, of no told length."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(50):
        handler.wfile.write(b" " * (1 << 20))


def pour_in_chunks(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """50 MB, in chunks."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    for _ in range(50):
        handler.wfile.write(b"100000\r\n" + b" " * (1 << 20) + b"\r\n")


def drip(head: bytes, drop: bytes) -> Behaviour:
    """A beginning, and then a drop again and again for as long as somebody listens."""

    def behave(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.wfile.write(head)
        while not handler.server.over.wait(0.05):  # type: ignore[attr-defined]
            handler.wfile.write(drop)

    return behave


def write(raw: bytes) -> Behaviour:
    """These bytes and no more."""

    def behave(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.wfile.write(raw)

    return behave


def hang_up(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """No answer at all."""
    handler.connection.close()
