"""`zhishu index`: rebuild the search index, tell how it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.rebuild_index import index_status, rebuild_index


@click.group("index", help="检索索引。")
def command() -> None:
    """Group of the index's commands."""


@command.command("rebuild", help="按最新数据重建检索索引；重建时检索照常。")
@home_option
@json_option
def rebuild(home: Path, as_json: bool) -> None:
    """Rebuild and say what went in."""
    report = rebuild_index(home)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"索引已重建：政策{report.policies}份（条款{report.clauses}条），专利{report.patents}件，"
        f"快照{report.snapshot}，用时{report.seconds}秒。"
    )


@command.command("status", help="索引建于哪个快照，逐个文件核对摘要。")
@home_option
@json_option
@click.pass_context
def status(context: click.Context, home: Path, as_json: bool) -> None:
    """Verify every file; exit 1 when the warehouse has published since."""
    found = index_status(home)
    if as_json:
        print_json(asdict(found))
    else:
        entries = found.entries
        click.echo(
            f"索引完好：政策{entries['policy']}份（条款{entries['clause']}条），专利{entries['patent']}件，"
            f"快照{found.index_snapshot}，建于{found.built_at}，{found.bytes / 1e6:.1f}MB。"
        )
    if found.is_behind:
        say(f"数据已到快照{found.warehouse_snapshot}；运行zhishu index rebuild可查到新数据。")
        context.exit(1)
