"""`zhishu upgrade`: a home of an older version brought to this one, with a backup made first."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.serve import prepare_portal, set_up_portal
from zhishu.flows.upgrade_home import upgrade_home


@click.command("upgrade", help="升级旧版本的数据文件夹：先备份，再升级；中断后重新运行会接着做完。")
@click.option(
    "--backups",
    type=click.Path(file_okay=False, path_type=Path),
    help="升级前的备份放在哪个文件夹，默认在数据文件夹旁边，名字后加-backups。",
)
@home_option
@json_option
def command(backups: Path | None, home: Path, as_json: bool) -> None:
    """Upgrade and say what changed."""

    def migrate_portal() -> None:
        set_up_portal(home, prepare_portal(home), only_tables=True)

    report = upgrade_home(home, backups=backups, migrate_portal=migrate_portal, say=say)
    if as_json:
        print_json(asdict(report))
    elif report.backup is None:
        click.echo(f"{home}已是最新版本（第{report.to_version}版），不用升级")
    else:
        changed = "、".join(report.changed) or "没有"
        click.echo(
            f"已从第{report.from_version}版升到第{report.to_version}版，用时{report.seconds}秒；"
            f"重新推导后有变化的表：{changed}；升级前的备份：{report.backup}"
        )
