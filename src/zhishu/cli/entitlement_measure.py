"""`zhishu entitlement measure`: the firms of one measure, as a list to push it to."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.base.region import RegionCode
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.region import Region
from zhishu.flows.list_entitled import EntitledFirm, EntitledFirms, list_entitled
from zhishu.flows.write_table import write_csv
from zhishu.funding.answer import (
    plain_ends,
    plain_measure,
    plain_nearest,
    told,
    yuan,
)
from zhishu.funding.why import money_words, why
from zhishu.rules.assessment import STATES, State
from zhishu.rules.settling import sum_words
from zhishu.rules.words import marked_title

_ORDER = [State.MET, State.COMPETITIVE, State.NEAR, State.UNKNOWN, State.NOT_MET]
_SHOWN = 20


@click.command("measure", help="一项措施有哪些单位符合、差一点、不清楚，金额和理由：推送名单。")
@click.argument("measure", metavar="措施编号")
@click.option("--region", type=Region(), required=True, help="哪个地区的单位。")
@click.option("--as-of", type=Day(), help="截至哪一天；默认今天。")
@click.option("--snapshot", type=int, help="按哪个快照的数据，默认最新。")
@click.option(
    "--state",
    "states",
    type=click.Choice([str(one) for one in _ORDER[:-1]]),
    multiple=True,
    help="只列哪些情况的单位，可写几次；不写是全部，不符合的只有数。",
)
@click.option("--csv", "as_csv", is_flag=True, help="名单以CSV输出。")
@home_option
@json_option
def measure_command(
    measure: str,
    region: RegionCode,
    as_of: date | None,
    snapshot: int | None,
    states: tuple[str, ...],
    as_csv: bool,
    home: Path,
    as_json: bool,
) -> None:
    """Print the firms of one measure; exit 1 for a measure that is not there."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    firms = list_entitled(home, measure, region=region, as_of=as_of or today, snapshot=snapshot)
    listed = firms.listed(*(State(one) for one in states))
    if as_csv:
        sheet = io.StringIO(newline="")
        write_csv(sheet, _TITLES, (_cells(one) for one in listed))
        click.echo(sheet.getvalue(), nl=False)
    elif as_json:
        print_json({**_plain_firms(firms), "firms": [_plain_firm(one) for one in listed]})
    else:
        _print_firms(firms, list(listed))


_TITLES = (
    "统一社会信用代码",
    "单位",
    "区划代码",
    "情况",
    "金额（元）",
    "够上可得（元）",
    "封顶",
    "说明",
)


def _cells(firm: EntitledFirm) -> tuple[object, ...]:
    one = firm.assessment
    return (
        firm.credit_code,
        firm.name,
        firm.region_code,
        STATES[one.state],
        yuan(told(one.paid)),
        yuan(told(one.nearest.amount)) if one.nearest else None,
        one.cap,
        why(one),
    )


def _plain_firms(firms: EntitledFirms) -> dict[str, object]:
    return {
        "measure": plain_measure(firms.measure),
        "region": str(firms.region),
        "as_of": firms.as_of,
        "snapshot": firms.snapshot,
        "not_judged": firms.said or None,
        "counts": {str(state): count for state, count in firms.counts.items()},
        "gone": firms.gone,
        **plain_ends("total", firms.total),
        **plain_ends("competitive_total", firms.competitive),
    }


def _plain_firm(firm: EntitledFirm) -> dict[str, object]:
    one = firm.assessment
    return {
        "party": firm.party_id,
        "name": firm.name,
        "credit_code": firm.credit_code,
        "region": firm.region_code,
        "state": str(one.state),
        **plain_ends("amount", one.capped),
        "paid": yuan(told(one.paid)),
        "cap_applied": bool(one.cap),
        "cap": one.cap or None,
        "why": why(one),
        "nearest": plain_nearest(one.nearest),
        "questions": list(one.missing),
    }


def _print_firms(firms: EntitledFirms, listed: list[EntitledFirm]) -> None:
    source = firms.measure.source
    say(f"{firms.measure.title}（{marked_title(source.title)}{source.clause}）")
    if firms.said:
        say(firms.said)
        return
    if listed:
        click.echo("情况\t单位\t金额\t说明")
    for firm in listed[:_SHOWN]:
        one = firm.assessment
        row = (STATES[one.state], firm.name, money_words(one), "；".join(why(one)))
        click.echo("\t".join(row))
    if len(listed) > _SHOWN:
        click.echo(f"…… 另有{len(listed) - _SHOWN}个，用--csv列出全部")
    told_of = "，".join(f"{STATES[state]}{firms.counts[state]}个" for state in _ORDER)
    click.echo(f"\n{told_of}；注销、吊销的{firms.gone}个不列")
    click.echo(f"合计：{sum_words(firms.total)}")
    if firms.competitive.high != 0:
        click.echo(f"择优的另计：{sum_words(firms.competitive)}")
    click.echo(f"\n截至{firms.as_of}，快照{firms.snapshot}")
