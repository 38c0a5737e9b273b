"""Read every stored byte of a home's warehouse and index: what does not hold, and what helps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import index_folder
from zhishu.parties.tables import HOLDER_LINKS
from zhishu.rights.tables import DERIVED as OF_RIGHTS
from zhishu.search.scrub import find_damage
from zhishu.warehouse.durable import move_file, write_file
from zhishu.warehouse.report import Finding

# What is put together from other tables and can be put together again.
DERIVED = (*OF_RIGHTS, HOLDER_LINKS)
Part = Literal["warehouse", "index", "portal"]
REPAIR = "运行zhishu warehouse repair重建"
RESTORE = "从备份恢复这个文件"
RECORD = "verified.json"


@dataclass(frozen=True)
class Damage:
    """A stored file or row that does not hold what was written.

    part: where it lies; table: empty when it is of no one table; is_old: only older snapshots need it.
    """

    part: Part
    table: str
    path: str
    what: str
    next_step: str
    is_old: bool = False


@dataclass(frozen=True)
class Verified:
    """When everything was last read, and how much of it did not hold."""

    at: datetime
    damages: int


def verify_home(home: Path) -> list[Damage]:
    """All damage of warehouse and index; remembers nothing and trusts nothing that was read before."""
    return [
        *map(_of_warehouse, open_warehouse(home).verify()),
        *(
            Damage("index", "", str(path), what, REPAIR)
            for path, what in find_damage(index_folder(home))
        ),
    ]


def _of_warehouse(found: Finding) -> Damage:
    if "raw" in found.path.parts and not found.table:
        next_step = f"{RESTORE}，或者重新导入同一份原件"
    elif found.is_old:
        next_step = (
            f"{RESTORE}；只有旧快照用到它，不再需要旧快照时可用zhishu warehouse gc --keep放弃"
        )
    elif found.table in {table.name for table in DERIVED}:
        next_step = REPAIR
    else:
        next_step = RESTORE
    return Damage(
        "warehouse", found.table, str(found.path), found.what, next_step, is_old=found.is_old
    )


def keep_record(home: Path, damages: Sequence[Damage]) -> None:
    """Leave a line about this reading in the home, for whoever asks when the last one was."""
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "damages": [asdict(one) for one in damages],
    }
    aside = home / f".{RECORD}.new"
    write_file(aside, json.dumps(content, ensure_ascii=False, indent=1).encode())
    move_file(aside, home / RECORD)


def last_verified(home: Path) -> Verified | None:
    """The last reading, None when there was none or its record cannot be read."""
    try:
        value = json.loads((home / RECORD).read_bytes())
        return Verified(datetime.fromisoformat(value["at"]), len(value["damages"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
