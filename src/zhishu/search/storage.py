"""What the engine of the index says of a full or failing disk, told as the system tells it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator

_SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")
# A thread of the engine met the disk first; the next document that is handed over hears only this.
_WRITER_KILLED = "index writer was killed"


@contextlib.contextmanager
def raise_system_errors() -> Iterator[None]:
    """Turn the engine's ValueError about a disk into the OSError that it is; other errors pass."""
    try:
        yield
    except ValueError as error:
        found = _SYSTEM_ERROR.search(str(error))
        if found is not None:
            number = int(found[1])
        elif _WRITER_KILLED in str(error):
            number = errno.EIO
        else:
            raise
        raise OSError(number, os.strerror(number)) from error
