"""A table behind the door: its headings, then passes over its rows, every one of them told once and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from zhishu.importers.door_session import Session
from zhishu.importers.door_words import are_texts, as_progress, reader_died
from zhishu.importers.tabular import CellBatch, Progress, Record
from zhishu.importers.workbook import Sheets


class ForeignTable:
    """A table behind the door (see table_file.TableFile): its headings, then passes over its rows."""

    def __init__(self, begin: Callable[[], Session], progress: Progress | None) -> None:
        """begin: has a child open the file; once more where a pass was left in the middle."""
        self._begin, self._progress = begin, progress
        self._busy = False
        self._session = begin()
        self._opening: tuple[tuple[str, ...], str, str, Sheets] | None = None

    def _open(self) -> tuple[tuple[str, ...], str, str, Sheets]:
        """Headings, encoding, mark and sheets; waited for when first asked for, so that a caller prepares meanwhile."""
        if self._opening is not None:
            return self._opening
        told = self._session.next()
        headings, encoding, mark, told_sheets = (
            (told["headings"], told["encoding"], told["mark"], told.get("sheets", []))
            if isinstance(told, dict) and {"headings", "encoding", "mark"} <= set(told)
            else ((), "", "", [])
        )
        if not (headings and are_texts(headings) and are_texts([encoding, mark])):
            raise reader_died("说的话无法理解")
        self._opening = tuple(headings), encoding, mark, _sheets(told_sheets)
        return self._opening

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table."""
        return self._open()[0]

    @property
    def encoding(self) -> str:
        """How the file is written."""
        return self._open()[1]

    @property
    def mark(self) -> str:
        """What parts its cells."""
        return self._open()[2]

    @property
    def sheets(self) -> Sheets:
        """The sheets of a workbook with several tables, each with its headings."""
        return self._open()[3]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Shut the door behind it."""
        self._session.close()

    def records(self, *, quiet: bool = False) -> Iterator[Record]:
        """Every record below the headings."""
        for part in self.batches(quiet=quiet):
            if isinstance(part, Record):
                yield part
            else:
                yield from map(part.record, range(len(part)))

    def batches(self, *, quiet: bool = False) -> Iterator[CellBatch | Record]:
        """The same records as columns where they are without fault; the child reads ahead meanwhile."""
        if self._busy:  # an earlier pass was left in the middle
            self._session.close()
            self._session = self._begin()
            self._opening = None
        opening = len(self.headings), self.mark
        self._busy = True
        self._session.ask()
        expected = 1
        while True:
            part = self._session.next(*opening)
            found: CellBatch | Record
            if isinstance(part, CellBatch):
                first, count, found = part.first, len(part), part
            elif "record" in part:
                found = _record(part["record"], opening[0])
                first, count = found.number, 1
            elif "progress" in part:
                done, total = as_progress(part["progress"])
                if self._progress and not quiet:
                    self._progress(done, total)
                continue
            elif "end" in part:
                break
            else:
                raise reader_died("说的话无法理解")
            # Every row is told once and in order, or the reader is not believed at all.
            if first != expected:
                raise reader_died("漏报了行")
            expected += count
            yield found
        self._busy = False


def _sheets(told: Any) -> Sheets:
    """Names and headings of sheets, believed only in that form."""
    match told:
        case list() if all(isinstance(one, list) and len(one) == 2 for one in told):
            if all(
                are_texts([name]) and headings and are_texts(headings) for name, headings in told
            ):
                return tuple((name, tuple(headings)) for name, headings in told)
    raise reader_died("说的话无法理解")


def _record(told: Any, width: int) -> Record:
    match told:
        case [int() as number, int() as line, list() as cells, str() as raw, str() as fault]:
            if are_texts(cells) and (fault or len(cells) == width):
                return Record(number, line, tuple(cells), raw, fault)
    raise reader_died("说的话无法理解")
