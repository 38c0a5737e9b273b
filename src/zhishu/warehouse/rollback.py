"""Going back: the state of an older snapshot, published again as the newest; nothing is deleted."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable

from zhishu.base.errors import InvalidValueError
from zhishu.warehouse.catalogue import check_segments
from zhishu.warehouse.durable import make_folder
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.switch import switch_back
from zhishu.warehouse.version import Snapshot, read_manifest, read_pointer

SOURCE = "zhishu warehouse rollback"


def roll_back(
    layout: Layout,
    number: int,
    *,
    find: Callable[[int], Snapshot],
    reason: str,
    wait_seconds: float,
) -> int:
    """Publish snapshot `number` again, whole by its hashes, while nobody writes; the new number.

    find: the readable snapshot of a number, or a NotFoundError.
    """
    if not reason.strip():
        raise InvalidValueError("没有写明回退的原因", next_step="用一句话写明为什么回退")
    what = f"回退到第{number}个快照：{reason.strip()}"
    with hold_lock(layout.writers_lock, what="数据仓库", reason=what, wait_seconds=wait_seconds):
        older = find(number)
        if older.tables == find(read_pointer(layout).snapshot).tables:
            raise InvalidValueError(
                f"第{number}个快照和现在的数据相同，没有回退",
                next_step="用zhishu warehouse snapshots看有哪些快照",
            )
        for name, version in older.tables.items():
            check_segments(layout, name, read_manifest(layout, name, version).segments)
        staging = layout.staging / uuid.uuid4().hex
        make_folder(staging)
        try:
            return switch_back(layout, older, reason=what, source=SOURCE, staging=staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
