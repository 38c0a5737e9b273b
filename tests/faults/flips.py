"""One flipped bit somewhere in a home, a fresh look at it, and what came of that."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faults.oracle import QUERIES
from zhishu.base.errors import DamagedDataError, ZhishuError
from zhishu.flows.open_warehouse import ALL_TABLES, open_warehouse
from zhishu.flows.rebuild_index import index_folder
from zhishu.flows.search_everything import search_everything
from zhishu.flows.verify_home import Damage
from zhishu.warehouse.warehouse import Warehouse

REFUSED = "refused"
KINDS = ("segments", "dead", "manifests", "snapshots", "current", "raw", "index")


def kind_of(home: Path, path: Path) -> str:
    """Which kind of file it is, as KINDS has them."""
    parts = path.relative_to(home).parts
    if parts[0] == "index":
        return "index"
    return parts[3] if parts[1] == "tables" else parts[1]


def flippable(home: Path) -> dict[str, list[Path]]:
    """Every stored file that answers rest on, by kind."""
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    files = [*(home / "warehouse").rglob("*"), *index_folder(home).rglob("*")]
    current = (index_folder(home) / "current").read_text(encoding="utf-8")
    for path in sorted(files):
        if not path.is_file() or not path.stat().st_size or "locks" in path.parts:
            continue
        if path.name.endswith(".lock") or path.name == "lock":
            continue
        kind = kind_of(home, path)
        # The edition before the one in use answers nobody.
        if kind == "index" and path.name != "current" and path.parent.name not in current:
            continue
        if kind in found:
            found[kind].append(path)
    return found


def copy_with_flip(home: Path, target: Path, path: Path, chance: random.Random) -> Path:
    """A copy of a home by links, one file of it with one bit flipped and its old time; that file."""
    shutil.copytree(home, target, copy_function=os.link)
    flipped = target / path.relative_to(home)
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    times = path.stat()
    flipped.unlink()
    flipped.write_bytes(content)
    os.utime(flipped, ns=(times.st_atime_ns, times.st_mtime_ns))
    return flipped


def names_it(flipped: Path, found: list[Damage]) -> bool:
    """Whether a reading of everything found the flip: its file, or for the index, which is rebuilt whole, any."""
    if "index" in flipped.parts:
        return any(one.part == "index" for one in found)
    return str(flipped) in [one.path for one in found]


def _or_refused(ask: Callable[[], Any]) -> Any:
    """The answer, or that it was refused by name with what to do."""
    try:
        return ask()
    except DamagedDataError as error:
        assert error.next_step, error
        return REFUSED
    except ZhishuError as error:
        # An outage may reach the asker in other words, never as an answer.
        assert error.next_step, error
        return REFUSED


def _rows(warehouse: Warehouse, name: str, snapshot: int) -> Any:
    columns = ", ".join(f'"{one.name}"' for one in warehouse.table(name).columns)
    sql = f"SELECT {columns} FROM {name} ORDER BY ALL"
    return warehouse.query(sql, snapshot=snapshot).rows


def answers(home: Path) -> list[Any]:
    """What a home says: tables now and then, raw files, searches."""
    warehouse = open_warehouse(home)
    found: list[Any] = []
    for table in ALL_TABLES:
        for snapshot in (2, 5):
            found.append(_or_refused(lambda t=table, s=snapshot: _rows(warehouse, t.name, s)))
    for path in sorted((home / "warehouse/raw").rglob("*")):
        if path.is_file():
            found.append(_or_refused(lambda p=path: warehouse.raw(p.name).read_bytes()))
    for text in QUERIES:
        found.append(_or_refused(lambda q=text: _hits(home, q)))
    return found


def _hits(home: Path, text: str) -> Any:
    found = search_everything(home, text, size=50)
    return found.totals, [(one.entry_id, one.title.text, one.snippet.text) for one in found.hits]
