"""A disk that is small, and how full it is; and an image that can lose its power. Both need root."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

BALLAST = "ballast"


def _mount(*arguments: str) -> bool:
    done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    return done.returncode == 0


@contextlib.contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[bool]:
    """A file system of its own at `folder` while the block runs; false where it cannot be had."""
    folder.mkdir()
    if not _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)):
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def room_for(folder: Path, size: int) -> Iterator[None]:
    """So many bytes are left on the disk while the block runs."""
    ballast = folder / BALLAST
    facts = os.statvfs(folder)
    with ballast.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, facts.f_bavail * facts.f_frsize - size))
    try:
        yield
    finally:
        ballast.unlink()


@contextlib.contextmanager
def image(path: Path, *, megabytes: int) -> Iterator[bool]:
    """An empty ext4 in a file, which writes to it only when it is told to; false where it cannot be had."""
    with path.open("wb") as stream:
        stream.truncate(megabytes << 20)
    made = subprocess.run(
        ["mkfs.ext4", "-q", "-F", str(path)],
        capture_output=True,
        check=False,
    )
    yield made.returncode == 0


@contextlib.contextmanager
def mounted(path: Path, folder: Path) -> Iterator[bool]:
    """An image mounted while the block runs, its journal committed only by fsync; false where it cannot be."""
    folder.mkdir(exist_ok=True)
    if not _mount("-o", "loop,commit=300", str(path), str(folder)):
        yield False
        return
    try:
        yield True
    finally:
        # An index that was opened there is still mapped: the mount goes when it is let go.
        subprocess.run(["umount", "-l", str(folder)], check=True)
