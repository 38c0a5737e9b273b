"""`zhishu search`: the one search box on the command line."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from zhishu.base.errors import InvalidValueError
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.search_everything import SearchAnswer, SearchHit, search_everything
from zhishu.policy.validity import VALIDITY
from zhishu.rights.patent import RIGHT_KINDS
from zhishu.search.index import KINDS, SORTS, Filters, Kind, MarkedText, Sort

KIND_TITLES = {"policy": "政策", "patent": "专利"}
STATE_TITLES = {"in_force": "有效", "ceased": "失效", "pending": "审查中", "unknown": "状态未知"}


def _marked(passage: MarkedText) -> str:
    """The passage with the words sought in bold (plain where the terminal cannot)."""
    shown, at = "", 0
    for start, end in passage.marks:
        shown += passage.text[at:start] + click.style(passage.text[start:end], bold=True)
        at = end
    shown += passage.text[at:]
    before = "……" if passage.clipped_before else ""
    after = "……" if passage.clipped_after else ""
    return " ".join(f"{before}{shown}{after}".split("\n"))


def _print_hit(number: int, hit: SearchHit) -> None:
    click.echo(f"{number}. {_marked(hit.title)}")
    state = STATE_TITLES.get(hit.state or "", "") if hit.kind == "patent" else ""
    dated = hit.dated.isoformat() if hit.dated else ""
    facts = [state, hit.number or "", "、".join(hit.names), hit.main_ipc or "", dated]
    click.echo("   " + "  ".join(fact for fact in facts if fact))
    for place in hit.places:
        click.echo(
            f"   {place.path} {place.heading}：{_marked(place.snippet)}".replace(" ：", "：")
        )
    if not hit.places and hit.snippet.text:
        click.echo(f"   {_marked(hit.snippet)}")
    if hit.places_total > len(hit.places):
        click.echo(f"   共{hit.places_total}个条款含所查的词")
    click.echo(f"   {hit.entry_id}")


def _print_answer(answer: SearchAnswer) -> None:
    totals = "，".join(f"{KIND_TITLES[kind]}{total}" for kind, total in answer.totals.items())
    click.echo(f"{totals}；第{answer.page}页，共{answer.pages}页{KIND_TITLES[answer.kind]}")
    first = (answer.page - 1) * answer.size + 1
    for number, hit in enumerate(answer.hits, first):
        _print_hit(number, hit)


def _print_facets(answer: SearchAnswer) -> None:
    for group in answer.facets:
        values = "，".join(f"{one.title}{one.count}" for one in group.values)
        click.echo(f"{group.title}：{values}")


@click.command("search", help="检索政策和专利，例如：zhishu search 锂电池 申请人:大学")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(KINDS), help="只看政策（policy）或专利（patent）。")
@click.option("--page", type=click.IntRange(1), default=1, help="第几页。")
@click.option("--size", type=click.IntRange(1, 100), default=20, help="每页几条。")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", help="最相关、最新、最早。")
@click.option("--facets", is_flag=True, help="也列出各项分面的件数（--json总带着）。")
@click.option("--region", help="区划代码：只看该地区的。")
@click.option("--year", type=click.IntRange(1900, 2100), help="成文或申请的年份。")
@click.option("--since", type=Day(), help="成文或申请的日期从这天起。")
@click.option("--until", type=Day(), help="成文或申请的日期到这天止。")
@click.option("--right-kind", type=click.Choice(tuple(RIGHT_KINDS)), help="专利类型。")
@click.option("--ipc", help="IPC部、小类或分类号，例如H、H01M、H01M10/0525。")
@click.option("--name", help="申请（专利权）人或发文机关的全名。")
@click.option("--validity", type=click.Choice(tuple(VALIDITY)), help="政策今天的效力。")
@home_option
@json_option
def command(
    words: tuple[str, ...],
    kind: Kind | None,
    page: int,
    size: int,
    sort: Sort,
    facets: bool,
    validity: str | None,
    home: Path,
    as_json: bool,
    **narrowing: Any,
) -> None:
    """Print one page of hits; exit 2 when the words cannot be read as a query."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        answer = search_everything(
            home,
            " ".join(words),
            kind=kind,
            filters=Filters(**narrowing),
            validity=validity or "",
            sort=sort,
            page=page,
            size=size,
            as_of=today,
            facets=facets or as_json,
        )
    except InvalidValueError as error:
        say(f"出错：{error}")
        sys.exit(2)
    for hint in answer.hints:
        say(hint)
    if answer.is_behind:
        say(
            f"索引建于快照{answer.index_snapshot}，数据已到快照{answer.warehouse_snapshot}；"
            "运行zhishu index rebuild可查到新数据。"
        )
    if as_json:
        print_json({**asdict(answer), "total": answer.total, "pages": answer.pages})
    else:
        _print_answer(answer)
        if facets:
            _print_facets(answer)
