"""A drill: restore a backup beside the home that runs, compare every figure, leave nothing behind.

A backup that does not restore counts as no backup. The home that runs is only read.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.flows.back_up_home import back_up_home
from zhishu.flows.copy_database import MEMBERS, Database, borrowed_database, database_of
from zhishu.flows.count_home import count_tables, measure_figures
from zhishu.flows.keep_backups import is_free, newest_backup
from zhishu.flows.open_warehouse import ALL_TABLES
from zhishu.flows.read_backup import Told, read_backup
from zhishu.flows.restore_home import Say, restore_home
from zhishu.warehouse.archive import read_contents
from zhishu.warehouse.durable import hash_file
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.version import FORMAT
from zhishu.warehouse.warehouse import Warehouse

MOST_NAMED = 20
OTHER = "运行中的数据文件夹已没有这个快照，或者不是同一个"
PREFIX, LOCK = "zhishu-drill-", "in-use"


@dataclass(frozen=True)
class Pages:
    """Digests of the portal's pages of a home, and what they were made from."""

    snapshot: int
    index_snapshot: int | None
    pages: Mapping[str, str]
    searches: Mapping[str, str]


# Renders the pages of a home whose rows lie in a database; given by the face, which may know the portal.
ReadPages = Callable[[Database], Pages]


@dataclass(frozen=True)
class Comparison:
    """One kind of things that were compared: how many, which differ, or why they were not compared."""

    what: str
    compared: int
    different: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True)
class DrillReport:
    """What a drill found, and how long each step took; `seconds["restore"]` is the time to be back."""

    file: Path
    made_at: str
    snapshot: int
    bytes: int
    seconds: dict[str, float]
    comparisons: tuple[Comparison, ...]

    @property
    def passed(self) -> bool:
        return not any(one.different for one in self.comparisons)


def drill_backup(
    home: Path,
    backup: Path | None,
    *,
    read_pages: ReadPages,
    workspace: Path | None = None,
    say: Say = lambda message: None,
) -> DrillReport:
    """Restore a backup into a temporary home and compare it with its manifest and the home that runs.

    backup: a file, or a folder whose newest is taken; None makes one for the drill. workspace: the
    folder in which all of it happens, by default the system's temporary one.
    """
    home = home.absolute()
    seconds: dict[str, float] = {}
    if backup is not None and backup.is_dir():
        backup = newest_backup(backup, home)
    with _temporary(workspace or Path(tempfile.gettempdir())) as folder:
        if backup is None:
            say("正在做一份备份……")
            made = back_up_home(home, folder / "backup.tar")
            backup, seconds["backup"] = made.file, made.seconds
        told = read_backup(backup)
        with borrowed_database(folder / "home") as database:
            report = restore_home(backup, folder / "home", database=database, say=say)
            seconds["restore"] = report.seconds
            say("正在逐项比对……")
            started = monotonic()
            comparisons = _compare(home, backup, told, database, read_pages)
            seconds["compare"] = round(monotonic() - started, 2)
        return DrillReport(
            backup, told.made_at, told.snapshot, backup.stat().st_size, seconds, comparisons
        )


@contextlib.contextmanager
def _temporary(workspace: Path) -> Iterator[Path]:
    """A folder of one's own, taken away at the end; what a killed drill left goes as well."""
    for left in workspace.glob(f"{PREFIX}*/{LOCK}"):
        with is_free(left) as free:
            if free:
                shutil.rmtree(left.parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=workspace))
    try:
        with hold_lock(folder / LOCK, what="演练", reason="演练", wait_seconds=0):
            yield folder
    finally:
        shutil.rmtree(folder)


def _compare(
    home: Path, backup: Path, told: Told, database: Database, read_pages: ReadPages
) -> tuple[Comparison, ...]:
    restored = database.home
    warehouse = Warehouse.open(restored, ALL_TABLES)
    tables = count_tables(warehouse, told.snapshot)
    rows = (told.database or {}).get("tables", {})
    comparisons = [
        _files(restored, backup),
        _equal("数据仓库的表，与备份所记", told.tables, tables),
        _equal("门户的表，与备份所记", rows, database.count() if rows else {}),
    ]
    live = _live_tables(home, backup, told)
    if live is None:
        comparisons.append(Comparison("数据仓库的表，与运行中的", 0, left_out=OTHER))
    else:
        comparisons.append(_equal("数据仓库的表，与运行中的", live, tables))
    if told.home_version != FORMAT or told.figures is None:
        return (*comparisons, Comparison("指标和页面", 0, left_out="备份是旧版本的，升级后才能比"))
    as_of = date.fromisoformat(told.figures["as_of"])
    figures = measure_figures(restored, told.snapshot, as_of) or {}
    comparisons.append(_equal("指标，与备份所记", told.figures["values"], figures["values"]))
    if live is None:
        return (*comparisons, _opened(read_pages(database)))
    now = measure_figures(home, told.snapshot, as_of) or {}
    comparisons.append(_equal("指标，与运行中的", now["values"], figures["values"]))
    return (*comparisons, *_pages(home, told, database, read_pages))


def _files(restored: Path, backup: Path) -> Comparison:
    """Every file of the backup by its hash, read from where it was restored."""
    members = [one for one in read_contents(backup).members if one.name != MEMBERS["postgresql"]]
    different = []
    for one in members:
        path = restored / one.name
        if not path.is_file() or hash_file(path) != one.sha256:
            different.append(one.name)
    return Comparison("文件的摘要", len(members), tuple(different[:MOST_NAMED]))


def _live_tables(home: Path, backup: Path, told: Told) -> dict[str, Any] | None:
    """The tables of the home that runs, at the backup's snapshot; None where it has none such.

    A snapshot of the same number is another one in another home: its record's hash tells.
    """
    name = f"warehouse/snapshots/{told.snapshot}.json"
    records = [one.sha256 for one in read_contents(backup).members if one.name == name]
    if not (home / name).is_file() or [hash_file(home / name)] != records:
        return None
    try:
        return count_tables(Warehouse.open(home, ALL_TABLES), told.snapshot)
    except ZhishuError:
        return None


def _pages(
    home: Path, told: Told, database: Database, read_pages: ReadPages
) -> tuple[Comparison, ...]:
    """The portal's pages of both homes; only where the one that runs still stands where the backup was made."""
    restored, live = read_pages(database), read_pages(database_of(home))
    if live.snapshot != told.snapshot:
        reason = f"运行中的已到快照{live.snapshot}，备份是快照{told.snapshot}"
        return (Comparison("门户的页面", 0, left_out=reason),)
    pages = _rendered("门户的页面", live.pages, restored.pages)
    if live.index_snapshot != told.snapshot:
        return (pages, Comparison("检索的页面", 0, left_out="运行中的检索索引不在这个快照上"))
    return (pages, _rendered("检索的页面", live.searches, restored.searches))


def _rendered(what: str, wanted: Mapping[str, str], found: Mapping[str, str]) -> Comparison:
    """Pages by their digests, which begin with the status; one that breaks is not good, equal or not."""
    sound = {name: value for name, value in wanted.items() if not value.startswith("5")}
    return _equal(what, sound, found)


def _opened(pages: Pages) -> Comparison:
    """Where there is nothing to compare with, at least every page opens."""
    found = {**pages.pages, **pages.searches}
    broken = [name for name, value in found.items() if value.startswith("5")]
    return Comparison("门户的页面，只看能否打开", len(found), tuple(broken[:MOST_NAMED]))


def _equal(what: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Comparison:
    names = sorted({*wanted, *found})
    different = [one for one in names if wanted.get(one) != found.get(one)]
    return Comparison(what, len(names), tuple(different[:MOST_NAMED]))
