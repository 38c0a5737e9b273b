"""`zhishu import`: files of any known format into the warehouse."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from zhishu.base.errors import ZhishuError
from zhishu.cli.options import home_option, json_option, print_json, say
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.list_imports import list_set_aside
from zhishu.flows.map_headings import LONGEST_TITLE, look_at_columns, propose_mapping
from zhishu.flows.open_warehouse import open_rulebook
from zhishu.flows.write_table import write_csv
from zhishu.importers.door import Door
from zhishu.importers.format import ImportKind
from zhishu.importers.formats import KINDS, field_title, format_titles

SHOWN = 20
PAGE = 10_000
_REJECT_HEADINGS = ("文件", "行", "文件中的行号", "字段", "原因", "原值", "原行")


@click.command(
    "import",
    help="导入文件：专利和其他权利、法律事务、主体登记、判断扶持措施用的数据、政策。种类没有写明时自动认出。",
)
@click.argument("words", nargs=-1, required=True, metavar="[KIND|headings] FILE…")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把搁置的行全部写成CSV。",
)
@home_option
@json_option
def command(words: tuple[str, ...], rejects: Path | None, home: Path, as_json: bool) -> None:
    """Exit 1 when a file failed or a row was set aside; what succeeded stays.

    `headings FILE` imports nothing: it drafts the mapping of a table whose headings nobody knows.
    """
    if words[0] == "headings" and len(words) == 2 and not Path(words[0]).exists():
        return _draft_headings(home, Path(words[1]))
    kind = words[0] if words[0] in KINDS and not Path(words[0]).exists() else None
    files = [Path(word) for word in words[1 if kind else 0 :]]
    if not files:
        raise click.UsageError("没有写文件名")
    reports: list[ImportReport] = []
    failed: list[tuple[Path, ZhishuError]] = []
    with Door() as door:
        for path in files:
            try:
                reports.append(_import_one(home, path, kind, door))
            except ZhishuError as error:
                failed.append((path, error))
                say(f"{path}：{error}")
    if as_json:
        errors = [
            {
                "file": str(path),
                "code": one.code,
                "message": one.what,
                "where": one.where,
                "next_step": one.next_step,
            }
            for path, one in failed
        ]
        print_json({"imports": [report.as_dict() for report in reports], "errors": errors})
    elif reports:
        _print_reports(home, reports)
    if rejects is not None:
        _write_rejects(rejects, home, reports)
    if failed or any(report.set_aside for report in reports):
        sys.exit(1)


def _draft_headings(home: Path, path: Path) -> None:
    draft = propose_mapping(path.stem[:LONGEST_TITLE], look_at_columns(home, path))
    click.echo(draft.yaml)
    if draft.lacks:
        say(draft.lacks)
        sys.exit(1)


def _import_one(home: Path, path: Path, kind: ImportKind | None, door: Door) -> ImportReport:
    console = Console(stderr=True)
    if not console.is_terminal:
        return import_file(home, path, kind=kind, door=door)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(path.name, total=path.stat().st_size if path.is_file() else 1)
        return import_file(
            home,
            path,
            kind=kind,
            door=door,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _print_reports(home: Path, reports: list[ImportReport]) -> None:
    """The counts as a table, then the first rows set aside of each file."""
    titles = format_titles(open_rulebook(home))
    table = Table(box=None, pad_edge=False, header_style="")
    for heading in ("行数", "接受", "未变", "文件内重复", "搁置", "疑点", "快照"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("格式", "编码", "文件"):
        table.add_column(heading, no_wrap=True)
    for one in reports:
        counts = (one.rows, one.accepted, one.unchanged, one.superseded, one.set_aside)
        numbers = map(str, (*counts, one.findings, one.snapshot))
        table.add_row(*numbers, titles[one.format], one.encoding, one.file_name)
    # Names stand last and run on: the numbers keep their columns on a narrow screen too.
    console = Console(markup=False, highlight=False, emoji=False, width=1000)
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        click.echo(line.rstrip())
    for one in reports:
        _print_parts(one)
        _print_set_aside(home, one)


def _print_parts(report: ImportReport) -> None:
    """What became of each sheet or kind of rows, where the file has several."""
    for part in report.parts:
        counts = f"{part.rows}行，接受{part.accepted}，未变{part.unchanged}，搁置{part.set_aside}"
        click.echo(f"  {part.title}：{counts}" if part.rows else f"  {part.title}")


def _print_set_aside(home: Path, report: ImportReport) -> None:
    if not report.set_aside:
        return
    click.echo(f"{report.file_name}搁置的行：")
    for row in report.set_aside_rows[:SHOWN]:
        where = f"第{row.number}行（文件第{row.line_number}行）"
        told = "：".join(part for part in (row.reason, row.value) if part)
        field = field_title(report.format, row.field, open_rulebook(home))
        click.echo(" ".join(part for part in (f"  {where}", field, told) if part))
    if report.set_aside > SHOWN:
        click.echo(f"  另有{report.set_aside - SHOWN}行，用--rejects 文件.csv 全部写出")


def _write_rejects(path: Path, home: Path, reports: list[ImportReport]) -> None:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            write_csv(stream, _REJECT_HEADINGS, _reject_rows(home, reports))
    except OSError as error:
        raise ZhishuError(
            "搁置的行写不出去", where=str(path), next_step=f"换一个能写的位置（{error.strerror}）"
        ) from None
    say(f"搁置的行已写入{path}")


def _reject_rows(home: Path, reports: list[ImportReport]) -> Iterator[tuple[Any, ...]]:
    for report in reports:
        for row in _all_set_aside(home, report) if report.set_aside else ():
            names = ("row", "line_number", "field", "reason", "value", "line")
            row["field"] = field_title(report.format, row["field"], open_rulebook(home))
            yield (report.file_name, *(row[name] for name in names))


def _all_set_aside(home: Path, report: ImportReport) -> Iterator[dict[str, Any]]:
    page = 1
    while rows := list_set_aside(home, report.raw_sha256, page=page, size=PAGE).rows:
        yield from rows
        page += 1
