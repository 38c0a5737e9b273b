"""`zhishu warehouse`: how the published tables stand, whether every byte is whole, and housekeeping."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from itertools import zip_longest
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.cli.portal_scrub import verify_portal
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.repair_home import repair_home
from zhishu.flows.roll_back_home import roll_back_home
from zhishu.flows.verify_home import Damage, keep_record, last_verified, verify_home

CHINA = ZoneInfo("Asia/Shanghai")
PARTS = {"warehouse": "数据仓库", "index": "检索索引", "portal": "门户数据库"}


@click.group("warehouse", help="数据仓库：状态、快照、校验、整理、清理。")
def command() -> None:
    """Root of the warehouse commands."""


@command.command("status", help="最新的快照，表、行、字节各有多少。")
@home_option
@json_option
def status(home: Path, as_json: bool) -> None:
    """Print where the warehouse stands in a few lines."""
    warehouse = open_warehouse(home)
    newest = next(iter(warehouse.snapshots(1)), None)
    tables = [warehouse.describe(name) for name in warehouse.tables()]
    verified = last_verified(home)
    value = {
        "home": str(home),
        "snapshot": warehouse.snapshot(),
        "committed_at": newest.committed_at if newest else None,
        "reason": newest.reason if newest else None,
        "tables": sum(1 for one in tables if one.snapshot),
        "rows": sum(one.rows for one in tables),
        "bytes": sum(one.bytes for one in tables),
        "verified_at": verified.at if verified else None,
        "damages": verified.damages if verified else None,
    }
    if as_json:
        print_json(value)
    elif newest is None:
        click.echo(f"{home}：还没有发布过数据。")
    else:
        at = newest.committed_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        click.echo(f"数据文件夹：{home}")
        click.echo(f"最新快照：第{newest.number}个（{at}，{newest.reason}）")
        click.echo(f"{value['tables']}张表，{value['rows']}行，{_size(value['bytes'])}")
        if verified is not None:
            at = verified.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
            found = f"{verified.damages}处损坏" if verified.damages else "没有损坏"
            click.echo(f"上次校验：{at}，{found}")


@command.command("tables", help="每张表的行数、数据段数、大小和最后写入它的快照。")
@click.option("--snapshot", type=int, help="看哪个快照，默认最新。")
@home_option
@json_option
def tables(home: Path, snapshot: int | None, as_json: bool) -> None:
    """Print one line a table."""
    warehouse = open_warehouse(home)
    found = [warehouse.describe(name, snapshot=snapshot) for name in warehouse.tables()]
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(
            f"{one.name}（{one.title}）：{one.rows}行，{one.segments}个数据段，{_size(one.bytes)}，"
            + (f"第{one.snapshot}个快照写入" if one.snapshot else "还没有数据")
        )


@command.command("snapshots", help="可读的快照，从新到旧。")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="最多几个。"
)
@home_option
@json_option
def snapshots(home: Path, limit: int, as_json: bool) -> None:
    """Print one line a snapshot."""
    found = open_warehouse(home).snapshots(limit)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        click.echo("还没有快照。")
    for one, before in zip_longest(found, found[1:]):
        at = one.committed_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        # The numbers are the order; a clock that was set back is told, not believed.
        back = "（时钟曾回拨）" if before and one.committed_at < before.committed_at else ""
        click.echo(f"第{one.number}个　{at}{back}　{one.reason}　写入：{'、'.join(one.written)}")


@command.command(
    "verify",
    help="读每一个字节，与登记的摘要比对：数据、原件、检索索引、门户数据库；有不符的以1退出。",
)
@home_option
@json_option
def verify(home: Path, as_json: bool) -> None:
    """Print what is damaged, each with what helps; exit 1 when something is."""
    damages = [*verify_home(home), *verify_portal(home)]
    if home.is_dir():
        keep_record(home, damages)
    if as_json:
        print_json([asdict(one) for one in damages])
    else:
        for one in damages:
            _print_damage(one)
    if damages:
        say(f"{len(damages)}处有损坏。")
        sys.exit(1)
    say("全部文件与登记的摘要相符。")


def _print_damage(one: Damage) -> None:
    old = "（旧快照）" if one.is_old else ""
    name = f"表{one.table}" if one.table else PARTS[one.part]
    click.echo(f"{name}{old}：{one.path}：{one.what}。下一步：{one.next_step}")


@command.command("repair", help="重建能重建的：推导的表和检索索引；其余的说明从哪里恢复，以1退出。")
@home_option
@json_option
def repair(home: Path, as_json: bool) -> None:
    """Rebuild what is derived and damaged; exit 1 when damage is left."""
    done = repair_home(home)
    done = replace(done, left=(*done.left, *verify_portal(home)))
    if as_json:
        print_json(asdict(done))
    else:
        for table in done.tables:
            click.echo(f"表{table}已重建。")
        if done.index:
            click.echo("检索索引已重建。")
        for one in done.left:
            _print_damage(one)
    if done.left:
        say(f"还有{len(done.left)}处损坏，不能由程序重建。")
        sys.exit(1)
    say("已无损坏。" if done.tables or done.index else "没有损坏，什么也没有做。")


@command.command("rollback", help="把旧快照的数据作为新快照发布，并重建索引；什么也不删除。")
@click.option("--snapshot", type=click.IntRange(min=1), required=True, help="回到哪个快照。")
@click.option("--reason", required=True, help="为什么回退，记入快照。")
@home_option
@json_option
def rollback(home: Path, snapshot: int, reason: str, as_json: bool) -> None:
    """Publish an older state again."""
    done = roll_back_home(home, snapshot, reason=reason)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(
        f"已回退到第{done.to}个快照的数据，发布为第{done.snapshot}个；"
        f"第{done.before}个快照仍可按编号读取。"
    )


@command.command("compact", help="把表的许多数据段合成一个；查询结果和旧快照不变。")
@click.argument("table", required=False, metavar="[表名]")
@home_option
@json_option
def compact(home: Path, table: str | None, as_json: bool) -> None:
    """Merge the segments of one table or of all."""
    warehouse = open_warehouse(home)
    before = warehouse.snapshot()
    after = warehouse.compact(table)
    if as_json:
        print_json({"before": before, "snapshot": after})
    elif after == before:
        click.echo("没有要整理的。")
    else:
        click.echo(f"整理完成，最新快照：第{after}个。")


@command.command("gc", help="删除没有快照用到的文件；原件永不删除。")
@click.option("--keep", type=click.IntRange(min=1), help="只留最新的几个快照可读；不给则全部留着。")
@home_option
@json_option
def gc(home: Path, keep: int | None, as_json: bool) -> None:
    """Remove files that nobody can read any more."""
    report = open_warehouse(home).gc(keep=keep)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(f"删除{report.files}个文件，{_size(report.bytes)}。")
    if report.snapshots:
        click.echo(f"不再可读的快照：第{report.snapshots[0]}至第{report.snapshots[-1]}个。")


def _size(count: object) -> str:
    number = float(str(count))
    for unit in ("字节", "KB", "MB", "GB"):
        if number < 1024 or unit == "GB":
            return f"{number:.0f}{unit}" if unit == "字节" else f"{number:.1f}{unit}"
        number /= 1024
    raise AssertionError
