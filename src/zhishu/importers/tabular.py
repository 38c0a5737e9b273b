"""Streaming delimited text: encoding, headings and records, in bounded memory, whatever the bytes are."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zhishu.base.errors import InvalidFileError

CHUNK = 1 << 20
MAX_LINE = 1 << 20  # characters; a longer line is no record
MAX_JOINED_LINES = 200  # physical lines that one quoted record may run over
SHOWN_RAW = 2000  # characters of a bad record that are kept for the officer
Progress = Callable[[int, int], None]

# ZIP and the workbooks in it, PDF, old Office files, PNG, JPEG.
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Record:
    """One record: number (1-based, headings not counted), line it begins on, cells, raw text, why it is bad."""

    number: int
    line: int
    cells: tuple[str, ...]
    raw: str
    fault: str = ""


@dataclass(frozen=True)
class Line:
    """A physical line without its end: its number, the bytes read so far, whether it was cut as too long."""

    number: int
    text: str
    done: int
    cut: bool


def detect_encoding(path: Path) -> str:
    """utf-8 (utf-8-sig with a byte-order mark) where every byte holds, else gb18030; the one with fewer faults.

    UTF-16 is known by its byte-order mark alone. The whole stream is decoded: a file may be ASCII
    for megabytes before its first Chinese character.
    """
    with path.open("rb") as stream:
        head = stream.read(3)
    if head.startswith(_UTF16):
        return "utf-16"
    faults: dict[str, int] = {}
    for encoding in ("utf-8-sig" if head == codecs.BOM_UTF8 else "utf-8", "gb18030"):
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


def read_lines(stream: BinaryIO, encoding: str) -> Iterator[Line]:
    """The physical lines of a stream; a line of any length takes bounded memory."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, done, cut, number = "", 0, False, 0
    while True:
        chunk = stream.read(CHUNK)
        done += len(chunk)
        rest += decoder.decode(chunk, not chunk)
        # \r\n, \n and \r end a line; a \r at the very end may have its \n in the next chunk.
        held = rest.endswith("\r") and bool(chunk)
        text = (rest[:-1] if held else rest).replace("\r\n", "\n").replace("\r", "\n")
        *lines, last = text.split("\n")
        for line in lines:
            number += 1
            yield Line(number, line[:MAX_LINE], done, cut or len(line) > MAX_LINE)
            cut = False
        if len(last) > MAX_LINE:
            # Keep the head for the report, drop the middle, remember that it was cut.
            last, cut = last[:SHOWN_RAW], True
        rest = last + ("\r" if held else "")
        if not chunk:
            if rest:
                yield Line(number + 1, rest, done, cut)
            return


class TableReader:
    """One pass over a delimited file: `headings` at once, then `records()`.

    Raises InvalidFileError for an empty file, one that is no text, or two headings of a name.
    """

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        csv.field_size_limit(4 * MAX_LINE)
        self.path = path
        self.size = path.stat().st_size
        _refuse_binary(path)
        self.encoding = detect_encoding(path)
        self._progress = progress
        heading = next((line.text for line in self._lines() if line.text.strip()), "")
        heading = heading.lstrip("\ufeff")
        if not heading:
            raise InvalidFileError("文件是空的", next_step="确认选对了文件")
        if re.search(r"[\x00-\x08\x0e-\x1f\ufffd]", heading):
            raise _no_table()
        counts = {mark: heading.count(mark) for mark in (",", "\t", ";", "|")}
        self.delimiter = max(counts, key=lambda mark: counts[mark])
        # A quoted cell with its comma, or a plain one with its comma; what is left is the last cell.
        mark = re.escape(self.delimiter)
        self._whole_cells = re.compile(
            rf'(?: *"(?:[^"]|"")*+"[^{mark}]*+{mark}|(?! *")[^{mark}]*+{mark})*+'
        )
        self.headings = tuple(cell.strip() for cell in self._split(heading))
        named = [name for name in self.headings if name]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise InvalidFileError(
                f"标题{'、'.join(twice)}出现了不止一次",
                where="第1行",
                next_step="分不清哪一列作数，请删去或改名多余的一列",
            )

    def _lines(self) -> Iterator[Line]:
        with self.path.open("rb") as stream:
            yield from read_lines(stream, self.encoding)

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """Every record below the headings; blank lines are none. quiet: without telling the progress."""
        lines = self._lines() if quiet else self._told(self._lines())
        for line in lines:
            if line.text.strip():
                break
        number = 0
        ahead: deque[Line] = deque()
        while ahead or self._more(lines, ahead):
            line = ahead.popleft()
            if not line.text.strip():
                continue
            number += 1
            if line.cut:
                raw = line.text[:SHOWN_RAW]
                yield Record(number, line.number, (), raw, f"一行超过{MAX_LINE}个字符")
            else:
                yield self._record(number, line, ahead, lines)

    def _told(self, lines: Iterator[Line]) -> Iterator[Line]:
        """The lines, with the progress told once a chunk."""
        told = 0
        for line in lines:
            if self._progress and line.done != told:
                told = line.done
                self._progress(told, self.size)
            yield line

    def _more(self, lines: Iterator[Line], ahead: deque[Line]) -> bool:
        """Read one more line, False at the end of the file."""
        line = next(lines, None)
        if line is None:
            return False
        ahead.append(line)
        return True

    def _record(
        self, number: int, first: Line, ahead: deque[Line], lines: Iterator[Line]
    ) -> Record:
        joined, taken = first.text, 0
        while self._is_open(joined) and taken < MAX_JOINED_LINES:
            if taken == len(ahead) and not self._more(lines, ahead):
                break
            more = ahead[taken]
            if more.cut or len(joined) + len(more.text) > MAX_LINE:
                break
            joined += "\n" + more.text
            taken += 1
        cells = () if self._is_open(joined) else self._split(joined, strict=taken > 0)
        if taken and len(cells) != len(self.headings):
            # The quote was a stray one: this line alone is bad, those after it are read on their own.
            return Record(number, first.number, (), first.text[:SHOWN_RAW], "引号没有成对")
        if not cells:
            return Record(number, first.number, (), joined[:SHOWN_RAW], "引号没有成对")
        for _ in range(taken):
            ahead.popleft()
        return self._checked(number, first.number, cells, joined)

    def _is_open(self, text: str) -> bool:
        """Whether the last cell begins with a quote that does not end in the text.

        A quote inside a cell that does not begin with one is a character like others.
        """
        if '"' not in text:
            return False
        match = self._whole_cells.match(text)
        last = text[match.end() if match else 0 :].lstrip(" ")
        return last.startswith('"') and not re.match(r'"(?:[^"]|"")*+"', last)

    def _split(self, text: str, *, strict: bool = False) -> tuple[str, ...]:
        """The cells of a record; none when they cannot be told apart. strict: nothing behind a closing quote."""
        try:
            reader = csv.reader(
                [text], delimiter=self.delimiter, skipinitialspace=True, strict=strict
            )
            return tuple(next(reader))
        except (csv.Error, StopIteration):
            return ()

    def _checked(self, number: int, line: int, cells: tuple[str, ...], raw: str) -> Record:
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
        return Record(number, line, cells, raw[:SHOWN_RAW], fault)


def _refuse_binary(path: Path) -> None:
    """A workbook, a PDF or other bytes that are no text; a few stray NULs are a matter of their rows."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_UTF16):
        return
    if head.startswith(_BINARY) or head.count(b"\0") * 8 > len(head):
        raise _no_table()


def _no_table() -> InvalidFileError:
    return InvalidFileError(
        "这不是文本表格", next_step="表格请另存为CSV（UTF-8），政策请存为网页或文本，再导入"
    )
