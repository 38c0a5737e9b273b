"""The door that a process keeps: its helper takes up to a second to start, which nobody waits for twice."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from collections.abc import Iterator

from zhishu.base.errors import ZhishuError
from zhishu.importers.door import Door


class _Keeper:
    """Keeps one door that nobody uses; who finds none opens another, which is closed where one is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._free: Door | None = None
        self._left_to_parent: list[Door | None] = []

    def take(self) -> Door:
        """The kept door, or a new one, which gets ready while the caller does."""
        with self._lock:
            if self._pid != os.getpid():
                # A fork has the parent's door in its memory: to close it would end the parent's helper.
                self._left_to_parent.append(self._free)
                self._free, self._pid = None, os.getpid()
            door, self._free = self._free, None
        return door or Door().__enter__()

    def give_back(self, door: Door) -> None:
        """Keep a door, unless another one is kept or it holds the models of the recogniser."""
        with self._lock:
            if self._free is None and not door.has_models:
                self._free = door
                return
        door.close()

    def close(self) -> None:
        """At the end of the process."""
        if self._pid == os.getpid() and self._free is not None:
            self._free.close()


_keeper = _Keeper()
atexit.register(_keeper.close)


@contextlib.contextmanager
def kept_door() -> Iterator[Door]:
    """A door for a while, like `with Door()`; one that was used before where there is one."""
    door = _keeper.take()
    try:
        yield door
    except ZhishuError:
        # What was wrong with a file is over with that file.
        _keeper.give_back(door)
        raise
    except BaseException:
        door.close()
        raise
    _keeper.give_back(door)
