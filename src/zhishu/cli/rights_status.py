"""`zhishu rights status`: the legal status of one patent on a day."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.flows.look_at_status import StatusView, look_at_status
from zhishu.rights.legal_event import DEALINGS, STAGES
from zhishu.rights.legal_status import STATES, Period
from zhishu.rights.patent_history import Moment
from zhishu.rights.status_finding import RULES


@click.command("status", help="一件专利在某一天的法律状态：起因、依据、权利人、质押许可和疑点。")
@click.argument("number", metavar="号码")
@click.option("--as-of", type=Day(), required=True, help="截至哪一天。")
@click.option("--snapshot", type=int, help="按哪个快照的数据，默认最新。")
@home_option
@json_option
def status(number: str, as_of: date, snapshot: int | None, home: Path, as_json: bool) -> None:
    """Print the status of a day; exit 1 where the events contradict one another."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    view = look_at_status(home, number, as_of=as_of, today=today, snapshot=snapshot)
    if as_json:
        print_json(_plain_status(view))
    else:
        _print_status(view)
    sys.exit(1 if view.findings else 0)


def _plain_status(view: StatusView) -> dict[str, Any]:
    patent, day = view.found.patent, view.day
    return {
        "patent_id": patent["patent_id"],
        "title": patent["title"],
        "as_of": day.day,
        "snapshot": view.found.snapshot,
        "is_abroad": view.is_abroad,
        "status": _plain_period(day.now),
        "known_then": _plain_period(day.then),
        "void_from_start": _plain_period(day.void),
        "holders": list(view.holders),
        "encumbrances": [asdict(one) for one in day.encumbrances],
        "findings": [asdict(one) for one in view.findings],
        "timeline": [_plain_moment(one) for one in view.moments],
    }


def _plain_period(period: Period | None) -> dict[str, Any] | None:
    return None if period is None else asdict(period)


def _plain_moment(moment: Moment) -> dict[str, Any]:
    return {
        "on": moment.on,
        "announced_on": moment.announced_on,
        "code": moment.code,
        "words": moment.words,
        "before": moment.before and moment.before.stage,
        "after": moment.after and moment.after.stage,
        "clause": moment.clause,
    }


def _print_status(view: StatusView) -> None:
    patent, day = view.found.patent, view.day
    click.echo(f"{patent['patent_id']} {patent['title']}")
    state = "别国的专利，不按中国的法律判断" if view.is_abroad else _state(day.now)
    click.echo(f"截至{day.day}：{state}（快照{view.found.snapshot}）")
    if day.now is not None:
        click.echo(f"  自{day.now.from_on}起：{day.now.reason}")
        if day.now.cause_code:
            click.echo(f"  起因：{day.now.cause_code}，{day.now.cause_on}公告")
        click.echo(f"  依据：{day.now.clause}")
    if day.differs:
        click.echo(f"  当日已公告的情况：{_state(day.then)}")
    if day.void is not None:
        click.echo(f"  自始视为不存在：{day.void.reason}，依据{day.void.clause}")
    click.echo(f"权利人：{'、'.join(view.holders) or '未知'}")
    for one in day.encumbrances:
        parties = "、".join(one.takers) or "未写明"
        click.echo(f"{DEALINGS[one.kind]}：{one.number or '无号'}，{parties}，自{one.from_on}起")
    for found in view.findings:
        place = f"（{found.code}，{found.announced_on}公告）" if found.code else ""
        click.echo(f"疑点：{RULES[found.rule]}：{found.words}{place}")


def _state(period: Period | None) -> str:
    if period is None:
        return "没有可以判断的日期"
    return f"{STATES[period.state]}·{STAGES[period.stage]}"
