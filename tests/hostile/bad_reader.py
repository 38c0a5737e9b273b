"""A reader that does what the file it reads says: what a library that is taken over might do."""

from __future__ import annotations

import os
import signal
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from zhishu.importers import behind_door
from zhishu.importers.confinement import bound
from zhishu.importers.wire import send_word

Session = socket.socket


def _said(session: Session, **word: Any) -> None:
    send_word(session, headings=["号", "名称"], encoding="utf-8", mark=",", **word)


def _rows(session: Session) -> None:
    """Say good headings and wait for the pass over the rows to begin."""
    _said(session)
    session.recv(1 << 16)


def _tried(session: Session, work: Callable[[], object]) -> None:
    """Tell as an error of the file whether something was possible that must not be."""
    try:
        work()
        done = "possible"
    except OSError as error:
        done = f"refused {error.errno}"
    send_word(session, error={"what": done, "where": "", "next_step": "x", "code": "tried"})


def _spin(_: Session) -> None:
    while True:
        pass


def _eat(_: Session) -> None:
    held = []
    while True:
        held.append(bytearray(400 << 20))


def _drip(session: Session) -> None:
    while True:
        session.send(b"w")
        time.sleep(0.2)


def _fork() -> None:
    if not os.fork():
        os._exit(0)


def _open_many() -> None:
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(1000)]
    assert kept


def _write() -> None:
    with open("/tmp/zhishu-written", "wb") as stream:  # noqa: PTH123
        stream.write(b"x" * 10)


def _frame(kind: bytes, number: int, body: bytes, size: int | None = None) -> bytes:
    return struct.pack("!cQQ", kind, number, len(body) if size is None else size) + body


ACTS: dict[str, Callable[[Session], object]] = {
    "hang": lambda _: time.sleep(3600),
    "drip": _drip,
    "spin": _spin,
    "eat": _eat,
    "abort": lambda _: os.abort(),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda _: os._exit(0),
    "exit 3": lambda _: os._exit(3),
    "raise": lambda _: 1 // 0,
    "no json": lambda to: to.sendall(_frame(b"w", 0, b"{")),
    "no object": lambda to: to.sendall(_frame(b"w", 0, b"[1]")),
    "deep json": lambda to: to.sendall(_frame(b"w", 0, b"[" * 100_000)),
    "no utf-8": lambda to: to.sendall(_frame(b"w", 0, b'{"a": "\xff"}')),
    "other kind": lambda to: to.sendall(_frame(b"p", 0, b"cos\nsystem\n(S'true'\ntR.")),
    "endless frame": lambda to: to.sendall(_frame(b"w", 0, b"", 1 << 60)),
    "half a frame": lambda to: to.sendall(_frame(b"w", 0, b"{", 100)),
    "headings of another kind": lambda to: send_word(to, headings=5, encoding="x", mark=","),
    "headings of numbers": lambda to: send_word(to, headings=[5], encoding="x", mark=","),
    "sheets of another kind": lambda to: send_word(
        to, headings=["号"], encoding="x", mark=",", sheets=5
    ),
    "a sheet without headings": lambda to: send_word(
        to, headings=["号"], encoding="x", mark=",", sheets=[["甲", []]]
    ),
    "no headings": lambda to: send_word(to, headings=[], encoding="x", mark=","),
    "an error of another kind": lambda to: send_word(to, error={"what": 5}),
    "an error that is none": lambda to: send_word(to, error="x"),
    "a page of another kind": lambda to: send_word(to, page=5),
    "a page without parts": lambda to: send_word(to, page={}),
    "an answer of another kind": lambda to: send_word(to, answer=[5]),
    "an answer without parts": lambda to: send_word(to, answer={"accepted": []}),
    "an answer whose parts are others": lambda to: send_word(
        to, answer={"accepted": [5], "refused": [], "duplicates": 0, "fault": None}
    ),
    "more scans than there may be": lambda to: send_word(to, scans=10**9),
    "scans and never a page": lambda to: send_word(to, scans=1),
    "rows that are no arrow": lambda to: (_rows(to), to.sendall(_frame(b"b", 1, b"x" * 5000))),
    "no rows at all": lambda to: (_rows(to), to.sendall(_frame(b"b", 1, b""))),
    "rows in the headings": lambda to: to.sendall(_frame(b"b", 1, b"x" * 50)),
    "a row left out": lambda to: (_rows(to), send_word(to, record=[2, 3, ["1", "x"], "1,x", ""])),
    "a row told twice": lambda to: (
        _rows(to),
        send_word(to, record=[1, 2, ["1", "x"], "1,x", ""]),
        send_word(to, record=[1, 2, ["1", "x"], "1,x", ""]),
    ),
    "a row too narrow": lambda to: (_rows(to), send_word(to, record=[1, 2, ["1"], "1", ""])),
    "a row of other kinds": lambda to: (_rows(to), send_word(to, record=["1", 2, [], "", ""])),
    "no end": lambda to: (_rows(to), send_word(to, record=[1, 2, ["1", "x"], "1,x", ""])),
    "progress of other kinds": lambda to: (_rows(to), send_word(to, progress="half")),
    "a word nobody knows": lambda to: (_rows(to), send_word(to, hello=True)),
    "abort in the rows": lambda to: (_rows(to), os.abort()),
    "network": lambda to: _tried(to, lambda: socket.create_connection(("127.0.0.1", 9), timeout=1)),
    "write": lambda to: _tried(to, _write),
    "fork": lambda to: _tried(to, _fork),
    "open many": lambda to: _tried(to, _open_many),
}


def read(request: dict[str, Any], file: int, session: Session) -> int:
    """Bound as a good reader is, then do it."""
    # Of a model's answer a line of our own stands before it.
    act = os.read(file, 100).decode().rpartition("\n")[2]
    bound(request["memory"], request["seconds"])
    try:
        ACTS[act](session)
    except MemoryError:
        send_word(session, full=True)
    return 0


if __name__ == "__main__":
    behind_door.read = read
    behind_door.main()
