"""Read policy files without keeping them: the JSON of `zhishu policy read`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhishu.base.errors import InvalidFileError, ZhishuError
from zhishu.importers.policy_page import read_page
from zhishu.policy.contract import file_as_json


def read_policy_file(path: Path, *, evidence: bool = False) -> dict[str, Any]:
    """One entry of `files`: documents and losses, or an error with code, message and next step."""
    entry: dict[str, Any] = {
        "file": str(path),
        "encoding": None,
        "error": None,
        "documents": [],
        "losses": [],
    }
    try:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InvalidFileError(
                "文件打不开",
                next_step=f"检查路径和权限（{error.strerror}）",
                code="unreadable_file",
            ) from None
        page = read_page(data)
    except ZhishuError as error:
        entry["error"] = {
            "code": error.code,
            "message": error.what,
            "next_step": error.next_step,
        }
        return entry
    return {**entry, "encoding": page.encoding, **file_as_json(page.read, evidence=evidence)}
