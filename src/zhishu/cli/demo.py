"""`zhishu demo`: build the demo city and serve its portal; `zhishu demo make`: only its files."""

from __future__ import annotations

import time
from pathlib import Path

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.serve import serve
from zhishu.demo.build import build_demo
from zhishu.demo.city import MOST_PATENTS
from zhishu.demo.files import PATENTS, SEED, make_demo

SAID_EVERY = 100_000
SIZE = click.IntRange(1, MOST_PATENTS)


@click.group(
    "demo",
    invoke_without_command=True,
    help="建好演示市云澜市（全部虚构），打开它的门户；make只做文件。",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, help="监听的端口。")
@click.option("--seed", default=SEED, show_default=True, help="种子：同一个种子得到同样的文件。")
@click.option("--patents", type=SIZE, default=PATENTS, show_default=True, help="专利件数。")
@click.option("--rebuild", is_flag=True, help="清掉已建的演示市重做。")
@click.option("--no-serve", is_flag=True, help="只建，不打开门户。")
@home_option
@json_option
@click.pass_context
def command(
    context: click.Context,
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
    if context.invoked_subcommand is not None:
        return
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


@command.command("make", help="只做演示市的文件，不导入：同一个种子和件数得到同样的字节。")
@click.option("--patents", type=SIZE, default=PATENTS, show_default=True, help="专利件数。")
@click.option("--seed", default=SEED, show_default=True, help="种子：同一个种子得到同样的文件。")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="放文件的文件夹，没有就建。",
)
@json_option
def make(patents: int, seed: int, folder: Path, as_json: bool) -> None:
    """Write the files, saying how far it is."""
    started = time.monotonic()

    def tell(made: int) -> None:
        if made % SAID_EVERY == 0 or made == patents:
            rate = made / max(time.monotonic() - started, 0.001)
            say(f"已写{made:,}件专利，每秒{rate:,.0f}件")

    files = make_demo(folder, seed=seed, patents=patents, say=tell)
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "seed": seed,
                "patents": patents,
                "seconds": round(time.monotonic() - started, 1),
                "files": {path.name: path.stat().st_size for path in files.all()},
            }
        )
        return
    for path in files.all():
        click.echo(f"{path.name}　{path.stat().st_size:,}字节")
