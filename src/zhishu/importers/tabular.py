"""Streaming delimited text: encoding, headings and records, in bounded memory, whatever the bytes are."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zhishu.base.errors import InvalidFileError

CHUNK = 1 << 20
MAX_LINE = 1 << 20  # characters; a longer line is no record
MAX_JOINED_LINES = 200  # physical lines that one quoted record may run over
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Record:
    """One record: its number (1-based, headings not counted), its cells, its raw text, and why it is bad."""

    number: int
    cells: tuple[str, ...]
    raw: str
    fault: str = ""


def detect_encoding(path: Path) -> str:
    """utf-8 (a byte-order mark is dropped) where every byte holds, else gb18030; the one with fewer faults."""
    faults: dict[str, int] = {}
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        count = 0
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                count += decoder.decode(chunk).count("\ufffd")
            count += decoder.decode(b"", True).count("\ufffd")
        if not count:
            return encoding
        faults[encoding] = count
    return min(faults, key=lambda name: faults[name])


def read_lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[str, int, bool]]:
    """Physical lines without their ends, the bytes read so far, and whether the line was cut as too long."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, done, cut = "", 0, False
    while True:
        chunk = stream.read(CHUNK)
        done += len(chunk)
        rest += decoder.decode(chunk, not chunk)
        # \r\n, \n and \r end a line; a \r at the very end may have its \n in the next chunk.
        held = rest.endswith("\r") and bool(chunk)
        text = (rest[:-1] if held else rest).replace("\r\n", "\n").replace("\r", "\n")
        *lines, last = text.split("\n")
        for line in lines:
            yield line[:MAX_LINE], done, cut or len(line) > MAX_LINE
            cut = False
        rest = last + ("\r" if held else "")
        if len(rest) > MAX_LINE:
            # Keep the head for the report, drop the middle, remember that it was cut.
            rest, cut = rest[: MAX_LINE // 4], True
        if not chunk:
            if rest:
                yield rest, done, cut
            return


def _split(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([text], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return ()


class TableReader:
    """One pass over a delimited file: `headings` at once, then `records()`.

    Raises InvalidFileError for an empty file or one that is no text.
    """

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        csv.field_size_limit(4 * MAX_LINE)
        self.path = path
        self.size = path.stat().st_size
        self.encoding = detect_encoding(path)
        self._progress = progress
        with path.open("rb") as stream:
            head = stream.read(4096)
        if head.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")) or head.count(b"\0") > 8:
            raise InvalidFileError("这不是文本表格", next_step="另存为CSV（UTF-8）后再导入")
        self._heading_line = next(
            (line for line, _, _ in self._physical_lines() if line.strip()), ""
        ).lstrip("\ufeff")
        if not self._heading_line:
            raise InvalidFileError("文件是空的", next_step="确认选对了文件")
        counts = {mark: self._heading_line.count(mark) for mark in (",", "\t", ";", "|")}
        self.delimiter = max(counts, key=lambda mark: counts[mark])
        self.headings = tuple(cell.strip() for cell in _split(self._heading_line, self.delimiter))

    def _physical_lines(self) -> Iterator[tuple[str, int, bool]]:
        with self.path.open("rb") as stream:
            yield from read_lines(stream, self.encoding)

    def records(self) -> Iterator[Record]:
        """Every record below the headings; blank lines are none."""
        lines = self._physical_lines()
        for line, _, _ in lines:
            if line.strip():
                break
        number = 0
        pending: list[tuple[str, bool]] = []
        while True:
            if not pending:
                following = next(lines, None)
                if following is None:
                    return
                text, done, cut = following
                pending.append((text, cut))
                if self._progress:
                    self._progress(done, self.size)
            text, cut = pending.pop(0)
            if not text.strip():
                continue
            number += 1
            if cut:
                yield Record(number, (), text[:2000], f"一行超过{MAX_LINE}个字符")
                continue
            yield self._record(number, text, pending, lines)

    def _record(
        self,
        number: int,
        text: str,
        pending: list[tuple[str, bool]],
        lines: Iterator[tuple[str, int, bool]],
    ) -> Record:
        joined, taken = text, 0
        while _open_quote(joined, self.delimiter) and taken < MAX_JOINED_LINES:
            if taken == len(pending):
                following = next(lines, None)
                if following is None:
                    break
                pending.append((following[0], following[2]))
            more, cut = pending[taken]
            if cut or len(joined) + len(more) > MAX_LINE:
                break
            joined += "\n" + more
            taken += 1
        if _open_quote(joined, self.delimiter):
            # The quote never closes: this line alone is bad, those after it are read on their own.
            return Record(number, (), text[:2000], "引号没有成对")
        del pending[:taken]
        cells = (
            _split(joined, self.delimiter)
            if "\n" not in joined
            else _split_joined(joined, self.delimiter)
        )
        return self._checked(number, cells, joined)

    def _checked(self, number: int, cells: tuple[str, ...], raw: str) -> Record:
        expected = len(self.headings)
        fault = ""
        if len(cells) > expected and not any(cell.strip() for cell in cells[expected:]):
            cells = cells[:expected]
        if len(cells) != expected:
            fault = f"应有{expected}格，实有{len(cells)}格"
        elif "\0" in raw:
            fault = "含有空字节"
        elif "\ufffd" in raw:
            fault = "含有无法解码的字节"
        return Record(number, cells, raw[:2000], fault)


def _split_joined(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return ()


def _open_quote(text: str, delimiter: str) -> bool:
    """Whether a quoted cell begins in the text and does not end there (a quote inside a cell is a character)."""
    if '"' not in text:
        return False
    inside, start, at = False, True, 0
    while at < len(text):
        character = text[at]
        if inside:
            if character == '"':
                if text[at + 1 : at + 2] == '"':
                    at += 1
                else:
                    inside = False
        elif character == '"' and start:
            inside = True
        start = not inside and character == delimiter
        at += 1
    return inside
