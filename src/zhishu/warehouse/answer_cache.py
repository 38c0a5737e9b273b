"""Answers that were given before: short ones, of one snapshot, kept for the life of its engine."""

from __future__ import annotations

import threading
from collections import OrderedDict

from zhishu.warehouse.report import Result


class AnswerCache:
    """Short answers of one snapshot: by the fence a function of statement and parameters alone.

    Bounded by the rows kept; the answer longest unused goes first.
    """

    def __init__(self, rows: int = 20_000, rows_each: int = 2_000) -> None:
        self._most = rows
        self._most_each = rows_each
        self._rows = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[object, Result] = OrderedDict()

    def get(self, key: object) -> Result | None:
        """The answer that was kept, with a list of its own."""
        with self._lock:
            kept = self._answers.get(key)
            if kept is None:
                return None
            self._answers.move_to_end(key)
        return Result(kept.columns, list(kept.rows), kept.snapshot)

    def keep(self, key: object, result: Result) -> None:
        """Keep an answer, unless it is long."""
        if len(result) > self._most_each:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = Result(result.columns, list(result.rows), result.snapshot)
            # An empty answer takes room too.
            self._rows += len(result) + 1
            while self._rows > self._most:
                _, gone = self._answers.popitem(last=False)
                self._rows -= len(gone) + 1
