"""The schema of the rulebook's files, with the facts that a home's rulebook declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhishu.flows.open_warehouse import open_rulebook
from zhishu.rules.editor_schema import editor_schemas

SCHEMA_KINDS = ("measures", "groups", "facts", "cases")


def schema_of(home: Path, kind: str) -> dict[str, Any]:
    """The JSON Schema of one of the kinds."""
    return editor_schemas(open_rulebook(home).facts)[kind]
