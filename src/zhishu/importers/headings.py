"""Tables under any headings: a YAML file says what its rows are about, and which heading is which field.

The shipped files carry the headings of well-known exports; an office lays its own beside them in
`rulebook/<region>/headings/` of its home. No Python is needed for another one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhishu.importers.format import ReadBatch, Row, SetAside, TabularFormat, fold_heading
from zhishu.importers.patent_subject import PATENT_SUBJECT
from zhishu.importers.subject import Subject
from zhishu.importers.subjects import SUBJECTS
from zhishu.parties.place import Places
from zhishu.rules.loading import load_yaml
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields

PATTERN = "*/headings/*.yaml"


def read_headings(text: str, where: str) -> TabularFormat:
    """The format that a YAML file describes; RulebookError with file and line for a bad one.

    headings: its name; title; table: what its rows are about (patents where it is not said);
    fields: field -> its headings, the first being the one that messages use; required: the fields
    without whose heading a file is not of this format. Where rows are told by one of several fields
    and none of them is required, a file must have one of those that stand here.
    """
    top = Fields(load_yaml(text, where=where), where)
    name, title = top.text("headings"), top.text("title")
    top.text("source", required=False)
    kind = top.text("table", required=False) or PATENT_SUBJECT.kind
    subject = SUBJECTS.get(kind)
    if subject is None:
        raise top.error("table", f"没有“{kind}”这种表", f"应为{'、'.join(SUBJECTS)}")
    inner = top.inner("fields")
    printed: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for field in inner.mapping:
        if field not in subject.titles:
            raise inner.error(field, f"没有“{field}”这个字段", f"应为{'、'.join(subject.titles)}")
        names = [fold_heading(one) for one in inner.texts(field, required=True)]
        if not names or not all(names):
            raise inner.error(field, f"“{field}”没有写标题", "写上文件里的标题")
        for one in names:
            if one in aliases:
                raise inner.error(field, f"标题“{one}”写给了两个字段", "只留一处")
            aliases[one] = names[0]
        printed[names[0]] = field
    required = top.texts("required", required=True)
    by_field = {field: heading for heading, field in printed.items()}
    for field in required:
        if field not in by_field:
            raise top.error("required", f"必需的字段“{field}”没有写标题", "在fields里补上")
    choices = tuple(
        tuple(by_field[one] for one in group if one in by_field)
        for group in subject.telling
        if not any(one in required for one in group)
    )
    if not all(len(group) > 1 for group in choices):
        groups = "，".join("或".join(group) for group in subject.telling)
        raise top.error("required", subject.lacking, f"各对应一列，并写进required：{groups}")
    inner.done()
    top.done()
    needed = tuple(by_field[one] for one in required)
    return make_format(subject, name, title, printed, aliases, needed, choices)


def make_format(
    subject: Subject,
    name: str,
    title: str,
    printed: Mapping[str, str],
    aliases: Mapping[str, str],
    required: tuple[str, ...],
    one_of: tuple[tuple[str, ...], ...] = (),
) -> TabularFormat:
    """A format of a subject; printed: heading -> field; aliases: other heading -> heading."""

    def carried(headings: frozenset[str]) -> frozenset[str]:
        return subject.carried([printed[one] for one in headings if one in printed])

    kept: dict[frozenset[str], frozenset[str]] = {}

    def read(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
        by_field = {field: cells[one] for one, field in printed.items() if one in cells}
        row = subject.read(number, by_field, places)
        if isinstance(row, SetAside):
            return row
        have = frozenset(cells)
        columns = kept.get(have)
        if columns is None:
            columns = kept[have] = carried(have)
        values = {name: value for name, value in row.values.items() if name in columns}
        return Row(row.number, values, row.findings)

    def read_batch(places: Places) -> ReadBatch:
        assert subject.read_batch is not None
        rule = subject.read_batch(places)

        def read_many(
            cells: Mapping[str, pa.Array], count: int
        ) -> tuple[dict[str, pa.Array], npt.NDArray[np.bool_]]:
            by_field = {printed[one]: column for one, column in cells.items() if one in printed}
            columns, unsure = rule(by_field, count)
            return {name: columns[name] for name in carried(frozenset(cells))}, unsure

        return read_many

    return TabularFormat(
        name=name,
        title=title,
        kind=subject.kind,
        table=subject.table,
        required=required,
        optional=tuple(printed),
        carried=carried,
        read=read,
        aliases={one: heading for one, heading in aliases.items() if one != heading},
        fields=printed,
        read_batch=read_batch if subject.read_batch else None,
        one_of=one_of,
    )


def load_headings(rulebook: Rulebook) -> tuple[TabularFormat, ...]:
    """The formats that a rulebook describes, in the order of their files."""
    return tuple(
        read_headings(path.read_text("utf-8-sig"), name) for name, path in rulebook.files(PATTERN)
    )


def print_headings(subject: Subject, name: str, title: str, chosen: Mapping[str, str]) -> str:
    """The YAML of a format that an officer put together: field -> heading as printed."""
    required = [one for group in subject.telling for one in group if one in chosen]
    lines = [f"headings: {_quoted(name)}", f"title: {_quoted(title)}", f"table: {subject.kind}"]
    lines += [
        "fields:",
        *(
            f"  {field}: [{_quoted(fold_heading(chosen[field]))}]"
            for field in subject.titles
            if field in chosen
        ),
    ]
    lines += [f"required: [{', '.join(required)}]", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A text in double quotes: what JSON writes is YAML as well."""
    return json.dumps(text, ensure_ascii=False)
