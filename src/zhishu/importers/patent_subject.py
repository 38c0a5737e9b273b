"""Patents as a subject of headings: which field speaks of which columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

from zhishu.importers.format import Row, SetAside
from zhishu.importers.patent_batch import PatentBatch
from zhishu.importers.patents import PatentCells, read_patent
from zhishu.importers.subject import Subject
from zhishu.parties.place import Places
from zhishu.rights.tables import PATENT_PUBLICATIONS

# Field of a patent -> the columns that it speaks of.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
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
_TITLES: Mapping[str, str] = {
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
assert set(_COLUMNS) == set(_TITLES) == {one.name for one in fields(PatentCells)}
# Without these a table of patents says too little to be one.
_ALWAYS = ("record_key", "right_kind")


def _carried(told: Collection[str]) -> frozenset[str]:
    return frozenset(_ALWAYS).union(*(_COLUMNS[one] for one in told))


def _read(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    return read_patent(number, PatentCells(**cells), places)


PATENT_SUBJECT = Subject(
    kind="patents",
    title="专利",
    table=PATENT_PUBLICATIONS,
    titles=_TITLES,
    telling=(("title",), ("publication_number", "application_number")),
    carried=_carried,
    read=_read,
    read_batch=lambda places: PatentBatch(places).read,
)
