"""Patent tables under any headings: a YAML file says which heading is which field of a patent.

The shipped files carry the headings of well-known exports; an office lays its own beside them in
`rulebook/<region>/headings/` of its home. No Python is needed for another one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhishu.importers.format import ReadBatch, Row, SetAside, TabularFormat, fold_heading
from zhishu.importers.patent_batch import PatentBatch
from zhishu.importers.patents import PatentCells, read_patent
from zhishu.parties.place import Places
from zhishu.rights.tables import PATENT_PUBLICATIONS
from zhishu.rules.loading import load_yaml
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields

PATTERN = "*/headings/*.yaml"

# Field of a patent -> the columns that it speaks of.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "publication_number": (
        "record_key",
        "publication_number",
        "kind_code",
        "is_grant",
        "right_kind",
    ),
    "published_on": ("published_on",),
    "application_number": ("application_number",),
    "filed_on": ("filed_on",),
    "grant_number": ("grant_number",),
    "granted_on": ("granted_on",),
    "right_kind": (),
    "title": ("title",),
    "abstract": ("abstract",),
    "first_claim": ("first_claim",),
    "claim_count": ("claim_count",),
    "cited_by_count": ("cited_by_count",),
    "family": ("family",),
    "holders": ("holders",),
    "current_holders": ("current_holders",),
    "inventors": ("inventors",),
    "agency": ("agency",),
    "agents": ("agents",),
    "address": ("address", "postcode", "region_code"),
    "province_code": ("province_code",),
    "main_class": ("main_ipc",),
    "classes": ("ipc", "locarno", "main_ipc"),
    "locarno": ("locarno",),
    "priority": ("priority",),
    "legal_status": ("legal_status_printed",),
}
# What people call a field where a page asks which heading it is.
FIELD_TITLES: Mapping[str, str] = {
    "publication_number": "公开（公告）号",
    "published_on": "公开（公告）日",
    "application_number": "申请号",
    "filed_on": "申请日",
    "grant_number": "授权公告号",
    "granted_on": "授权公告日",
    "right_kind": "专利类型",
    "title": "名称",
    "abstract": "摘要",
    "first_claim": "首项权利要求",
    "claim_count": "权利要求数量",
    "cited_by_count": "被引证次数",
    "family": "简单同族",
    "holders": "申请（专利权）人",
    "current_holders": "当前权利人",
    "inventors": "发明（设计）人",
    "agency": "代理机构",
    "agents": "代理人",
    "address": "地址",
    "province_code": "国省代码",
    "main_class": "主分类号",
    "classes": "分类号",
    "locarno": "洛迦诺分类号",
    "priority": "优先权",
    "legal_status": "法律状态",
}
assert set(COLUMNS) == set(FIELD_TITLES) == {one.name for one in fields(PatentCells)}
# What tells one table from another, and what nothing goes without.
_TELLING = ("publication_number", "application_number", "title")
LACKING = "至少要有名称，以及公开（公告）号、申请号之一"
# Without these a table of patents says too little to be one.
ALWAYS = ("record_key", "right_kind")


def read_headings(text: str, where: str) -> TabularFormat:
    """The format that a YAML file describes; RulebookError with file and line for a bad one.

    headings: its name; title; fields: field -> its headings, the first being the one that messages
    use; required: the fields without whose heading a file is not of this format.
    """
    top = Fields(load_yaml(text, where=where), where)
    name, title = top.text("headings"), top.text("title")
    top.text("source", required=False)
    inner = top.inner("fields")
    printed: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for field in inner.mapping:
        if field not in COLUMNS:
            raise inner.error(field, f"没有“{field}”这个字段", f"应为{'、'.join(COLUMNS)}")
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
    if not is_telling(required):
        raise top.error(
            "required",
            LACKING,
            "给名称（title）和公开号（publication_number）或申请号（application_number）各对应一列",
        )
    inner.done()
    top.done()
    return make_format(name, title, printed, aliases, tuple(by_field[one] for one in required))


def is_telling(fields: Collection[str]) -> bool:
    """Whether these fields are enough to tell which patent a row is about."""
    return "title" in fields and bool({"publication_number", "application_number"} & set(fields))


def make_format(
    name: str,
    title: str,
    printed: Mapping[str, str],
    aliases: Mapping[str, str],
    required: tuple[str, ...],
) -> TabularFormat:
    """A format of patents; printed: heading -> field; aliases: other heading -> heading."""

    def carried(headings: frozenset[str]) -> frozenset[str]:
        return frozenset(ALWAYS).union(
            *(COLUMNS[printed[one]] for one in headings if one in printed)
        )

    kept: dict[frozenset[str], frozenset[str]] = {}

    def read(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
        patent = PatentCells(
            **{field: cells[heading] for heading, field in printed.items() if heading in cells}
        )
        row = read_patent(number, patent, places)
        if isinstance(row, SetAside):
            return row
        have = frozenset(cells)
        columns = kept.get(have)
        if columns is None:
            columns = kept[have] = carried(have)
        values = {name: value for name, value in row.values.items() if name in columns}
        return Row(row.number, values, row.findings)

    def read_batch(places: Places) -> ReadBatch:
        rule = PatentBatch(places)

        def read_many(
            cells: Mapping[str, pa.Array], count: int
        ) -> tuple[dict[str, pa.Array], npt.NDArray[np.bool_]]:
            columns, unsure = rule.read(
                {printed[one]: column for one, column in cells.items() if one in printed}, count
            )
            kept_columns = carried(frozenset(cells))
            return {name: columns[name] for name in kept_columns}, unsure

        return read_many

    return TabularFormat(
        name=name,
        title=title,
        kind="patents",
        table=PATENT_PUBLICATIONS,
        required=required,
        optional=tuple(printed),
        carried=carried,
        read=read,
        aliases={one: heading for one, heading in aliases.items() if one != heading},
        fields=printed,
        read_batch=read_batch,
    )


def load_headings(rulebook: Rulebook) -> tuple[TabularFormat, ...]:
    """The formats of patents that a rulebook describes, in the order of their files."""
    return tuple(
        read_headings(path.read_text("utf-8-sig"), name) for name, path in rulebook.files(PATTERN)
    )


def print_headings(name: str, title: str, chosen: Mapping[str, str]) -> str:
    """The YAML of a format that an officer put together: field -> heading as printed."""
    required = [one for one in _TELLING if one in chosen]
    lines = [f"headings: {_quoted(name)}", f"title: {_quoted(title)}", "fields:"]
    lines += [
        f"  {field}: [{_quoted(fold_heading(chosen[field]))}]"
        for field in FIELD_TITLES
        if field in chosen
    ]
    lines += [f"required: [{', '.join(required)}]", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A text in double quotes: what JSON writes is YAML as well."""
    return json.dumps(text, ensure_ascii=False)
