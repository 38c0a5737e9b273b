"""`python -m zhishu.portal.pages.scrub`: look at every page and every sealed row of the portal's database.

Prints one JSON value: [{"table", "path", "what", "next_step"}, …], empty when all is whole.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import django
from django.db import DatabaseError, connection

from zhishu.base.errors import DamagedDataError
from zhishu.base.sqlite_frame import find_complaints
from zhishu.portal.pages.database import RESTORE

# So many complaints about the frame are told; one is enough to restore.
MOST_COMPLAINTS = 20


def main() -> None:
    """Print the findings."""
    django.setup()
    told = [
        {"table": one.where, "path": path(), "what": one.what, "next_step": one.next_step}
        for one in find_damage()
    ]
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def path() -> str:
    """Where the database is, as a person would look for it."""
    return str(connection.settings_dict["NAME"])


def exists() -> bool:
    """Whether there is a database yet; a server's is asked, a file's is looked for."""
    return connection.vendor != "sqlite" or connection.is_in_memory_db() or Path(path()).is_file()


def find_damage() -> Iterator[DamagedDataError]:
    """What does not hold: first the frame, then the rows, as far as they can be read."""
    # Models load after Django is set up.
    from zhishu.portal.pages.sealed import broken_seals, sealed_models

    if not exists():
        return
    yield from broken_frame()
    for model in sealed_models():
        try:
            yield from broken_seals(model)
        except (DatabaseError, UnicodeDecodeError) as error:
            yield _damaged(f"表读不出来：{error}", model._meta.db_table)


def broken_frame() -> Iterator[DamagedDataError]:
    """What SQLite finds wrong with its pages and indexes; a server sees to its own.

    Rows that are lost or doubled have no seal that could tell: they are damage of the frame. A start
    looks for it, as the warehouse looks at a file before it is first used.
    """
    if connection.vendor != "sqlite" or not Path(path()).is_file():
        return
    with closing(sqlite3.connect(path())) as file:
        complaints = find_complaints(file, MOST_COMPLAINTS)
    for complaint in complaints:
        yield _damaged(f"门户数据库的页面有损坏：{complaint}", "")


def _damaged(what: str, where: str) -> DamagedDataError:
    return DamagedDataError(what, where=where, next_step=RESTORE)


if __name__ == "__main__":
    main()
