"""Bring a home of an older version to this program's: a backup first, then what has changed since.

Every step may be done again, so an upgrade that was killed is finished by the next one. What was
imported or decided by people is not touched; it is counted before and after, and must be the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from zhishu.base.errors import DamagedDataError, ZhishuError
from zhishu.base.faultpoint import faultpoint
from zhishu.flows.back_up_home import back_up_home
from zhishu.flows.count_home import count_tables
from zhishu.flows.open_warehouse import ALL_TABLES
from zhishu.flows.read_backup import Counted, read_backup
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.flows.repair_home import rebuild_derived
from zhishu.flows.restore_home import Say
from zhishu.rights.tables import DERIVED
from zhishu.warehouse.archive import check_archive
from zhishu.warehouse.durable import tell_storage_errors
from zhishu.warehouse.home_version import (
    RESTORING,
    Upgrade,
    check_home,
    home_version,
    in_hand,
    read_upgrade,
    stamp_home,
    without_portal,
    write_upgrade,
)
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import FORMAT
from zhishu.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class UpgradeReport:
    """What an upgrade did; `from_version` equal to `to_version` when there was nothing to do."""

    home: Path
    from_version: int
    to_version: int
    backup: Path | None
    changed: tuple[str, ...]
    seconds: float


def _derive_again(home: Path) -> tuple[Table, ...]:
    """1 → 2: the newest publication that knows a field holds; patents and their periods bear more columns.

    2 → 3: periods tell the event that began them; burdens, holders and contradictions are derived too.
    """
    rebuild_derived(home)
    return DERIVED


def _with_the_next(home: Path) -> tuple[Table, ...]:
    """What the next migration does as well."""
    return ()


# What brings the warehouse from a version to the next; each returns the derived tables it wrote.
MIGRATIONS: dict[int, Callable[[Path], tuple[Table, ...]]] = {
    1: _with_the_next,
    2: _derive_again,
}
assert sorted(MIGRATIONS) == list(range(1, FORMAT))


def upgrade_home(
    home: Path,
    *,
    backups: Path | None = None,
    migrate_portal: Callable[[], None],
    say: Say = lambda message: None,
) -> UpgradeReport:
    """Upgrade a home; nobody else may have it open meanwhile.

    backups: the folder of the backup made before, by default <home>-backups beside it.
    migrate_portal: brings the portal's tables up; given by the face, which may know the portal.
    """
    started = monotonic()
    home = home.absolute()
    _refuse(home)
    with (
        tell_storage_errors(),
        without_portal(home),
        in_hand(home),
    ):
        upgrade = read_upgrade(home)
        if home_version(home) == FORMAT and (upgrade is None or upgrade.finished):
            return UpgradeReport(home, FORMAT, FORMAT, None, (), round(monotonic() - started, 2))
        if upgrade is None or upgrade.finished:
            upgrade = _begin(home, backups or home.with_name(f"{home.name}-backups"), say)
        else:
            say(f"接着做上次没有做完的升级；升级前的备份在{upgrade.backup}")
        changed = _migrate(home, upgrade, say)
        say("正在升级门户的表……")
        migrate_portal()
        faultpoint("migration.after_portal")
        say("正在重建检索索引……")
        rebuild_index(home)
        faultpoint("migration.before_finish")
        write_upgrade(home, replace(upgrade, finished=True))
    return UpgradeReport(
        home,
        upgrade.from_version,
        upgrade.to_version,
        Path(upgrade.backup),
        changed,
        round(monotonic() - started, 2),
    )


def _refuse(home: Path) -> None:
    if not home.is_dir():
        raise ZhishuError("没有这个数据文件夹", where=str(home), next_step="用--home指明")
    if (home / RESTORING).exists() or home_version(home) > FORMAT:
        check_home(home)


def _begin(home: Path, backups: Path, say: Say) -> Upgrade:
    """Make the backup, and only then note that an upgrade is under way: until then nothing is changed."""
    say("升级前先做一份备份……")
    made = back_up_home(home, backups)
    say(f"备份在{made.file}")
    faultpoint("migration.after_backup")
    upgrade = Upgrade(home_version(home), FORMAT, str(made.file.absolute()), finished=False)
    write_upgrade(home, upgrade)
    faultpoint("migration.after_mark")
    return upgrade


def _migrate(home: Path, upgrade: Upgrade, say: Say) -> tuple[str, ...]:
    """Run the migrations, compare what they may not touch, then put the new version on the home.

    A migration's own switch writes the new version already; one that was killed is done again.
    """
    warehouse = Warehouse.open(home, ALL_TABLES)
    derived: set[Table] = set()
    for version in range(upgrade.from_version, FORMAT):
        say(f"正在把数据仓库从第{version}版升到第{version + 1}版……")
        derived |= set(MIGRATIONS[version](home))
        faultpoint("migration.after_derive")
    names = {table.name for table in derived}
    before = _counted_before(upgrade)
    after = count_tables(warehouse, warehouse.snapshot())
    for name in sorted(before):
        if name not in names and before[name] != after.get(name):
            raise DamagedDataError(
                f"升级后表{name}与升级前不同，升级停在这里",
                where=str(home),
                next_step=f"恢复升级前的备份{upgrade.backup}，并报告本条消息",
            )
    stamp_home(home)
    faultpoint("migration.after_stamp")
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def _counted_before(upgrade: Upgrade) -> Counted:
    """What the tables held, as the backup made before tells; the backup is found whole once more."""
    backup = Path(upgrade.backup)
    check_archive(backup)
    return read_backup(backup).tables
