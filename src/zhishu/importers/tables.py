"""The tables this room publishes: imports, the rows they set aside, the faults they found."""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

IMPORTS = Table(
    name="imports",
    title="导入记录",
    key=("raw_sha256", "format"),
    columns=(
        Column("raw_sha256", "text", "原件摘要"),
        Column("format", "text", "格式"),
        Column("file_name", "text", "文件名", "internal"),
        Column("imported_at", "timestamp", "导入时间"),
        Column("rows", "integer", "行数"),
        Column("accepted", "integer", "接受"),
        Column("unchanged", "integer", "未变"),
        Column("superseded", "integer", "文件内重复"),
        Column("set_aside", "integer", "搁置"),
        Column("synthetic", "boolean", "演示数据"),
    ),
)

SET_ASIDE_ROWS = Table(
    name="set_aside_rows",
    title="搁置的行",
    key=("raw_sha256", "row"),
    columns=(
        Column("raw_sha256", "text", "原件摘要"),
        # The number of the row below the headings, and of the line of the file it begins on.
        Column("row", "integer", "行"),
        Column("line_number", "integer", "文件中的行号"),
        Column("field", "text", "字段"),
        Column("reason", "text", "原因"),
        Column("value", "text", "原值", "personal"),
        Column("line", "text", "原行", "personal"),
    ),
)

ROW_FINDINGS = Table(
    name="row_findings",
    title="行内疑点",
    key=("raw_sha256", "row", "field"),
    columns=(
        Column("raw_sha256", "text", "原件摘要"),
        Column("row", "integer", "行"),
        Column("record_key", "text", "记录键"),
        Column("field", "text", "字段"),
        Column("reason", "text", "原因"),
        Column("value", "text", "原值", "personal"),
    ),
)

TABLES = (IMPORTS, SET_ASIDE_ROWS, ROW_FINDINGS)
