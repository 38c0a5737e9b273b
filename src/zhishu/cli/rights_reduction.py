"""`zhishu rights reduction` and `zhishu rights deadline`: who may pay less, and the last days of two procedures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.cli.rights_words import day, print_reasons, refusing
from zhishu.flows.tell_eligibility import tell_eligibility
from zhishu.flows.tell_procedure_deadline import tell_procedure_deadline
from zhishu.rights.deadlines import DELIVERIES, PROCEDURES, Delivery, Procedure
from zhishu.rights.fees.reduction_eligibility import APPLICANT_KINDS, Applicant
from zhishu.rights.fees.reductions import percent


class _Applicant(click.ParamType[Applicant]):
    """`enterprise:300000`, `individual` (income not known), `institution`."""

    name = "申请人"

    def convert(
        self, value: str | Applicant, param: click.Parameter | None, ctx: click.Context | None
    ) -> Applicant:
        """Read kind and income, or refuse in words."""
        if isinstance(value, Applicant):
            return value
        word, has_income, income = value.partition(":")
        kind = next((one for one in APPLICANT_KINDS if one == word), None)
        if kind is None:
            self.fail(f"“{word}”不是申请人的种类，应为{'、'.join(APPLICANT_KINDS)}", param, ctx)
        if not has_income:
            return Applicant(kind)
        try:
            amount = Decimal(income)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            self.fail(f"“{income}”不是数字，应如enterprise:300000", param, ctx)
        return Applicant(kind, amount)


@click.command("reduction", help="能不能请求费用减缴，减多少，依据哪一条。")
@click.option(
    "--applicant",
    "applicants",
    type=_Applicant(),
    multiple=True,
    required=True,
    help="申请人和上年收入，如enterprise:300000、individual:50000、institution；每人写一次。",
)
@click.option("--on", type=Day(), required=True, help="哪一天请求。")
@click.option("--found-false", type=Day(), help="曾被查实提供虚假情况的日子。")
@home_option
@json_option
def reduction(
    applicants: tuple[Applicant, ...],
    on: date,
    found_false: date | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print the answer; exit 2 for what cannot be and for rules that are not carried."""
    with refusing():
        found = tell_eligibility(home, applicants, on=on, found_false_on=found_false)
    if as_json:
        print_json(asdict(found))
        return
    share = "" if found.share is None else f"，减缴{percent(found.share)}"
    words = {True: f"可以请求{share}", False: "不可以请求", None: "不能判断：有收入未知"}
    click.echo(words[found.may_ask])
    click.echo("\n依据：")
    print_reasons(found.explanation)


@click.command("deadline", help="办理登记、请求退费的最后一天，文件哪天算收到，依据哪一条。")
@click.option(
    "--for",
    "procedure",
    type=click.Choice(PROCEDURES),
    required=True,
    help="办理登记，或者请求退费。",
)
@click.option("--from", "start", type=Day(), required=True, help="收到通知日；退费的是缴费日。")
@click.option("--delivery", type=click.Choice(DELIVERIES), help="送达方式；写了，--from是发文日。")
@home_option
@json_option
def deadline(
    procedure: Procedure, start: date, delivery: Delivery | None, home: Path, as_json: bool
) -> None:
    """Print the last day; exit 2 for what cannot be and for rules that are not carried."""
    with refusing():
        found = tell_procedure_deadline(home, procedure, start, delivery=delivery)
    if as_json:
        print_json(asdict(found))
        return
    click.echo(f"最后一天：{day(found.until, provisional=found.calendar == 'provisional')}")
    click.echo("\n依据：")
    print_reasons(found.explanation)
