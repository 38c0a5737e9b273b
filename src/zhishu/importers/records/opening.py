"""What a file of records says of itself before its rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordsOpening:
    """The format of the records in a file, their parts in order, how it is written."""

    format: str
    parts: tuple[str, ...]
    encoding: str
