"""Which version of the program a home is for, and whether something unfinished lies in it.

The version is the format number in the warehouse's pointer: the rename that publishes what a migration
derived is also what makes the home new, and programs before this one refuse it by the same number.
`upgrade.json` tells of the last upgrade, `restoring` is there while a restore is not finished.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from zhishu.base.errors import BusyError, DamagedDataError, ZhishuError
from zhishu.warehouse.durable import make_folder, put_file
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.switch import SWITCH_SECONDS, replace_pointer
from zhishu.warehouse.version import FORMAT, decode_pointer, read_pointer

UPGRADE, RESTORING = "upgrade.json", "restoring"
# The home's key: in no backup, for whoever has it can sign sessions and try telephone numbers by their digest.
KEY = "secret_key"
_in_hand: set[Path] = set()


@dataclass(frozen=True)
class Upgrade:
    """The last upgrade of a home: from which version to which, the backup made before, whether it came to its end."""

    from_version: int
    to_version: int
    backup: str
    finished: bool


def home_version(home: Path) -> int:
    """The version a home is for; a home without published data is for this program."""
    try:
        value = decode_pointer(Layout.of_home(home).pointer.read_bytes())
    except OSError:
        value = None
    # Nothing there, or damaged: whoever reads the pointer for its data will tell.
    return FORMAT if value is None else int(value["format"])


def read_upgrade(home: Path) -> Upgrade | None:
    """What is known of the last upgrade; None when there was none."""
    path = home / UPGRADE
    try:
        return Upgrade(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise DamagedDataError(
            "升级的记录读不出来",
            where=str(path),
            next_step="从备份恢复，或者重新运行zhishu upgrade",
        ) from None


def home_key(home: Path) -> str:
    """The key of a home, made when it is first asked for; only the owner reads it."""
    path = home / KEY
    if not path.exists():
        part = home / f"{KEY}.{secrets.token_hex(8)}.part"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            # Of two that make one at once, the first is everybody's; it is there whole or not at all.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(part)
        finally:
            part.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()


def write_upgrade(home: Path, upgrade: Upgrade) -> None:
    """Note how far an upgrade is, durably."""
    content = json.dumps(asdict(upgrade), ensure_ascii=False, indent=1).encode()
    staging = Layout.of_home(home).staging
    make_folder(staging)
    put_file(content, home / UPGRADE, staging)


def stamp_home(home: Path) -> None:
    """Write the pointer again in this program's format: from then on older programs refuse the home."""
    layout = Layout.of_home(home)
    with hold_lock(layout.switch_lock, what="快照指针", reason="升级", wait_seconds=SWITCH_SECONDS):
        if home_version(home) < FORMAT:
            replace_pointer(layout, read_pointer(layout), layout.staging)


@contextlib.contextmanager
def in_hand(home: Path) -> Iterator[None]:
    """Let this process work in a home that it restores or upgrades, and that is closed to everybody else."""
    _in_hand.add(home.absolute())
    try:
        yield
    finally:
        _in_hand.discard(home.absolute())


@contextlib.contextmanager
def with_portal(home: Path) -> Iterator[None]:
    """Let others see that the portal of a home is open while the block runs."""
    with hold_lock(_portal_lock(home), what="门户", reason="serve", wait_seconds=0, shared=True):
        yield


@contextlib.contextmanager
def without_portal(home: Path) -> Iterator[None]:
    """Keep the portal of a home from opening while the block runs; BusyError where it is open."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(
                hold_lock(_portal_lock(home), what="门户", reason="停用", wait_seconds=0)
            )
        except BusyError:
            raise BusyError(
                "门户还开着，这件事要在它停止后做",
                where=str(home),
                next_step="停止zhishu serve后重新运行",
            ) from None
        yield


def _portal_lock(home: Path) -> Path:
    return Layout.of_home(home).root / "locks" / "portal.lock"


def check_home(home: Path) -> None:
    """Refuse a home that is not whole, or not for this program, in one sentence with what helps."""
    if home.absolute() in _in_hand:
        return
    if (home / RESTORING).exists():
        raise ZhishuError(
            "这个数据文件夹的恢复没有做完",
            where=str(home),
            next_step="重新运行zhishu restore",
            code="unfinished_restore",
        )
    upgrade = read_upgrade(home) if (home / UPGRADE).exists() else None
    version = home_version(home)
    if version > FORMAT:
        kept = f"（{upgrade.backup}）" if upgrade else ""
        raise ZhishuError(
            "这个数据文件夹由更新的程序写成，本程序不能打开",
            where=str(home),
            next_step=f"升级程序，或者恢复升级前的备份{kept}",
            code="newer_home",
        )
    if version < FORMAT:
        raise ZhishuError(
            "这个数据文件夹是旧版本的，需要先升级",
            where=str(home),
            next_step="停止门户，运行zhishu upgrade（会先做一份备份）",
            code="old_home",
        )
    if upgrade is not None and not upgrade.finished:
        raise ZhishuError(
            "这个数据文件夹的升级没有做完",
            where=str(home),
            next_step=f"重新运行zhishu upgrade；升级前的备份在{upgrade.backup}",
            code="unfinished_upgrade",
        )
