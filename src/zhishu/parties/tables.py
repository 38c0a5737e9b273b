"""The tables this room publishes: parties, which holder is which party, what officers decided of that."""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

PARTIES = Table(
    name="parties",
    title="主体",
    key=("party_id",),
    columns=(
        # The credit code; where the source has none that holds, `name:` + the folded name.
        Column("party_id", "text", "主体标识"),
        # enterprise | individual_business | cooperative | university | research_institute |
        # agency | government | institution | social_organisation | other
        Column("kind", "text", "主体类别"),
        Column("name", "text", "名称"),
        # The name without differences of width, brackets and blanks (parties.party.fold_name).
        Column("folded_name", "text", "比对用名称"),
        Column("former_names", "texts", "曾用名"),
        Column("credit_code", "text", "统一社会信用代码"),
        Column("registered_on", "date", "注册日期"),
        Column("type_printed", "text", "企业类型"),
        Column("legal_representative", "text", "法定代表人", "personal"),
        Column("registered_capital", "decimal", "注册资金（元）"),
        Column("registered_capital_printed", "text", "注册资金（原文）"),
        Column("business_scope", "text", "经营范围"),
        Column("province", "text", "所在省份"),
        Column("place", "text", "地区"),
        Column("address", "text", "注册地址", "internal"),
        Column("region_code", "text", "区划代码"),
        # As the registry prints it: 存续, 在业, 注销, 吊销; null where the source has no such column.
        Column("status_printed", "text", "登记状态"),
        Column("status_on", "date", "登记状态日期"),
    ),
)

# Which party each holder of a right is, derived by flows.link_holders; what an officer decided stands over it.
HOLDER_LINKS = Table(
    name="holder_links",
    title="权利人关联",
    key=("whole_name", "position"),
    columns=(
        # As the tables of rights print it, without width, brackets and blanks (parties.party.fold_name).
        Column("whole_name", "text", "比对用全名"),
        Column("position", "integer", "次序"),  # several where one string names several holders
        Column("name", "text", "权利人"),
        Column("folded_name", "text", "比对用名称"),  # parties.linking.holder_name.compare_form
        Column("party_id", "text", "主体标识"),
        # linked | uncertain | none | confirmed | rejected (the last two by an officer)
        Column("state", "text", "关联状态"),
        Column("score", "integer", "相像程度"),  # 0 to 100
        Column("reasons", "texts", "依据"),
        Column("candidates", "texts", "候选主体"),  # party_id, the likeliest first
        # enterprise | university | research_institute | government | individual | unknown
        Column("owner_kind", "text", "权利人类型"),
        Column("rights", "integer", "名下权利件数"),
    ),
)

# What officers decided of holders, published by a job; the portal's own rows stay its truth.
HOLDER_DECISIONS = Table(
    name="holder_decisions",
    title="权利人核定",
    key=("folded_name",),
    columns=(
        Column("folded_name", "text", "比对用名称"),
        Column("decision_id", "integer", "核定记录编号"),
        Column("word", "text", "核定结果"),  # confirmed | rejected
        Column("party_id", "text", "主体标识"),
        Column("decided_role", "text", "核定人角色"),
        Column("decided_by", "integer", "核定人编号", "internal"),
        Column("decided_at", "timestamp", "核定时间"),
    ),
)

TABLES = (PARTIES, HOLDER_LINKS, HOLDER_DECISIONS)
