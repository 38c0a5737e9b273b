"""What comes through the door is checked before it is believed; nonsense and every bad end are one InvalidFileError."""

from __future__ import annotations

from typing import Any

from zhishu.base.errors import InvalidFileError
from zhishu.importers.limits import Limits

LONGEST_TEXT = 500


def are_texts(values: Any) -> bool:
    """Whether all of these are texts."""
    return isinstance(values, list | tuple) and all(isinstance(one, str) for one in values)


def as_progress(told: Any) -> tuple[int, int]:
    """(done, total) of a word that says how far a child is; an error for anything else."""
    match told:
        case [int() as done, int() as total]:
            return done, total
    raise reader_died("说的话无法理解")


def told_error(error: Any) -> InvalidFileError:
    """The error that a child tells."""
    names = ("what", "where", "next_step", "code")
    if not isinstance(error, dict) or not are_texts([error.get(name) for name in names]):
        return reader_died("说的话无法理解")
    what, where, next_step, code = (error[name][:LONGEST_TEXT] for name in names)
    return InvalidFileError(what, where=where, next_step=next_step, code=code)


def too_large(limits: Limits) -> InvalidFileError:
    """A child needed more memory than it may have."""
    return InvalidFileError(
        f"读这个文件需要的内存超过{limits.memory >> 20}MB，已停止",
        next_step="表格请另存为CSV（UTF-8）或拆成几个文件；确实需要时请管理员调高ZHISHU_READER_MEMORY",
        code="too_large",
    )


def took_too_long(limits: Limits) -> InvalidFileError:
    """A child took more time than it may."""
    return InvalidFileError(
        f"读这个文件超过了{limits.seconds}秒，已停止",
        next_step="拆成几个文件再试；确实需要时请管理员调高ZHISHU_READER_SECONDS",
        code="took_too_long",
    )


def reader_died(how: str) -> InvalidFileError:
    """A child ended, or said what makes no sense."""
    return InvalidFileError(
        f"读这个文件的进程{how}，文件多半已损坏",
        next_step="在原来的软件里打开，另存为CSV（UTF-8）、文本或网页后再试",
        code="reader_died",
    )
