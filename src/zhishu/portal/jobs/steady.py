"""A time of day that does not jump when somebody sets the clock: for who has been silent for how long.

The clock is read once, when the process starts; from then on what cannot jump is counted. Web and
worker processes start together, so they agree with one another whatever the clock does meanwhile.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

_START = time.time() - time.monotonic()


def steady_now() -> datetime:
    """Now, by this process's own count."""
    return datetime.fromtimestamp(_START + time.monotonic(), UTC)
