"""A draft as an officer has it: the YAML of a measure or of groups, with phrases that are still open."""

from __future__ import annotations

from dataclasses import dataclass

from zhishu.rules.loading import load_yaml, refuse
from zhishu.rules.measure import Group, Measure, read_groups, read_measure
from zhishu.rules.rulebook import GROUPS_FILE
from zhishu.rules.schema import Fields


@dataclass(frozen=True)
class DraftFile:
    """What a draft holds: one measure or the groups of a document; open: what is not settled yet."""

    measure: Measure | None
    groups: tuple[Group, ...]
    open: tuple[str, ...]


def read_draft(text: str, *, where: str) -> DraftFile:
    """A draft from its YAML; RulebookError by line, as for a file of the rulebook."""
    content = load_yaml(text, where=where)
    fields = Fields(content, where)
    still_open = fields.texts("open")
    content.pop("open", None)
    if "groups" in content:
        return DraftFile(None, tuple(read_groups(content, where=where)), still_open)
    measure = read_measure(content, where=where)
    file_of(measure.name, where=where, line=measure.line)
    return DraftFile(measure, (), still_open)


def file_of(name: str, *, where: str, line: int = 1) -> str:
    """Where a rule lies in a rulebook by its name: 361000/fund/9-1 in 361000/measures/fund/9-1.yaml."""
    parts = name.split("/")
    plain = all(
        part.isascii() and part.replace("-", "").replace("_", "").isalnum() for part in parts
    )
    if len(parts) != 3 or not plain or len(name) > 100:
        raise refuse(
            f"编号“{name[:60]}”不合写法", where, line,
            next_step="写成“地区/文件/条款”，只用字母、数字、-和_，如361000/fund/9-1",
        )  # fmt: skip
    region, document, clause = parts
    if clause == GROUPS_FILE.removesuffix(".yaml"):
        raise refuse("groups是组的文件名", where, line, next_step="换一个条款编号")
    return f"{region}/measures/{document}/{clause}.yaml"
