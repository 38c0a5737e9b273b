"""The table this room publishes: parties."""

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
    ),
)

TABLES = (PARTIES,)
