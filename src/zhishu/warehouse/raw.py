"""Raw files, kept as they came, under the hash of their bytes."""

from __future__ import annotations

import hashlib
import re
import uuid
from pathlib import Path

from zhishu.base.errors import DamagedDataError, NotFoundError
from zhishu.base.faultpoint import faultpoint
from zhishu.base.plain_file import open_plain
from zhishu.warehouse.durable import BLOCK, make_folder, move_file, sync_file
from zhishu.warehouse.integrity import check_file, damaged
from zhishu.warehouse.layout import Layout
from zhishu.warehouse.report import Raw


def keep_raw(layout: Layout, path: Path) -> Raw:
    """Copy a file into the store, block by block; kept bytes found damaged are thereby healed."""
    make_folder(layout.staging)
    temporary = layout.staging / f"raw-{uuid.uuid4().hex}"
    try:
        sha256, size = _copy(path, temporary)
        target = layout.raw(sha256)
        if not _is_whole(target, sha256, size):
            temporary.chmod(0o444)
            sync_file(temporary)
            faultpoint("raw.before_naming")
            move_file(temporary, target)
            faultpoint("raw.after_naming")
    finally:
        temporary.unlink(missing_ok=True)
    return Raw(sha256, size, target)


def _copy(path: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with open_plain(path) as source, target.open("wb") as copy:
        while block := source.read(BLOCK):
            digest.update(block)
            copy.write(block)
            size += len(block)
    return digest.hexdigest(), size


def _is_whole(path: Path, sha256: str, size: int) -> bool:
    if not path.exists():
        return False
    try:
        check_file(path, sha256, size, "")
    except DamagedDataError:
        return False
    return True


def find_raw(layout: Layout, sha256: str) -> Path:
    """Path of a kept file whose bytes are what its name says."""
    path = layout.raw(sha256)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not path.exists():
        raise NotFoundError("没有这份原件", where=sha256, next_step="重新导入原件")
    try:
        check_file(path, sha256, path.stat().st_size, "")
    except FileNotFoundError:
        raise damaged(path, "", "原件不见了") from None
    return path
