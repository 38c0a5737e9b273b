"""`zhishu entitlement`: what a firm is entitled to and which firms are entitled to a measure."""

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
from zhishu.cli.rights_words import print_table, refusing
from zhishu.flows.find_entitlements import (
    FirmEntitlements,
    declared_facts,
    entitle_facts,
    find_entitlements,
)
from zhishu.funding.answer import plain_entitlements
from zhishu.funding.fact_file import read_fact_file
from zhishu.funding.questions import Question
from zhishu.rules.assessment import STATES, Assessment, State
from zhishu.rules.settling import sum_words


class Region(click.ParamType[RegionCode]):
    """A region by its code."""

    name = "区划代码"

    def convert(
        self, value: str | RegionCode, param: click.Parameter | None, ctx: click.Context | None
    ) -> RegionCode:
        """Read the code, or refuse in words."""
        if isinstance(value, RegionCode):
            return value
        try:
            return RegionCode.parse(value)
        except InvalidValueError as error:
            self.fail(str(error), param, ctx)


@click.group("entitlement", help="免申即享：一个单位能享受哪些措施，一项措施有哪些单位符合。")
def command() -> None:
    """Group of the commands on entitlements."""


@command.command(
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
    order = [State.MET, State.COMPETITIVE, State.NEAR, State.UNKNOWN, State.NOT_MET]
    ranked = sorted(found.assessments, key=lambda one: order.index(one.state))
    print_table(
        ("情况", "措施", "金额", "说明", "依据"),
        (
            (
                STATES[one.state],
                one.measure.title,
                _money(one),
                _why(one),
                f"{one.measure.source.title}{one.measure.source.clause}",
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


def _money(one: Assessment) -> str:
    money = one.paid if one.paid is not None else one.amount
    if money is None and one.nearest is not None and one.nearest.amount is not None:
        return f"可得{sum_words(one.nearest.amount)}"
    return "—" if money is None else sum_words(money)


def _why(one: Assessment) -> str:
    """The words that decide: what is missing, what would have to change, what does not hold, which group took it."""
    if one.nearest is not None:
        return "；".join(change.words for change in one.nearest.changes)
    wanted = "unknown" if one.state is State.UNKNOWN else "not_met"
    if one.state in (State.UNKNOWN, State.NOT_MET):
        return "；".join(dict.fromkeys(_leaves(one, wanted)))
    return "；".join(
        reason.words for reason in one.reasons if reason.about in ("amount", "cap", "group")
    )


def _leaves(one: Assessment, wanted: str) -> list[str]:
    """The sentences of the innermost conditions that came out so."""
    found = []
    waiting = list(reversed(one.reasons))
    while waiting:
        reason = waiting.pop()
        if reason.truth != wanted:
            continue
        if reason.parts and reason.about == "conditions":
            waiting.extend(reversed(reason.parts))
        else:
            found.append(reason.words)
    return found
