"""`zhishu rules diff`: which measures, conditions and figures differ between two rulebooks, in words."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.compare_rules import compare_rules
from zhishu.rules.comparing import KIND_TITLES


@click.command(
    "diff",
    help="两个规则库差在哪里：措施、条件、金额、参数；写文件夹或改革的YAML，只写一个时与现在的比。",
)
@click.argument(
    "rulebooks", metavar="规则库...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@home_option
@json_option
def diff(rulebooks: tuple[Path, ...], home: Path, as_json: bool) -> None:
    """Print the changes from the first (or the home's own) to the last; exit 1 where there is one."""
    if len(rulebooks) > 2:
        raise click.UsageError("写一个或两个规则库")
    old, new = rulebooks if len(rulebooks) == 2 else (None, rulebooks[0])
    found = compare_rules(home, old, new)
    if as_json:
        print_json(
            [
                {
                    "kind": one.kind,
                    "name": one.name,
                    "title": one.title,
                    "what": one.what or None,
                    "old": one.old or None,
                    "new": one.new or None,
                }
                for one in found
            ]
        )
    else:
        for one in found:
            click.echo(f"{KIND_TITLES[one.kind]}{one.name}（{one.title}）  {one.words}")
    say(f"{len(found)}处不同" if found else "没有不同")
    if found:
        sys.exit(1)
