"""Patent records under CNIPR headings, with 摘要 and 国省代码, in both variants that are about."""

from __future__ import annotations

from collections.abc import Mapping

from zhishu.importers.format import Row, SetAside, TabularFormat
from zhishu.importers.patents import PatentCells, read_patent
from zhishu.parties.place import Places
from zhishu.rights.tables import PATENT_PUBLICATIONS

# Heading -> the columns it speaks of.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "公开（公告）号": ("record_key", "publication_number", "kind_code", "is_grant", "right_kind"),
    "公开（公告）日": ("published_on",),
    "申请号": ("application_number",),
    "申请日": ("filed_on",),
    "名称": ("title",),
    "摘要": ("abstract",),
    "申请人": ("holders",),
    "发明人": ("inventors",),
    "代理机构": ("agency",),
    "代理人": ("agents",),
    "地址": ("address", "postcode", "region_code"),
    "国省代码": ("province_code",),
    "主分类号": ("main_ipc",),
    "分类号": ("ipc", "locarno", "main_ipc"),
    "优先权": ("priority",),
    "最新法律状态": ("legal_status_printed",),
}
_ALIASES = {
    "申请（专利权）人": "申请人",
    "发明（设计）人": "发明人",
    "专利代理机构": "代理机构",
    "专利权状态": "最新法律状态",
    "公开号": "公开（公告）号",
    "公开日": "公开（公告）日",
    "发明名称": "名称",
    "专利名称": "名称",
}


def _carried(headings: frozenset[str]) -> frozenset[str]:
    return frozenset(column for heading in headings for column in _COLUMNS.get(heading, ())) | {
        "record_key",
        "right_kind",
    }


def read_row(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    """One record; columns whose heading the file lacks are not among its values."""
    row = read_patent(
        number,
        PatentCells(
            publication_number=cells.get("公开（公告）号", ""),
            published_on=cells.get("公开（公告）日", ""),
            application_number=cells.get("申请号", ""),
            filed_on=cells.get("申请日", ""),
            title=cells.get("名称", ""),
            abstract=cells.get("摘要", ""),
            holders=cells.get("申请人", ""),
            inventors=cells.get("发明人", ""),
            agency=cells.get("代理机构", ""),
            agents=cells.get("代理人", ""),
            address=cells.get("地址", ""),
            province_code=cells.get("国省代码", ""),
            main_class=cells.get("主分类号", ""),
            classes=cells.get("分类号", ""),
            priority=cells.get("优先权", ""),
            legal_status=cells.get("最新法律状态", ""),
        ),
        places,
    )
    if isinstance(row, SetAside):
        return row
    carried = _carried(frozenset(cells))
    values = {name: value for name, value in row.values.items() if name in carried}
    return Row(row.number, values, row.findings)


PATENT_CSV = TabularFormat(
    name="patent_csv",
    title="专利题录（CSV，CNIPR标题行）",
    kind="patents",
    table=PATENT_PUBLICATIONS,
    required=("公开（公告）号", "公开（公告）日", "申请号", "申请日", "名称", "申请人"),
    optional=tuple(_COLUMNS),
    carried=_carried,
    read=read_row,
    aliases=_ALIASES,
)
