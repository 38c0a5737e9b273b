"""What the legal events of patents tell beside their periods: burdens, holders, contradictions.

Derived like `legal_periods`: the rules of patent_history, published as rows. `place` counts a patent's
rows in their order.
"""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

_OF = (Column("patent_id", "text", "专利标识"), Column("place", "integer", "序号"))

ENCUMBRANCES = Table(
    name="encumbrances",
    title="专利上的质押、许可与保全",
    key=("patent_id", "place"),
    columns=(
        *_OF,
        Column("kind", "text", "种类"),  # pledge | licence | preservation | open_licence
        Column("number", "text", "登记（备案）号"),
        Column("givers", "texts", "出质人（让与人）"),
        Column("takers", "texts", "质权人（受让人）"),
        Column("licence_kind", "text", "许可种类（原文）"),
        Column("from_on", "date", "起"),
        Column("until_on", "date", "止"),  # null: not known to have ended
        Column("begun_code", "text", "开始的事务代码"),
        Column("begun_on", "date", "开始的公告日"),
        Column("ended_code", "text", "结束的事务代码"),
        Column("ended_on", "date", "结束的公告日"),
    ),
)

# Only of patents whose events change the holder; of the others `patents.holders` are the holders.
HOLDINGS = Table(
    name="holdings",
    title="专利历任权利人",
    key=("patent_id", "place"),
    columns=(
        *_OF,
        Column("holders", "texts", "权利人"),  # null: nobody tells
        Column("from_on", "date", "起"),
        Column("until_on", "date", "止"),
        Column("act", "text", "方式"),  # transfers | renames; null of the first
        Column("cause_code", "text", "起因事务代码"),
        Column("cause_on", "date", "起因公告日"),
    ),
)

STATUS_FINDINGS = Table(
    name="status_findings",
    title="法律事务里的矛盾",
    key=("patent_id", "place"),
    columns=(
        *_OF,
        Column("rule", "text", "规则"),  # status_finding.RULES
        Column("words", "text", "说明"),
        Column("code", "text", "事务代码"),
        Column("announced_on", "date", "公告日"),
    ),
)

TABLES = (ENCUMBRANCES, HOLDINGS, STATUS_FINDINGS)
