"""`zhishu backup`: one verified file of everything that a home holds, taken while it runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.back_up_home import back_up_home


@click.command("backup", help="把全部数据备份成一个文件，写完再读一遍核对；门户和导入不用停。")
@click.argument("target", type=click.Path(path_type=Path), metavar="文件夹或名称.tar")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="文件夹里这个数据文件夹的备份只留最新的几份（含这一份），更旧的删除。",
)
@click.option("--keys", type=click.Path(path_type=Path), help="把门户的密钥另写到这个文件。")
@click.option("--with-index", is_flag=True, help="连同检索索引：文件大些，恢复快些。")
@home_option
@json_option
def command(
    target: Path, keep: int | None, keys: Path | None, with_index: bool, home: Path, as_json: bool
) -> None:
    """Back up and say where it is."""
    report = back_up_home(home, target, keep=keep, keys=keys, with_index=with_index)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"备份已写成并核对：{report.file}（{report.bytes / 1e6:.1f}MB，{report.members}个文件，"
        f"快照{report.snapshot}，用时{report.seconds}秒）"
    )
    for path in report.removed:
        click.echo(f"已删除旧备份：{path}")
    if report.keys is None:
        say("备份里没有门户的密钥：恢复后人人要重新登录；要一起保管，加--keys 文件名")
