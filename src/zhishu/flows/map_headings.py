"""Make the mapping of a table with headings of its own: look at the file, save what an officer says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from zhishu.base.errors import InvalidFileError, InvalidValueError
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.importers.format import fold_heading
from zhishu.importers.formats import detect_format, tabular_formats
from zhishu.importers.headings import print_headings, read_headings
from zhishu.importers.kept_door import kept_door
from zhishu.importers.likeness import guess_fields, guess_subject
from zhishu.importers.patent_subject import PATENT_SUBJECT
from zhishu.importers.subject import Subject
from zhishu.importers.subjects import SUBJECTS
from zhishu.warehouse.durable import make_folder, put_file

LOOKED_AT = 50
SHOWN_VALUES = 3
LONGEST_VALUE = 60
LONGEST_TITLE = 40
# The folder of an office whose instance says no region.
NO_REGION = "local"


@dataclass(frozen=True)
class Draft:
    """A mapping that the program proposes: its YAML, what it lacks ("" for nothing)."""

    yaml: str
    lacks: str


@dataclass(frozen=True)
class Column:
    """A column of a file: its heading, its first values, the field it is taken for ("" for none)."""

    heading: str
    values: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class LookedAt:
    """A table with headings of its own: what it is taken for, and its columns."""

    subject: Subject
    columns: tuple[Column, ...]


def look_at_columns(home: Path, path: Path, kind: str = "") -> LookedAt:
    """The columns of a table that bear a heading; InvalidFileError where the file is none.

    kind: what its rows are about; the likeliest where it is not said.
    """
    with kept_door() as door, door.table(path) as table:
        headings = table.headings
        rows = [record.cells for record in islice(table.records(quiet=True), LOOKED_AT)]
    formats = tabular_formats(open_rulebook(home))
    subject = SUBJECTS.get(kind) or guess_subject(headings, formats, SUBJECTS.values())
    guessed = guess_fields(headings, formats, subject)
    columns = []
    for at, heading in enumerate(headings):
        if heading:
            cells = (row[at].strip() for row in rows if at < len(row))
            values = tuple(dict.fromkeys(cell[:LONGEST_VALUE] for cell in cells if cell))
            columns.append(Column(heading, values[:SHOWN_VALUES], guessed.get(heading, "")))
    return LookedAt(subject, tuple(columns))


def draft_mapping(subject: Subject, title: str, chosen: Mapping[str, str]) -> tuple[str, str]:
    """(name, YAML) of the mapping field -> heading; InvalidFileError says what it lacks.

    The name is a digest of what is mapped: the same mapping is the same file.
    """
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidFileError(
            "格式的名称没有写" if not title else f"格式的名称超过{LONGEST_TITLE}个字",
            next_step="写一个同事认得的名称，如“某某平台导出”",
        )
    if not subject.is_told(chosen):
        raise InvalidFileError(subject.lacking, next_step="给这几项各选一列")
    text = "\n".join(f"{field}:{fold_heading(chosen[field])}" for field in sorted(chosen))
    if subject is not PATENT_SUBJECT:  # mappings of patents keep the names that they have had
        text = f"{subject.kind}\n{text}"
    name = f"office_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    yaml = print_headings(subject, name, title, chosen)
    read_headings(yaml, f"{name}.yaml")
    return name, yaml


def propose_mapping(title: str, found: LookedAt) -> Draft:
    """The mapping by likeness alone, with what is left over as comments."""
    subject, columns = found.subject, found.columns
    chosen = {column.field: column.heading for column in columns if column.field}
    lacks = ""
    name = "office_draft"
    try:
        name, yaml = draft_mapping(subject, title, chosen)
    except InvalidFileError as error:
        yaml = print_headings(subject, name, title, chosen)
        lacks = f"{error.what}：{error.next_step}"
    lines = [f"# 存为 rulebook/区划代码/headings/{name}.yaml，放在数据文件夹里。"]
    for column in columns:
        if not column.field:
            values = "；".join(column.values)
            lines.append(f"# 没有对应的列：{column.heading}{f'（{values}）' if values else ''}")
    comments = (" ".join(line.split()) for line in lines)
    return Draft("\n".join([*comments, yaml]), lacks)


def chosen_fields(subject: Subject, told: Mapping[str, str]) -> dict[str, str]:
    """Field -> heading from heading -> field; InvalidValueError for a field said twice."""
    chosen: dict[str, str] = {}
    for heading, field in told.items():
        if not field:
            continue
        if field in chosen:
            raise InvalidValueError(
                f"“{subject.titles[field]}”对应了两列：{chosen[field]}、{heading}",
                next_step="只留一列，另一列选“不导入”",
            )
        chosen[field] = heading
    return chosen


def save_mapping(
    home: Path,
    region: str,
    subject: Subject,
    title: str,
    headings: tuple[str, ...],
    chosen: Mapping[str, str],
) -> Path:
    """Put a mapping into the rulebook of a home, durably; it must be the one that the file is then read by."""
    name, yaml = draft_mapping(subject, title, chosen)
    others = tabular_formats(open_rulebook(home))
    entry = detect_format(headings, None, (*others, read_headings(yaml, f"{name}.yaml")))
    if entry.name != name:
        raise InvalidFileError(
            f"这些标题会按“{entry.title}”读，新的对应不起作用",
            next_step="给更多的列选上字段，或直接重新运行",
        )
    folder = home / "rulebook" / (region or NO_REGION) / "headings"
    make_folder(folder)
    path = folder / f"{name}.yaml"
    put_file(yaml.encode(), path, folder)
    return path
