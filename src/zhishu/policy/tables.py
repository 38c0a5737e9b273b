"""The tables this room publishes: policy documents, clauses, citations, losses, what was read out of them and what was confirmed of it."""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

POLICY_DOCUMENTS = Table(
    name="policy_documents",
    title="政策文件",
    key=("document_id",),
    columns=(
        Column("document_id", "text", "文件标识"),  # digest of the raw bytes + index in the file
        Column("raw_sha256", "text", "原件摘要"),
        Column("file_name", "text", "原件文件名"),
        Column("encoding", "text", "编码"),
        Column("position", "integer", "在原件中的次序"),
        Column("title", "text", "标题"),
        Column("other_titles", "texts", "其他标题"),
        Column("document_number", "text", "文号"),
        Column("issuing_authorities", "texts", "发文机关"),
        Column("issued_on", "date", "成文日期"),
        Column("published_on", "date", "发布日期"),
        Column("source", "text", "来源"),
        Column("effective_from", "date", "施行日期"),
        Column("effective_to", "date", "有效期至"),
        Column("trial", "boolean", "试行"),
        Column("completeness", "text", "完整程度"),  # complete | abridged | cover_only | damaged
        Column("index_number", "text", "索引号"),
        Column("category", "text", "信息分类"),
        Column("validity_printed", "text", "来源所写是否有效"),
        Column("region_code", "text", "区划代码"),
        Column("span_start", "integer", "原件中起点"),
        Column("span_end", "integer", "原件中终点"),
    ),
)

POLICY_CLAUSES = Table(
    name="policy_clauses",
    title="政策条款",
    key=("clause_id",),
    columns=(
        Column("clause_id", "text", "条款标识"),  # document_id + path
        Column("document_id", "text", "文件标识"),
        Column("position", "integer", "次序"),
        Column("path", "text", "条款号"),
        Column("heading", "text", "标题"),
        Column("text", "text", "正文"),
        Column("span_start", "integer", "原件中起点"),
        Column("span_end", "integer", "原件中终点"),
    ),
)

POLICY_CITATIONS = Table(
    name="policy_citations",
    title="政策引用",
    key=("document_id", "position"),
    columns=(
        Column("document_id", "text", "文件标识"),
        Column("position", "integer", "次序"),
        Column("clause", "text", "所在条款"),
        Column("title", "text", "被引标题"),
        Column("document_number", "text", "被引文号"),
        Column("relation", "text", "关系"),
    ),
)

POLICY_LOSSES = Table(
    name="policy_losses",
    title="缺损与修复",
    key=("document_id", "position"),
    columns=(
        Column("document_id", "text", "文件标识"),  # of the file's first document when of none
        Column("position", "integer", "次序"),
        Column("what", "text", "种类"),  # lost | restored | unsure
        Column("field", "text", "项目"),
        Column("clause", "text", "条款"),
        Column("span_start", "integer", "原件中起点"),
        Column("span_end", "integer", "原件中终点"),
        Column("found", "text", "原文"),
        Column("restored_to", "text", "修复为"),
        Column("count", "integer", "处数"),
        Column("confidence", "decimal", "把握"),
    ),
)

_ITEM = (
    Column("document_id", "text", "文件标识"),
    Column("position", "integer", "次序"),
    Column("clause", "text", "所在条款"),
)
_EVIDENCE = (
    Column("text", "text", "原文"),
    Column("span_start", "integer", "原件中起点"),
    Column("span_end", "integer", "原件中终点"),
    Column("confidence", "decimal", "把握"),
)

POLICY_TASKS = Table(
    name="policy_tasks",
    title="政策任务",
    key=("document_id", "position"),
    columns=(*_ITEM, *_EVIDENCE),
)

POLICY_TASK_UNITS = Table(
    name="policy_task_units",
    title="任务责任单位",
    key=("document_id", "task", "position"),
    columns=(
        Column("document_id", "text", "文件标识"),
        Column("task", "integer", "任务次序"),
        Column("position", "integer", "次序"),
        Column("name", "text", "单位"),
        Column("role", "text", "角色"),  # lead | participant | responsible
    ),
)

POLICY_TARGETS = Table(
    name="policy_targets",
    title="政策目标",
    key=("document_id", "position"),
    columns=(
        *_ITEM,
        Column("indicator", "text", "指标"),
        Column("value", "decimal", "数值"),
        Column("value_max", "decimal", "数值上限"),
        Column("unit", "text", "单位"),
        Column("comparator", "text", "比较"),
        Column("kind", "text", "种类"),  # level | growth_rate | count | relative
        Column("baseline", "decimal", "基期值"),
        Column("period", "text", "周期"),
        Column("deadline", "text", "期限"),
        Column("reference", "text", "参照"),
        *_EVIDENCE,
    ),
)

POLICY_MEASURES = Table(
    name="policy_measures",
    title="政策措施",
    key=("document_id", "position"),
    columns=(
        *_ITEM,
        Column("beneficiary", "text", "受益者"),
        Column("conditions", "texts", "条件"),
        Column("amount", "decimal", "金额"),
        Column("amount_max", "decimal", "金额上限"),
        Column("cap", "decimal", "封顶"),
        Column("other_caps", "texts", "另外的封顶"),  # 元 and per what: 100000/年
        Column("per", "text", "每"),
        Column("rate", "decimal", "比例"),
        Column("rate_max", "decimal", "比例上限"),
        Column("rate_basis", "text", "比例基数"),
        Column("exclusivity", "text", "不重复的规定"),
        Column("competitive", "boolean", "择优"),
        Column("form", "text", "方式"),
        *_EVIDENCE,
    ),
)

POLICY_TIMES = Table(
    name="policy_times",
    title="政策时限",
    key=("document_id", "position"),
    columns=(
        *_ITEM,
        Column("kind", "text", "种类"),  # stage | limit | window
        Column("matter", "text", "事项"),
        Column("starts", "text", "起"),  # ISO day, month or year
        Column("ends", "text", "止"),
        Column("value", "decimal", "时长"),
        Column("unit", "text", "单位"),
        *_EVIDENCE[1:],
    ),
)

# Only of files with recognised pages: recognising takes minutes, so its text is kept, line by line.
POLICY_LINES = Table(
    name="policy_lines",
    title="识别出的行",
    key=("document_id", "position"),
    columns=(
        Column("document_id", "text", "文件标识"),  # of the file's first document when of none
        Column("position", "integer", "在原件中的次序"),
        Column("page", "integer", "页"),
        Column("lead", "text", "行前"),  # what parts it from the line before
        Column("text", "text", "文字"),
        Column("box_left", "integer", "左"),  # ten-thousandths of the page, as all edges
        Column("box_top", "integer", "上"),
        Column("box_right", "integer", "右"),
        Column("box_bottom", "integer", "下"),
        Column("confidence", "decimal", "把握"),  # none of a line of letters
    ),
)

# What hangs on a document and goes with it when its page is read anew.
PARTS = (
    POLICY_CLAUSES,
    POLICY_CITATIONS,
    POLICY_TASKS,
    POLICY_TASK_UNITS,
    POLICY_TARGETS,
    POLICY_MEASURES,
    POLICY_TIMES,
    POLICY_LOSSES,
    POLICY_LINES,
)
PAGE_TABLES = (POLICY_DOCUMENTS, *PARTS)

# What officers confirmed of a document, published by the job; the portal's own rows stay its truth.
POLICY_REVIEWS = Table(
    name="policy_reviews",
    title="政策核对",
    key=("document_id",),
    columns=(
        Column("document_id", "text", "文件标识"),
        Column("decision_id", "integer", "核对记录编号"),
        Column("text_digest", "text", "所核对文字的摘要"),
        Column("released_role", "text", "发布人角色"),
        Column("released_by", "integer", "发布人编号", "internal"),
        Column("released_at", "timestamp", "发布时间"),
        Column("items", "integer", "核对的项数"),
        Column("numbers", "integer", "核对的数字个数"),
    ),
)

_DECIDED = (
    Column("item", "text", "项"),
    Column("decision", "text", "核对结果"),  # confirmed | corrected | added
    Column("decided_role", "text", "核对人角色"),
    Column("decided_by", "integer", "核对人编号", "internal"),
    Column("decided_at", "timestamp", "核对时间"),
)
_OF_READING = {"span_start", "span_end", "confidence"}


def _confirmed(table: Table, more: tuple[Column, ...] = _DECIDED) -> Table:
    """The table of what was confirmed of a kind: the columns of what was read, and who decided when."""
    columns = tuple(one for one in table.columns if one.name not in _OF_READING)
    name = table.name.replace("policy_", "policy_confirmed_", 1)
    return Table(name, f"已核对的{table.title}", (*columns, *more), table.key)


CONFIRMED_TASKS = _confirmed(POLICY_TASKS)
CONFIRMED_TASK_UNITS = _confirmed(POLICY_TASK_UNITS, ())
CONFIRMED_TARGETS = _confirmed(POLICY_TARGETS)
CONFIRMED_MEASURES = _confirmed(POLICY_MEASURES)
CONFIRMED_TIMES = _confirmed(POLICY_TIMES)
CONFIRMED = (
    CONFIRMED_TASKS,
    CONFIRMED_TASK_UNITS,
    CONFIRMED_TARGETS,
    CONFIRMED_MEASURES,
    CONFIRMED_TIMES,
)
TABLES = (*PAGE_TABLES, POLICY_REVIEWS, *CONFIRMED)
