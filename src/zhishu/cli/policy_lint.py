"""`zhishu policy lint`: policies and drafts against higher rules."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.cli.day import Day
from zhishu.cli.options import json_option, print_json, say
from zhishu.policy.lint.finding import SEVERITIES, Finding, Linted


@click.command("lint", help="拿政策或草稿对照上位规定：数量指标、申请资助、失效的依据等。不保存。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", type=Day(), help="按哪一天的规定看；默认今天。")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="还对照哪个数据文件夹里的政策库；不写只看这些文件。",
)
@json_option
def lint(files: tuple[Path, ...], as_of: date | None, home: Path | None, as_json: bool) -> None:
    """Exit 1 with findings or a file that could not be read, 0 with none."""
    # The rulebook is loaded when it is used.
    from zhishu.flows.lint_policy import lint_policy_files

    day = as_of or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    linted = lint_policy_files(files, as_of=day, home=home)
    if as_json:
        print_json({"as_of": day, "files": [one.as_dict() for one in linted]})
    else:
        for one in linted:
            for document in one.documents:
                _print_document(one.file, document)
    for one in linted:
        if one.error:
            say(f"{one.file}：{one.error.what}。{one.error.next_step}。")
    if any(one.error or any(document.findings for document in one.documents) for one in linted):
        sys.exit(1)


def _print_document(file: str, linted: Linted) -> None:
    click.echo(f"{file}  《{linted.title}》  发现{len(linted.findings)}项")
    for one in linted.findings:
        _print_finding(one)
    for unknown in linted.unknown:
        click.echo(f"   [未知] {unknown.clause or '（全文）'}  {unknown.says}")


def _print_finding(one: Finding) -> None:
    figures = f"：{one.here}" if one.here else ""
    place = one.clause or ("（前言）" if one.words else "（全文）")
    click.echo(f"   [{SEVERITIES[one.severity]}] {place}  {one.title}{figures}")
    click.echo(f"      {one.says}")
    for other in one.higher:
        number = f"（{other.document_number}）" if other.document_number else ""
        unchecked = "，条款未核对" if other.since else ""
        click.echo(f"      对照：《{other.title}》{number}{other.clause or unchecked}")
    click.echo(f"      下一步：{one.next_step}")
