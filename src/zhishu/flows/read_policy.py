"""Read policy files without keeping them: the JSON of `zhishu policy read`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhishu.base.errors import ZhishuError
from zhishu.importers.door import Door
from zhishu.importers.kept_door import kept_door

if TYPE_CHECKING:
    from zhishu.flows.open_model import Model


def read_policy_files(
    paths: Iterable[Path], *, evidence: bool = False, model: Model | None = None
) -> list[dict[str, Any]]:
    """The entries of `files`, each read by a process of its own; model: asked for proposals about each."""
    with Door() as door:
        return [read_policy_file(path, evidence=evidence, door=door, model=model) for path in paths]


def read_policy_file(
    path: Path, *, evidence: bool = False, door: Door | None = None, model: Model | None = None
) -> dict[str, Any]:
    """One entry of `files`: documents and losses, or an error with code, message and next step.

    It is read behind `door`, or one for this file alone. With a model its proposals stand beside
    what was read, under `proposals`.
    """
    if door is None:
        with kept_door() as own:
            return read_policy_file(path, evidence=evidence, door=own, model=model)
    entry: dict[str, Any] = {
        "file": str(path),
        "encoding": None,
        "recognition": None,
        "error": None,
        "documents": [],
        "losses": [],
    }
    try:
        entry |= door.page(path, evidence=evidence)
    except ZhishuError as error:
        entry["error"] = {
            "code": error.code,
            "message": error.what,
            "next_step": error.next_step,
        }
    if model is not None:
        # What calls out is loaded when it is used.
        from zhishu.flows.propose_items import propose_items

        entry["proposals"] = propose_items(entry, model, door)
    return entry
