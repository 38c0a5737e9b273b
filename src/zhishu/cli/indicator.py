"""`zhishu indicator`: list the indicators, show a figure with its definition and its rows."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from zhishu.base.errors import InvalidValueError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.measure_indicator import (
    list_indicator_rows,
    list_indicators,
    measure_indicator,
)
from zhishu.insight.figure import UNKNOWN, Figure, IndicatorRows


@click.group("indicator", help="监测指标。")
def command() -> None:
    """Group of the indicators' commands."""


@command.command("list", help="有哪些指标，按哪些维度看。")
@home_option
@json_option
def list_command(home: Path, as_json: bool) -> None:
    """Every indicator of the rulebook."""
    indicators = list_indicators(home)
    if as_json:
        print_json(
            [
                {
                    "indicator": one.name,
                    "name": one.title,
                    "unit": one.unit,
                    "formula": one.formula,
                    "source": one.source,
                    "dimensions": {d.name: d.title for d in one.dimensions},
                    "sql": one.file,
                }
                for one in indicators
            ]
        )
        return
    for one in indicators:
        dimensions = "、".join(f"{d.name}（{d.title}）" for d in one.dimensions)
        click.echo(f"{one.name}  {one.title}（{one.unit}）  维度：{dimensions}")


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not value:
        raise InvalidValueError(f"“{text}”应写作维度=值，例如county=990102", where="--where")
    return name, value


def _number(value: Decimal | None, unknown: int) -> str:
    if value is None:
        return UNKNOWN
    return f"{'至少' if unknown else ''}{value}"


def _print_figure(figure: Figure) -> None:
    where = f"{figure.region_name}（{figure.region}）" if figure.region else "全部数据"
    unit = figure.unit if figure.value is not None else ""
    click.echo(f"{figure.name}：{_number(figure.value, figure.unknown)}{unit}")
    click.echo(f"范围：{where}；截至{figure.as_of}；快照{figure.snapshot}")
    if figure.reason:
        click.echo(f"说明：{figure.reason}")
    if figure.unknown:
        click.echo(f"未知：{figure.unknown}件，未计入")
    for row in figure.rows:
        named = "  ".join(row.labels[name] for name in figure.by)
        unknown = f"（未知{row.unknown}）" if row.unknown else ""
        click.echo(f"  {named}  {_number(row.value, 0)}{unknown}")
    for used in figure.parameters:
        shown = f"{used.value}{used.unit}" if used.value is not None else UNKNOWN
        checked = "" if used.verified or used.value is None else "，未核实"
        facts = "，".join(fact for fact in (used.source, used.clause, used.note) if fact)
        click.echo(f"参数：{used.title}{shown}（{facts}{checked}）")
    click.echo(f"定义：{figure.definition}")
    click.echo(f"依据：{figure.source}；{figure.sql}")


def _print_rows(rows: IndicatorRows) -> None:
    click.echo("\t".join(rows.titles))
    for row in rows.rows:
        click.echo("\t".join("" if value is None else str(value) for value in row))
    say(f"共{rows.total}行，第{rows.page}页")


def _json_number(value: Decimal | None) -> int | float | None:
    """A value as JSON writes numbers; at most six places, which survive unchanged."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _figure_as_json(figure: Figure) -> dict[str, Any]:
    """A figure for programs."""
    rows = [{**asdict(row), "value": _json_number(row.value)} for row in figure.rows]
    used = [{**asdict(one), "value": _json_number(one.value)} for one in figure.parameters]
    return {
        **asdict(figure),
        "value": _json_number(figure.value),
        "at_least": figure.at_least,
        "rows": rows,
        "parameters": used,
    }


@command.command("show", help="一个指标在某日、某地区的数，以及它的定义、参数和来源。")
@click.argument("name")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天；默认今天。")
@click.option("--region", help="区划代码；默认全部数据。")
@click.option("--snapshot", type=click.IntRange(0), help="按哪个快照；默认最新。")
@click.option("--by", multiple=True, help="按哪个维度分行，可重复。")
@click.option("--where", "where", multiple=True, help="只看维度=值，例如county=990102，可重复。")
@click.option("--rows", "show_rows", is_flag=True, help="列出所计的每一行。")
@click.option("--unknown", "show_unknown", is_flag=True, help="列出未知、未计入的每一行。")
@click.option("--page", type=click.IntRange(1), default=1, help="第几页。")
@click.option("--size", type=click.IntRange(1, 500), default=50, help="每页几行。")
@home_option
@json_option
def show(
    name: str,
    as_of: datetime | None,
    region: str | None,
    snapshot: int | None,
    by: tuple[str, ...],
    where: tuple[str, ...],
    show_rows: bool,
    show_unknown: bool,
    page: int,
    size: int,
    home: Path,
    as_json: bool,
) -> None:
    """Print a figure, or the rows behind it; exit 2 for a dimension or region that there is not."""
    day: date = as_of.date() if as_of else datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        filters = dict(map(_pair, where))
        if show_rows or show_unknown:
            rows = list_indicator_rows(
                home,
                name,
                as_of=day,
                region=region,
                snapshot=snapshot,
                filters=filters,
                standing="unknown" if show_unknown else "counted",
                page=page,
                size=size,
            )
            if as_json:
                print_json(asdict(rows))
            else:
                _print_rows(rows)
            return
        figure = measure_indicator(
            home, name, as_of=day, region=region, snapshot=snapshot, by=by, filters=filters
        )
    except InvalidValueError as error:
        say(f"出错：{error}")
        sys.exit(2)
    if as_json:
        print_json(_figure_as_json(figure))
    else:
        _print_figure(figure)
