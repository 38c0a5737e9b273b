"""Writes a small workbook of the old kind (BIFF8 in an OLE container): texts and numbers in one sheet."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(path: Path, rows: Sequence[Sequence[str | float]]) -> None:
    """One sheet, one cell a value; the stream is filled up so that it needs no mini stream."""
    stream = _workbook(rows)
    stream += b"\0" * (max(4096, -(-len(stream) // SECTOR) * SECTOR) - len(stream))
    path.write_bytes(_container(stream))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    name = "Sheet1".encode("utf-16-le")
    head = _record(0x0809, begin) + _record(0x0042, struct.pack("<H", 1200))
    sheet_at = len(head) + 4 + 8 + len(name) + 4
    head += _record(0x0085, struct.pack("<IHBB", sheet_at, 0, 6, 1) + name)
    head += _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    sheet += _record(
        0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(len(row) for row in rows), 0)
    )
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                label = struct.pack("<HB", len(text) // 2, 1) + text
                sheet += _record(0x0204, place + label)
            else:
                sheet += _record(0x0203, place + struct.pack("<d", value))
    return head + sheet + _record(0x000A, b"")


def _container(stream: bytes) -> bytes:
    """OLE: a header, the allocation table, the folder, the stream."""
    sectors = len(stream) // SECTOR
    table = [_FAT, _END, *range(3, 2 + sectors), _END]
    table += [_FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x003E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    folder = _entry("Root Entry", 5, child=1, start=_END, size=0)
    folder += _entry("Workbook", 2, child=_FREE, start=2, size=len(stream))
    folder += b"\0" * (SECTOR - len(folder))
    return header + struct.pack(f"<{len(table)}I", *table) + folder + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    entry += struct.pack("<III", _FREE, _FREE, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)
