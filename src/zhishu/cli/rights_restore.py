"""`zhishu rights restore`: until when a patent that ended for an unpaid fee can be brought back, and what that costs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.cli.rights_words import Share, day, money, print_reasons, print_table, refusing
from zhishu.flows.tell_restoration import tell_restoration
from zhishu.rights.fees.fee_rules import RightKind
from zhishu.rights.fees.restoration_request import MISSED_LIMITS, MissedLimit

_REASONS = {"good_reason": "有正当理由", "force_majeure": "不可抗拒的事由"}
_STATES = {"open": "可以请求", "over": "已过期限"}
_TITLES = ("年度", "理由", "最迟请求", "恢复费", "年费", "滞纳金", "合计", "状态")


@click.command("restore", help="因没有缴年费终止的专利，最迟哪天请求恢复，要缴多少，依据哪一条。")
@click.option("--kind", type=click.Choice(get_args(RightKind)), required=True, help="专利类型。")
@click.option("--filed", type=Day(), required=True, help="申请日（国际申请为国际申请日）。")
@click.option("--granted", type=Day(), required=True, help="授权公告日。")
@click.option("--year", type=int, required=True, help="没有缴的是第几专利年度。")
@click.option("--notice", type=Day(), help="收到终止通知的日子（有正当理由）。")
@click.option("--obstacle-ended", type=Day(), help="障碍消除的日子（不可抗拒的事由）。")
@click.option("--reduction", type=Share(), help="费用减缴减去的比例，0.85或0.7。")
@click.option(
    "--missed",
    type=click.Choice(MISSED_LIMITS),
    default="annual_fee",
    show_default=True,
    help="耽误的是哪一种期限。",
)
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@home_option
@json_option
def restore(
    kind: RightKind,
    filed: date,
    granted: date,
    year: int,
    notice: date | None,
    obstacle_ended: date | None,
    reduction: Decimal | None,
    missed: MissedLimit,
    as_of: date,
    home: Path,
    as_json: bool,
) -> None:
    """Print window and cost; exit 2 where nothing can be restored or a rule is not carried."""
    with refusing():
        found = tell_restoration(
            home,
            kind=kind,
            filed_on=filed,
            granted_on=granted,
            year=year,
            as_of=as_of,
            notice_received_on=notice,
            obstacle_ended_on=obstacle_ended,
            reduction=reduction,
            missed=missed,
        )
    if as_json:
        print_json(asdict(found))
        return
    cells = (
        f"第{found.year}年",
        _REASONS[found.reason],
        day(found.until, provisional=found.calendar == "provisional"),
        money(found.request_fee),
        money(found.annual_fee),
        money(found.surcharge),
        money(found.total),
        _STATES[found.state],
    )
    print_table(_TITLES, [cells])
    click.echo("\n依据：")
    print_reasons(found.explanation)
