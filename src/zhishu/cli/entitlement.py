"""`zhishu entitlement`: what a firm is entitled to and which firms are entitled to a measure."""

from __future__ import annotations

import io
import sys
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
from zhishu.flows.find_double_awards import DoubleAwards, find_double_awards
from zhishu.flows.find_entitlements import (
    FirmEntitlements,
    declared_facts,
    entitle_facts,
    find_entitlements,
)
from zhishu.flows.list_entitled import EntitledFirm, EntitledFirms, list_entitled
from zhishu.flows.write_table import write_csv
from zhishu.funding.answer import (
    plain_double,
    plain_ends,
    plain_entitlements,
    plain_measure,
    plain_nearest,
    told,
    yuan,
)
from zhishu.funding.double_award import GRADES
from zhishu.funding.fact_file import read_fact_file
from zhishu.funding.questions import Question
from zhishu.funding.why import money_words, why
from zhishu.rules.assessment import STATES, State
from zhishu.rules.settling import sum_words

_ORDER = [State.MET, State.COMPETITIVE, State.NEAR, State.UNKNOWN, State.NOT_MET]
_SHOWN = 20


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


@command.command("measure", help="一项措施有哪些单位符合、差一点、不清楚，金额和理由：推送名单。")
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
    say(f"{firms.measure.title}（{source.title}{source.clause}）")
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


@command.command(
    "doubles", help="重复兑付的线索：同一事项跨措施、跨年度、跨关联单位兑付了不止一次。"
)
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
