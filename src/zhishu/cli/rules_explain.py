"""`zhishu rules explain`: why one measure comes out as it does for the facts of a file, condition by condition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.base.errors import InvalidValueError
from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.cli.rights_words import refusing, rule_of
from zhishu.flows.explain_measure import Explained, explain_measure
from zhishu.flows.find_entitlements import declared_facts
from zhishu.funding.answer import plain_assessment
from zhishu.funding.fact_file import FactFile, read_fact_file
from zhishu.rules.assessment import STATES, Assessment, Reason
from zhishu.rules.condition import Truth
from zhishu.rules.settling import sum_words
from zhishu.rules.words import plain

_SAID = {Truth.MET: "符合", Truth.NOT_MET: "不符合", Truth.UNKNOWN: "不清楚"}


@click.command(
    "explain", help="一项措施对一份事实文件的结果：每个条件、每个数字、每笔钱，依据哪一条。"
)
@click.argument("measure", metavar="措施编号")
@click.option(
    "--facts",
    "fact_file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="事实文件（JSON）：as_of和facts，没有写的事实为不清楚。",
)
@click.option("--as-of", type=Day(), help="截至哪一天；不写按文件所写，否则今天。")
@home_option
@json_option
def explain(measure: str, fact_file: Path, as_of: date | None, home: Path, as_json: bool) -> None:
    """Print the tree of reasons; exit 1 for a measure that is not there, 2 for facts that cannot be."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    with refusing():
        told = _read(home, fact_file)
        found = explain_measure(home, measure, told.facts, as_of=as_of or told.as_of or today)
    if as_json:
        one = found.assessment
        print_json(
            {
                "as_of": found.as_of,
                "state": _listed(found) if one is None else str(one.state),
                **({} if one is None else plain_assessment(one, found.declared)),
            }
        )
        return
    source = found.measure.source
    click.echo(f"{found.measure.name}  {found.measure.title}（{source.title}{source.clause}）")
    if found.assessment is None:
        words = {"lost": "文件缺损，不判断", "not_in_force": f"{found.as_of}不在有效期"}
        click.echo(words[_listed(found)])
        return
    for line in _lines(found.assessment, found):
        click.echo(line)


def _read(home: Path, path: Path) -> FactFile:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidValueError(
            "事实文件打不开", where=str(path), next_step=f"检查文件（{error.strerror}）"
        ) from None
    return read_fact_file(data, declared_facts(home), where=str(path))


def _listed(found: Explained) -> str:
    return "lost" if found.measure.is_lost else "not_in_force"


def _lines(one: Assessment, found: Explained) -> Iterator[str]:
    paid = "" if one.paid is None else f"，{sum_words(one.paid)}"
    yield f"{found.as_of}：{STATES[one.state]}{paid}"
    for reason in one.reasons:
        yield from _reason_lines(reason, 1)
    if one.nearest is not None:
        money = one.nearest.amount
        worth = "" if money is None else f"，可得{sum_words(money)}"
        yield f"差：{'；'.join(change.words for change in one.nearest.changes)}{worth}"
    if one.missing:
        asked = (found.declared[name] for name in one.missing)
        yield f"要问：{'；'.join(fact.question or fact.title for fact in asked)}"


def _reason_lines(reason: Reason, depth: int) -> Iterator[str]:
    said = reason.words
    if reason.truth is not None:
        mark = _SAID[reason.truth]
        said = f"{said}：{mark}" if reason.parts else f"{mark}  {said}"
    figure = reason.figure
    rule = ""
    if figure is not None:
        place = rule_of(figure.source, figure.clause, verified=figure.verified)
        rule = f"〔{figure.title}{plain(figure.value)}{figure.unit}，自{figure.since}{place}〕"
    known = reason.known
    origin = ""
    if known is not None and known.value is not None:
        origin = f"〔{'，'.join(str(one) for one in (known.origin, known.on) if one)}〕"
    yield f"{'  ' * depth}{said}{origin}{rule}"
    for part in reason.parts:
        yield from _reason_lines(part, depth + 1)
