"""`zhishu restore`: a home out of a backup, on this machine or another."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.restore_home import restore_home
from zhishu.warehouse.version import FORMAT


@click.command("restore", help="从备份恢复到空的数据文件夹；先核对每一个字节，再动手。")
@click.argument("file", type=click.Path(path_type=Path), metavar="备份文件")
@click.option("--keys", type=click.Path(path_type=Path), help="backup --keys写成的密钥文件。")
@click.option("--replace", is_flag=True, help="现有的数据文件夹先整个移到旁边，再恢复。")
@home_option
@json_option
def command(file: Path, keys: Path | None, replace: bool, home: Path, as_json: bool) -> None:
    """Restore and say what comes next."""
    report = restore_home(file, home, keys=keys, replace=replace, say=say)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"已恢复到{report.home}：备份于{report.made_at}，快照{report.snapshot}，"
        f"{report.members}个文件，用时{report.seconds}秒"
    )
    if report.old is not None:
        click.echo(f"原来的数据文件夹移到了{report.old}，确认无误后可自行删除")
    if report.version < FORMAT:
        say("这是旧版本的数据：运行zhishu upgrade后才能打开")
    if not report.key:
        say("没有给密钥文件：门户会生成新的密钥，人人要重新登录")
