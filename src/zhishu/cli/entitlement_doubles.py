"""`zhishu entitlement doubles`: leads to awards paid twice."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.base.region import RegionCode
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.cli.region import Region
from zhishu.flows.find_double_awards import DoubleAwards, find_double_awards
from zhishu.funding.answer import (
    plain_double,
    yuan,
)
from zhishu.funding.double_award import GRADES

_SHOWN = 20


@click.command("doubles", help="重复兑付的线索：同一事项跨措施、跨年度、跨关联单位兑付了不止一次。")
@click.option("--region", type=Region(), help="哪个地区；不写是全部。")
@click.option("--year", type=int, help="只列有这一年度兑付的。")
@click.option("--as-of", type=Day(), help="截至哪一天；默认今天。")
@click.option("--snapshot", type=int, help="按哪个快照的数据，默认最新。")
@home_option
@json_option
def doubles(
    region: RegionCode | None,
    year: int | None,
    as_of: date | None,
    snapshot: int | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print the leads with their payments; exit 1 where there are some."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    found = find_double_awards(
        home, as_of=as_of or today, region=region, year=year, snapshot=snapshot
    )
    if as_json:
        print_json(
            {
                "region": str(region) if region else None,
                "year": year,
                "as_of": found.as_of,
                "snapshot": found.snapshot,
                "leads": [plain_double(one) for one in found.leads],
            }
        )
    else:
        _print_doubles(found)
    sys.exit(1 if found.leads else 0)


def _print_doubles(found: DoubleAwards) -> None:
    for number, lead in enumerate(found.leads, 1):
        click.echo(f"{number}. {GRADES[lead.grade]}：{lead.reason}")
        for tie in lead.ties[:_SHOWN]:
            click.echo(f"   关联：{tie.words}")
        for one in lead.payments[:_SHOWN]:
            year = f"{one.year}年" if one.year else "年度不详"
            paid = yuan(one.amount) or "金额不详"
            click.echo(f"   {year}\t{one.holder}\t{one.item}\t{one.subject}\t{paid}元")
        if len(lead.payments) > _SHOWN:
            click.echo(f"   …… 另有{len(lead.payments) - _SHOWN}笔，用--json列出全部")
    click.echo(f"共{len(found.leads)}条线索，须逐条核实，不等于认定重复")
    click.echo(f"\n截至{found.as_of}，快照{found.snapshot}")
