"""Rights beside patents: trademarks, copyrights, geographical indications, layout designs, plant varieties.

Every table names the holders, the day the right began and its region alike, so that one query finds all
rights of a holder. A day or number that the source does not tell is null: unknown.
"""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

TRADEMARKS = Table(
    name="trademarks",
    title="商标",
    key=("mark_id",),
    columns=(
        # Registration number and class: one number may stand for several classes.
        Column("mark_id", "text", "商标标识"),
        Column("registration_number", "text", "注册号"),
        Column("nice_class", "integer", "类别"),
        Column("name", "text", "商标名称"),
        Column("folded_name", "text", "比对用名称"),
        Column("mark_kind", "text", "商标类型"),  # as printed: 文字, 图形, 文字图形组合
        Column("similar_groups", "texts", "类似群组"),
        Column("goods", "text", "商品和服务"),
        Column("vienna", "texts", "图形要素编码"),
        Column("image_name", "text", "图样文件名"),
        Column("holders", "texts", "注册人"),
        Column("address", "text", "地址", "personal"),
        Column("agency", "text", "代理机构"),
        Column("filed_on", "date", "申请日期"),
        Column("preliminary_published_on", "date", "初审公告日"),
        Column("registered_on", "date", "注册公告日"),
        Column("term_from", "date", "专用期起"),
        Column("term_until", "date", "专用期止"),
        Column("is_madrid", "boolean", "是否马德里商标"),
        Column("is_valid_printed", "boolean", "来源所写是否有效"),
        Column("legal_status_printed", "text", "来源所写法律状态"),
        Column("region_code", "text", "区划代码"),
    ),
)

COPYRIGHTS = Table(
    name="copyrights",
    title="著作权登记",
    key=("registration_number",),
    columns=(
        Column("registration_number", "text", "登记号"),
        Column("work_kind", "text", "登记种类"),  # software | work
        Column("category", "text", "作品类别"),
        Column("title", "text", "名称"),
        Column("short_title", "text", "简称"),
        Column("version", "text", "版本号"),
        Column("holders", "texts", "著作权人"),
        Column("created_on", "date", "创作（开发）完成日期"),
        Column("first_published_on", "date", "首次发表日期"),
        Column("registered_on", "date", "登记日期"),
        Column("region_code", "text", "区划代码"),
    ),
)

GEOGRAPHICAL_INDICATIONS = Table(
    name="geographical_indications",
    title="地理标志",
    key=("indication_id",),
    columns=(
        # Kind and number; kind and name of a product (one announcement may cover several) or without a number.
        Column("indication_id", "text", "地理标志标识"),
        Column("name", "text", "名称"),
        # product (地理标志产品) | certification_mark | collective_mark | agricultural (农产品地理标志)
        Column("protection_kind", "text", "保护类型"),
        Column("product_class", "text", "产品类别"),
        Column("registration_number", "text", "公告（注册、登记）号"),
        Column("registered_on", "date", "公告（注册、登记）日"),
        Column("holders", "texts", "管理机构或注册人"),
        Column("area", "text", "产地范围"),
        Column("legal_status_printed", "text", "来源所写法律状态"),
        Column("region_code", "text", "区划代码"),
    ),
)

LAYOUT_DESIGNS = Table(
    name="layout_designs",
    title="集成电路布图设计",
    key=("registration_number",),
    columns=(
        Column("registration_number", "text", "布图设计登记号"),
        Column("title", "text", "布图设计名称"),
        Column("category", "text", "布图设计类别"),
        Column("holders", "texts", "布图设计权利人"),
        Column("creators", "texts", "布图设计创作人", "personal"),
        Column("filed_on", "date", "申请日"),
        Column("created_on", "date", "创作完成日"),
        Column("first_exploited_on", "date", "首次商业利用日"),
        Column("registered_on", "date", "登记公告日"),
        Column("agency", "text", "代理机构"),
        Column("legal_status_printed", "text", "来源所写法律状态"),
        Column("region_code", "text", "区划代码"),
    ),
)

PLANT_VARIETIES = Table(
    name="plant_varieties",
    title="植物新品种",
    key=("filing_number",),
    columns=(
        Column("filing_number", "text", "申请号"),
        Column("name", "text", "品种名称"),
        Column("genus", "text", "植物种类"),
        Column("authority", "text", "审批部门"),  # agriculture | forestry
        Column("holders", "texts", "品种权人（申请人）"),
        Column("breeders", "texts", "培育人", "personal"),
        Column("filed_on", "date", "申请日"),
        Column("published_on", "date", "公告日"),
        Column("grant_number", "text", "品种权号"),
        Column("granted_on", "date", "授权日"),
        Column("legal_status_printed", "text", "来源所写法律状态"),
        Column("region_code", "text", "区划代码"),
    ),
)

TABLES = (TRADEMARKS, COPYRIGHTS, GEOGRAPHICAL_INDICATIONS, LAYOUT_DESIGNS, PLANT_VARIETIES)
