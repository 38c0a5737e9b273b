"""What was wrong with the rows of one file, kept on disk while it is read: as many as there may be."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Any, Self, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.importers.columns import Mask
from zhishu.importers.format import Row, SetAside, TabularFormat
from zhishu.importers.table_file import TableFile
from zhishu.importers.tabular import CellBatch, Record
from zhishu.parties.place import Places
from zhishu.warehouse.stage import ROW_NUMBER, Stage

LONGEST_VALUE = 500
AT_ONCE = 2  # batches that are read as columns at a time

T = TypeVar("T")
U = TypeVar("U")
Mapped = tuple[dict[str, pa.Array], Mask]


class Spool:
    """Rows written one after the other and read as often as wanted."""

    def __init__(self) -> None:
        self._stream: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.count = 0

    def add(self, row: dict[str, Any]) -> None:
        """Write one row."""
        self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._stream.flush()
        self._stream.seek(0)
        for line in self._stream:
            yield json.loads(line)

    def close(self) -> None:
        """Give the disk back."""
        self._stream.close()


class Ledger:
    """The rows set aside and the findings of one file, as rows of importers.tables."""

    def __init__(self, raw_sha256: str) -> None:
        self._raw_sha256 = raw_sha256
        self.aside = Spool()
        self.findings = Spool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.aside.close()
        self.findings.close()

    def set_aside(self, record: Record, field: str, reason: str, value: str) -> None:
        """Keep a row for an officer, with the line it stands on."""
        self.aside.add(
            {
                "raw_sha256": self._raw_sha256,
                "row": record.number,
                "line_number": record.line,
                "field": field,
                "reason": reason,
                "value": _printable(value[:LONGEST_VALUE]),
                "line": _printable(record.raw),
            }
        )

    def find(self, row: Row, record_key: str) -> None:
        """Keep the findings of a row that is otherwise used."""
        for finding in row.findings:
            self.findings.add(
                {
                    "raw_sha256": self._raw_sha256,
                    "row": row.number,
                    "record_key": record_key,
                    "field": finding.field,
                    "reason": finding.reason,
                    "value": finding.value[:LONGEST_VALUE],
                }
            )

    def shown(self, limit: int) -> list[SetAside]:
        """The first rows set aside, by their number."""
        rows = heapq.nsmallest(limit, self.aside, key=lambda row: int(row["row"]))
        return [
            SetAside(
                row["row"],
                row["field"],
                row["reason"],
                row["value"],
                row["line_number"],
                row["line"],
            )
            for row in rows
        ]


def stage_table(
    reader: TableFile, entry: TabularFormat, places: Places, ledger: Ledger, stage: Stage
) -> None:
    """Stage the usable rows of a file for `Publication.merge_staged`; the others and all findings go to the ledger.

    Rows beyond doubt are read as columns where the format can, the others one by one.
    """
    headings = tuple(entry.heading(printed) for printed in reader.headings)
    read_batch = entry.read_batch(places) if entry.read_batch else None

    def read(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
        for record in records:
            if record.fault:
                ledger.set_aside(record, "", record.fault, "")
                continue
            row = entry.read(record.number, entry.cells(headings, record.cells), places)
            if isinstance(row, SetAside):
                ledger.set_aside(record, row.field, row.reason, row.value)
                continue
            ledger.find(row, str(row.values[entry.table.key[0]]))
            yield {**row.values, ROW_NUMBER: row.number}

    def read_columns(part: CellBatch | Record) -> Mapped | None:
        if read_batch is None or isinstance(part, Record):
            return None
        return read_batch(_by_heading(headings, part.columns), len(part))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for part, mapped in _ahead(pool, read_columns, reader.batches()):
            if isinstance(part, Record):
                stage.add_rows(read((part,)))
            elif mapped is None:
                stage.add_rows(read(map(part.record, range(len(part)))))
            else:
                columns, unsure = mapped
                sure = np.flatnonzero(~unsure)
                numbers = pa.array(sure + part.first, pa.int64())
                batch = pa.record_batch({**columns})
                if len(sure) < len(part):
                    batch = batch.take(pa.array(sure))
                stage.add_batch(batch.append_column(ROW_NUMBER, numbers))
                stage.add_rows(read(part.record(int(at)) for at in np.flatnonzero(unsure)))


def _ahead(pool: Executor, work: Callable[[T], U], things: Iterable[T]) -> Iterator[tuple[T, U]]:
    """Things in their order with what was made of them, a few of which are worked on ahead."""
    waiting: deque[tuple[T, Future[U]]] = deque()
    for thing in things:
        waiting.append((thing, pool.submit(work, thing)))
        if len(waiting) > AT_ONCE:
            first, made = waiting.popleft()
            yield first, made.result()
    for thing, made in waiting:
        yield thing, made.result()


def _by_heading(headings: tuple[str, ...], columns: tuple[pa.Array, ...]) -> dict[str, pa.Array]:
    """The columns by heading; of two headings that mean the same the first that holds something."""
    found: dict[str, pa.Array] = {}
    for heading, column in zip(headings, columns, strict=True):
        known = found.get(heading)
        if known is None:
            found[heading] = column
        else:
            blank = pc.equal(pc.utf8_trim_whitespace(known), "")
            found[heading] = pc.if_else(blank, column, known)
    return found


def find_records(reader: TableFile, numbers: Iterable[int]) -> Iterator[Record]:
    """The records of these numbers, in a second pass over the file."""
    wanted = sorted(set(numbers), reverse=True)
    if not wanted:
        return
    for part in reader.batches(quiet=True):
        if isinstance(part, Record):
            if part.number == wanted[-1]:
                yield part
                wanted.pop()
        else:
            while wanted and wanted[-1] < part.first + len(part):
                yield part.record(wanted.pop() - part.first)
        if not wanted:
            return


def _printable(text: str) -> str:
    """Text that any table can keep: NULs told, not stored."""
    return text.replace("\0", "\\0")
