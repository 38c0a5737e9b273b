"""`zhishu entitlement firm`: every measure for one firm."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import CreditCode
from zhishu.base.region import RegionCode
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.region import Region
from zhishu.cli.rights_words import print_table, refusing
from zhishu.flows.find_entitlements import (
    FirmEntitlements,
    declared_facts,
    entitle_facts,
    find_entitlements,
)
from zhishu.funding.answer import (
    plain_entitlements,
)
from zhishu.funding.fact_file import read_fact_file
from zhishu.funding.questions import Question
from zhishu.funding.why import money_words, why
from zhishu.rules.assessment import STATES, State
from zhishu.rules.settling import sum_words
from zhishu.rules.words import marked_title

_ORDER = [State.MET, State.COMPETITIVE, State.NEAR, State.UNKNOWN, State.NOT_MET]


@click.command(
    "firm", help="一个单位能享受什么、差在哪里、还要问什么；单位写信用代码，或用--facts给出事实。"
)
@click.argument("credit_code", required=False)
@click.option(
    "--facts",
    "fact_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="事实文件（JSON）：as_of和facts，没有写的事实为不清楚。",
)
@click.option("--region", type=Region(), help="按哪个地区的措施；写信用代码时可以不写，按登记地。")
@click.option("--as-of", type=Day(), help="截至哪一天；不写按文件所写，否则今天。")
@click.option("--snapshot", type=int, help="按哪个快照的数据，默认最新。")
@home_option
@json_option
def firm(
    credit_code: str | None,
    fact_file: Path | None,
    region: RegionCode | None,
    as_of: date | None,
    snapshot: int | None,
    home: Path,
    as_json: bool,
) -> None:
    """Print every measure for one party; exit 2 for facts that cannot be."""
    if (credit_code is None) == (fact_file is None):
        raise click.UsageError("写一个信用代码，或者用--facts给出事实文件，二者取一")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    with refusing():
        if fact_file is not None:
            view = _of_file(home, fact_file, region, as_of, today)
        else:
            code = str(CreditCode.parse(credit_code or ""))
            view = find_entitlements(
                home, code, region=region, as_of=as_of or today, snapshot=snapshot
            )
    if as_json:
        print_json(_plain(view))
    else:
        _print(view)


def _of_file(
    home: Path, path: Path, region: RegionCode | None, as_of: date | None, today: date
) -> FirmEntitlements:
    if region is None:
        raise InvalidValueError("没有写地区", next_step="加上--region，如--region 361000")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidValueError(
            "事实文件打不开", where=str(path), next_step=f"检查文件（{error.strerror}）"
        ) from None
    told = read_fact_file(data, declared_facts(home), where=str(path))
    return entitle_facts(home, told.facts, region=region, as_of=as_of or told.as_of or today)


def _plain(view: FirmEntitlements) -> dict[str, object]:
    return {
        "name": view.party.name if view.party else None,
        "credit_code": view.party.credit_code if view.party else None,
        "region": str(view.region),
        "as_of": view.as_of,
        "snapshot": view.snapshot,
        **plain_entitlements(view.found, view.declared),
        "questions": [_plain_question(one) for one in view.questions],
        "conflicts": [one.words for one in view.conflicts],
    }


def _plain_question(one: Question) -> dict[str, object]:
    return {"fact": one.fact.name, "question": one.words, "measures": list(one.measures)}


def _print(view: FirmEntitlements) -> None:
    found = view.found
    if view.party is not None:
        say(f"{view.party.name} {view.party.credit_code or ''}")
    if not found.assessments:
        say("这个地区这一天没有可以判断的措施")
    ranked = sorted(found.assessments, key=lambda one: _ORDER.index(one.state))
    print_table(
        ("情况", "措施", "金额", "说明", "依据"),
        (
            (
                STATES[one.state],
                one.measure.title,
                money_words(one),
                "；".join(why(one)),
                f"{marked_title(one.measure.source.title)}{one.measure.source.clause}",
            )
            for one in ranked
        ),
    )
    click.echo(f"\n合计：{sum_words(found.total)}")
    if found.competitive.high != 0:
        click.echo(f"择优的另计：{sum_words(found.competitive)}")
    for title, measures in (("文件缺损", found.lost), ("不在有效期", found.not_in_force)):
        if measures:
            click.echo(f"{title}：{'、'.join(one.title for one in measures)}")
    if view.questions:
        click.echo("\n还要问：")
    for number, question in enumerate(view.questions, 1):
        click.echo(f"  {number}. {question.words}（{len(question.measures)}项措施）")
    source = f"快照{view.snapshot}" if view.snapshot is not None else "按给出的事实"
    click.echo(f"\n截至{view.as_of}，{source}")
