"""A file with a table in it, whatever holds the table: delimited text or a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from zhishu.importers.tabular import CellBatch, Progress, Record, TableReader
from zhishu.importers.workbook import OLE, ZIP, Sheets, WorkbookReader


class TableFile(Protocol):
    """A table that is open for reading: headings at once, then as many passes as wanted.

    mark: what parts the cells of a line. sheets: of a workbook with several tables each sheet and its
    headings. quiet: without telling the progress.
    """

    @property
    def headings(self) -> tuple[str, ...]: ...
    @property
    def encoding(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def sheets(self) -> Sheets: ...

    def records(self, *, quiet: bool = False) -> Iterator[Record]: ...
    def batches(self, *, quiet: bool = False) -> Iterator[CellBatch | Record]: ...


@dataclass(frozen=True)
class RowsBelow:
    """A table whose rows are counted on from those of another part of its file."""

    table: TableFile
    above: int

    @property
    def headings(self) -> tuple[str, ...]:
        return self.table.headings

    @property
    def encoding(self) -> str:
        return self.table.encoding

    @property
    def mark(self) -> str:
        return self.table.mark

    @property
    def sheets(self) -> Sheets:
        return self.table.sheets

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """The records with their numbers in the whole file."""
        for one in self.table.records(quiet=quiet):
            yield replace(one, number=one.number + self.above)

    def batches(self, *, quiet: bool = False) -> Iterator[CellBatch | Record]:
        """The same as columns."""
        for part in self.table.batches(quiet=quiet):
            if isinstance(part, Record):
                yield replace(part, number=part.number + self.above)
            else:
                yield replace(part, first=part.first + self.above)


def open_table(path: Path, progress: Progress | None = None, sheet: str = "") -> TableFile:
    """The table in a file, told by its first bytes and never by its name; InvalidFileError for none.

    sheet: of a workbook, the one to read; "" for the first that holds a table.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head in (ZIP, OLE):
        return WorkbookReader(path, progress, sheet)
    return TableReader(path, progress)
