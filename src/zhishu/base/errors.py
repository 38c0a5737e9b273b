"""The one root error: what happened, where, and what to do next."""

from __future__ import annotations


class ZhishuError(Exception):
    """Root of every error a user may meet; faces turn it into a message, an exit code or a status.

    what: one Chinese sentence without a full stop; where: file, line, field or path;
    next_step: what the reader can do; code: short stable word for programs.
    """

    code = "error"

    def __init__(
        self, what: str, *, where: str = "", next_step: str = "", code: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"位置：{self.where}")
        if self.next_step:
            parts.append(f"下一步：{self.next_step}")
        return "。".join(parts)


class InvalidValueError(ZhishuError, ValueError):
    """A value cannot be read; `what` says what was expected."""

    code = "invalid_value"


class InvalidFileError(ZhishuError):
    """A file cannot be used at all (unreadable, wrong kind, empty)."""

    code = "invalid_file"


class NotFoundError(ZhishuError):
    """What was asked for is not known here."""

    code = "not_found"


class DamagedDataError(ZhishuError):
    """Stored bytes do not match their hash: an outage of that table, never a figure."""

    code = "damaged_data"


class BusyError(ZhishuError):
    """Another process holds the lock."""

    code = "busy"
