"""Opening a file that a person named: ordinary files only, and never one that keeps the reader waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from zhishu.base.errors import InvalidFileError

_KINDS = (
    (stat.S_ISDIR, "文件夹"),
    (stat.S_ISFIFO, "管道"),
    (stat.S_ISSOCK, "套接字"),
    (stat.S_ISCHR, "设备"),
    (stat.S_ISBLK, "设备"),
)


def open_plain(path: Path) -> BinaryIO:
    """The file, open for reading without a buffer; InvalidFileError for none, for a pipe, a device, a folder.

    The kind is asked of what was opened, so a name that changes meanwhile does no harm. A link to a
    file is that file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except FileNotFoundError:
        raise InvalidFileError(
            "没有这个文件", where=str(path), next_step="检查路径和文件名"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径里有空字节"
        raise InvalidFileError(
            "文件打不开",
            where=str(path),
            next_step=f"检查路径和权限（{reason}）",
            code="unreadable_file",
        ) from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "特殊文件")
        raise InvalidFileError(
            f"这是{kind}，不是文件",
            where=str(path),
            next_step="先存成一个普通文件，再导入",
            code="not_a_file",
        )
    os.set_blocking(descriptor, True)
    return open(descriptor, "rb", buffering=0)  # noqa: PTH123 - a descriptor, not a path
