"""`zhishu demo`: build the demo city and serve its portal."""

from __future__ import annotations

from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.serve import serve
from zhishu.demo.build import build_demo
from zhishu.demo.files import PATENTS, SEED


@click.command("demo", help="建好演示市云澜市（全部虚构），打开它的门户。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, help="监听的端口。")
@click.option("--seed", default=SEED, show_default=True, help="种子：同一个种子得到同样的文件。")
@click.option("--patents", default=PATENTS, show_default=True, help="专利件数。")
@click.option("--rebuild", is_flag=True, help="清掉已建的演示市重做。")
@click.option("--no-serve", is_flag=True, help="只建，不打开门户。")
@home_option
@json_option
def command(
    host: str,
    port: int,
    seed: int,
    patents: int,
    rebuild: bool,
    no_serve: bool,
    home: Path,
    as_json: bool,
) -> None:
    """Build, then serve until stopped."""
    report = build_demo(home, seed=seed, patents=patents, rebuild=rebuild, say=say)
    if report.built:
        say(f"演示市已建好，用时{report.seconds:.0f}秒，数据在{home}")
    else:
        say(f"演示市已在{home}")
    if as_json:
        print_json(
            {
                "home": str(report.home),
                "built": report.built,
                "seconds": round(report.seconds, 1),
                "imports": [one.as_dict() for one in report.imports],
            }
        )
    if not no_serve:
        serve(home, host=host, port=port)
