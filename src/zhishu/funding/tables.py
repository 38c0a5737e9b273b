"""The tables this room publishes: what an office knows of parties beside their rights, which measures are judged by.

Each names its party as the source prints it (`holder`), with `folded_name` for comparing and the credit
code where the source has one that holds. What is the same thing told again is known by that name: lists
print it with and without a code. A figure of a year and a controller belong to the party, which is known
by its code, else by its name (as parties.tables.PARTIES does).
"""

from __future__ import annotations

from zhishu.warehouse.table import Classification, Column, Table


def _holder(classification: Classification) -> tuple[Column, ...]:
    return (
        Column("holder", "text", "单位", classification),
        Column("credit_code", "text", "统一社会信用代码", classification),
        Column("folded_name", "text", "比对用名称", classification),
    )


RECOGNITIONS = Table(
    name="recognitions",
    title="认定与称号",
    key=("recognition_id",),
    columns=(
        # Digest of kind, level, holder, subject (else title), day (else document number).
        Column("recognition_id", "text", "认定标识"),
        Column("kind", "text", "认定种类"),  # funding.kinds.RECOGNITION_KINDS
        Column("level", "text", "级别"),  # funding.kinds.LEVELS
        Column("grade", "text", "等次"),  # funding.kinds.GRADES
        Column("title", "text", "认定名称"),
        *_holder("public"),
        # What was recognised: a product, a patent (its application number), an indication, a zone.
        Column("subject", "text", "认定对象"),
        Column("recognised_on", "date", "认定日期"),
        Column("valid_until", "date", "有效期至"),
        Column("document_number", "text", "文号"),
        Column("region_code", "text", "区划代码"),
    ),
)

AWARDS_PAID = Table(
    name="awards_paid",
    title="已兑付资金",
    key=("award_id",),
    columns=(
        # Digest of the holder and the number of the payment; else of holder, measure, policy, item, subject, year, day.
        Column("award_id", "text", "兑付标识"),
        Column("measure", "text", "措施编号"),  # as rulebooks have it: 361000/fund/9-1
        Column("policy", "text", "政策依据"),
        Column("item", "text", "项目"),
        *_holder("public"),
        Column("subject", "text", "兑付对象"),
        Column("amount", "decimal", "金额（元）", "internal"),
        Column("year", "integer", "年度"),  # as told, else that of the day of payment
        Column("paid_on", "date", "兑付日期"),
        Column("payment_number", "text", "兑付编号", "internal"),
        Column("region_code", "text", "区划代码"),
    ),
)

PARTY_FIGURES = Table(
    name="party_figures",
    title="年度数据",
    key=("figures_id",),
    columns=(
        Column("figures_id", "text", "年度数据标识", "internal"),  # party and year
        *_holder("internal"),
        Column("year", "integer", "年度", "internal"),
        Column("employees", "integer", "从业人数", "internal"),
        Column("turnover", "decimal", "营业收入（元）", "internal"),
        Column(
            "taxable_income", "decimal", "应纳税所得额（元）", "internal"
        ),  # a loss is below nought
        Column("rd_expense", "decimal", "研发费用（元）", "internal"),
        Column("premises_area", "decimal", "经营场所面积（平方米）", "internal"),
    ),
)

CREDIT_RECORDS = Table(
    name="credit_records",
    title="信用记录",
    key=("record_id",),
    columns=(
        # Digest of kind, holder, first day (else document number).
        Column("record_id", "text", "信用记录标识", "internal"),
        Column("kind", "text", "信用记录种类", "internal"),  # funding.kinds.CREDIT_RECORD_KINDS
        *_holder("internal"),
        Column("since", "date", "列入日期", "internal"),
        Column("until", "date", "移出（期满）日期", "internal"),  # null: not told
        Column("document_number", "text", "文号", "internal"),
        Column("source", "text", "来源", "internal"),
    ),
)

EXPENSES = Table(
    name="expenses",
    title="费用凭证",
    key=("expense_id",),
    columns=(
        # Digest of kind, holder and voucher; else of kind, holder, subject, day.
        Column("expense_id", "text", "费用标识", "internal"),
        Column("kind", "text", "费用种类", "internal"),  # funding.kinds.EXPENSE_KINDS
        *_holder("internal"),
        Column("amount", "decimal", "金额（元）", "internal"),
        Column("paid_on", "date", "支付日期", "internal"),
        Column("voucher", "text", "凭证号", "internal"),
        Column("subject", "text", "费用对象", "internal"),
        Column("result", "text", "案件结果", "internal"),  # funding.kinds.RESULTS
    ),
)

CONTROLLERS = Table(
    name="controllers",
    title="控制人",
    key=("control_id",),
    columns=(
        Column("control_id", "text", "控制关系标识", "internal"),  # digest of party and controller
        *_holder("internal"),
        Column("controller", "text", "控制人", "personal"),
        Column("share", "decimal", "持股比例（%）", "personal"),
        Column("since", "date", "起始日期", "personal"),
        Column("until", "date", "终止日期", "personal"),
        # Digest under the home's key of a telephone number or an e-mail address, which itself is not kept.
        Column("contact_key", "text", "联系方式摘要", "personal"),
    ),
)

# What firms said of themselves where no table tells; the newest of each fact, published by a job.
FACT_STATEMENTS = Table(
    name="fact_statements",
    title="单位说明",
    key=("statement_id",),
    columns=(
        Column("statement_id", "integer", "说明标识", "internal"),
        *_holder("internal"),
        Column("fact", "text", "事实", "internal"),
        # As funding.statement.read_answer keeps it; of the class of the strictest fact.
        Column("answer", "text", "回答", "personal"),
        Column("stated_by", "integer", "由谁", "internal"),
        Column("stated_at", "timestamp", "说明时间", "internal"),
    ),
)

TABLES = (
    RECOGNITIONS,
    AWARDS_PAID,
    PARTY_FIGURES,
    CREDIT_RECORDS,
    EXPENSES,
    CONTROLLERS,
    FACT_STATEMENTS,
)
