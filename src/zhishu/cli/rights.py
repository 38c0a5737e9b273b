"""`zhishu rights`: what rights cost and when."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.rights_cost import cost
from zhishu.cli.rights_due import due
from zhishu.cli.rights_reduction import deadline, reduction
from zhishu.cli.rights_restore import restore
from zhishu.cli.rights_status import status
from zhishu.cli.rights_term import ladder, term
from zhishu.cli.rights_words import Share, day, money, print_reasons, print_table, refusing
from zhishu.flows.list_annual_fees import list_annual_fees
from zhishu.rights.fees.annual_fees import STATES, AnnualFee
from zhishu.rights.fees.fee_rules import RightKind


@click.group("rights", help="知识产权：法律状态、年费和期限。")
def command() -> None:
    """Group of the rights' commands."""


@command.command("fee", help="一件专利逐年的年费：何时缴、缴多少、逾期怎样、依据哪一条。")
@click.option("--kind", type=click.Choice(get_args(RightKind)), required=True, help="专利类型。")
@click.option("--filed", type=Day(), required=True, help="申请日（国际申请为国际申请日）。")
@click.option("--granted", type=Day(), required=True, help="授权公告日。")
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@click.option("--reduction", type=Share(), help="费用减缴减去的比例，0.85或0.7。")
@click.option("--open-licence", is_flag=True, help="在开放许可实施期间（许可已备案）。")
@click.option(
    "--paid-through", type=int, help="已缴到第几专利年度；不写即授权当年以后的缴费情况未知。"
)
@home_option
@json_option
def fee(
    kind: RightKind,
    filed: date,
    granted: date,
    as_of: date,
    reduction: Decimal | None,
    open_licence: bool,
    paid_through: int | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print a row for each patent year not known to be paid; exit 2 for facts that cannot be."""
    with refusing():
        fees = list_annual_fees(
            home,
            kind=kind,
            filed_on=filed,
            granted_on=granted,
            as_of=as_of,
            reduction=reduction,
            open_licence=open_licence,
            paid_through=paid_through,
        )
    if as_json:
        print_json([asdict(one) for one in fees])
    else:
        _print_fees(fees)


_TITLES = ("年度", "缴费截止", "全额", "应缴", "滞纳金自", "补缴截止", "不缴则终止于", "状态")


def _print_fees(fees: list[AnnualFee]) -> None:
    """The table, and the explanation of the first year that is to be paid."""
    if not fees:
        say("各年度的年费都已缴，没有要缴的")
        return
    print_table(_TITLES, (_cells(one) for one in fees))
    told = next((one for one in fees if one.state not in ("unknown", "paid")), fees[0])
    click.echo(f"\n第{told.year}年度的依据：")
    print_reasons(told.explanation)


def _cells(one: AnnualFee) -> tuple[str, ...]:
    return (
        f"第{one.year}年",
        day(one.due_on, provisional=one.calendar == "provisional"),
        money(one.amount),
        money(one.payable),
        day(one.surcharge_from),
        day(one.grace_until),
        day(one.lapse_on),
        STATES[one.state],
    )


for _one in (cost, deadline, due, ladder, reduction, restore, status, term):
    command.add_command(_one)
