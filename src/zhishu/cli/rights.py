"""`zhishu rights`: what rights cost and when."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

import click

from zhishu.base.errors import InvalidValueError
from zhishu.base.money import Money
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.list_annual_fees import list_annual_fees
from zhishu.rights.fees.annual_fees import STATES, AnnualFee
from zhishu.rights.fees.fee_rules import RightKind


class _Share(click.ParamType[Decimal]):
    """A share as a decimal number."""

    name = "比例"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read the share, or refuse in words."""
        try:
            share = Decimal(value)
        except InvalidOperation:
            share = Decimal("NaN")
        if not share.is_finite():
            self.fail(f"“{value}”不是数字", param, ctx)
        return share


@click.group("rights", help="知识产权：年费和期限。")
def command() -> None:
    """Group of the rights' commands."""


@command.command("fee", help="一件专利逐年的年费：何时缴、缴多少、逾期怎样、依据哪一条。")
@click.option("--kind", type=click.Choice(get_args(RightKind)), required=True, help="专利类型。")
@click.option("--filed", type=Day(), required=True, help="申请日（国际申请为国际申请日）。")
@click.option("--granted", type=Day(), required=True, help="授权公告日。")
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@click.option("--reduction", type=_Share(), help="费用减缴减去的比例，0.85或0.7。")
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
    try:
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
    except InvalidValueError as error:
        say(f"出错：{error}")
        sys.exit(2)
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
    click.echo("\t".join(_TITLES))
    for one in fees:
        mark = "（暂定）" if one.calendar == "provisional" else ""
        cells = (
            f"第{one.year}年",
            f"{one.due_on}{mark}",
            _money(one.amount),
            _money(one.payable),
            _day(one.surcharge_from),
            _day(one.grace_until),
            _day(one.lapse_on),
            STATES[one.state],
        )
        click.echo("\t".join(cells))
    told = next((one for one in fees if one.state not in ("unknown", "paid")), fees[0])
    click.echo(f"\n第{told.year}年度的依据：")
    for step in told.explanation:
        place = f"{step.source}{step.clause}"
        rule = f"（{place}{'' if step.verified else '，未核实'}）" if place else ""
        click.echo(f"  {step.text}{rule}")


def _money(amount: Decimal | None) -> str:
    return "—" if amount is None else str(Money(amount))


def _day(day: date | None) -> str:
    return "—" if day is None else day.isoformat()
