"""`zhishu holders`: which party each holder of a right is."""

from __future__ import annotations

from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json
from zhishu.flows.link_holders import link_holders


@click.group("holders", help="权利人：与登记的主体关联。")
def command() -> None:
    """Group of the holders' commands."""


@command.command("link", help="把全部权利的权利人与登记的主体关联一遍；人工核定的保持不变。")
@home_option
@json_option
def link(home: Path, as_json: bool) -> None:
    """Derive the links anew and tell how many there are of each state."""
    report = link_holders(home)
    if as_json:
        print_json(report.as_dict())
        return
    click.echo(
        f"权利人{report.names:,}个：已关联{report.linked:,}，待核定{report.uncertain:,}，"
        f"没有对应主体{report.none:,}，人工确认{report.confirmed:,}，人工确认没有对应{report.rejected:,}"
    )
