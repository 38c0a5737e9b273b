"""Tables in workbooks (XLSX, XLS): the first sheet with rows, every cell as the text it shows.

The library inflates a whole workbook into memory, so what a workbook declares is measured first, and the
reader itself runs behind the door (see door.py), where memory ends before the machine's does.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.base.errors import InvalidFileError
from zhishu.importers.tabular import CellBatch, Progress, Record

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
MAX_MEMBERS = 2_000
MAX_INFLATED = 3 << 30  # bytes of all sheets and texts together
MAX_RATIO = 400  # text inflates some 10 to 60 times, a bomb a thousand times
SMALL = 16 << 20  # a member below this size is no bomb, whatever its ratio
BATCH_ROWS = 20_000
SHOWN_RAW = 2000
# Midnight behind a day is how a date cell comes out; it is the day that was meant.
_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0+)?$"
# A whole number that the cell kept as a float.
_FLOAT = r"^(-?\d{1,15})\.0$"
_UNUSUAL = re.compile(r"[\x00-\x08\x0b-\x1f\x85\ufffd]")


class WorkbookReader:
    """One pass over the first sheet with rows: `headings` at once, then `records()` or `batches()`.

    Raises InvalidFileError for what is no workbook, is empty, locked, too large or a bomb.
    """

    encoding = "xlsx"

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._progress = progress
        with path.open("rb") as stream:
            is_zip = stream.read(4) == ZIP
        if is_zip:
            _measure(path)
        self._headings_at, self._table = _load(path)
        names = [str(column[self._headings_at].as_py() or "").strip() for column in self._table]
        used = max((at for at, name in enumerate(names) if name), default=-1) + 1
        self.headings = tuple(names[:used])
        named = [name for name in self.headings if name]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise InvalidFileError(
                f"标题{'、'.join(twice)}出现了不止一次",
                where=f"第{self._headings_at + 1}行",
                next_step="分不清哪一列作数，请删去或改名多余的一列",
            )
        self._beyond = self._table[used:]

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """Every row below the headings that is not blank."""
        for batch in self._read(quiet=quiet):
            if isinstance(batch, Record):
                yield batch
            else:
                yield from map(batch.record, range(len(batch)))

    def batches(self) -> Iterator[CellBatch | Record]:
        """The same rows: as columns, but for those with control characters or cells beyond the headings."""
        return self._read(quiet=False)

    def _read(self, *, quiet: bool) -> Iterator[CellBatch | Record]:
        first, rows = self._headings_at + 1, len(self._table[0])
        number = 0
        for start in range(first, rows, BATCH_ROWS):
            count = min(BATCH_ROWS, rows - start)
            columns = [
                _shown(column.slice(start, count)) for column in self._table[: len(self.headings)]
            ]
            beyond = [_shown(column.slice(start, count)) for column in self._beyond]
            lengths = [pc.binary_length(column) for column in columns]
            filled = _any_positive(lengths, count)
            odd = _any_odd(columns, beyond, count)
            kept = pc.indices_nonzero(pc.and_(filled, pc.invert(odd)))
            faulty = set(pc.indices_nonzero(odd).to_pylist())
            if not faulty and len(kept):
                taken = tuple(column.take(kept) for column in columns)
                yield CellBatch(number + 1, taken, self._opener(taken, number, kept, start))
                number += len(kept)
            else:
                for at in sorted({*kept.to_pylist(), *faulty}):
                    number += 1
                    yield self._row(columns, beyond, at, number, start + at + 1)
            if self._progress and not quiet:
                self._progress(self.size * (start + count - first) // (rows - first), self.size)

    @staticmethod
    def _opener(columns: tuple[pa.Array, ...], number: int, kept: pa.Array, start: int) -> Any:
        def record(at: int) -> Record:
            cells = tuple(column[at].as_py() for column in columns)
            line = start + kept[at].as_py() + 1
            return Record(number + at + 1, line, cells, "\t".join(cells)[:SHOWN_RAW])

        return record

    @staticmethod
    def _row(
        columns: list[pa.Array], beyond: list[pa.Array], at: int, number: int, line: int
    ) -> Record:
        cells = tuple(column[at].as_py() for column in columns)
        raw = "\t".join(cells)[:SHOWN_RAW]
        if any(column[at].as_py() for column in beyond):
            return Record(number, line, cells, raw, "标题之外的格子里有内容")
        if "\0" in raw:
            return Record(number, line, cells, raw, "含有空字节")
        return Record(number, line, cells, raw)


def _shown(column: pa.Array) -> pa.Array:
    """The cells as text: empty for none, days without midnight, whole numbers without .0."""
    if column.null_count == len(column):
        return pa.repeat("", len(column))
    text = pc.fill_null(column.cast(pa.string()), "")
    for pattern in (_MIDNIGHT, _FLOAT):
        text = pc.replace_substring_regex(text, pattern, r"\1")
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _any_positive(lengths: list[pa.Array], count: int) -> pa.Array:
    found = pa.repeat(False, count)
    for one in lengths:
        found = pc.or_(found, pc.greater(one, 0))
    return found


def _any_odd(columns: list[pa.Array], beyond: list[pa.Array], count: int) -> pa.Array:
    """Rows with control characters, or with something beyond the headings."""
    found = pa.repeat(False, count)
    for column in columns:
        found = pc.or_(found, pc.match_substring_regex(column, _UNUSUAL.pattern))
    for column in beyond:
        found = pc.or_(found, pc.greater(pc.binary_length(column), 0))
    return found


def _measure(path: Path) -> None:
    """Refuse a workbook that declares to be a bomb, before anything is inflated."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _unreadable("压缩包已损坏") from None
    names = {one.filename for one in members}
    if not any(name.startswith("xl/") for name in names):
        raise InvalidFileError(
            "这是压缩包，不是表格", next_step="解开后把里面的表格逐个导入", code="not_a_table"
        )
    if len(members) > MAX_MEMBERS:
        raise _too_large(f"里面有{len(members)}个文件")
    inflated = sum(one.file_size for one in members)
    if inflated > MAX_INFLATED:
        raise _too_large(f"展开后有{inflated >> 20}MB")
    for one in members:
        if one.file_size > SMALL and one.file_size > MAX_RATIO * max(1, one.compress_size):
            raise _too_large(
                f"{one.filename[:60]}展开到{one.file_size // max(1, one.compress_size)}倍"
            )
        if one.flag_bits & 1:
            raise _unreadable("文件加了密码")


def _load(path: Path) -> tuple[int, list[pa.ChunkedArray]]:
    """The row of the headings (from 0) and the columns of the first sheet that has rows."""
    try:
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, dtypes="string")
            columns = list(pa.Table.from_batches([sheet.to_arrow()]).columns)
            at = _find_headings(columns)
            if at is not None:
                return at, columns
    except fastexcel.FastExcelError as error:
        raise _unreadable(_reason(error)) from None
    raise InvalidFileError("表格是空的", next_step="确认选对了文件和工作表", code="empty_file")


def _find_headings(columns: list[pa.ChunkedArray]) -> int | None:
    """The first row with two filled cells (a title above the table has one), among the first hundred."""
    for at in range(min(100, len(columns[0]) if columns else 0)):
        filled = sum(bool((column[at].as_py() or "").strip()) for column in columns)
        if filled >= min(2, len(columns)):
            return at
    return None


def _reason(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else ""
    return "文件加了密码" if "password" in text.lower() else "内容残缺或不是这种格式"


def _unreadable(reason: str) -> InvalidFileError:
    return InvalidFileError(
        f"工作簿打不开：{reason}",
        next_step="在表格软件里打开，另存为XLSX或CSV（UTF-8）后再导入",
        code="not_a_table",
    )


def _too_large(what: str) -> InvalidFileError:
    return InvalidFileError(
        f"工作簿太大：{what}",
        next_step="另存为CSV（UTF-8）后再导入，CSV没有大小限制",
        code="too_large",
    )
