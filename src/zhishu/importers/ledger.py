"""What was wrong with the rows of one file, kept on disk while it is read: as many as there may be."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import IO, Any, Self

from zhishu.importers.format import Row, SetAside, TabularFormat
from zhishu.importers.tabular import Record, TableReader
from zhishu.parties.place import Places

LONGEST_VALUE = 500


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


def read_rows(
    reader: TableReader, entry: TabularFormat, places: Places, ledger: Ledger
) -> Iterator[dict[str, Any]]:
    """The usable rows of a file for `Publication.merge`; the others and all findings go to the ledger."""
    headings = tuple(entry.heading(printed) for printed in reader.headings)
    for record in reader.records():
        if record.fault:
            ledger.set_aside(record, "", record.fault, "")
            continue
        row = entry.read(record.number, entry.cells(headings, record.cells), places)
        if isinstance(row, SetAside):
            ledger.set_aside(record, row.field, row.reason, row.value)
            continue
        ledger.find(row, str(row.values[entry.table.key[0]]))
        yield {**row.values, "_row": row.number}


def find_records(reader: TableReader, numbers: Iterable[int]) -> Iterator[Record]:
    """The records of these numbers, in a second pass over the file."""
    wanted = set(numbers)
    if not wanted:
        return
    last = max(wanted)
    for record in reader.records(quiet=True):
        if record.number in wanted:
            yield record
        if record.number >= last:
            return


def _printable(text: str) -> str:
    """Text that any table can keep: NULs told, not stored."""
    return text.replace("\0", "\\0")
