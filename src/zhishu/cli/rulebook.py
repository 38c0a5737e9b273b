"""`zhishu rulebook`: the figures of policy, each with its days, its clause, its source and whether it was checked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.cli.day import Day
from zhishu.cli.options import home_option, json_option, print_json
from zhishu.flows.look_at_figures import FigureValue, find_figure, list_figures


@click.group("rulebook", help="规则库：有哪些数字，哪一天是多少，依据哪一条，核实过没有。")
def command() -> None:
    """Group of the rulebook's commands."""


@command.command("list", help="规则库里的数字和某一天的值；没有值的，那一天的规则没有收录。")
@click.argument("words", default="")
@click.option("--as-of", type=Day(), help="哪一天；默认今天。")
@home_option
@json_option
def list_command(words: str, as_of: date | None, home: Path, as_json: bool) -> None:
    """Every figure whose name or title holds the words."""
    day = as_of or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    figures = list_figures(home, as_of=day, words=words)
    if as_json:
        print_json([asdict(one) for one in figures])
        return
    for figure in figures:
        values = "；".join(_short(one) for one in figure.values) or "没有收录"
        click.echo(f"{figure.name}  {figure.title}（{figure.unit}）  {values}")


@command.command("show", help="一个数字的全部值：自哪天起，多少，条款，来源，核实过没有。")
@click.argument("name")
@home_option
@json_option
def show_command(name: str, home: Path, as_json: bool) -> None:
    """Every value of one figure; exit 1 for a name that is not there."""
    figure = find_figure(home, name)
    if as_json:
        print_json(asdict(figure))
        return
    click.echo(f"{figure.title}（{figure.unit}）\n文件：{figure.file}")
    if figure.dated_by:
        click.echo(f"哪一天的值：按{figure.dated_by}")
    for one in figure.values:
        key = f"{one.key}  " if one.key else ""
        checked = "已核实" if one.verified else "未核实"
        click.echo(f"{key}自{one.since}  {one.value}  {one.source}{one.clause}  {checked}")


def _short(one: FigureValue) -> str:
    key = f"{one.key} " if one.key else ""
    return f"{key}{one.value}{'' if one.verified else '（未核实）'}"
