"""What the engine of the index says of a full or failing disk, told as the system tells it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator

_SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")


@contextlib.contextmanager
def raise_system_errors() -> Iterator[None]:
    """Turn the engine's ValueError about a disk into the OSError that it is; other errors pass."""
    try:
        yield
    except ValueError as error:
        found = _SYSTEM_ERROR.search(str(error))
        if found is None:
            raise
        number = int(found[1])
        raise OSError(number, os.strerror(number)) from error
