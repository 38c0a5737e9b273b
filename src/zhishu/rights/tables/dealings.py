"""What is done with rights: pledges, licences, assignments, payments of fees.

A dealing names the right by `right_type` and `right_number` (as the tables of rights have it:
application number of a patent, registration number of others); one contract over several rights is several rows.
"""

from __future__ import annotations

from zhishu.warehouse.table import Column, Table

# patent | trademark | copyright | geographical_indication | layout_design | plant_variety
_RIGHT = (
    Column("right_type", "text", "权利种类"),
    Column("right_number", "text", "权利号"),
)

PLEDGES = Table(
    name="pledges",
    title="质押登记",
    key=("pledge_id",),
    columns=(
        Column("pledge_id", "text", "质押标识"),  # recordal number, type and number of the right
        Column("recordal_number", "text", "登记号"),
        *_RIGHT,
        Column("pledgors", "texts", "出质人"),
        Column("pledgees", "texts", "质权人"),
        Column("registered_on", "date", "登记生效日"),
        Column("released_on", "date", "解除日"),
        Column("amount", "decimal", "质押金额（元）", "internal"),
    ),
)

LICENCES = Table(
    name="licences",
    title="许可备案",
    key=("licence_id",),
    columns=(
        Column("licence_id", "text", "许可标识"),  # recordal number, type and number of the right
        Column("recordal_number", "text", "备案号"),
        *_RIGHT,
        Column("licensors", "texts", "让与人（许可人）"),
        Column("licensees", "texts", "受让人（被许可人）"),
        Column("licence_kind", "text", "许可种类"),  # exclusive | sole | ordinary | open | cross
        Column("recorded_on", "date", "备案日"),
        Column("valid_from", "date", "许可起始日"),
        Column("valid_until", "date", "许可终止日"),
        Column("cancelled_on", "date", "备案注销日"),
        Column("amount", "decimal", "许可费（元）", "internal"),
    ),
)

ASSIGNMENTS = Table(
    name="assignments",
    title="权利转移",
    key=("assignment_id",),
    columns=(
        Column("assignment_id", "text", "转移标识"),  # digest of the right, the parties and the day
        *_RIGHT,
        Column("assignors", "texts", "转让人"),
        Column("assignees", "texts", "受让人"),
        Column("effective_on", "date", "生效日"),
        Column("amount", "decimal", "转让金额（元）", "internal"),
    ),
)

FEE_PAYMENTS = Table(
    name="fee_payments",
    title="缴费",
    key=("payment_id",),
    columns=(
        # Digest of right, kind of fee, year and day of payment.
        Column("payment_id", "text", "缴费标识"),
        *_RIGHT,
        Column("fee_kind", "text", "费用种类"),  # as printed: 年费, 滞纳金, 恢复权利请求费
        Column("patent_year", "integer", "年度"),
        Column("due_on", "date", "应缴日"),
        Column("paid_on", "date", "缴费日"),  # null: told as due and not as paid
        Column("amount", "decimal", "金额（元）", "internal"),
    ),
)

TABLES = (PLEDGES, LICENCES, ASSIGNMENTS, FEE_PAYMENTS)
