"""Removing what no readable snapshot needs: left by processes that died, or by snapshots given up."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from zhishu.base.faultpoint import faultpoint
from zhishu.warehouse.durable import sync_folder
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.lock import hold_lock
from zhishu.warehouse.report import GcReport
from zhishu.warehouse.scrub import needed_files
from zhishu.warehouse.switch import SWITCH_SECONDS, replace_pointer
from zhishu.warehouse.version import Pointer, read_pointer


def collect(layout: Layout, *, keep: int | None, wait_seconds: float) -> GcReport:
    """Remove files that nobody can read any more; raw files are never removed.

    keep: give up all snapshots but the newest so many. Nobody writes meanwhile (BusyError when
    somebody does not finish in time); who still reads a snapshot given up is told that it is gone.
    Damage is not cleared away: where a record of what stays is damaged nothing is removed
    (DamagedDataError).
    """
    if not layout.root.exists():
        return GcReport()
    with (
        hold_lock(layout.writers_lock, what="数据仓库", reason="清理", wait_seconds=wait_seconds),
        hold_lock(layout.switch_lock, what="快照指针", reason="清理", wait_seconds=SWITCH_SECONDS),
    ):
        pointer = read_pointer(layout)
        kept = replace(pointer, oldest=_oldest(pointer, keep))
        needed = needed_files(layout, kept)
        _give_up(layout, pointer, kept)
        given_up = tuple(range(pointer.oldest, kept.oldest))
        unneeded = [path for path in _candidates(layout) if path not in needed]
        return _remove(layout, unneeded, given_up)


def _oldest(pointer: Pointer, keep: int | None) -> int:
    """The oldest snapshot that stays readable."""
    if keep is None:
        return pointer.oldest
    return max(pointer.oldest, pointer.snapshot - max(keep, 1) + 1)


def _give_up(layout: Layout, pointer: Pointer, kept: Pointer) -> None:
    """Move the oldest readable snapshot up; first of all, so that a kill later only leaves files over."""
    if kept == pointer:
        return
    faultpoint("gc.before_giving_up")
    replace_pointer(layout, kept, layout.staging)
    faultpoint("gc.after_giving_up")


def _candidates(layout: Layout) -> Iterator[Path]:
    """Every file that could be left over."""
    yield from sorted(layout.snapshots.glob("*"))
    yield from sorted(layout.tables.glob("*/*/*"))
    yield from sorted(path for path in layout.staging.rglob("*") if not path.is_dir())
    yield from (path for path in sorted(layout.spill.glob("*")) if not _is_in_use(path))


def _is_in_use(path: Path) -> bool:
    """Whether the process lives that put this file out of memory (its number is in the name)."""
    found = re.match(r"duckdb_temp_(\d+)_", path.name)
    if found is None:
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _remove(layout: Layout, paths: list[Path], given_up: tuple[int, ...]) -> GcReport:
    removed, size = 0, 0
    folders = set()
    for path in paths:
        try:
            size += path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            continue
        faultpoint("gc.while_removing")
        removed += 1
        folders.add(path.parent)
    for folder in folders:
        sync_folder(folder)
    for folder in layout.staging.glob("*/"):
        shutil.rmtree(folder, ignore_errors=True)
    return GcReport(removed, size, given_up)
