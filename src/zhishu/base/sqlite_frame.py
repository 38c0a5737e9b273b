"""What SQLite itself finds wrong with a database file: its pages, indexes and names of tables."""

from __future__ import annotations

import sqlite3

# A broken name of a table is no text, and neither is the sentence that quotes it.
BROKEN_NAMES = "表或索引的名称里有读不出的字符"


def find_complaints(database: sqlite3.Connection, most: int) -> list[str]:
    """The first so many complaints, in SQLite's words; none of a sound database. Raises nothing of its kind."""
    try:
        rows = database.execute(f"PRAGMA integrity_check({most})").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    except UnicodeDecodeError:
        return [BROKEN_NAMES]
    return [str(row[0]) for row in rows if row[0] != "ok"]
