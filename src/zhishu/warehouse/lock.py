"""Locks between processes: flock, which the kernel lets go when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from zhishu.base.errors import BusyError
from zhishu.warehouse.durable import make_folder

POLL_SECONDS = 0.02


@contextlib.contextmanager
def hold_lock(
    path: Path, *, what: str, reason: str, wait_seconds: float, shared: bool = False
) -> Iterator[None]:
    """Hold a lock while the block runs; BusyError says who has it when it does not come free in time.

    what: how a person calls the thing that is locked; reason: told to others who wait for it.
    """
    make_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, what, wait_seconds, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        if not shared:
            _sign(descriptor, reason)
        try:
            yield
        finally:
            if not shared:
                os.ftruncate(descriptor, 0)
            # Said aloud: a forked child that inherited the descriptor must not keep the lock.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, what: str, wait_seconds: float, kind: int) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BusyError(
                    f"{what}正被{_holder(descriptor)}占用，等了{wait_seconds:g}秒",
                    next_step="等它完成后重新运行",
                ) from None
            time.sleep(POLL_SECONDS)


def _sign(descriptor: int, reason: str) -> None:
    """Leave the holder's name in the lock file, for the message of those who wait."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    card = json.dumps({"pid": os.getpid(), "since": since, "reason": reason}, ensure_ascii=False)
    os.ftruncate(descriptor, 0)
    # On a full disk the lock holds all the same: collection must get in there to make room.
    with contextlib.suppress(OSError):
        os.pwrite(descriptor, card.encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        card = json.loads(os.pread(descriptor, 4096, 0))
        since = datetime.fromisoformat(card["since"]).astimezone().strftime("%H:%M:%S")
        return f"进程{card['pid']}（{card['reason']}，{since}起）"
    except (ValueError, KeyError, TypeError):
        return "另一个进程"
