"""A file of batches on their way, written beside the work that makes the next batch."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq


class BatchFile:
    """A Parquet file for the staging folder, closed by its `with` block.

    One batch is being written while the next is made, so two are in memory. What a write raises is
    raised by the write after it, or on closing. LZ4: read once and thrown away.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=False)
        self._thread = ThreadPoolExecutor(1, "zhishu-batches")
        self._writing: Future[None] | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Have a batch of the declared schema written once the one before is."""
        if self._writing is not None:
            self._writing.result()
        self._writing = self._thread.submit(self._writer.write_batch, batch)

    def give_up(self) -> None:
        """Let go of what is being written: a failed write is of no interest any more."""
        if self._writing is not None:
            self._writing.exception()
            self._writing = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.give_up()
        self._thread.shutdown()
        try:
            if self._writing is not None:
                self._writing.result()
        finally:
            self._writer.close()
