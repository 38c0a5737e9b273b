"""What passes the door: frames on a socket, each a JSON value or a batch of Arrow columns. Never a pickle."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from zhishu.importers.tabular import CellBatch

WORD, BATCH = b"w", b"b"
_HEADER = struct.Struct("!cQQ")  # kind, number of the first record, bytes that follow
# A batch that is larger is cut in two; a single row never is.
LARGEST_BATCH = 64 << 20
LARGEST_FRAME = 512 << 20


class NonsenseError(ValueError):
    """What came through the door is not what was agreed on."""


class GoneError(EOFError):
    """The other side is gone."""


@dataclass(frozen=True)
class Frame:
    """One frame: a word (a JSON object), or a batch whose first record has this number."""

    word: dict[str, Any] | None
    number: int = 0
    payload: pa.Buffer | None = None


def send_word(to: socket.socket, **word: Any) -> None:
    """Send a JSON object."""
    body = json.dumps(word, ensure_ascii=False).encode("utf-8", "surrogatepass")
    to.sendall(_HEADER.pack(WORD, 0, len(body)))
    to.sendall(body)


def send_batch(to: socket.socket, batch: CellBatch) -> None:
    """Send a batch of records."""
    names = [*map(str, range(len(batch.columns))), "line", "raw"]
    rows = pa.RecordBatch.from_arrays([*batch.columns, batch.lines, batch.raws], names=names)
    _send_rows(to, batch.first, rows)


def _send_rows(to: socket.socket, first: int, rows: pa.RecordBatch) -> None:
    if rows.nbytes > LARGEST_BATCH and len(rows) > 1:
        half = len(rows) // 2
        _send_rows(to, first, rows.slice(0, half))
        _send_rows(to, first + half, rows.slice(half))
        return
    body = rows.serialize()
    to.sendall(_HEADER.pack(BATCH, first, body.size))
    to.sendall(memoryview(body))


def receive(source: socket.socket, before_waiting: Callable[[], None] = lambda: None) -> Frame:
    """The next frame; GoneError at the end, NonsenseError for what is none.

    before_waiting is called before each wait, so that it can set how long the socket may wait.
    """
    head = bytearray(_HEADER.size)
    _fill(source, memoryview(head), before_waiting)
    kind, number, size = _HEADER.unpack(head)
    if kind not in (WORD, BATCH) or size > LARGEST_FRAME:
        raise NonsenseError
    payload = pa.allocate_buffer(size)
    _fill(source, memoryview(payload), before_waiting)
    if kind == BATCH:
        return Frame(None, number, payload)
    try:
        word = json.loads(payload.to_pybytes())
    except (ValueError, RecursionError):
        raise NonsenseError from None
    if not isinstance(word, dict):
        raise NonsenseError
    return Frame(word)


def _fill(source: socket.socket, room: memoryview, before_waiting: Callable[[], None]) -> None:
    while room:
        before_waiting()
        count = source.recv_into(room)
        if not count:
            raise GoneError
        room = room[count:]


def open_batch(frame: Frame, width: int, mark: str) -> CellBatch:
    """The batch of a frame with so many columns; every byte of it is checked before it is believed."""
    fields = [pa.field(str(at), pa.string()) for at in range(width)]
    schema = pa.schema([*fields, pa.field("line", pa.int64()), pa.field("raw", pa.string())])
    try:
        rows = pa.ipc.read_record_batch(frame.payload, schema)
        rows.validate(full=True)
    except (pa.ArrowException, OSError, EOFError, ValueError):
        raise NonsenseError from None
    *columns, lines, raws = rows.columns
    if any(one.null_count for one in (*columns, lines)) or not len(rows):
        raise NonsenseError
    return CellBatch(frame.number, tuple(columns), lines, raws, mark)
