"""`zhishu images`: pictures of marks and designs, kept and found."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from zhishu.base.errors import InvalidValueError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.index_images import ImagesReport, index_images
from zhishu.flows.search_images import MOST_HITS, RIGHTS, ImageFilter, ImageHit, search_images
from zhishu.rights.images.levels import LEVELS

SHOWN = 20


@click.group("images", help="商标和外观设计的图样：建立特征，以图搜图。")
def command() -> None:
    """Group of the pictures' commands."""


@command.command("index", help="读文件夹、ZIP或图片里的图样，文件名是注册号、图样文件名或申请号。")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@home_option
@json_option
def index(paths: tuple[Path, ...], home: Path, as_json: bool) -> None:
    """Keep what each picture is found by; exit 1 when one was set aside."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("图样", total=None)
        report = index_images(
            home,
            paths,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json(report.as_dict())
    else:
        _print_report(report)
    if report.set_aside:
        sys.exit(1)


def _print_report(report: ImagesReport) -> None:
    click.echo(
        f"图样{report.pictures:,}幅：新读{report.indexed:,}，未变{report.unchanged:,}，"
        f"搁置{len(report.set_aside):,}，快照{report.snapshot}"
    )
    for one in report.set_aside[:SHOWN]:
        click.echo(f"  {one.file_name}：{one.reason}。下一步：{one.next_step}")
    if len(report.set_aside) > SHOWN:
        click.echo(f"  另有{len(report.set_aside) - SHOWN:,}幅，用--json列出全部")


@command.command("search", help="以图搜图：哪些商标和外观设计的图样与这幅图相近，相近在哪里。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vienna", default="", help="图形要素（维也纳）分类或它的开头，如3.1。")
@click.option("--locarno", default="", help="外观设计（洛迦诺）分类或它的开头，如06-01。")
@click.option("--class", "nice_class", type=click.IntRange(1, 45), help="商标的商品服务类别。")
@click.option("--size", type=click.IntRange(1, MOST_HITS), default=20, help="最多列几条。")
@home_option
@json_option
def search(
    file: Path,
    vienna: str,
    locarno: str,
    nice_class: int | None,
    size: int,
    home: Path,
    as_json: bool,
) -> None:
    """Print the hits, best first; exit 2 for a code that cannot be read."""
    try:
        answer = search_images(home, file, ImageFilter(vienna, locarno, nice_class), count=size)
    except InvalidValueError as error:
        say(f"出错：{error}")
        sys.exit(2)
    if answer.outdated:
        say(f"有{answer.outdated:,}幅图样的特征是旧的算法，没有比；重新运行zhishu images index")
    if as_json:
        print_json(answer.as_dict())
        return
    click.echo(f"比了{answer.compared:,}幅图样（共{answer.kept:,}幅），快照{answer.snapshot}")
    for number, hit in enumerate(answer.hits, 1):
        _print_hit(number, hit)


def _print_hit(number: int, hit: ImageHit) -> None:
    facts = [
        RIGHTS[hit.right],
        hit.number,
        hit.name or "",
        "第" + "、".join(map(str, hit.nice_classes)) + "类" if hit.nice_classes else "",
        "、".join(hit.holders),
    ]
    click.echo(
        f"{number}. {LEVELS[hit.level]}（{hit.score:.2f}）  " + "  ".join(filter(None, facts))
    )
    click.echo("   " + "；".join(hit.why))
