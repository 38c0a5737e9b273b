"""Tables in workbooks (XLSX, XLS): the first sheet that holds a table, or one by its name, every cell as the text it shows.

The library inflates a whole workbook into memory, so that is measured first (see archive.py), and the
reader itself runs behind the door (see door.py), where memory ends before the machine's does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import fastexcel
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.base.errors import InvalidFileError
from zhishu.importers.archive import measure_archive, unreadable
from zhishu.importers.columns import is_true
from zhishu.importers.tabular import (
    MAX_LINE,
    CellBatch,
    Progress,
    Record,
    check_headings,
    is_unusual,
)
from zhishu.warehouse.arrow_kinds import characters

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
BATCH_ROWS = 20_000
SHOWN_RAW = 2000
# Midnight behind a day is how a date cell comes out; it is the day that was meant.
_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0{1,9})?$"
# A number whose last digits are only those of its binary form: 202010123456.700012207 is ….7.
_BINARY = r"^-?\d{1,15}\.\d{9}$"
_LONGEST_NUMBER = 32  # neither a day with its midnight nor such a number is longer
# Cells under headings that make a sheet a table and not a page of notes.
ENOUGH_HEADINGS = 3
LOOKED_AT = 100
# So many sheets of a workbook are looked at.
MOST_SHEETS = 50
# The name of a sheet and its headings.
Sheets = tuple[tuple[str, tuple[str, ...]], ...]
# Control characters and what could not be decoded: such a row is looked at on its own.
_UNUSUAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{85}\x{fffd}]"


class WorkbookReader:
    """One pass over the sheet with the table: `headings` at once, then `records()` or `batches()`.

    sheet: its name; "" for the first one that holds a table. sheets: every sheet with a table that a
    person sees, by name with its headings, where no sheet was named and there are several.
    Raises InvalidFileError for what is no workbook, is empty, locked, too large or a bomb.
    """

    encoding = "xlsx"
    mark = "\t"

    def __init__(self, path: Path, progress: Progress | None = None, sheet: str = "") -> None:
        self.path = path
        self.size = path.stat().st_size
        self._progress = progress
        with path.open("rb") as stream:
            is_zip = stream.read(4) == ZIP
        if is_zip:
            measure_archive(path)
        self._headings_at, self._table, self.sheets = _load(path, sheet)
        self.headings = _headings(self._table, self._headings_at)
        check_headings(self.headings, self._headings_at + 1)
        self._beyond = self._table[len(self.headings) :]

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """Every row below the headings that is not blank."""
        for batch in self._read(quiet=quiet):
            if isinstance(batch, Record):
                yield batch
            else:
                yield from map(batch.record, range(len(batch)))

    def batches(self, *, quiet: bool = False) -> Iterator[CellBatch | Record]:
        """The same rows: as columns, but for those with control characters or cells beyond the headings."""
        return self._read(quiet=quiet)

    def _read(self, *, quiet: bool) -> Iterator[CellBatch | Record]:
        first, rows = self._headings_at + 1, len(self._table[0])
        number = 0
        for start in range(first, rows, BATCH_ROWS):
            count = min(BATCH_ROWS, rows - start)
            columns = [
                _shown(column.slice(start, count)) for column in self._table[: len(self.headings)]
            ]
            beyond = [_shown(column.slice(start, count)) for column in self._beyond]
            odd = _any_odd(columns, beyond, count)
            read = np.flatnonzero(odd | _any_filled(columns, count))
            for run, is_odd in _runs(read, odd[read]):
                if is_odd:
                    yield self._row(columns, beyond, int(run[0]), number + 1, start)
                else:
                    taken = tuple(_taken(column, run) for column in columns)
                    lines = pa.array(run + start + 1, pa.int64())
                    raws = pa.nulls(len(run), pa.string())
                    yield CellBatch(number + 1, taken, lines, raws, self.mark)
                number += len(run)
            if self._progress and not quiet:
                self._progress(self.size * (start + count - first) // (rows - first), self.size)

    @staticmethod
    def _row(
        columns: list[pa.Array], beyond: list[pa.Array], at: int, number: int, start: int
    ) -> Record:
        cells = tuple(column[at].as_py() for column in columns)
        raw = "\t".join(cells)
        fault = ""
        if any(len(one) > MAX_LINE for one in cells):
            cells, fault = (), f"一格超过{MAX_LINE}个字符"
        elif any(column[at].as_py() for column in beyond):
            fault = "标题之外的格子里有内容"
        elif "\0" in raw:
            fault = "含有空字节"
        elif "\ufffd" in raw:
            fault = "含有无法解码的字节"
        return Record(number, start + at + 1, cells, raw[:SHOWN_RAW], fault)


def _runs(
    rows: npt.NDArray[np.int64], odd: npt.NDArray[np.bool_]
) -> Iterator[tuple[npt.NDArray[np.int64], bool]]:
    """The rows in order, cut so that every odd one stands alone."""
    begun = 0
    for at in np.flatnonzero(odd):
        if begun < at:
            yield rows[begun:at], False
        yield rows[at : at + 1], True
        begun = int(at) + 1
    if begun < len(rows):
        yield rows[begun:], False


def _shown(column: pa.Array) -> pa.Array:
    """The cells as text: empty for none, days without midnight, numbers as they were typed."""
    if column.null_count == len(column):
        return pa.repeat("", len(column))
    text = pc.fill_null(column.cast(pa.string()), "")
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    # Looking, at the short cells alone, is quicker than writing every cell anew.
    short = text.filter(pc.less_equal(pc.binary_length(text), _LONGEST_NUMBER))
    if pc.any(pc.match_substring(short, "00:00:00")).as_py():
        text = pc.replace_substring_regex(text, _MIDNIGHT, r"\1")
    if pc.any(pc.match_substring_regex(short, _BINARY)).as_py():
        binary = pc.match_substring_regex(text, _BINARY)
        typed = [repr(float(one)) for one in text.filter(binary).to_pylist()]
        text = pc.replace_with_mask(text, binary, pa.array(typed, pa.string()))
    return text


def _taken(column: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
    """Some rows of a column; all of them are not copied."""
    return column if len(rows) == len(column) else column.take(pa.array(rows))


def _any_filled(columns: list[pa.Array], count: int) -> npt.NDArray[np.bool_]:
    """Rows with something in them."""
    found = np.zeros(count, np.bool_)
    for column in columns:
        found |= is_true(pc.greater(pc.binary_length(column), 0))
    return found


def _any_odd(columns: list[pa.Array], beyond: list[pa.Array], count: int) -> npt.NDArray[np.bool_]:
    """Rows with control characters, with a very long cell, or with something beyond the headings."""
    found = _any_filled(beyond, count)
    for column in columns:
        found |= is_true(pc.greater(pc.binary_length(column), MAX_LINE))
        if is_unusual(characters(column)):  # looking at all at once is quicker than at each cell
            found |= is_true(pc.match_substring_regex(column, _UNUSUAL))
    return found


def _headings(table: Sequence[pa.ChunkedArray], at: int) -> tuple[str, ...]:
    """The headings in a row, up to the last one."""
    names = [str(column[at].as_py() or "").strip() for column in table]
    used = max((at for at, name in enumerate(names) if name), default=-1) + 1
    return tuple(names[:used])


def _load(path: Path, sheet_name: str) -> tuple[int, list[pa.ChunkedArray], Sheets]:
    """The row of the headings (from 0), the columns of the sheet that holds the table, and all such sheets.

    That is the sheet named; else the first one with enough headings, else the one with the most;
    hidden sheets come behind those that a person sees.
    """
    best: tuple[int, int, list[pa.ChunkedArray]] | None = None
    sheets: Sheets = ()
    try:
        book = fastexcel.read_excel(path)
        hidden: list[str] = []
        for name in [sheet_name] if sheet_name else _seen_first(book.sheet_names, hidden):
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible != "visible" and name not in hidden and not sheet_name:
                hidden.append(name)
                continue
            columns = list(pa.Table.from_batches([sheet.to_arrow()]).columns)
            filled, at = _find_headings(columns)
            if filled and (best is None or filled > best[0]):
                best = filled, at, columns
            if filled >= ENOUGH_HEADINGS:
                sheets = () if sheet_name else _other_sheets(book, name)
                break
    except fastexcel.FastExcelError as error:
        raise unreadable(_reason(error)) from None
    except BaseException as error:
        # What the library did not foresee ends in this, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(_reason(error)) from None
    if best is None:
        raise InvalidFileError("表格是空的", next_step="确认选对了文件和工作表", code="empty_file")
    at, columns = best[1:]
    own = ((name, _headings(columns, at)),) if sheets else ()
    return at, columns, (*own, *sheets)


def _other_sheets(book: fastexcel.ExcelReader, first: str) -> Sheets:
    """The sheets behind one that hold a table and that a person sees, with their headings.

    One that cannot be read is none: it was never what the workbook was read for.
    """
    found = []
    for name in book.sheet_names[book.sheet_names.index(first) + 1 :][:MOST_SHEETS]:
        try:
            sheet = book.load_sheet(
                name, header_row=None, skip_rows=0, n_rows=LOOKED_AT, dtypes="string"
            )
        except fastexcel.FastExcelError:
            continue
        columns = list(pa.Table.from_batches([sheet.to_arrow()]).columns)
        filled, at = _find_headings(columns)
        if sheet.visible == "visible" and filled >= ENOUGH_HEADINGS:
            found.append((name, _headings(columns, at)))
    return tuple(found)


def _seen_first(names: Sequence[str], hidden: Sequence[str]) -> Iterator[str]:
    """The sheets in their order, then those that turned out to be hidden."""
    yield from names
    yield from hidden


def _find_headings(columns: list[pa.ChunkedArray]) -> tuple[int, int]:
    """(how many headings, their row): the first row nearly as full as the fullest one.

    A title above the table fills a cell or two; a cell alone in its column is a stray one, unless
    most are, as in a table without rows. (0, 0) for an empty sheet.
    """
    rows = min(LOOKED_AT, len(columns[0]) if columns else 0)
    heads = [column.slice(0, rows).to_pylist() for column in columns]
    marks = np.array([[bool((one or "").strip()) for one in head] for head in heads], np.bool_)
    if not marks.any():
        return 0, 0
    cells = marks.sum(axis=1)
    used = cells > 1 if 2 * np.count_nonzero(cells > 1) >= np.count_nonzero(cells) else cells > 0
    filled = marks[used].sum(axis=0)
    at = int(np.argmax(5 * filled >= 4 * filled.max()))
    return int(filled[at]), at


def _reason(error: BaseException) -> str:
    text = str(error).splitlines()[0] if str(error) else ""
    return "文件加了密码" if "password" in text.lower() else "内容残缺或不是这种格式"
