"""The engines of this process, kept so that a page's many queries open nothing."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhishu.warehouse.engine import Engine


class EngineCache:
    """The last used engines of this process; one more snapshot drops the one longest unused.

    An engine that is dropped lives until its running queries end. Nothing is shared with a forked child.
    """

    def __init__(self, size: int = 6) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._engines: OrderedDict[object, Engine] = OrderedDict()
        self._left_to_parent: list[OrderedDict[object, Engine]] = []
        self._pid = os.getpid()

    def get(self, key: object, make: Callable[[], Engine]) -> Engine:
        """The engine of a key, made when there is none."""
        with self._lock:
            if self._pid != os.getpid():
                # The parent's engines are not closed here: their threads live in the parent only.
                self._left_to_parent.append(self._engines)
                self._engines = OrderedDict()
                self._pid = os.getpid()
            engine = self._engines.get(key)
            if engine is None:
                engine = make()
                if not engine.whole:
                    # Not kept, so that a restored file is seen at once.
                    return engine
                self._engines[key] = engine
                while len(self._engines) > self._size:
                    self._engines.popitem(last=False)
            self._engines.move_to_end(key)
            return engine
