"""A file of records as a table: one part of it, a row a record, in batches of columns.

A single file is refused as a whole where it cannot be read to its end. In a package each file that cannot
is a row of its own that says so, and so is whatever differs from the index; the others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa

from zhishu.base.errors import InvalidFileError
from zhishu.importers.records.cells import LOCAL
from zhishu.importers.records.families import FAMILIES, Part, tags_of
from zhishu.importers.records.opening import RecordsOpening
from zhishu.importers.records.ops_json import read_json
from zhishu.importers.records.package import UNREADABLE, Package, open_package
from zhishu.importers.records.xml_stream import ElementStream, Opening, open_xml
from zhishu.importers.tabular import MAX_LINE, SHOWN_RAW, CellBatch, Progress, Record
from zhishu.importers.workbook import ZIP
from zhishu.warehouse.arrow_kinds import characters

BATCH_ROWS = 5_000
BATCH_CHARACTERS = 4 << 20
_TOLD_EVERY = 4 << 20  # bytes: each telling wakes the parent
# So many files of a package are looked at for one whose records are known.
LOOKED_AT = 50
# Of the signs that need a closer look (see tabular.is_unusual) those that XML can hold.
_UNUSUAL = ("\x85".encode(), "\ufffd".encode())
# Roots that a page of text may have.
_PAGES = {"html", "HTML"}
_JSON = b"{"


@dataclass(frozen=True)
class Source:
    """One run of bytes with records in it: its name in a package (else empty), how to open it."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


def open_records(path: Path) -> RecordsOpening | None:
    """What records a file has; None where it is a table, a page or an office document.

    InvalidFileError for XML, JSON or a package of them whose records nobody knows.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        if head == ZIP:
            package = open_package(stream)
            if package is None:
                return None
            package.refuse_odd()
            return _look_into(package)
        opening = _open_source(stream)
    if opening is None:
        return None
    if not opening.tag:
        raise _unknown(opening.root)
    return _told(opening)


def _told(opening: Opening) -> RecordsOpening:
    family = FAMILIES[opening.tag]
    return RecordsOpening(family.format, tuple(family.parts), opening.encoding)


def _look_into(package: Package) -> RecordsOpening:
    """The records of the first member whose records are known."""
    root = ""
    for member in package.records[:LOOKED_AT]:
        try:
            with package.open(member) as stream:
                opening = _open_source(stream)
        except (InvalidFileError, *UNREADABLE):
            continue
        if opening is not None and opening.tag:
            return _told(opening)
        root = root or (opening.root if opening else "")
    raise _unknown(root, "数据包里的文件")


def _unknown(root: str, what: str = "这个文件") -> InvalidFileError:
    told = f"：最外层是{root[:60]}" if root else ""
    return InvalidFileError(
        f"{what}不是认识的专利数据{told}",
        next_step="能读的有国家知识产权局标准XML和法律状态XML、公报XML、EPO OPS/DOCDB的XML和JSON、USPTO的XML；"
        "政策网页请写明种类policy",
        code="unknown_records",
    )


def _open_source(stream: BinaryIO) -> Opening | None:
    """How XML or JSON begins; None for a page of text, or what does not even begin as XML."""
    head = stream.read(1)
    stream.seek(0)
    if head == _JSON:
        return _open_tree(read_json(stream))
    is_declared = stream.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")
    stream.seek(0)
    try:
        opening = open_xml(stream, tuple(FAMILIES))
    except InvalidFileError as error:
        # A page of text need not be whole; what says that it is XML has to be.
        if is_declared or error.code == "too_large":
            raise
        return None
    if opening.root in _PAGES or not (opening.tag or is_declared):
        return None
    return opening


def _open_tree(root: Any) -> Opening:
    outer = next((LOCAL[one.tag] for one in root), "")
    for element in root.iter():
        if LOCAL[element.tag] in FAMILIES:
            return Opening(LOCAL[element.tag], outer, "json")
    return Opening("", outer, "json")


class RecordFile:
    """One part of a file of records (see table_file.TableFile)."""

    mark = "\t"
    # A workbook alone has sheets.
    sheets: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __init__(self, path: Path, part: str, progress: Progress | None = None) -> None:
        opening = open_records(path)
        if opening is None or part not in opening.parts:
            raise _unknown("")
        self.encoding = opening.encoding
        self._path, self._part, self._progress = path, part, progress
        self._is_first = part == opening.parts[0]
        self._format = opening.format
        self.headings = self._parts()[opening.format].headings
        self._size = max(1, path.stat().st_size)
        self._total = self._size

    def _parts(self) -> dict[str, Part]:
        return {
            one.format: one.parts[self._part]
            for one in FAMILIES.values()
            if self._part in one.parts
        }

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """Every row, faults of files included."""
        for part in self.batches(quiet=quiet):
            if isinstance(part, Record):
                yield part
            else:
                yield from map(part.record, range(len(part)))

    def batches(self, *, quiet: bool = False) -> Iterator[CellBatch | Record]:
        """The same rows as columns, but for those with a fault or with characters out of the ordinary."""
        told = None if quiet else self._progress
        with self._path.open("rb") as stream:
            yield from _Batches(self._rows(stream, told))
        if told:
            told(self._size, self._size)

    def _rows(self, stream: BinaryIO, progress: Progress | None) -> Iterator[_Row]:
        head = stream.read(4)
        stream.seek(0)
        if head != ZIP:
            yield from self._rows_of(
                Source("", lambda: nullcontext(stream)), 0, self._size, progress
            )
            return
        package = open_package(stream)
        assert package is not None
        if self._is_first:
            for name, reason in package.faults():
                yield _Row(name, 0, (), reason)
        done = told = 0
        total = max(1, sum(one.file_size for one in package.records))
        for member in package.records:
            source = Source(package.name(member), lambda one=member: package.open(one))  # type: ignore[misc]
            yield from self._rows_of_member(source, done, total, progress)
            done += member.file_size
            if progress and done - told >= _TOLD_EVERY:
                told = done
                progress(done * self._size // total, self._size)

    def _rows_of_member(
        self, source: Source, done: int, total: int, progress: Progress | None
    ) -> Iterator[_Row]:
        """The rows of a file in a package; one that says why where it cannot be read."""
        fault = ""
        try:
            with source.open() as stream:
                opening = _open_source(stream)
            if opening is None or not opening.tag:
                fault = "不是认识的专利数据，没有读"
            elif FAMILIES[opening.tag].format != self._format:
                fault = "与包里前面的文件不是同一种数据，请解开后单独导入"
            else:
                yield from self._rows_of(source, done, total, progress)
        except InvalidFileError as error:
            fault = (
                f"{error.what}（{error.where}），之前的记录已照读" if error.where else error.what
            )
        except UNREADABLE:
            fault = "压缩数据已损坏或加了密码，没有读全"
        if fault and self._is_first:
            yield _Row(source.name, 0, (), fault)

    def _rows_of(
        self, source: Source, done: int, total: int, progress: Progress | None
    ) -> Iterator[_Row]:
        read = {tag: FAMILIES[tag].parts[self._part].read for tag in tags_of(self._format)}
        with source.open() as stream:
            is_json = stream.read(1) == _JSON
            stream.seek(0)
            if is_json:
                for element in read_json(stream).iter(*(f"{{*}}{tag}" for tag in read)):
                    for cells in read[LOCAL[element.tag]](element):
                        yield _Row(source.name, 1, cells)
                return
            elements = ElementStream(stream, tuple(read))
            told = 0
            for element in elements:
                line = elements.line + (element.sourceline or 1)
                for cells in read[LOCAL[element.tag]](element):
                    yield _Row(source.name, line, cells)
                if progress and elements.done - told >= _TOLD_EVERY:
                    told = elements.done
                    progress((done + told) * self._size // total, self._size)


class _Row(NamedTuple):
    """A row: the file of the package it is from, the line there, its cells, or why there are none."""

    name: str
    line: int
    cells: tuple[str, ...]
    fault: str = ""

    @property
    def raw(self) -> str:
        """What is shown of the row, with the file of the package it is from."""
        told = "\t".join(self.cells) or self.fault
        return f"{self.name}\t{told}"[:SHOWN_RAW] if self.name else told[:SHOWN_RAW]


class _Batches:
    """Rows as batches of columns, in their order."""

    def __init__(self, rows: Iterator[_Row]) -> None:
        self._rows = rows
        self._waiting: list[_Row] = []
        self._number = 0

    def __iter__(self) -> Iterator[CellBatch | Record]:
        characters_waiting = 0
        for row in self._rows:
            size = sum(map(len, row.cells))
            if row.fault or size > MAX_LINE:
                yield from self._flush()
                characters_waiting = 0
                yield self._alone(row, row.fault or f"一条记录的文字超过{MAX_LINE}个字符")
                continue
            self._waiting.append(row)
            characters_waiting += size
            if len(self._waiting) >= BATCH_ROWS or characters_waiting > BATCH_CHARACTERS:
                yield from self._flush()
                characters_waiting = 0
        yield from self._flush()

    def _alone(self, row: _Row, fault: str) -> Record:
        self._number += 1
        if fault and row.name:
            fault = f"{row.name}：{fault}"
        return Record(self._number, row.line, () if fault else row.cells, row.raw, fault)

    def _flush(self) -> Iterator[CellBatch | Record]:
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        columns = [
            pa.array(column, pa.string())
            for column in zip(*(one.cells for one in rows), strict=True)
        ]
        told = map(characters, columns)
        if not any(sign in one for one in told for sign in _UNUSUAL):
            raws = [one.raw if one.name else None for one in rows]
            lines = pa.array([one.line for one in rows], pa.int64())
            batch = CellBatch(
                self._number + 1, tuple(columns), lines, pa.array(raws, pa.string()), "\t"
            )
            self._number += len(rows)
            yield batch
            return
        for row in rows:
            text = "".join(row.cells)
            yield self._alone(row, "含有无法解码的字符" if "\ufffd" in text else "")
