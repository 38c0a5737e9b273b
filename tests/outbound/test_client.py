"""The one outbound client against a server that breaks: one clear error each, within the deadline, nothing followed."""

from __future__ import annotations

import ast
import gzip
import socket
import subprocess
from pathlib import Path

import pytest

from standin_model import (
    Behaviour,
    drip,
    hang_up,
    pour,
    pour_in_chunks,
    send,
    standing_in,
    write,
)
from zhishu.outbound.client import Call, OutboundError, fetch_json
from zhishu.outbound.endpoint import Endpoint

SOURCES = Path(__file__).resolve().parents[2] / "src/zhishu"
MEGABYTE = 1 << 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
KEY = "canary-key-5f1c"


def ask(url: str, seconds: float = 20) -> bytes:
    call = Call("/chat/completions", seconds, MEGABYTE, b'{"a": 1}', KEY)
    return fetch_json(Endpoint.parse(url, "设置"), call)


def test_an_answer_comes_back_as_it_is() -> None:
    with standing_in(send(b'{"x": 1}', kind="application/json; charset=utf-8")) as server:
        assert ask(server.url) == b'{"x": 1}'
    [(path, headers, body)] = server.asked
    assert (path, body) == ("/v1/chat/completions", b'{"a": 1}')
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Content-Type"] == "application/json"
    assert "Cookie" not in headers


def test_without_a_key_none_is_sent_and_no_proxy_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with standing_in(send(b"{}")) as server, standing_in(send(b'{"other": 1}')) as other:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, other.url)
        endpoint = Endpoint.parse(server.url, "设置")
        assert fetch_json(endpoint, Call("/models", 20, MEGABYTE)) == b"{}"
    assert other.asked == []
    [(path, headers, body)] = server.asked
    assert (path, body) == ("/v1/models", b"")
    assert "Authorization" not in headers


# what the server does, the code of the error, words of its message and next step
FAULTS: dict[str, tuple[Behaviour, str, str]] = {
    "500": (send(b"{}", status=500), "outbound_status", "答复500"),
    "404": (send(b"{}", status=404), "outbound_status", "答复404"),
    "204": (send(b"", status=204), "outbound_status", "答复204"),
    "401": (send(b"{}", status=401), "outbound_key", "密钥"),
    "429": (send(b"{}", status=429, Retry_After="30"), "outbound_busy", "30秒以后再试"),
    "429 with a date": (
        send(b"{}", status=429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
        "outbound_busy",
        "稍后再试",
    ),
    "429 for ever": (
        send(b"{}", status=429, Retry_After="9" * 5000),
        "outbound_busy",
        "稍后再试",
    ),
    "a page": (send(b"<html></html>", kind="text/html"), "outbound_not_json", "不是JSON"),
    "compressed": (
        send(gzip.compress(b"{}"), Content_Encoding="gzip"),
        "outbound_not_json",
        "压缩",
    ),
    "a large answer": (send(b" ", length=50 * MEGABYTE), "outbound_too_large", "超过1MB"),
    "50 MB without a length": (pour, "outbound_too_large", "超过1MB"),
    "50 MB in chunks": (pour_in_chunks, "outbound_too_large", "超过1MB"),
    "half an answer": (send(b'{"x":', length=100), "outbound_unreachable", "没有答完"),
    "half a chunk": (
        write(HEAD + b'Transfer-Encoding: chunked\r\n\r\n64\r\n{"x"'),
        "outbound_unreachable",
        "没有答完",
    ),
    "no chunk": (
        write(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
        "outbound_unreachable",
        "没有答完",
    ),
    "hung up": (hang_up, "outbound_unreachable", "连不上"),
    "no HTTP": (write(b"220 mail.example.cn ESMTP\r\n"), "outbound_unreachable", "不成样子"),
    "headers without end": (
        write(b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 5000),
        "outbound_unreachable",
        "不成样子",
    ),
    "a header without end": (
        write(b"HTTP/1.1 200 OK\r\nX: " + b"1" * 100_000),
        "outbound_unreachable",
        "不成样子",
    ),
}
# These never end by themselves.
ENDLESS: dict[str, Behaviour] = {
    "stalls": drip(b"", b""),
    "stalls in its answer": drip(HEAD + b'Content-Length: 100\r\n\r\n{"x":', b""),
    "drips its answer": drip(HEAD + b"Content-Length: 900000\r\n\r\n", b" "),
    "drips without a length": drip(HEAD + b"\r\n", b" "),
    "drips chunks": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "drips its headers": drip(HEAD + b"X: ", b"a"),
    "says to go on": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_clear_error(name: str) -> None:
    behaviour, code, words = FAULTS[name]
    with standing_in(behaviour) as server, pytest.raises(OutboundError) as caught:
        ask(server.url)
    error = caught.value
    assert error.code == code
    assert words in str(error)
    assert error.next_step
    assert KEY not in f"{error!r} {error} {error.__cause__!r} {Call('/', 1, 1, key=KEY)!r}"
    assert len(server.asked) == 1, "nothing is tried again"


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_cut_at_the_deadline(name: str) -> None:
    with standing_in(ENDLESS[name]) as server, pytest.raises(OutboundError) as caught:
        ask(server.url, 0.5)
    assert (caught.value.code, caught.value.what) == ("outbound_timeout", "0.5秒内没有答完")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with (
        standing_in(send(b"{}")) as other,
        standing_in(send(b"", status=status, Location=f"{other.url}/x")) as server,
        pytest.raises(OutboundError, match="没有跟去"),
    ):
        ask(server.url)
    assert other.asked == []


def test_nobody_there_is_told() -> None:
    with standing_in(send(b"{}")) as server:
        url = server.url
    with pytest.raises(OutboundError, match="连不上"):
        ask(url)


def test_a_forbidden_address_gets_no_packet() -> None:
    """127.1 is a name to us and loopback to the system: the server behind it hears nothing."""
    with standing_in(send(b"{}")) as server:
        url = server.url.replace("127.0.0.1", "127.1")
        with pytest.raises(OutboundError) as caught:
            ask(url)
    assert caught.value.code == "outbound_forbidden"
    assert server.asked == []


def test_a_server_without_tls_hears_nothing_of_what_was_meant_for_one_with_it() -> None:
    with standing_in(send(b"{}")) as server, pytest.raises(OutboundError) as caught:
        ask(server.url.replace("http://", "https://"))
    assert caught.value.code == "outbound_unreachable"
    assert server.asked == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost that it vouches for itself, and its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "key.pem", "-out", folder / "own.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    whole = folder / "both.pem"
    whole.write_bytes((folder / "own.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return whole


@pytest.mark.openssl
def test_a_certificate_that_nobody_vouches_for_gets_no_request(certificate: Path) -> None:
    with standing_in(send(b"{}"), certificate) as server, pytest.raises(OutboundError) as caught:
        ask(server.url)
    assert caught.value.code == "outbound_certificate"
    assert server.asked == []


@pytest.mark.openssl
def test_over_tls_the_same_holds(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with standing_in(send(b'{"x": 1}'), certificate) as server:
        assert ask(server.url) == b'{"x": 1}'
    with standing_in(pour, certificate) as server, pytest.raises(OutboundError, match="超过1MB"):
        ask(server.url)
    for name in ("stalls in its answer", "drips without a length"):
        with (
            standing_in(ENDLESS[name], certificate) as server,
            pytest.raises(OutboundError, match="秒内没有答完"),
        ):
            ask(server.url, 0.5)


def test_a_handshake_that_never_comes_is_cut_too() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(OutboundError, match="秒内没有答完"):
            ask(f"https://127.0.0.1:{silent.getsockname()[1]}/v1", 0.5)


def test_no_other_file_opens_a_connection() -> None:
    """What the contracts of imports cannot see: parts of the standard library under a shared name."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            if {"urllib.request", "http.client"} & set(names):
                found.add(path.relative_to(SOURCES).as_posix())
            if isinstance(node, ast.Attribute) and node.attr == "create_connection":
                found.add(path.relative_to(SOURCES).as_posix())
    assert found == {"outbound/client.py"}
