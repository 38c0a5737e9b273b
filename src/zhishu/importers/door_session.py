"""One child behind the door that reads one file: its words, within the time that the file may take."""

from __future__ import annotations

import logging
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn, Self

from zhishu.importers.door_words import reader_died, told_error, too_large, took_too_long
from zhishu.importers.limits import Limits
from zhishu.importers.tabular import CellBatch
from zhishu.importers.wire import GoneError, NonsenseError, open_batch, receive, send_word

logger = logging.getLogger(__name__)
# What libraries write before they end for want of memory.
_NO_MEMORY = (
    "memory allocation",
    "allocate memory",
    "bad_alloc",
    "MemoryError",
    "Insufficient memory",
    "realloc failed",
)


@dataclass
class Session:
    """One child that reads one file: its words, within the time that the file may take."""

    socket: socket.socket
    limits: Limits
    how_it_ended: Callable[[], tuple[int, str]]
    waited: float = 0.0

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
        """Shut the door; the child ends."""
        self.socket.close()

    def ask(self) -> None:
        """Have the child begin a pass over the rows."""
        try:
            send_word(self.socket, go=True)
        except OSError:
            self._explain()

    def next(self, width: int = 0, mark: str = "") -> dict[str, Any] | CellBatch:
        """The next word of the child, or the next batch with so many columns."""
        begun = time.monotonic()

        def set_patience() -> None:
            left = self.limits.wait - self.waited - (time.monotonic() - begun)
            if left <= 0:
                raise TimeoutError
            self.socket.settimeout(left)

        try:
            frame = receive(self.socket, set_patience)
            if frame.word is None:
                return open_batch(frame, width, mark)
        except TimeoutError:
            self.close()
            raise took_too_long(self.limits) from None
        except NonsenseError:
            self.close()
            raise reader_died("说的话无法理解") from None
        except (GoneError, ConnectionError):
            self._explain()
        finally:
            self.waited += time.monotonic() - begun
        if "error" in frame.word:
            raise told_error(frame.word["error"])
        if "full" in frame.word:
            raise too_large(self.limits)
        return frame.word

    def _explain(self) -> NoReturn:
        """Say why the child is gone."""
        self.close()
        status, complaint = self.how_it_ended()
        if status == -signal.SIGXCPU:
            raise took_too_long(self.limits)
        if any(words in complaint for words in _NO_MEMORY):
            raise too_large(self.limits)
        logger.warning("reading a foreign file ended with %s: %s", status, complaint)
        raise reader_died("中途停止")
