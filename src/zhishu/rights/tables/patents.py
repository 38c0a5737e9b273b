"""Patents: publications, patents, citations, legal events, legal periods."""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

PATENT_PUBLICATIONS = Table(
    name="patent_publications",
    title="专利公开与授权公告",
    key=("record_key",),
    newer_by="published_on",
    columns=(
        # The publication number; ZL + application number where a source carries none.
        Column("record_key", "text", "记录键"),
        Column("publication_number", "text", "公开（公告）号"),
        Column("kind_code", "text", "文献种类代码"),
        Column("published_on", "date", "公开（公告）日"),
        Column("is_grant", "boolean", "是否授权公告"),
        # Told by a document that is not the grant itself.
        Column("grant_number", "text", "授权公告号"),
        Column("granted_on", "date", "授权公告日"),
        Column("application_number", "text", "申请号"),
        Column("filed_on", "date", "申请日"),
        Column("right_kind", "text", "专利类型"),  # invention | utility_model | design
        Column("title", "text", "名称"),
        Column("abstract", "text", "摘要"),
        Column("holders", "texts", "申请（专利权）人"),
        Column("current_holders", "texts", "当前权利人"),
        Column("inventors", "texts", "发明（设计）人", "personal"),
        Column("agency", "text", "代理机构"),
        Column("agents", "texts", "代理人", "personal"),
        Column("address", "text", "地址", "personal"),
        Column("postcode", "text", "邮编"),
        Column("province_code", "text", "国省代码"),
        Column("region_code", "text", "区划代码"),
        Column("main_ipc", "text", "主分类号"),
        Column("ipc", "texts", "分类号"),
        Column("locarno", "texts", "洛迦诺分类号"),
        Column("priority", "text", "优先权"),
        Column("first_claim", "text", "首项权利要求"),
        Column("claim_count", "integer", "权利要求数量"),
        Column("cited_by_count", "integer", "被引证次数"),
        Column("family", "texts", "简单同族"),
        Column("legal_status_printed", "text", "来源所写法律状态"),
    ),
)

# One row a patent (an application), put together from its publications by rights.patent.
PATENTS = Table(
    name="patents",
    title="专利",
    key=("patent_id",),
    columns=(
        # The application number where it is known, else the record key of the publication.
        Column("patent_id", "text", "专利标识"),
        Column("record_keys", "texts", "所依的公开文献"),
        Column("application_number", "text", "申请号"),
        Column("right_kind", "text", "专利类型"),
        Column("title", "text", "名称"),
        Column("abstract", "text", "摘要"),
        Column("holders", "texts", "申请（专利权）人"),
        Column("first_holder", "text", "第一申请（专利权）人"),
        Column("current_holders", "texts", "当前权利人"),
        Column("inventors", "texts", "发明（设计）人", "personal"),
        Column("agency", "text", "代理机构"),
        Column("address", "text", "地址", "personal"),
        Column("province_code", "text", "国省代码"),
        Column("region_code", "text", "区划代码"),
        Column("filed_on", "date", "申请日"),
        Column("publication_number", "text", "公开号"),
        Column("published_on", "date", "公开日"),
        Column("grant_number", "text", "授权公告号"),
        Column("granted_on", "date", "授权公告日"),
        Column("main_ipc", "text", "主分类号"),
        Column("ipc", "texts", "分类号"),
        Column("ipc_section", "text", "IPC部"),
        Column("locarno", "texts", "洛迦诺分类号"),
        Column("priority", "text", "优先权"),
        Column("first_claim", "text", "首项权利要求"),
        Column("claim_count", "integer", "权利要求数量"),
        Column("cited_by_count", "integer", "被引证次数"),
        Column("family", "texts", "简单同族"),
        Column("legal_status_printed", "text", "来源所写法律状态"),
    ),
)

LEGAL_EVENTS = Table(
    name="legal_events",
    title="专利法律事务",
    key=("event_key",),
    columns=(
        Column("event_key", "text", "事务键"),  # digest of the four below
        Column("application_number", "text", "申请号"),
        Column("code", "text", "事务代码"),
        Column("announced_on", "date", "公告日"),
        # Holds addresses and inventors too: visitors are shown event_values.public_lines of it.
        Column("value", "text", "事务内容", "personal"),
    ),
)

# The rule of rights.legal_status, published as rows: from_on <= day < until_on (null = open).
LEGAL_PERIODS = Table(
    name="legal_periods",
    title="专利法律状态期间",
    key=("patent_id", "from_on"),
    columns=(
        Column("patent_id", "text", "专利标识"),
        # pending | in_force | ceased | unknown (granted, but no event data says how it went on)
        Column("state", "text", "状态"),
        Column("from_on", "date", "起"),
        Column("until_on", "date", "止"),
        Column("reason", "text", "依据"),
        Column("stage", "text", "阶段"),  # legal_event.STAGES, when the period began
        Column("cause_code", "text", "起因事务代码"),  # null where no event began it
        Column("cause_on", "date", "起因公告日"),
        Column("clause", "text", "条款"),
        # What figures ask of the patent itself, copied when both are derived: counting joins nothing.
        Column("right_kind", "text", "专利类型"),
        Column("filed_on", "date", "申请日"),
        Column("granted_on", "date", "授权公告日"),
        Column("region_code", "text", "区划代码"),
        Column("ipc_section", "text", "IPC部"),
    ),
)

PATENT_CITATIONS = Table(
    name="patent_citations",
    title="专利引证",
    key=("citation_key",),
    columns=(
        Column("citation_key", "text", "引证键"),  # digest of the four below
        Column("citing_number", "text", "公开（公告）号"),
        Column("cited_number", "text", "被引证公开（公告）号"),  # null where no patent is cited
        Column("cited_text", "text", "被引证文献（原文）"),
        # applicant | examiner | search_report | other, as the source tells it
        Column("category", "text", "引证类别"),
        Column("citing_application", "text", "申请号"),
    ),
)

TABLES = (PATENT_PUBLICATIONS, PATENTS, PATENT_CITATIONS, LEGAL_EVENTS, LEGAL_PERIODS)
