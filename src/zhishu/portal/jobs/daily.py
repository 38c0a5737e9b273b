"""What is asked for every day: other rooms say what, the worker asks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import close_old_connections

logger = logging.getLogger(__name__)
# So often the worker asks; each of them sees to it that it is done once a day.
_SECONDS = 60
_asks: list[Callable[[], None]] = []
_last = 0.0


def every_day(ask: Callable[[], None]) -> None:
    """Have something asked for; it must be cheap to ask again and again."""
    _asks.append(ask)


def ask_daily() -> None:
    """Ask for all of it, at most once a minute; one that fails does not keep the others back."""
    global _last
    if time.monotonic() - _last < _SECONDS and _last:
        return
    _last = time.monotonic()
    for ask in _asks:
        try:
            ask()
        except Exception:  # the worker goes on; the trace goes to the log
            logger.exception("daily")
            close_old_connections()
