"""`zhishu drill`: prove that a backup restores, with every figure and page equal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import click

from zhishu import settings
from zhishu.base.errors import ZhishuError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.copy_database import Database
from zhishu.flows.drill_backup import DrillReport, Pages, drill_backup

STEPS = {"backup": "备份", "restore": "恢复（含核对、重建索引）", "compare": "比对"}


@click.command("drill", help="演练：把备份恢复到临时文件夹，逐项比对，有不同以1退出，不留东西。")
@click.argument(
    "backup",
    required=False,
    type=click.Path(exists=True, path_type=Path),
    metavar="[备份文件或文件夹]",
)
@click.option(
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="在哪个文件夹里演练，默认系统的临时文件夹；要放得下一份数据和一份备份。",
)
@home_option
@json_option
@click.pass_context
def command(
    context: click.Context, backup: Path | None, workspace: Path | None, home: Path, as_json: bool
) -> None:
    """Drill on the newest backup of a folder, on a file, or on one made for it."""
    # Stopped by its service, a drill still takes its temporary home away.
    signal.signal(signal.SIGTERM, _stop)
    report = drill_backup(home, backup, read_pages=read_pages, workspace=workspace, say=say)
    if as_json:
        print_json({**asdict(report), "passed": report.passed})
    else:
        _print(report)
    if not report.passed:
        context.exit(1)


def _stop(number: int, frame: FrameType | None) -> None:
    raise click.Abort


def read_pages(database: Database) -> Pages:
    """Render a home's pages in a process of their own."""
    environment = {
        **os.environ,
        settings.HOME.name: str(database.home),
        settings.DATABASE.name: database.address,
        settings.ALLOWED_HOSTS.name: "localhost",
        settings.PLAIN_HTTP.name: "1",
        settings.BEHIND_PROXY.name: "",
        settings.LOG.name: "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "zhishu.portal.home.read_pages"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["没有说明原因"]
        raise ZhishuError(
            "门户的页面打不开", where=f"{database.home}：{last[0]}", next_step="看上面的消息"
        )
    return Pages(**json.loads(done.stdout))


def _print(report: DrillReport) -> None:
    click.echo(
        f"备份：{report.file}（{report.bytes / 1e6:.1f}MB，{report.made_at}，快照{report.snapshot}）"
    )
    for step, seconds in report.seconds.items():
        click.echo(f"{STEPS[step]}：{seconds}秒")
    for one in report.comparisons:
        if one.left_out:
            click.echo(f"{one.what}：没有比，{one.left_out}")
        elif one.different:
            click.echo(f"{one.what}：{one.compared}项，有不同：{'、'.join(one.different)}")
        else:
            click.echo(f"{one.what}：{one.compared}项，全部相同")
    click.echo("演练通过" if report.passed else "演练没有通过：这份备份恢复后与原来不同")
