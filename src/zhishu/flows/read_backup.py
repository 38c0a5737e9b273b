"""What a backup says of itself: whose it is, of when, and the figures that it must give again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhishu.base.errors import DamagedDataError
from zhishu.flows.copy_database import MEMBERS
from zhishu.warehouse.archive import read_contents
from zhishu.warehouse.home_version import KEY, RESTORING

Counted = dict[str, dict[str, int | str]]


@dataclass(frozen=True)
class Told:
    """The words of a backup's maker.

    tables: rows and digest of the warehouse's tables at `snapshot`; database: engine, member and the
    same of each of its tables, None where there was none; figures: every indicator with its day, None
    for a home of an older version.
    """

    program: str
    home_version: int
    machine: str
    home: str
    made_at: str
    snapshot: int
    oldest: int
    tables: Counted
    database: dict[str, Any] | None
    figures: dict[str, Any] | None
    with_index: bool


_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("program", "machine", "home", "made_at"), (str,)),
    **dict.fromkeys(("home_version", "snapshot", "oldest"), (int,)),
    "tables": (dict,),
    **dict.fromkeys(("database", "figures"), (dict, type(None))),
    "with_index": (bool,),
}


def read_backup(file: Path) -> Told:
    """What a backup says of itself; members that no backup has are refused by name."""
    contents = read_contents(file)
    told, names = contents.told, {one.name for one in contents.members}
    fine = all(isinstance(told.get(name), kinds) for name, kinds in _KINDS.items())
    if fine and told["database"]:
        found = told["database"]
        fine = (
            found.get("engine") in MEMBERS
            and found.get("member") == MEMBERS[found["engine"]]
            and found["member"] in names
            and isinstance(found.get("tables"), dict)
        )
    if not fine:
        raise _damaged(file, "manifest.json缺少该有的内容")
    for name in sorted(names & {KEY, RESTORING}):
        raise _damaged(file, f"里面有不该有的成员{name}")
    return Told(**{name: told[name] for name in _KINDS})


def _damaged(file: Path, what: str) -> DamagedDataError:
    return DamagedDataError(
        f"备份文件不能用：{what}",
        where=str(file),
        next_step="换一份完好的备份",
        code="damaged_backup",
    )
