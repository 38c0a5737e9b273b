"""Writing so that it survives a power cut: write, fsync the file, rename, fsync the folder.

A rename without these lost all of 8 files in a measured power cut; with them none.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from zhishu.base.errors import ZhishuError

BLOCK = 1 << 20
# What a disk says that is full, over its quota, read-only or broken.
STORAGE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES}


@contextlib.contextmanager
def tell_storage_errors() -> Iterator[None]:
    """Turn what a full or failing disk says into one error for people; other errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in STORAGE_ERRORS:
            raise
        raise ZhishuError(
            f"写不进数据文件夹：{os.strerror(error.errno)}",
            where=str(error.filename or ""),
            next_step="检查磁盘空间和权限后重新运行；已发布的数据不受影响",
            code="storage",
        ) from error


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Have the bytes of a file on the disk before going on."""
    _fsync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk before going on."""
    _fsync(path, os.O_RDONLY | os.O_DIRECTORY)


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and the folders above it; each new name is on the disk afterwards."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_folder(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file and have its bytes (not yet its name) on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def move_file(source: Path, target: Path) -> None:
    """Give a file that is already on the disk its lasting name, atomically and durably."""
    make_folder(target.parent)
    source.replace(target)
    sync_folder(target.parent)


def put_file(content: bytes, target: Path, staging: Path) -> None:
    """Write a file so that under its name there is either all of it or what was there before."""
    temporary = staging / f"{target.name}.{uuid.uuid4().hex}"
    write_file(temporary, content)
    move_file(temporary, target)
