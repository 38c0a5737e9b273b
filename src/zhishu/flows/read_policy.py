"""Read policy files without keeping them: the JSON of `zhishu policy read`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zhishu.base.errors import ZhishuError
from zhishu.importers.door import Door


def read_policy_files(paths: Iterable[Path], *, evidence: bool = False) -> list[dict[str, Any]]:
    """The entries of `files`, each read by a process of its own."""
    with Door() as door:
        return [read_policy_file(path, evidence=evidence, door=door) for path in paths]


def read_policy_file(
    path: Path, *, evidence: bool = False, door: Door | None = None
) -> dict[str, Any]:
    """One entry of `files`: documents and losses, or an error with code, message and next step.

    It is read behind `door`, or one for this file alone.
    """
    if door is None:
        with Door() as own:
            return read_policy_file(path, evidence=evidence, door=own)
    entry: dict[str, Any] = {
        "file": str(path),
        "encoding": None,
        "error": None,
        "documents": [],
        "losses": [],
    }
    try:
        return {**entry, **door.page(path, evidence=evidence)}
    except ZhishuError as error:
        entry["error"] = {
            "code": error.code,
            "message": error.what,
            "next_step": error.next_step,
        }
        return entry
