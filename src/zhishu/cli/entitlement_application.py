"""`zhishu entitlement application`: the form of a measure, filled in as far as data tells."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.base.identifiers import CreditCode
from zhishu.base.region import RegionCode
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.region import Region
from zhishu.cli.rights_words import print_table, refusing
from zhishu.flows.prefill_application import PrefilledApplication, prefill_application
from zhishu.funding.answer import (
    plain_application,
    plain_double,
)
from zhishu.funding.application import FIELD_STATES
from zhishu.funding.double_award import GRADES
from zhishu.funding.why import money_words
from zhishu.rules.assessment import STATES


@click.command(
    "application",
    help="一项措施的申报表，按数据预填：每项从哪里来，哪些须核对、须填写，哪些材料免交。",
)
@click.argument("credit_code", metavar="信用代码")
@click.argument("measure", metavar="措施编号")
@click.option("--region", type=Region(), help="按哪个地区的措施；不写按登记地。")
@click.option("--as-of", type=Day(), help="截至哪一天；默认今天。")
@click.option("--snapshot", type=int, help="按哪个快照的数据，默认最新。")
@home_option
@json_option
def application(
    credit_code: str,
    measure: str,
    region: RegionCode | None,
    as_of: date | None,
    snapshot: int | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print the form; exit 2 for what cannot be applied for."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    with refusing():
        found = prefill_application(
            home,
            str(CreditCode.parse(credit_code)),
            measure,
            region=region,
            as_of=as_of or today,
            snapshot=snapshot,
        )
    if as_json:
        earlier = [plain_double(one) for one in found.earlier]
        print_json({**plain_application(found.form), "earlier_awards": earlier})
    else:
        _print_application(found)


def _print_application(found: PrefilledApplication) -> None:
    one = found.form.one
    source = one.measure.source
    say(f"{one.measure.title}（{source.title}{source.clause}）：{STATES[one.state]}")
    click.echo(f"申报金额\t{money_words(one)}")
    print_table(
        ("项目", "内容", "情况", "来源"),
        (
            (
                field.title,
                field.value or "—",
                FIELD_STATES[field.state] + (f"：{field.why}" if field.why else ""),
                field.origin,
            )
            for field in found.form.fields
        ),
    )
    click.echo("\n材料：")
    for paper in found.form.materials:
        told = "数据已核验，免交" if paper.is_waived else f"须提供（{'、'.join(paper.fields)}）"
        click.echo(f"  {paper.title}：{told}")
    for lead in found.earlier:
        click.echo(f"须核实：{GRADES[lead.grade]}，{lead.reason}")
    view = found.entitlements
    click.echo(f"\n截至{view.as_of}，快照{view.snapshot}")
