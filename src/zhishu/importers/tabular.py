"""Streaming delimited text: encoding, headings and records, in bounded memory, whatever the bytes are."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from zhishu.base.errors import InvalidFileError

CHUNK = 1 << 22
MAX_LINE = 1 << 20  # characters; a longer line is no record
MAX_COLUMNS = 2_000
MAX_JOINED_LINES = 200  # physical lines that one quoted record may run over
SHOWN_RAW = 2000  # characters of a bad record that are kept for the officer
Progress = Callable[[int, int], None]

# ZIP and the workbooks in it, PDF, old Office files, PNG, JPEG.
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
# Control characters and what could not be decoded: such a chunk is read record by record.
_ASCII = bytes(range(128))
_BLANK, _PLAIN_LOW = 0x20, (0x09, 0x0A)
_REPLACEMENT = "\ufffd".encode()
_UNUSUAL = ("\x85".encode(), _REPLACEMENT)
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
class CellBatch:
    """Records in a row without a fault, as columns of text: one array a heading, no nulls.

    first: number of the first of them; lines: the lines they begin on; raws: their raw text, null
    where it is the cells with the mark between them, empty where it is the same with every cell in
    quotes.
    """

    first: int
    columns: tuple[pa.Array, ...]
    lines: pa.Array
    raws: pa.Array
    mark: str

    def __len__(self) -> int:
        return len(self.lines)

    def record(self, at: int) -> Record:
        """One of them by itself."""
        cells = tuple(column[at].as_py() for column in self.columns)
        raw = self.raws[at].as_py()
        if not raw:
            whole = [cell if raw is None else f'"{cell}"' for cell in cells]
            raw = self.mark.join(whole)
        return Record(self.first + at, self.lines[at].as_py(), cells, raw[:SHOWN_RAW])


@dataclass(frozen=True)
class Line:
    """A physical line without its end: its number, whether it was cut as too long."""

    number: int
    text: str
    cut: bool = False


@dataclass(frozen=True)
class Chunk:
    """Physical lines in a row: number of the first, bytes read so far, which of them were cut."""

    first: int
    texts: list[str]
    done: int
    cut: frozenset[int] = field(default_factory=frozenset)

    def lines(self) -> Iterator[Line]:
        for at, text in enumerate(self.texts):
            yield Line(self.first + at, text, at in self.cut)

    def after(self, count: int) -> Chunk:
        """What is left behind the first lines."""
        cut = frozenset(at - count for at in self.cut if at >= count)
        return Chunk(self.first + count, self.texts[count:], self.done, cut)


def detect_encoding(path: Path) -> str:
    """utf-8 (utf-8-sig with a byte-order mark) where nearly every byte holds, else gb18030; the one with fewer faults.

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
                # What was broken before it was written as UTF-8 is no fault of this encoding.
                broken_before = chunk.count(_REPLACEMENT) if encoding != "gb18030" else 0
                count += max(0, decoder.decode(chunk).count("\ufffd") - broken_before)
            count += decoder.decode(b"", True).count("\ufffd")
        # Text of another encoding is hardly ever whole as UTF-8: what mostly is, is UTF-8 with damage.
        if not count or (encoding != "gb18030" and 6 * count < _count_high_bytes(path)):
            return encoding
        faults[encoding] = count
    return min(faults, key=lambda name: faults[name])


def _count_high_bytes(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(
            len(chunk.translate(None, _ASCII)) for chunk in iter(lambda: stream.read(CHUNK), b"")
        )


def read_chunks(stream: BinaryIO, encoding: str) -> Iterator[Chunk]:
    """The physical lines of a stream, chunk by chunk; a line of any length takes bounded memory."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, done, cut, number = "", 0, False, 1
    while True:
        block = stream.read(CHUNK)
        done += len(block)
        rest += decoder.decode(block, not block)
        # \r\n, \n and \r end a line; a \r at the very end may have its \n in the next block.
        held = rest.endswith("\r") and bool(block)
        text = (rest[:-1] if held else rest).replace("\r\n", "\n").replace("\r", "\n")
        texts = text.split("\n")
        rest = texts.pop()
        long = {0} if cut and texts else set()
        if len(text) > MAX_LINE:
            long |= {at for at, line in enumerate(texts) if len(line) > MAX_LINE}
        for at in long:
            texts[at] = texts[at][:MAX_LINE]
        if texts:
            yield Chunk(number, texts, done, frozenset(long))
            number += len(texts)
            cut = False
        if len(rest) > MAX_LINE:
            # Keep the head for the report, drop the middle, remember that it was cut.
            rest, cut = rest[:SHOWN_RAW], True
        if held:
            rest += "\r"
        if not block:
            if rest:
                yield Chunk(number, [rest], done, frozenset({0} if cut else ()))
            return


class _Source:
    """Chunks, one after the other, with room for lines that were read too far."""

    def __init__(self, chunks: Iterator[Chunk]) -> None:
        self._chunks = chunks
        self._waiting: Chunk | None = None

    def next(self) -> Chunk | None:
        """The next chunk, None at the end."""
        waiting, self._waiting = self._waiting, None
        return waiting or next(self._chunks, None)

    def put_back(self, lines: deque[Line]) -> None:
        """Lines to be read again, as a chunk."""
        cut = frozenset(at for at, line in enumerate(lines) if line.cut)
        self._waiting = Chunk(lines[0].number, [line.text for line in lines], 0, cut)


class TableReader:
    """One pass over a delimited file: `headings` at once, then `records()`.

    Raises InvalidFileError for an empty file, one that is no text, or two headings of a name.
    """

    # A workbook alone has sheets.
    sheets: tuple[tuple[str, tuple[str, ...]], ...] = ()

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
        self.mark = max(counts, key=lambda mark: counts[mark])
        # A quoted cell with its comma, or a plain one with its comma; what is left is the last cell.
        mark = re.escape(self.mark)
        self._whole_cells = re.compile(
            rf'(?: *"(?:[^"]|"")*+"[^{mark}]*+{mark}|(?! *")[^{mark}]*+{mark})*+'
        )
        plain = rf'[^"{mark}\n]*'
        cell = rf'(?:{plain}|"(?:[^"]|"")*")'
        # Lines that everybody cuts alike: RE2, so that no line can take long.
        self._plain_lines = f"^{cell}(?:{mark}{cell})*$"
        self.headings = tuple(cell.strip() for cell in self._split(heading))
        check_headings(self.headings, 1)

    def _chunks(self) -> Iterator[Chunk]:
        with self.path.open("rb") as stream:
            yield from read_chunks(stream, self.encoding)

    def _lines(self) -> Iterator[Line]:
        for chunk in self._chunks():
            yield from chunk.lines()

    def _below_headings(self, *, quiet: bool) -> Iterator[Chunk]:
        """The chunks without the line of headings, with the progress told once a chunk."""
        above = True
        for chunk in self._chunks():
            if self._progress and not quiet:
                self._progress(chunk.done, self.size)
            if above:
                at = next((at for at, text in enumerate(chunk.texts) if text.strip()), None)
                if at is None:
                    continue
                chunk, above = chunk.after(at + 1), False
            if chunk.texts:
                yield chunk

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """Every record below the headings; blank lines are none. quiet: without telling the progress."""
        source = _Source(self._below_headings(quiet=quiet))
        number = 0
        while (chunk := source.next()) is not None:
            number = yield from self._read_closely(chunk, source, number)

    def batches(self, *, quiet: bool = False) -> Iterator[CellBatch | Record]:
        """The same records: those of chunks without any fault as columns, the others one by one."""
        source = _Source(self._below_headings(quiet=quiet))
        number = 0
        while (chunk := source.next()) is not None:
            batch = self._batch(chunk, number + 1)
            if batch is None:
                number = yield from self._read_closely(chunk, source, number)
                continue
            yield batch
            number += len(batch)

    def _batch(self, chunk: Chunk, first: int) -> CellBatch | None:
        """A chunk as columns, where every line is a record without any doubt; else None."""
        if chunk.cut:
            return None
        data = "\n".join(chunk.texts).encode()
        if is_unusual(data):
            return None
        raws = pa.nulls(len(chunk.texts), pa.string())
        mixed = False
        if b'"' in data:
            if self._is_quoted(data, len(chunk.texts)):
                raws = pa.repeat("", len(chunk.texts))
            else:
                mixed = True
                texts = pa.array(chunk.texts, pa.string())
                if not pc.all(pc.match_substring_regex(texts, self._plain_lines)).as_py():
                    return None
                shown = pc.utf8_slice_codeunits(texts, 0, SHOWN_RAW)
                raws = pc.if_else(pc.match_substring(texts, '"'), shown, raws)
        columns = self._columns(chunk, data)
        if columns is None:
            return None
        # Blanks before a cell do not count; in quotes they do, and where both occur each cell is looked at.
        blanks = any(pc.any(pc.starts_with(column, " ")).as_py() for column in columns)
        if blanks and mixed:
            return None
        if blanks and raws.null_count:
            raws = pc.utf8_slice_codeunits(pa.array(chunk.texts, pa.string()), 0, SHOWN_RAW)
            columns = tuple(pc.utf8_ltrim(column, " ") for column in columns)
        lines = pa.array(np.arange(chunk.first, chunk.first + len(chunk.texts)))
        return CellBatch(first, columns, lines, raws, self.mark)

    def _columns(self, chunk: Chunk, data: bytes) -> tuple[pa.Array, ...] | None:
        """The cells of plain lines as columns; None when they do not all have as many as the headings."""
        names = [str(at) for at in range(len(self.headings))]
        try:
            table = pyarrow.csv.read_csv(
                pa.BufferReader(data),
                read_options=pyarrow.csv.ReadOptions(
                    use_threads=False, block_size=len(data) + 1, column_names=names
                ),
                parse_options=pyarrow.csv.ParseOptions(
                    delimiter=self.mark, ignore_empty_lines=False
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:  # a line with more or fewer cells: each is looked at on its own
            return None
        if table.num_rows != len(chunk.texts) or _has_blank_lines(chunk.texts):
            return None
        return tuple(column.combine_chunks() for column in table.columns)

    def _is_quoted(self, data: bytes, lines: int) -> bool:
        """Whether every cell is quoted and none holds a quote: then no quote is left over.

        Quicker than a pattern. A line that begins or ends with `","` is left to the pattern.
        """
        between = f'"{self.mark}"'.encode()
        return (
            data.count(b'"') == 2 * len(self.headings) * lines
            and data.count(between) == (len(self.headings) - 1) * lines
            and data.count(b'"\n"') == lines - 1
            and data.startswith(b'"')
            and data.endswith(b'"')
            and not data.startswith(between)
            and not data.endswith(between)
            and b"\n" + between not in data
            and between + b"\n" not in data
        )

    def _read_closely(
        self, chunk: Chunk, source: _Source, number: int
    ) -> Generator[Record, None, int]:
        """The records that begin in a chunk, one by one; the last may run over into the next chunk.

        Returns the number of the last record.
        """
        ahead = deque(chunk.lines())
        end = chunk.first + len(chunk.texts)

        def more() -> bool:
            following = source.next()
            if following is None:
                return False
            ahead.extend(following.lines())
            return True

        while ahead and ahead[0].number < end:
            line = ahead.popleft()
            if not line.text.strip():
                continue
            number += 1
            if line.cut:
                raw = line.text[:SHOWN_RAW]
                yield Record(number, line.number, (), raw, f"一行超过{MAX_LINE}个字符")
            else:
                yield self._record(number, line, ahead, more)
        if ahead:
            source.put_back(ahead)
        return number

    def _record(
        self, number: int, first: Line, ahead: deque[Line], more: Callable[[], bool]
    ) -> Record:
        joined, taken = first.text, 0
        while self._is_open(joined) and taken < MAX_JOINED_LINES:
            if taken == len(ahead) and not more():
                break
            line = ahead[taken]
            if line.cut or len(joined) + len(line.text) > MAX_LINE:
                break
            joined += "\n" + line.text
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
            reader = csv.reader([text], delimiter=self.mark, skipinitialspace=True, strict=strict)
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


def check_headings(headings: Sequence[str], line: int) -> None:
    """Refuse more columns than a table has, and two of a name; InvalidFileError."""
    if len(headings) > MAX_COLUMNS:
        raise InvalidFileError(
            f"标题有{len(headings)}列，超过{MAX_COLUMNS}列",
            where=f"第{line}行",
            next_step="确认选对了文件，或只导出需要的列",
            code="too_large",
        )
    twice = sorted(name for name, count in Counter(headings).items() if name and count > 1)
    if twice:
        raise InvalidFileError(
            f"标题{'、'.join(twice)}出现了不止一次",
            where=f"第{line}行",
            next_step="分不清哪一列作数，请删去或改名多余的一列",
        )


def is_unusual(data: bytes) -> bool:
    """Whether there are control characters (in UTF-8), or what could not be decoded."""
    signs = np.frombuffer(data, np.uint8)
    low = signs[signs < _BLANK]
    return not np.isin(low, _PLAIN_LOW).all() or any(_holds(signs, one) for one in _UNUSUAL)


def _holds(signs: npt.NDArray[np.uint8], text: bytes) -> bool:
    """Whether a text stands among signs; quicker than `in`, which stops at every byte that is a common one."""
    count = len(signs) - len(text) + 1
    if count <= 0:
        return False
    found = signs[:count] == text[0]
    for at, sign in enumerate(text[1:], 1):
        found &= signs[at : count + at] == sign
    return bool(found.any())


def _has_blank_lines(texts: list[str]) -> bool:
    return not all(map(str.strip, texts))


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
